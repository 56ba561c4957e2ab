"""Reads of the audit trail."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.journal.chain import first_fault
from app.journal.models import JournalHead, JournalLine
from app.journal.record import HEAD_ID

BATCH = 2000


class JournalView(BaseModel):
    """One line as a reader sees it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    seq: int
    at: datetime
    actor_name: str
    role: str
    institution: str
    address: str
    action: str
    outcome: str
    object_type: str
    object_id: str
    submission_id: str
    before: str
    after: str
    reason: str
    hash: str


def lines(
    session: Session,
    *,
    submission_id: str = "",
    action: str = "",
    before_seq: int = 0,
    limit: int = 50,
) -> list[JournalView]:
    """Give the newest lines first, at most `limit`, older than `before_seq` when given."""
    query = select(JournalLine).order_by(col(JournalLine.seq).desc()).limit(limit)
    if submission_id:
        query = query.where(JournalLine.submission_id == submission_id)
    if action:
        query = query.where(JournalLine.action == action)
    if before_seq:
        query = query.where(col(JournalLine.seq) < before_seq)
    return [JournalView.model_validate(line) for line in session.exec(query)]


def actions(session: Session) -> list[str]:
    """Give every action that occurs in the trail."""
    return sorted(session.exec(select(JournalLine.action).distinct()))


def walk(session: Session) -> Iterator[dict[str, object]]:
    """Give every line in order, as dictionaries, a batch at a time."""
    last = 0
    while True:
        query = (
            select(JournalLine)
            .where(col(JournalLine.seq) > last)
            .order_by(col(JournalLine.seq))
            .limit(BATCH)
        )
        batch = session.exec(query).all()
        if not batch:
            return
        for line in batch:
            last = line.seq
            yield line.model_dump()
        session.expunge_all()


def fault(session: Session) -> str | None:
    """Check the whole chain and its head; give the first fault in words, or None."""
    broken = first_fault(walk(session))
    if broken:
        return broken
    head = session.get(JournalHead, HEAD_ID)
    newest = session.exec(
        select(JournalLine).order_by(col(JournalLine.seq).desc()).limit(1)
    ).first()
    if (head.seq if head else 0) != (newest.seq if newest else 0):
        return "Ekor jejak audit terpotong: kepala rantai tidak sama dengan baris terakhir."
    if head and newest and head.hash != newest.hash:
        return f"Baris {newest.seq}: kepala rantai berbeda dari baris terakhir."
    return None


def head_hash(session: Session) -> str:
    """Give 'seq:hash' of the newest line: the anchor printed on receipts and reports."""
    head = session.get(JournalHead, HEAD_ID)
    return f"{head.seq}:{head.hash}" if head else "0:"
