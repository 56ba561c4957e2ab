"""Tells whether the process lives and can do its work."""

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.errors import Unavailable

router = APIRouter(tags=["Kesehatan"])


@router.get("/healthz", operation_id="healthz")
def healthz() -> dict[str, str]:
    """Answer while the process lives."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz")
def readyz(request: Request) -> Response:
    """Answer 200 when database and storage can be written, else 503."""
    try:
        with request.app.state.database.transaction() as session:
            session.execute(sa.text("SELECT 1"))
        request.app.state.storage.check()
    except (sa.exc.SQLAlchemyError, OSError, Unavailable):
        return JSONResponse({"status": "unavailable"}, 503)
    return JSONResponse({"status": "ready"})
