"""Reads of the inbox."""

from datetime import datetime

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


def unread(session: Session, user_id: str) -> int:
    """Give how many messages wait unread."""
    query = sa.select(sa.func.count()).where(
        col(Notice.user_id) == user_id, col(Notice.read_at).is_(None)
    )
    number: int = session.execute(query).scalar_one()
    return number
