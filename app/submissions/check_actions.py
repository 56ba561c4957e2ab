"""What a person of the OPD looked at: links that open, files that seemed to hold personal data."""

from datetime import datetime

from sqlmodel import Session

from app.errors import NotFound
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.submissions.evidence_actions import ensure_may_upload, own_item
from app.submissions.models import Evidence, Submission


def check_link(
    session: Session, actor: Actor, submission: Submission, evidence_id: str, now: datetime
) -> None:
    """Write down that the actor opened the link now; NotFound for a file."""
    ensure_may_upload(session, submission, now)
    item = own_item(session, submission, evidence_id)
    if not item.url:
        raise NotFound
    item.checked_by, item.checked_at = actor.user_id, now
    _record(session, actor, item, "link checked", now)


def clear_personal(
    session: Session, actor: Actor, submission: Submission, evidence_id: str, now: datetime
) -> None:
    """Write down that the actor looked for personal data; NotFound when nothing seemed to be."""
    ensure_may_upload(session, submission, now)
    item = own_item(session, submission, evidence_id)
    if not item.personal:
        raise NotFound
    item.personal_seen_by, item.personal_seen_at = actor.user_id, now
    _record(session, actor, item, "personal data looked for", now)


def _record(session: Session, actor: Actor, item: Evidence, what: str, now: datetime) -> None:
    session.add(item)
    session.flush()
    permission = Permission.EVIDENCE_UPLOAD
    entry = Entry(permission, "evidence", item.id, item.submission_id, after=what)
    record(session, actor, entry, now)
