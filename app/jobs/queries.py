"""Reads of jobs."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.jobs.models import OPEN, Job, JobState
from app.permissions import Actor, Permission, holds


class JobView(BaseModel):
    """A job as its owner or the admin sees it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    name: str
    subject: str
    state: str
    progress: int
    total: int
    attempts: int
    error: str
    created_at: datetime
    finished_at: datetime | None


def get(session: Session, job_id: str, *, lock: bool = False) -> Job:
    """Give the job, its row locked for a change when asked; NotFound when there is none."""
    job = session.get(Job, job_id, with_for_update=lock)
    if job is None:
        raise NotFound
    return job


def seen_by(actor: Actor, job: Job) -> JobView:
    """Give the job; why it failed is told to who began it and to the admin only."""
    view = JobView.model_validate(job)
    is_told = is_of(actor, job) or holds(actor, Permission.JOBS_VIEW)
    return view if is_told else view.model_copy(update={"error": ""})


def is_of(actor: Actor, job: Job) -> bool:
    """Tell whether the actor began the job."""
    return job.created_by == actor.user_id


def failed(session: Session) -> list[JobView]:
    """Give every job that failed for good, newest first."""
    query = select(Job).where(Job.state == JobState.FAILED)
    rows = session.exec(query.order_by(col(Job.created_at).desc(), col(Job.id)))
    return [JobView.model_validate(row) for row in rows]


def open_one(session: Session, name: str) -> Job | None:
    """Give a job of this name that waits or runs, or None."""
    query = select(Job).where(Job.name == name, col(Job.state).in_(OPEN))
    return session.exec(query.order_by(col(Job.created_at)).limit(1)).first()


def newest(session: Session, limit: int = 100) -> list[JobView]:
    """Give the newest jobs first."""
    rows = session.exec(select(Job).order_by(col(Job.created_at).desc()).limit(limit))
    return [JobView.model_validate(row) for row in rows]
