"""Writes of an admin about other people's sign-ins."""

from datetime import datetime

from sqlmodel import Session

from app.accounts import sessions
from app.accounts.models import User
from app.errors import Conflict
from app.journal.record import Entry, record
from app.permissions import Actor, Permission


def end_one(session: Session, actor: Actor, user: User, session_id: str, now: datetime) -> None:
    """End one sign-in of someone; NotFound when it is not theirs."""
    _ensure_other(actor, user)
    sessions.revoke_session(session, user.id, session_id, now)
    entry = Entry(Permission.SESSION_REVOKE_OTHER, "session", session_id, after=user.username)
    record(session, actor, entry, now)


def end_all(session: Session, actor: Actor, user: User, now: datetime) -> None:
    """End every sign-in and every token of someone."""
    _ensure_other(actor, user)
    sessions.revoke_all(session, user.id, now)
    entry = Entry(Permission.SESSION_REVOKE_OTHER, "user", user.id, after=f"{user.username} all")
    record(session, actor, entry, now)


def _ensure_other(actor: Actor, user: User) -> None:
    if actor.user_id == user.id:
        raise Conflict("Sesi sendiri ditutup dari halaman Akun saya.")
