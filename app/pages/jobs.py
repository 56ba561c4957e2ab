"""Pages: background work, for the admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.backups.actions import BACKUP
from app.jobs import actions, queries
from app.jobs.queries import JobView
from app.permissions import Actor, Permission
from app.reports.actions import RENDER
from app.web.guards import RoleWith, known_id
from app.web.responses import page, see_other
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
Viewer = Annotated[Actor, Depends(RoleWith(Permission.JOBS_VIEW), scope="function")]
Retrier = Annotated[Actor, Depends(RoleWith(Permission.JOBS_RETRY), scope="function")]
NAMES: Mapping[str, str] = MappingProxyType({RENDER: "Dokumen PDF", BACKUP: "Cadangan"})


@dataclass(frozen=True, slots=True)
class JobsView:
    """What failed, and the newest of all; `names` says in words what a job is."""

    failed: list[JobView]
    newest: list[JobView]
    names: Mapping[str, str]


@router.get("/pekerjaan")
def jobs(_actor: Viewer, here: Here) -> Response:
    """Show the jobs: those that failed first, with their reason."""
    view = JobsView(queries.failed(here.session), queries.newest(here.session), NAMES)
    return page(here.request, "jobs/index.html", view=view)


@router.post("/pekerjaan/{job_id}/pengulangan")
def retry(job_id: str, actor: Retrier, here: Here) -> Response:
    """Queue a job again that failed for good."""
    actions.retry(here.session, actor, known_id(job_id), here.now)
    return see_other("/pekerjaan", "diulang")
