"""Reads that leave a line in the journal: the one exception to 'a GET cannot write'."""

from datetime import datetime

from fastapi import Request
from sqlmodel import Session

from app.breakglass.models import BreakGlass
from app.errors import NotFound
from app.files.actions import ensure_servable
from app.files.models import StoredFile
from app.journal.record import Entry, record
from app.permissions import OF_AN_AGENCY, Actor, Permission
from app.submissions.models import Evidence


def journal_read(
    request: Request, actor: Actor, permission: Permission, object_id: str, now: datetime
) -> None:
    """Journal that the actor read something under embargo, in a transaction of its own.

    What is read through a broken glass names the opening.
    """
    glass: BreakGlass | None = getattr(request.state, "glass", None)
    entry = Entry(permission, "read", object_id)
    if glass:
        after = f"break_glass {glass.id}"
        entry = Entry(permission, "read", object_id, glass.submission_id, after=after)
    with request.app.state.database.transaction() as session:
        record(session, actor, entry, now)


def journal_glass(
    request: Request, actor: Actor, permission: Permission, object_id: str, now: datetime
) -> None:
    """Journal a reading that leaves no line, unless it goes through a broken glass."""
    if getattr(request.state, "glass", None):
        journal_read(request, actor, permission, object_id, now)


def file_of(session: Session, actor: Actor, item: Evidence) -> StoredFile:
    """Give the file of an evidence item the actor may read.

    NotFound for a link, Conflict for what the virus scanner keeps back.
    """
    return stored(session, actor, item.file_sha256, item.file_name)


def stored(session: Session, actor: Actor, sha256: str | None, name: str) -> StoredFile:
    """Give a stored file the actor may read, by its hash and its name. Raises as `file_of`."""
    if sha256 is None:
        raise NotFound
    file = session.get_one(StoredFile, sha256)
    ensure_servable(file, name, is_own=actor.role in OF_AN_AGENCY)
    return file
