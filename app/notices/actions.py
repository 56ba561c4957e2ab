"""Writes of the inbox."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.notices.models import Notice


def tell(session: Session, user_ids: Iterable[str], text: str, link: str, now: datetime) -> None:
    """Put one message into the inbox of each person."""
    session.add_all(Notice(user_id=user_id, text=text, link=link, at=now) for user_id in user_ids)


def pass_on(session: Session, from_id: str, to_id: str) -> None:
    """Give what one person has not read to a successor."""
    unread = sa.and_(col(Notice.user_id) == from_id, col(Notice.read_at).is_(None))
    session.execute(sa.update(Notice).where(unread).values(user_id=to_id))


def mark_read(session: Session, user_id: str, now: datetime) -> None:
    """Mark everything in the person's inbox as read."""
    unread = sa.and_(col(Notice.user_id) == user_id, col(Notice.read_at).is_(None))
    session.execute(sa.update(Notice).where(unread).values(read_at=now))
