"""Reads of the audit trail."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.db import all_models
from app.journal.chain import first_fault
from app.journal.digests import BATCH, is_sealed, rows_of
from app.journal.ledger import Hear, Ledger, nobody
from app.journal.models import HEAD_ID, LINES, JournalHead, JournalLine

LINE_NAMES = tuple(LINES.c.keys())


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
        query = sa.select(LINES).where(LINES.c.seq > last).order_by(LINES.c.seq).limit(BATCH)
        batch = session.connection().execute(query).all()
        if not batch:
            return
        for line in batch:
            yield dict(zip(LINE_NAMES, line, strict=True))
        last = batch[-1].seq


def fault(
    session: Session, anchors: Mapping[int, str] | None = None, hear: Hear = nobody
) -> str | None:
    """Check the chain, its head, every business row against its newest line, and the anchors.

    anchors: hashes by line number, known from outside. hear: is told every line that changed rows,
    in order, also after a bad one. Gives the first fault in words, or None.
    """
    ledger = Ledger(anchors or {}, hear)
    watched = ledger.watched(walk(session))
    broken = first_fault(watched)
    deque(watched, maxlen=0)
    return (
        broken
        or ledger.fault
        or ledger.fault_of_end()
        or _fault_of_head(session, ledger)
        or _fault_of_rows(session, ledger)
    )


def _fault_of_head(session: Session, ledger: Ledger) -> str | None:
    head = session.get(JournalHead, HEAD_ID)
    if (head.seq if head else 0) != ledger.seq:
        return "Ekor jejak audit terpotong: kepala rantai tidak sama dengan baris terakhir."
    if head and head.hash != ledger.hash:
        return f"Baris {ledger.seq}: kepala rantai berbeda dari baris terakhir."
    return None


def _fault_of_rows(session: Session, ledger: Ledger) -> str | None:
    connection = session.connection()
    for table in all_models().sorted_tables:
        if is_sealed(table.name):
            ledger.compare(table, rows_of(connection, table))
    return ledger.fault_of_rows()


def head_hash(session: Session) -> str:
    """Give 'seq:hash' of the newest line: the anchor printed on receipts and reports."""
    head = session.get(JournalHead, HEAD_ID)
    return f"{head.seq}:{head.hash}" if head else "0:"
