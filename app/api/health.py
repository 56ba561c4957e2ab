"""Tells whether the process lives and can do its work."""

import os
import tempfile
from pathlib import Path

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

PROBE_BYTES = 1 << 16

router = APIRouter(tags=["Kesehatan"])


@router.get("/healthz", operation_id="healthz")
def healthz() -> dict[str, str]:
    """Answer while the process lives."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz")
def readyz(request: Request) -> Response:
    """Answer 200 when database and storage can be written, else 503."""
    try:
        with request.app.state.database.transaction(patience_ms=1000) as session:
            session.execute(sa.text("SELECT 1"))
        for folder in {request.app.state.settings.data, request.app.state.settings.files}:
            _ensure_writable(folder)
    except (sa.exc.SQLAlchemyError, OSError):
        return JSONResponse({"status": "unavailable"}, 503)
    return JSONResponse({"status": "ready"})


def _ensure_writable(folder: Path) -> None:
    """Raise OSError unless a small file can be put on the disk; it has no name and leaves none."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(PROBE_BYTES))
        probe.flush()
        os.fsync(probe.fileno())
