"""Reads that leave a line in the journal: the one exception to 'a GET cannot write'."""

from datetime import datetime

from fastapi import Request

from app.journal.record import Entry, record
from app.permissions import Actor, Permission


def journal_read(
    request: Request, actor: Actor, permission: Permission, object_id: str, now: datetime
) -> None:
    """Journal that the actor read something under embargo, in a transaction of its own."""
    with request.app.state.database.transaction() as session:
        record(session, actor, Entry(permission, "read", object_id), now)
