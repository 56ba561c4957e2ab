"""Writes of the inbox."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.notices.models import Notice


def tell(session: Session, user_ids: Iterable[str], text: str, link: str, now: datetime) -> None:
    """Put one message into the inbox of each person."""
    session.add_all(Notice(user_id=user_id, text=text, link=link, at=now) for user_id in user_ids)


def remind(
    session: Session,
    user_ids: Collection[str],
    key: str,
    words: tuple[str, str],
    now: datetime,
) -> int:
    """Put one reminder (text, link) into each inbox that does not hold `key` yet; gives how many.

    Two programs that remind at once: the second is refused by the index and tries again later.
    """
    told = sa.select(col(Notice.user_id)).where(
        col(Notice.user_id).in_(user_ids), col(Notice.key) == key
    )
    left = sorted(set(user_ids) - set(session.execute(told).scalars()))
    text, link = words
    session.add_all(Notice(user_id=each, text=text, link=link, at=now, key=key) for each in left)
    return len(left)


def mark_mailed(session: Session, notices: Collection[Notice], now: datetime) -> None:
    """Remember that these were mailed."""
    ids = [notice.id for notice in notices]
    session.execute(sa.update(Notice).where(col(Notice.id).in_(ids)).values(mailed_at=now))


def pass_on(session: Session, from_id: str, to_id: str) -> None:
    """Give what one person has not read to a successor."""
    unread = sa.and_(col(Notice.user_id) == from_id, col(Notice.read_at).is_(None))
    session.execute(sa.update(Notice).where(unread).values(user_id=to_id))


def mark_read(session: Session, user_id: str, now: datetime) -> None:
    """Mark everything in the person's inbox as read."""
    unread = sa.and_(col(Notice.user_id) == user_id, col(Notice.read_at).is_(None))
    session.execute(sa.update(Notice).where(unread).values(read_at=now))
