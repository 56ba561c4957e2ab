"""Puts work into the table and takes it out again."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.jobs.models import OPEN, Job, JobState

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 900))
"""How long a job rests after its first, second ... failure; the last one again and again."""


def enqueue(
    session: Session,
    name: str,
    subject: str,
    now: datetime,
    created_by: str = "",
    *,
    max_attempts: int = 3,
) -> Job:
    """Ask for work in the caller's transaction; an open job of the same subject is given back."""
    same = session.exec(
        select(Job).where(Job.name == name, Job.subject == subject, col(Job.state).in_(OPEN))
    ).first()
    if same:
        return same
    job = Job(
        name=name,
        subject=subject,
        created_at=now,
        created_by=created_by,
        max_attempts=max_attempts,
    )
    session.add(job)
    session.flush()
    return job


def claim(session: Session, now: datetime) -> Job | None:
    """Take the oldest due job: queued and rested, or running with its lease run out."""
    due = sa.or_(
        sa.and_(
            col(Job.state) == JobState.QUEUED,
            sa.or_(col(Job.lease_until).is_(None), col(Job.lease_until) <= now),
        ),
        sa.and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) < now),
    )
    query = (
        select(Job)
        .where(due)
        .order_by(col(Job.created_at), col(Job.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = session.exec(query).first()
    if job is None:
        return None
    job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, now + LEASE
    session.add(job)
    return job


def finish(session: Session, job_id: str, now: datetime, error: str = "") -> None:
    """End the job; after an error it rests and is queued again until its attempts are used up."""
    job = session.get_one(Job, job_id)
    job.error = error
    if not error:
        job.state, job.progress = JobState.DONE, job.total
    else:
        job.state = JobState.FAILED if job.attempts >= job.max_attempts else JobState.QUEUED
        job.lease_until = now + PAUSES[min(job.attempts, len(PAUSES)) - 1]
    if job.state != JobState.QUEUED:
        job.finished_at = now
    session.add(job)


def postpone(session: Session, name: str, until: datetime, error: str) -> None:
    """Let every open job of that name rest until then; it is no failure and uses up no attempt."""
    open_ones = sa.and_(col(Job.name) == name, col(Job.state).in_(OPEN))
    rest = {"state": JobState.RUNNING.value, "lease_until": until, "error": error, "attempts": 0}
    session.execute(sa.update(Job).where(open_ones).values(rest))


def requeue(session: Session, job: Job) -> None:
    """Put an ended job back at its place in the queue, with all its attempts."""
    job.state, job.attempts, job.lease_until, job.finished_at = JobState.QUEUED, 0, None, None
    session.add(job)
