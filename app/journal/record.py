"""Writes lines of the audit trail in the caller's transaction, with the rows that it changed.

`record` is called where a change is made. The lines themselves are written at the very end of the
transaction, when every row is known: the head row is locked for the shortest time, and what was
changed after the last `record` belongs to the last line. A transaction that changed business rows
and has no line is refused (invariant 8).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, SQLModel

from app.journal.chain import GENESIS, line_hash
from app.journal.digests import UNSEALED_COLUMNS, as_stored, is_sealed, row_digest
from app.journal.models import HEAD_ID, HEADS, LINES
from app.permissions import Actor

TOUCHED, PENDING = "journal_touched", "journal_pending"
Key = tuple[str, str]


class Unjournalled(RuntimeError):
    """A fault of ours: business rows were changed and nobody recorded why."""


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


@dataclass(frozen=True, slots=True)
class _Touched:
    """A row that was written: `row` None when deleted."""

    row: SQLModel | None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class _Pending:
    """A line that waits for the end of its transaction, with the rows it covers."""

    fields: dict[str, Any]
    touched: dict[Key, _Touched]


def about_submission(
    submission_id: str, action: str, before: str = "", after: str = "", reason: str = ""
) -> Entry:
    """Give an entry whose object is the submission itself."""
    return Entry(action, "submission", submission_id, submission_id, before, after, reason)


def record(session: Session, actor: Actor | None, entry: Entry, now: datetime) -> None:
    """Say what the rows written so far mean; `actor` None stands for the system."""
    session.flush()
    pending = _Pending(_fields(actor, entry, now), session.info.pop(TOUCHED, {}))
    session.info.setdefault(PENDING, []).append(pending)


def settle(session: Session, changes: str = "") -> None:
    """Write the recorded lines now. Done by itself at commit; before it, to show an anchor.

    changes: what the last line says of rows that were not written through this session.
    """
    session.flush()
    touched, pending = session.info.pop(TOUCHED, {}), session.info.pop(PENDING, [])
    if touched and not pending:
        raise Unjournalled(", ".join(sorted({table for table, _ in touched})))
    if pending:
        pending[-1].touched.update(touched)
        _append(session, pending, changes)


def _append(session: Session, pending: list[_Pending], changes: str) -> None:
    """Chain the lines to the head, which stays locked until the transaction ends.

    The time never goes back along the chain, even when the clock does (invariant 19).
    """
    connection = session.connection()
    seq, prev, at = _locked_head(connection)
    lines = []
    for each in pending:
        seq, at = seq + 1, max(at, each.fields["at"])
        line = each.fields | {"seq": seq, "at": at, "prev": prev}
        line["changes"] = _changes(each.touched) or changes
        prev = line["hash"] = line_hash(line)
        lines.append(line)
        _anchor(each.touched, f"{seq}:{prev}")
    connection.execute(sa.insert(LINES), lines)
    connection.execute(sa.update(HEADS).values(seq=seq, hash=prev, at=at))
    session.flush()


def _locked_head(connection: sa.Connection) -> tuple[int, str, datetime]:
    query = sa.select(HEADS.c.seq, HEADS.c.hash, HEADS.c.at).with_for_update()
    found = connection.execute(query).first()
    if found:
        return found.seq, found.hash, found.at
    before_all = datetime(2000, 1, 1, tzinfo=UTC)
    first = {"id": HEAD_ID, "seq": 0, "hash": GENESIS, "at": before_all}
    connection.execute(sa.insert(HEADS), first)
    return 0, GENESIS, before_all


def _changes(touched: dict[Key, _Touched]) -> str:
    if not touched:
        return ""
    changes = [[*key, _digest(each.row)] for key, each in sorted(touched.items())]
    return json.dumps(changes, ensure_ascii=False, separators=(",", ":"))


def _digest(row: SQLModel | None) -> str:
    if row is None:
        return ""
    table = _table(row)
    names = table.columns.keys()
    return row_digest(table, {name: as_stored(getattr(row, name)) for name in names})


def _anchor(touched: dict[Key, _Touched], address: str) -> None:
    """Give new rows that carry an anchor the address of their line."""
    for (table, _), each in touched.items():
        if each.is_new and each.row and (table, "anchor") in UNSEALED_COLUMNS:
            setattr(each.row, "anchor", address)  # noqa: B010  (only some models have it)


def _fields(actor: Actor | None, entry: Entry, now: datetime) -> dict[str, Any]:
    who = actor or Actor("", "sistem", "")  # type: ignore[arg-type]  # the system has no role
    return {
        "at": now.astimezone(UTC),
        "actor_id": who.user_id,
        "actor_name": who.name,
        "role": str(who.role),
        "institution": str(who.institution or ""),
        "agency_id": who.agency_id or "",
        "address": who.address,
        "session_digest": who.session_digest,
        "request_id": who.request_id,
        "action": str(entry.action),
        "outcome": entry.outcome,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "submission_id": entry.submission_id,
        "before": str(entry.before),
        "after": str(entry.after),
        "reason": entry.reason,
    }


def _table(row: object) -> sa.Table:
    table = sa.inspect(row).mapper.local_table
    assert isinstance(table, sa.Table)  # noqa: S101  (no model maps anything else)
    return table


@event.listens_for(Session, "after_flush")
def _collect(session: Session, _context: object) -> None:
    """Remember the business rows that a flush wrote."""
    written = [(row, True) for row in session.new]
    written += [(row, False) for row in session.dirty if _is_changed(row)]
    touched: dict[Key, _Touched] = session.info.setdefault(TOUCHED, {})
    for row, is_new in written:
        _touch(touched, row, _Touched(row, is_new))
    for row in session.deleted:
        _touch(touched, row, _Touched(None))


def _touch(touched: dict[Key, _Touched], row: Any, what: _Touched) -> None:
    table = _table(row)
    if not is_sealed(table.name):
        return
    key = table.name, str(sa.inspect(row).mapper.primary_key_from_instance(row)[0])
    was_new = key in touched and touched[key].is_new
    touched[key] = _Touched(what.row, is_new=was_new or what.is_new)


def _is_changed(row: Any) -> bool:
    """Tell whether a sealed column differs from what was loaded."""
    state = sa.inspect(row)
    name = state.mapper.local_table.name
    return any(
        state.attrs[column].history.has_changes()
        for column in state.committed_state
        if (name, column) not in UNSEALED_COLUMNS
    )


@event.listens_for(Session, "before_commit")
def _settle_at_commit(session: Session) -> None:
    settle(session)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _transaction: object) -> None:
    session.info.pop(TOUCHED, None)
    session.info.pop(PENDING, None)
