"""Tells whether the process lives and can do its work."""

import time

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.datastructures import State
from starlette.responses import JSONResponse, Response

from app.errors import Unavailable
from app.files.shelves import ensure_writable

router = APIRouter(tags=["Kesehatan"])

TRUSTED_SECONDS = 1.0
"""How long a good answer is repeated without another look: the address is open to everybody."""
# What reaches the disk, changes nothing and waits for no row.
SQLITE_WRITES = sa.text("PRAGMA user_version = 1")
POSTGRES_WRITES = sa.text("SELECT pg_current_xact_id()")


@router.get("/healthz", operation_id="healthz")
def healthz() -> dict[str, str]:
    """Answer while the process lives."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz")
def readyz(request: Request) -> Response:
    """Answer 200 when database and storage can be written, else 503."""
    state = request.app.state
    if time.monotonic() < getattr(state, "trusted_until", 0.0):
        return JSONResponse({"status": "ready"})
    try:
        _write_something(state)
    except (sa.exc.SQLAlchemyError, OSError, Unavailable):
        return JSONResponse({"status": "unavailable"}, 503)
    state.trusted_until = time.monotonic() + TRUSTED_SECONDS
    return JSONResponse({"status": "ready"})


def _write_something(state: State) -> None:
    with state.database.transaction() as session:
        is_sqlite = state.database.engine.dialect.name == "sqlite"
        session.execute(SQLITE_WRITES if is_sqlite else POSTGRES_WRITES)
    ensure_writable(state.settings.data)
    state.storage.check()
