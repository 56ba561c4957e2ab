"""The job table: written in the transaction of the change that asks for the work."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from app.db import new_id


class JobState(StrEnum):
    """A job ends once, as done, failed or cancelled."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED, JobState.RUNNING)


class Job(SQLModel, table=True):
    """One piece of work: ids only, so that handlers read the truth themselves."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    subject: str = ""
    state: str = Field(default=JobState.QUEUED, index=True)
    progress: int = 0
    total: int = 1
    attempts: int = 0
    max_attempts: int = 3
    lease_until: datetime | None = None
    error: str = ""
    created_by: str = ""
    created_at: datetime
    finished_at: datetime | None = None
