"""Reads of jobs."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.jobs.models import Job


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


def get(session: Session, job_id: str) -> Job:
    """Give the job; NotFound when there is none."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound
    return job


def newest(session: Session, limit: int = 100) -> list[JobView]:
    """Give the newest jobs first."""
    rows = session.exec(select(Job).order_by(col(Job.created_at).desc()).limit(limit))
    return [JobView.model_validate(row) for row in rows]
