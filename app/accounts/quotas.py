"""How much may one take? What is costly or open to everyone, in one table (QUOTAS).

Each use leaves one row, written only while there are fewer than `uses` in the `window`: one
statement, in the database, so for all processes. Generous: nobody's working day comes near.
Uses that come at the very same moment on PostgreSQL may pass together; these limits guard the
machine, not a secret (throttle.py does that).
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import LoginAttempt
from app.accounts.throttle import in_words, key
from app.db import new_id
from app.errors import TooMany

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Quota:
    """How often something is free in a window."""

    uses: int
    window: timedelta


class Use(StrEnum):
    """What is counted, and by what."""

    CHECK = "check"  # a document's code looked up, page and JSON: address
    UPLOAD = "upload"  # files sent as evidence, one request each: account
    EXPORT = "export"  # ZIP, XLSX, the journal: account
    PRINT = "print"  # PDFs asked for: account


QUOTAS = {
    Use.CHECK: Quota(600, 10 * MINUTE),  # a class of 60 behind one address, each ten codes
    Use.UPLOAD: Quota(600, 60 * MINUTE),  # an operator's 200 files on the last evening, thrice
    Use.EXPORT: Quota(120, 60 * MINUTE),  # an auditor's 40 archives, thrice
    Use.PRINT: Quota(600, 60 * MINUTE),  # every document of 200 OPDs, thrice
}
SENTENCE = "Terlalu banyak permintaan dalam waktu singkat. Tunggu {wait}, lalu coba lagi."


def take(session: Session, use: Use, who: str, now: datetime) -> None:
    """Count one use; TooMany when the quota is used up.

    who: the account's id, or the address.
    """
    name, quota = key(use, who), QUOTAS[use]
    columns: Any = LoginAttempt.__table__.c  # type: ignore[attr-defined]  # SQLModel hides it
    counted = sa.and_(columns.key == name, columns.at > now - quota.window)
    number = sa.select(sa.func.count()).where(counted).scalar_subquery()
    values = (sa.literal(new_id()), sa.literal(name), sa.literal(now, columns.at.type))
    row = sa.select(*values).where(number < quota.uses)
    insert = sa.insert(LoginAttempt).from_select(["id", "key", "at"], row)
    if session.execute(insert.returning(columns.id)).first() is None:
        oldest = session.execute(sa.select(sa.func.min(col(LoginAttempt.at))).where(counted))
        wait = oldest.scalar_one() + quota.window - now
        raise TooMany(SENTENCE.format(wait=in_words(wait)), math.ceil(wait.total_seconds()))
