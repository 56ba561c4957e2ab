"""Slows down guessing: failed tries per account and per address, in the database."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import LoginAttempt
from app.errors import TooMany

WINDOW = timedelta(minutes=15)
PER_KIND = {"user": 10, "code": 10, "address": 50}  # a whole office shares one address


def ensure_not_too_many(session: Session, keys: list[str], now: datetime) -> None:
    """Raise TooMany when any key failed as often as PER_KIND within WINDOW."""
    recent = sa.and_(col(LoginAttempt.key).in_(keys), col(LoginAttempt.at) > now - WINDOW)
    query = sa.select(col(LoginAttempt.key), sa.func.count()).where(recent)
    counts = session.execute(query.group_by(col(LoginAttempt.key))).all()
    if any(count >= PER_KIND[key.split(":", 1)[0]] for key, count in counts):
        message = "Terlalu banyak percobaan masuk. Coba lagi setelah 15 menit."
        raise TooMany(message, int(WINDOW.total_seconds()))


def note_failure(session: Session, keys: list[str], now: datetime) -> None:
    """Remember a failed try."""
    session.add_all(LoginAttempt(key=key, at=now) for key in keys)


def forget(session: Session, keys: list[str]) -> None:
    """Forget the failures after a success."""
    session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.key).in_(keys)))
