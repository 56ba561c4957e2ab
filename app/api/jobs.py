"""JSON: background work."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.errors import NotFound
from app.jobs import actions, queries
from app.jobs.queries import JobView
from app.permissions import Actor, Permission, holds
from app.web.guards import RoleWith, known_id
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
    session: Db,
) -> JobView:
    """Give a job to who asked for it, or to the admin."""
    found = queries.get(session, known_id(job_id))
    if found.created_by != actor.user_id and not holds(actor, Permission.JOBS_VIEW):
        raise NotFound
    return JobView.model_validate(found)
