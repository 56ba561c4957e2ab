"""Puts work into the table and takes it out again."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.jobs.models import OPEN, Job, JobState

LEASE = timedelta(minutes=5)


def enqueue(session: Session, name: str, subject: str, now: datetime, created_by: str = "") -> Job:
    """Ask for work in the caller's transaction; an open job of the same subject is given back."""
    same = session.exec(
        select(Job).where(Job.name == name, Job.subject == subject, col(Job.state).in_(OPEN))
    ).first()
    if same:
        return same
    job = Job(name=name, subject=subject, created_at=now, created_by=created_by)
    session.add(job)
    session.flush()
    return job


def claim(session: Session, now: datetime) -> Job | None:
    """Take the oldest due job: queued, or running with its lease run out."""
    due = sa.or_(
        col(Job.state) == JobState.QUEUED,
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
    """End the job; after an error it is queued again until its attempts are used up."""
    job = session.get_one(Job, job_id)
    job.error = error
    if not error:
        job.state, job.progress = JobState.DONE, job.total
    else:
        job.state = JobState.FAILED if job.attempts >= job.max_attempts else JobState.QUEUED
    if job.state != JobState.QUEUED:
        job.finished_at = now
    session.add(job)


def requeue(session: Session, job: Job) -> None:
    """Put an ended job back at its place in the queue, with all its attempts."""
    job.state, job.attempts, job.lease_until, job.finished_at = JobState.QUEUED, 0, None, None
    session.add(job)
