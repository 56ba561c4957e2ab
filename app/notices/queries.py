"""Reads of the inbox."""

from datetime import datetime

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
        select(Notice).where(Notice.user_id == user_id).order_by(col(Notice.at).desc(), col(Notice.id)).limit(limit)
    )
    return [NoticeView.model_validate(row) for row in rows]
