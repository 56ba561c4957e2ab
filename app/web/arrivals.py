"""Files of a request, received and inspected before its transaction begins.

Copying and inspecting take seconds for a large or hostile file. The request's own transaction
holds the write lock from its first statement on, so everyone else would wait. Therefore the route
asks first, in a short reading transaction, whether the files may come at all, receives them, and
then runs as usual; its guard asks again, inside the transaction that counts.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from anyio import Semaphore
from anyio.lowlevel import RunVar
from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.responses import Response

from app.accounts.quotas import Use
from app.db import Database
from app.errors import AppError, InvalidInput, TooLarge, Unavailable
from app.files.actions import Entrance, Received, RefusedFile, Upload, receive
from app.files.media_types import safe_name
from app.permissions import Actor, Permission
from app.settings import Settings
from app.web.errors import TOO_MANY_PARTS
from app.web.guards import SubmissionWith
from app.web.identity import current_actor
from app.web.quotas import count_of_account
from app.web.routing import ApiRoute

FIELD = "file"
FILES_MAX = 20
RECEIVING_MAX = 8
_RECEIVING: RunVar[Semaphore] = RunVar("receiving")
_ENTERING: RunVar[Semaphore] = RunVar("entering")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

MultiPartParser.spool_max_size = 1 << 16  # fifty uploads at once would hold 50 MiB by default


class ArrivalRoute(APIRoute):
    """A route of an OPD's evidence that takes files, field `file`; `permission`: its guard's."""

    permission = Permission.EVIDENCE_UPLOAD

    def get_route_handler(self) -> Handler:
        """Wrap the usual handler."""
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if not request.headers.get("content-type", "").startswith("multipart/"):
                return await original(request)
            form = await _form(request)
            files = [each for each in form.getlist(FIELD) if isinstance(each, UploadFile)]
            async with _of_this_loop(_RECEIVING, RECEIVING_MAX):
                try:
                    arrived = await run_in_threadpool(_receive, request, files, self.permission)
                except BaseException:
                    await form.close()  # the route that closes it otherwise is not reached
                    raise
            request.state.arrived = arrived
            request.state.files_digest = " ".join(
                each.incoming.sha256 if isinstance(each, Received) else "refused"
                for each in arrived
            )
            try:
                async with _of_this_loop(_ENTERING, 1):  # they would only wait for each other
                    return await original(request)
            finally:
                await run_in_threadpool(_discard, arrived)

        return handle


class ArrivalApiRoute(ApiRoute, ArrivalRoute):
    """The same at the JSON door, whose strictness comes first."""


class ProofRoute(ArrivalRoute):
    """A route of an OPD's action plan that takes files."""

    permission = Permission.PLAN_SAVE


class ProofApiRoute(ApiRoute, ProofRoute):
    """The same at the JSON door."""


class AnswerRoute(ArrivalRoute):
    """A route that takes files as the answer to a wish of the assessors."""

    permission = Permission.CLARIFICATION_ANSWER


class AnswerApiRoute(ApiRoute, AnswerRoute):
    """The same at the JSON door."""


def _of_this_loop(kept: RunVar[Semaphore], count: int) -> Semaphore:
    """Give what lets only so many in; who waits there holds no thread."""
    try:
        return kept.get()
    except LookupError:
        made = Semaphore(count)
        kept.set(made)
        return made


async def _form(request: Request) -> FormData:
    try:
        form = await request.form(max_files=FILES_MAX, max_fields=FILES_MAX)
    except HTTPException as error:
        if not str(error.detail).startswith(TOO_MANY_PARTS):
            raise
        message = f"Kiriman ini terlalu banyak. Sekali unggah paling banyak {FILES_MAX} berkas."
        raise TooLarge(message) from error
    texts = [name for name, value in form.multi_items() if isinstance(value, str)]
    if len(set(texts)) < len(texts):
        await form.close()
        raise InvalidInput("Satu isian dikirim dua kali. Muat ulang halaman lalu unggah lagi.")
    return form


def _receive(
    request: Request, files: list[UploadFile], permission: Permission
) -> list[Received | RefusedFile]:
    actor = _who_may(request, permission)
    if actor is None:
        return []  # the guard refuses it in a moment, and journals that
    count_of_account(request, actor, Use.UPLOAD, request.app.state.clock())
    arrived: list[Received | RefusedFile] = []
    try:
        for file in files:
            arrived += [_receive_one(request, file)]
    except BaseException:
        _discard(arrived)
        raise
    return arrived


def _who_may(request: Request, permission: Permission) -> Actor | None:
    database: Database = request.app.state.database
    now = request.app.state.clock()
    guard = SubmissionWith(permission)
    with database.reading() as session:
        try:
            actor = current_actor(request, session, now)
            guard(str(request.path_params["submission_id"]), request, session, actor, now)
        except AppError:
            return None
        finally:
            session.rollback()
    return actor


def _receive_one(request: Request, file: UploadFile) -> Received | RefusedFile:
    settings: Settings = request.app.state.settings
    entrance = Entrance(
        settings.evidence_max_mib << 20, settings.agency_quota_mib << 20, bool(settings.clamd)
    )
    try:
        return receive(request.app.state.storage, Upload(file.file, file.filename or "", entrance))
    except Unavailable:
        raise
    except AppError as refusal:
        return RefusedFile(safe_name(file.filename or ""), refusal)


def _discard(arrived: list[Received | RefusedFile]) -> None:
    for each in arrived:
        if isinstance(each, Received):
            each.discard()


def _arrived(request: Request) -> list[Received | RefusedFile]:
    """Give the files of the request; InvalidInput when there is none."""
    arrived: list[Received | RefusedFile] = getattr(request.state, "arrived", [])
    if not arrived:
        raise InvalidInput("Berkas belum dipilih. Pilih berkas lalu unggah lagi.")
    return arrived


def _the_one(arrived: Annotated[list[Received | RefusedFile], Depends(_arrived)]) -> Received:
    """Give the only file of the request, or raise why it was refused."""
    first = arrived[0]
    if isinstance(first, RefusedFile):
        raise first.refusal
    return first


Arrived = Annotated[list[Received | RefusedFile], Depends(_arrived)]
OneArrived = Annotated[Received, Depends(_the_one)]
