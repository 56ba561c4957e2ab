"""Reads of the inbox."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.notices.models import Notice


class NoticeView(BaseModel):
    """One message."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    text: str
    link: str
    at: datetime
    read_at: datetime | None


def inbox(session: Session, user_id: str, limit: int = 50) -> list[NoticeView]:
    """Give a person's newest messages first."""
    rows = session.exec(
        select(Notice)
        .where(Notice.user_id == user_id)
        .order_by(col(Notice.at).desc(), col(Notice.id))
        .limit(limit)
    )
    return [NoticeView.model_validate(row) for row in rows]


MAIL_AFTER = timedelta(minutes=5)
"""So that what comes together goes in one letter, and what is read at once in none."""
MAIL_WITHIN = timedelta(days=2)


def receivers(session: Session, now: datetime) -> list[str]:
    """Give the people who have messages to be mailed."""
    query = sa.select(col(Notice.user_id)).where(
        *_unmailed(now), col(Notice.at) <= now - MAIL_AFTER
    )
    return list(session.execute(query.distinct().order_by(col(Notice.user_id))).scalars())


def to_mail(session: Session, user_id: str, now: datetime) -> list[Notice]:
    """Give what a person has neither read nor been mailed, oldest first."""
    query = select(Notice).where(Notice.user_id == user_id, *_unmailed(now))
    return list(session.exec(query.order_by(col(Notice.at), col(Notice.id))))


def _unmailed(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    is_new = col(Notice.read_at).is_(None), col(Notice.mailed_at).is_(None)
    return (*is_new, col(Notice.at) >= now - MAIL_WITHIN)


def unread(session: Session, user_id: str) -> int:
    """Give how many messages wait unread."""
    query = sa.select(sa.func.count()).where(
        col(Notice.user_id) == user_id, col(Notice.read_at).is_(None)
    )
    number: int = session.execute(query).scalar_one()
    return number


def holders(key: str) -> sa.Select[Any]:
    """Give, for a condition, the people who were reminded with `key`."""
    return sa.select(col(Notice.user_id)).where(col(Notice.key) == key)
