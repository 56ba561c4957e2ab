"""Brings data from before rows were sealed under the chain, once."""

import json
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.db import all_models
from app.journal.digests import is_sealed, key_of, row_digest, rows_of
from app.journal.ledger import SEAL
from app.journal.models import LINES
from app.journal.record import Entry, record, settle


def seal_older_rows(session: Session, now: datetime) -> None:
    """Write one line over all present rows when the chain has lines, but none that covers a row."""
    covering = sa.select(LINES.c.seq).where(LINES.c.changes != "").limit(1)
    anything = sa.select(LINES.c.seq).limit(1)
    connection = session.connection()
    if connection.execute(covering).first() or not connection.execute(anything).first():
        return
    changes = _all_rows(connection)
    record(session, None, Entry(SEAL, after=f"{len(changes)} rows"), now)
    settle(session, json.dumps(changes, ensure_ascii=False, separators=(",", ":")))


def _all_rows(connection: sa.Connection) -> list[list[str]]:
    return [
        [table.name, key_of(table, row), row_digest(table, row)]
        for table in sorted(all_models().sorted_tables, key=lambda table: table.name)
        if is_sealed(table.name)
        for row in rows_of(connection, table)
    ]
