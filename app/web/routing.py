"""The API's route class: strict JSON in, repeated requests answered once."""

import hashlib
import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from sqlmodel import Session, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.errors import AppError, Conflict, InvalidInput, NotFound
from app.texts import has_control
from app.web.bodies import IS_WHOLE
from app.web.identity import MaybeActor
from app.web.models import RepeatedRequest
from app.web.unit_of_work import Db, Now

DEPTH_MAX = 32
INT_MAX = 2**63 - 1
KEY_MAX = 200


class Replayed(AppError):
    """Not a refusal: the stored answer of the first request with this key."""

    def __init__(self, row: RepeatedRequest) -> None:
        super().__init__("replayed")
        self.row = row


class StrictRequest(Request):
    """Reads JSON without NaN, doubled keys, huge numbers, lone surrogates or deep nesting."""

    async def json(self) -> Any:
        """Give the parsed body; JSONDecodeError for anything that is not strict."""
        if not hasattr(self, "_json"):
            self._json = strict_json(await self.body())
        return self._json


def strict_json(body: bytes) -> Any:
    """Parse UTF-8 JSON strictly. Source: reliability.md M4, M6."""
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        _walk(value, 0)
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError("not_strict", "", 0) from error
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(_name: str) -> None:
    raise ValueError("not a number")


def _walk(value: Any, depth: int) -> None:
    if depth > DEPTH_MAX:
        raise ValueError("too deep")
    if isinstance(value, (dict, list)):
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        for each in inner:
            _walk(each, depth + 1)
    else:
        _ensure_plain(value)


def _ensure_plain(value: Any) -> None:
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ValueError("infinite")
    elif isinstance(value, int) and abs(value) > INT_MAX:
        raise ValueError("too wide")


class ApiRoute(APIRoute):
    """Strict bodies; the answer is kept with its effect for repeats of the same key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the usual handler."""
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            _ensure_plain_address(request)
            await ensure_named_once(request)
            strict = StrictRequest(request.scope, request.receive)
            if getattr(request.state, IS_WHOLE):
                await strict.body()  # kept, for the form and for the key of repeated requests
            response = await original(strict)
            repeat_id = getattr(request.state, "repeat_id", None)
            if repeat_id and not getattr(request.state, "is_secret", False):
                # The commit comes after this: effect and answer are kept together.
                await run_in_threadpool(_keep, request.state.session, repeat_id, response)
            return response

        return handle


def _ensure_plain_address(request: Request) -> None:
    if any(has_control(str(value)) for value in request.path_params.values()):
        raise NotFound
    if any(has_control(value) for value in request.query_params.values()):
        raise InvalidInput("Alamat memuat karakter kendali.")


async def ensure_named_once(request: Request) -> None:
    """Raise InvalidInput when the address names a parameter twice. Source: ASVS 5.0 V15.3.7."""
    names = [name for name, _ in request.query_params.multi_items()]
    if len(set(names)) < len(names):
        raise InvalidInput("Satu parameter alamat disebut dua kali. Sebut satu kali saja.")


def answer_once(request: Request) -> None:
    """Mark an answer that holds a secret: never kept, so an Idempotency-Key does not repeat it."""
    request.state.is_secret = True


def _keep(session: Session, repeat_id: str, response: Response) -> None:
    row = session.get_one(RepeatedRequest, repeat_id)
    row.status = response.status_code
    row.body = bytes(response.body).decode()
    row.location = response.headers.get("location", "")
    session.add(row)


async def request_digest(request: Request) -> str:
    """Give a digest of method, address and body; for uploads of the length, and of the files.

    The files' part is empty when they were not received: the right to send them has ended.
    """
    is_upload = request.headers.get("content-type", "").startswith("multipart/")
    body = request.headers.get("content-length", "").encode() if is_upload else await request.body()
    head = f"{request.method} {request.scope['path']}\n".encode()
    files = getattr(request.state, "files_digest", "")
    return f"{hashlib.sha256(head + body).hexdigest()}:{files}"


def _is_same(before: str, now: str) -> bool:
    (first, first_files), (head, files) = before.split(":"), now.split(":")
    return first == head and files in {"", first_files}


def repeatable(
    request: Request,
    session: Db,
    actor: MaybeActor,
    now: Now,
    digest: Annotated[str, Depends(request_digest)],
) -> None:
    """Keep an Idempotency-Key in the request's own transaction: one effect, one answer.

    Raises Replayed with the first answer, InvalidInput for another body, Conflict while it runs.
    """
    key = request.headers.get("idempotency-key", "")
    if request.method != "POST" or not key or actor is None:
        return
    if len(key) > KEY_MAX:
        raise InvalidInput(f"Idempotency-Key paling panjang {KEY_MAX} huruf.")
    row = session.exec(
        select(RepeatedRequest).where(
            RepeatedRequest.user_id == actor.user_id, RepeatedRequest.key == key
        )
    ).first()
    if row is None:
        row = RepeatedRequest(user_id=actor.user_id, key=key, request_digest=digest, at=now)
        session.add(row)
        session.flush()
        request.state.repeat_id = row.id
        return
    if not _is_same(row.request_digest, digest):
        raise InvalidInput("Idempotency-Key ini sudah dipakai untuk permintaan lain.")
    if not row.status:
        raise Conflict("Permintaan dengan Idempotency-Key ini sudah diproses. Muat ulang.")
    raise Replayed(row)


def replay(_request: Request, error: Exception) -> Response:
    """Answer with what was answered the first time."""
    assert isinstance(error, Replayed)  # noqa: S101
    headers = {"Location": error.row.location} if error.row.location else {}
    headers["Idempotency-Replayed"] = "true"
    return Response(error.row.body, error.row.status, headers, media_type="application/json")
