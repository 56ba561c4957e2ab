"""JSON: background work."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session

from app.errors import Forbidden, NotFound
from app.jobs import actions, queries
from app.jobs.models import Job
from app.jobs.queries import JobView
from app.permissions import Actor, Permission, holds
from app.reports.actions import RENDER
from app.web.guards import ReadableReport, RoleWith, known_id
from app.web.identity import SignedIn
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Pekerjaan"], route_class=ApiRoute)


@router.get("/jobs", operation_id="listJobs")
def jobs(
    _actor: Annotated[Actor, Depends(RoleWith(Permission.JOBS_VIEW), scope="function")], session: Db
) -> list[JobView]:
    """Give the newest jobs."""
    return queries.newest(session)


@router.post("/jobs/{job_id}/retry", operation_id="retryJob")
def retry(
    job_id: str,
    actor: Annotated[Actor, Depends(RoleWith(Permission.JOBS_RETRY), scope="function")],
    session: Db,
    now: Now,
) -> JobView:
    """Queue a job again that failed for good."""
    return JobView.model_validate(actions.retry(session, actor, known_id(job_id), now))


@router.get("/jobs/{job_id}", operation_id="getJob")
def job(
    job_id: str,
    _actor: Annotated[Actor, Depends(RoleWith(Permission.DIRECTORY_READ), scope="function")],
    actor: SignedIn,
    request: Request,
    session: Db,
    now: Now,
) -> JobView:
    """Give a job to who asked for it, to who may have what it makes, and to the admin."""
    found = queries.get(session, known_id(job_id))
    if not queries.is_of(actor, found) and not holds(actor, Permission.JOBS_VIEW):
        _ensure_document(request, session, actor, found, now)
    return queries.seen_by(actor, found)


def _ensure_document(
    request: Request, session: Session, actor: Actor, job: Job, now: datetime
) -> None:
    """Raise NotFound unless the job makes a document the actor may have: others asked for it."""
    if job.name != RENDER:
        raise NotFound
    try:
        ReadableReport()(job.subject, request, session, actor, now)
    except Forbidden as refusal:
        raise NotFound from refusal
