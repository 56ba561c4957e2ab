"""Refusals on the way out: problem JSON under /api, an HTML page elsewhere, JSON for autosave."""

import errno
import secrets
from urllib.parse import quote

import sqlalchemy.exc
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from app.accounts.confirmation_actions import ConfirmationNeeded
from app.errors import (
    AppError,
    BadRequest,
    Conflict,
    Fault,
    InvalidInput,
    NotFound,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from app.faults import sentence
from app.templating import render
from app.web.refusals import note_refusal
from app.web.security import add_headers, loggable
from app.web.shell import shell
from app.web.unit_of_work import place_to_write

log = structlog.get_logger()

FRAMEWORK = {
    400: "Permintaan tidak dapat dibaca.",
    404: "Halaman atau data ini tidak ada.",
    405: "Cara ini tidak tersedia untuk alamat tersebut.",
    413: "Kiriman terlalu besar.",
    415: "Jenis isi kiriman tidak didukung.",
    422: "Isian belum benar.",
}
TITLES = {
    400: "Permintaan rusak",
    404: "Tidak ditemukan",
    405: "Tidak tersedia",
    413: "Terlalu besar",
    415: "Jenis isi salah",
}
PAGES = {403, 404, 409, 422, 500}
CONFIRM_AT = "/api/v1/me/confirmation"
TOO_MANY_PARTS = ("Too many fields", "Too many files", "Field exceeded", "Part exceeded")
"""How Starlette's form parsers begin what they answer with 400."""
DATABASE_AWAY = (
    sqlalchemy.exc.OperationalError,  # locked, full, read-only, connection lost
    sqlalchemy.exc.InterfaceError,  # the connection died before the question
    sqlalchemy.exc.InternalError,  # PostgreSQL that is read-only or shutting down
    sqlalchemy.exc.TimeoutError,  # every connection is taken
)
DISK_AWAY = frozenset(
    getattr(errno, name)
    for name in ("EACCES", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOSPC", "EPERM", "EROFS")
    if hasattr(errno, name)
)
RETRY_SECONDS = 5


def install(app: FastAPI) -> None:
    """Register one handler for each kind of refusal."""
    app.add_exception_handler(AppError, on_refusal)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_framework)
    app.add_exception_handler(ClientDisconnect, on_hang_up)
    app.add_exception_handler(sqlalchemy.exc.IntegrityError, on_race)
    app.add_exception_handler(sqlalchemy.exc.DataError, on_unstorable)
    for away in DATABASE_AWAY:
        app.add_exception_handler(away, on_database)
    app.add_exception_handler(OSError, on_disk)
    app.add_exception_handler(Exception, on_fault)


async def on_refusal(request: Request, error: Exception) -> Response:
    """Answer a refusal of ours, and journal it."""
    assert isinstance(error, AppError)  # noqa: S101
    if not _leaves_a_line(request, error):
        return await run_in_threadpool(answer, request, error)
    try:
        async with place_to_write():
            await run_in_threadpool(note_refusal, request, error.status)
    except DATABASE_AWAY as fault:  # no refusal without its line: say that it cannot be kept
        return await run_in_threadpool(on_database, request, fault)
    except Unavailable as busy:
        error = busy
    return await run_in_threadpool(answer, request, error)


def _leaves_a_line(request: Request, error: AppError) -> bool:
    """To be asked again is no refusal; a wrong answer has its own line."""
    is_asked = getattr(request.state, "asked", None) is not None
    return is_asked and not isinstance(error, (Unavailable, ConfirmationNeeded))


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer input that does not fit its model, without echoing it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    faults = [
        Fault("/" + "/".join(str(part) for part in item["loc"][1:]), sentence(item))
        for item in error.errors()
    ]
    is_syntax = any(item["type"] == "json_invalid" for item in error.errors())
    refusal: AppError = (
        BadRequest("Isi kiriman bukan JSON yang benar.")
        if is_syntax
        else InvalidInput("Isian belum benar.", faults)
    )
    if any(item["loc"][0] == "path" for item in error.errors()):
        refusal = NotFound()
    return await on_refusal(request, refusal)


def on_framework(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses."""
    assert isinstance(error, HTTPException)  # noqa: S101
    status = 413 if str(error.detail).startswith(TOO_MANY_PARTS) else error.status_code
    refusal = AppError(FRAMEWORK.get(status, "Permintaan tidak dapat dilayani."))
    refusal.status = status
    refusal.title = TITLES.get(status, "Galat")
    response = answer(request, refusal)
    response.headers.update(error.headers or {})
    return response


def on_hang_up(_request: Request, _error: Exception) -> Response:
    """Answer nobody: the client left before it had sent everything."""
    return Response(status_code=400)


async def on_race(request: Request, error: Exception) -> Response:
    """Answer a uniqueness clash of two simultaneous requests."""
    log.warning("integrity", error=str(getattr(error, "orig", error)))
    refusal = Conflict("Permintaan lain mendahului. Muat ulang lalu coba lagi.")
    return await on_refusal(request, refusal)


async def on_unstorable(request: Request, error: Exception) -> Response:
    """Answer text or a number that the database cannot hold (a NUL in PostgreSQL)."""
    log.warning("unstorable", error=str(getattr(error, "orig", error)))
    refusal = InvalidInput("Isian memuat karakter yang tidak dapat disimpan.")
    return await on_refusal(request, refusal)


def on_database(request: Request, error: Exception) -> Response:
    """Answer a database that is locked, full or away."""
    log.error("database", error=str(getattr(error, "orig", error)))
    return answer(
        request, Unavailable("Basis data sedang tidak dapat menyimpan. Coba lagi sebentar.")
    )


def on_disk(request: Request, error: Exception) -> Response:
    """Answer a disk that is full, read-only or broken; any other fault of the kind is ours."""
    if getattr(error, "errno", None) not in DISK_AWAY:
        return on_fault(request, error)
    log.error("disk", error=str(error))
    return answer(
        request, Unavailable("Penyimpanan penuh atau tidak dapat ditulis. Coba lagi sebentar.")
    )


def on_fault(request: Request, error: Exception) -> Response:
    """Answer a fault of ours without its inside; the log has it under the same number."""
    number = secrets.token_hex(4)
    log.error("fault", number=number, path=loggable(request.scope["path"]), exc_info=error)
    message = f"Terjadi galat pada sistem (nomor {number}). Isian yang sudah tersimpan aman."
    response = answer(request, AppError(message))
    add_headers(response.headers, request.scope, request.app.state.settings.is_https)
    return response


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: AppError) -> None:
    """Answer what is refused before any route is looked for."""
    response = answer(Request(scope, receive), refusal)
    if isinstance(refusal, BadRequest):  # where this request ends is unsure, so is the next one
        response.headers["Connection"] = "close"
    await response(scope, receive, send)


def answer(request: Request, error: AppError) -> Response:
    """Build the response for a refusal, in the shape the asker understands."""
    path: str = request.scope["path"]  # request.url is made of the Host header, which anyone sets
    wants_json = path.startswith("/api/") or request.headers.get("x-autosave") == "1"
    headers = _retry_after(error)
    if wants_json:
        return JSONResponse(
            problem(error), error.status, headers, media_type="application/problem+json"
        )
    if isinstance(error, ConfirmationNeeded):
        return ask_again(request, error)
    if isinstance(error, Unauthenticated) and request.method in {"GET", "HEAD"}:
        return RedirectResponse("/masuk" if path == "/" else f"/masuk?next={quote(path)}", 303)
    template = f"errors/{error.status}.html" if error.status in PAGES else "errors/error.html"
    view = {
        "status": error.status,
        "title": error.title,
        "message": error.message,
        "faults": error.faults,
        "typed": getattr(request.state, "words", []),
    }
    frame = shell(request) if error.status < 500 else {}  # a broken database still has its page
    return HTMLResponse(render(template, error=view, **frame), error.status, headers)


def ask_again(request: Request, error: ConfirmationNeeded) -> Response:
    """Show the page that repeats the form that was sent, with a field for password or code."""
    typed = getattr(request.state, "typed", [])
    view = render("session/confirm.html", view=error, typed=typed, **shell(request))
    return HTMLResponse(view, error.status)


def _retry_after(error: AppError) -> dict[str, str]:
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": str(RETRY_SECONDS)} if isinstance(error, Unavailable) else {}


def problem(error: AppError) -> dict[str, object]:
    """Give the RFC 9457 body. Equal for every 404: no instance, no trace."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.message,
    }
    if error.faults:
        body["errors"] = [
            {"pointer": fault.place, "detail": fault.message} for fault in error.faults
        ]
    if isinstance(error, Stale):
        body["current"] = error.current
    if isinstance(error, ConfirmationNeeded):
        body["confirm_at"] = CONFIRM_AT
    return body
