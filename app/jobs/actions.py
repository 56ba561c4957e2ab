"""Writes of people about jobs; the queue itself is queue.py."""

from datetime import datetime

from sqlmodel import Session

from app.errors import Conflict
from app.jobs import queries
from app.jobs.models import Job, JobState
from app.jobs.queue import requeue
from app.journal.record import Entry, record
from app.permissions import Actor, Permission


def retry(session: Session, actor: Actor, job_id: str, now: datetime) -> Job:
    """Queue a job again that failed for good; Conflict for any other."""
    job = queries.get(session, job_id, lock=True)
    if job.state != JobState.FAILED:
        raise Conflict("Hanya pekerjaan yang gagal yang dapat dijalankan lagi. Muat ulang halaman.")
    requeue(session, job)
    entry = Entry(Permission.JOBS_RETRY, "job", job.id, before=job.error, after=job.name)
    record(session, actor, entry, now)
    return job
