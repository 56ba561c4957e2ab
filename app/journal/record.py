"""Writes one line of the audit trail in the caller's transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, select

from app.journal.chain import GENESIS, line_hash
from app.journal.models import JournalHead, JournalLine
from app.permissions import Actor

HEAD_ID = 1
LOCKED = "journal_head"


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: `before`/`after` carry values for scores and states, digests for texts."""

    action: str
    object_type: str = ""
    object_id: str = ""
    submission_id: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    outcome: str = "allowed"


def about_submission(
    submission_id: str, action: str, before: str = "", after: str = "", reason: str = ""
) -> Entry:
    """Give an entry whose object is the submission itself."""
    return Entry(action, "submission", submission_id, submission_id, before, after, reason)


def record(session: Session, actor: Actor | None, entry: Entry, now: datetime) -> JournalLine:
    """Append `entry`; locks the head row until the transaction ends.

    The time never goes back along the chain, even when the clock does (invariant 19).
    `actor` None stands for the system.
    """
    head = session.info.get(LOCKED) or _locked_head(session)
    line = _line(head, actor, entry, max(now.astimezone(UTC), head.at))
    session.add(line)
    head.seq, head.hash, head.at = line.seq, line.hash, line.at
    session.add(head)
    return line


def _locked_head(session: Session) -> JournalHead:
    """Lock the head for the rest of the transaction; a session here is one transaction."""
    query = select(JournalHead).where(JournalHead.id == HEAD_ID).with_for_update()
    head = session.exec(query).first() or _first_head(session)
    session.info[LOCKED] = head
    return head


def _first_head(session: Session) -> JournalHead:
    head = JournalHead(id=HEAD_ID, seq=0, hash=GENESIS, at=datetime(2000, 1, 1, tzinfo=UTC))
    session.add(head)
    session.flush()
    return head


def _line(head: JournalHead, actor: Actor | None, entry: Entry, at: datetime) -> JournalLine:
    line = JournalLine(
        seq=head.seq + 1,
        at=at,
        action=entry.action,
        outcome=entry.outcome,
        object_type=entry.object_type,
        object_id=entry.object_id,
        submission_id=entry.submission_id,
        before=entry.before,
        after=entry.after,
        reason=entry.reason,
        prev=head.hash,
        hash="",
    )
    if actor is None:
        line.actor_name = "sistem"
    else:
        _sign(line, actor)
    line.hash = line_hash(line.model_dump())
    return line


def _sign(line: JournalLine, actor: Actor) -> None:
    line.actor_id = actor.user_id
    line.actor_name = actor.name
    line.role = actor.role.value
    line.institution = actor.institution or ""
    line.agency_id = actor.agency_id or ""
    line.address = actor.address
    line.session_digest = actor.session_digest
    line.request_id = actor.request_id
