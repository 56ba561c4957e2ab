"""Slows down guessing: failed tries per account and per address, in the database."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import LoginAttempt
from app.errors import TooMany

WINDOW = timedelta(minutes=15)
PER_KEY = 10


def ensure_not_too_many(session: Session, keys: list[str], now: datetime) -> None:
    """Raise TooMany when any key failed PER_KEY times within WINDOW."""
    recent = sa.and_(col(LoginAttempt.key).in_(keys), col(LoginAttempt.at) > now - WINDOW)
    query = sa.select(sa.func.count()).where(recent).group_by(col(LoginAttempt.key))
    if max(session.execute(query).scalars(), default=0) >= PER_KEY:
        message = "Terlalu banyak percobaan masuk. Coba lagi setelah 15 menit."
        raise TooMany(message, int(WINDOW.total_seconds()))


def note_failure(session: Session, keys: list[str], now: datetime) -> None:
    """Remember a failed try."""
    session.add_all(LoginAttempt(key=key, at=now) for key in keys)


def forget(session: Session, keys: list[str]) -> None:
    """Forget the failures after a success."""
    session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.key).in_(keys)))
