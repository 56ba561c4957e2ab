"""Puts work into the table and takes it out again."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.jobs.models import Job, JobState

LEASE = timedelta(minutes=5)
PUT_OFF = timedelta(seconds=5)
OPEN = (JobState.QUEUED, JobState.RUNNING)


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
    """End the job; after an error it is queued again until its attempts are used up."""
    job = session.get_one(Job, job_id)
    job.error = error
    if not error:
        job.state, job.progress = JobState.DONE, job.total
    else:
        job.state = JobState.FAILED if job.attempts >= job.max_attempts else JobState.QUEUED
        job.lease_until = now
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
