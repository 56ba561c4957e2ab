"""Reads of comments. Whoever calls them has asked for comment.read."""

from sqlmodel import Session, col, select

from app.accounts.queries import names
from app.comments.models import Comment
from app.comments.schemas import CommentView
from app.errors import NotFound
from app.permissions import Actor


def comments(
    session: Session, actor: Actor, submission_id: str, code: str = ""
) -> list[CommentView]:
    """Give what was said about one indicator, or about every one; oldest first."""
    query = select(Comment).where(Comment.submission_id == submission_id)
    if code:
        query = query.where(Comment.code == code)
    rows = session.exec(query.order_by(col(Comment.at), col(Comment.id))).all()
    people = names(session, [user_id for row in rows for user_id in (row.by, row.mention_id)])
    return [
        CommentView(
            id=row.id,
            code=row.code,
            text=row.text,
            mention=people.get(row.mention_id or "", ""),
            by=people[row.by],
            at=row.at,
            is_mine=row.by == actor.user_id,
            is_removed=row.removed_at is not None,
        )
        for row in rows
    ]


def writers(session: Session, submission_id: str, code: str) -> set[str]:
    """Give the accounts that wrote in an indicator's thread."""
    query = select(Comment.by).where(Comment.submission_id == submission_id, Comment.code == code)
    return set(session.exec(query))


def get(session: Session, submission_id: str, comment_id: str) -> Comment:
    """Give a comment of this submission; NotFound when there is none."""
    row = session.get(Comment, comment_id)
    if row is None or row.submission_id != submission_id:
        raise NotFound
    return row
