"""create_app(): settings, doors, error handlers, static files, background runner."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from app import __version__, api, pages
from app.clock import utc_now
from app.db import Database
from app.files.media_types import PACKED
from app.files.storage import storage_at
from app.settings import Settings
from app.web import errors, routing
from app.web.bodies import BodyLimits
from app.web.refusals import Allowance
from app.web.security import OriginCheck, SecurityHeaders
from app.worker import Runner

STATIC = Path(__file__).parent / "static"
FORM_SLACK = 1 << 20
GZIP_FROM = 1000
NOT_GZIPPED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *PACKED)

DOORS = APIRouter()
"""Both doors, put together once: FastAPI works the tree out anew for whatever includes it."""
DOORS.include_router(api.router)
DOORS.include_router(pages.router)

LOG_LINES: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,  # no local variables: they may hold users' texts
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def create_app(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now, runs_jobs: bool = True
) -> FastAPI:
    """Build the program. `runs_jobs`: a runner in this process moves jobs and the clock's steps."""
    app = FastAPI(
        routes=DOORS.routes,
        title="Matang",
        version=__version__,
        description="Evaluasi tahunan kematangan pengelolaan data perangkat daerah.",
        lifespan=_with_runner if runs_jobs else None,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,  # it would send on to the host that the request itself names
    )
    structlog.configure(processors=LOG_LINES)
    app.state.settings = settings
    app.state.database = Database(settings.url)
    app.state.storage = storage_at(settings.storage_url, settings.files)
    app.state.clock = clock
    app.state.anonymous_lines = Allowance()
    errors.install(app)
    app.add_exception_handler(routing.Replayed, routing.replay)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _surround(app, settings)
    return app


def _surround(app: FastAPI, settings: Settings) -> None:
    """Put around the doors what every request passes; the last one added is the outermost."""
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM, exclude_content_types=NOT_GZIPPED)
    multipart_max = (settings.evidence_max_mib << 20) + FORM_SLACK
    app.add_middleware(BodyLimits, multipart_max=multipart_max, refuse=errors.refuse)
    app.add_middleware(OriginCheck, base_url=settings.base_url, refuse=errors.refuse)
    app.add_middleware(SecurityHeaders, is_https=settings.is_https)


@asynccontextmanager
async def _with_runner(app: FastAPI) -> AsyncIterator[None]:
    """Move jobs in this process for as long as it serves."""
    state = app.state
    runner = Runner(state.database, state.storage, state.settings, state.clock)
    runner.start()
    yield
    runner.stop()
