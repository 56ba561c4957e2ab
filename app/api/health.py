"""Tells whether the process lives and can do its work."""

import os
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.datastructures import State
from starlette.responses import JSONResponse, Response

from app.errors import Unavailable

router = APIRouter(tags=["Kesehatan"])

PROBE_BYTES = 1 << 16
TRUSTED_SECONDS = 1.0
"""How long a good answer is repeated without another look: the address is open to everybody."""
# What reaches the disk, changes nothing and waits for no row.
SQLITE_WRITES = "PRAGMA user_version = 1"
POSTGRES_WRITES = "SELECT pg_current_xact_id()"


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
        session.execute(sa.text(SQLITE_WRITES if is_sqlite else POSTGRES_WRITES))
    for folder in {state.settings.data, state.settings.files}:
        _ensure_writable(folder)


def _ensure_writable(folder: Path) -> None:
    """Raise OSError unless a small file can be put on the disk; it has no name and leaves none."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(PROBE_BYTES))
        probe.flush()
        os.fsync(probe.fileno())
