"""Puts work into the table and takes it out again."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.jobs.models import OPEN, Job, JobState

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 900))
"""How long a job rests after its first, second ... failure; the last one again and again."""
PUT_OFF = timedelta(seconds=5)


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
    """Take the oldest due job: queued and not put off, or running with its lease run out."""
    is_over = sa.or_(col(Job.lease_until).is_(None), col(Job.lease_until) <= now)
    due = sa.and_(col(Job.state).in_(OPEN), is_over)
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


def is_spent(job: Job) -> bool:
    """Tell whether a claimed job has been begun too often: its process died each time."""
    return job.attempts > job.max_attempts


def finish(session: Session, job_id: str, now: datetime, error: str = "") -> Job:
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
    return job


def put_off(session: Session, job_id: str, now: datetime, reason: str) -> None:
    """Queue the job again for later; a disk or database that was away is no attempt of it."""
    job = session.get_one(Job, job_id)
    job.state, job.error, job.attempts = JobState.QUEUED, reason, job.attempts - 1
    job.lease_until = now + PUT_OFF
    session.add(job)


def free(session: Session) -> None:
    """Queue again what a process that died was doing: for a program that is the only runner."""
    for job in session.exec(select(Job).where(Job.state == JobState.RUNNING)):
        job.state, job.lease_until = JobState.QUEUED, None
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
