"""Which kept sentences may an assessor use? The own ones, and those the own institution shares."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.assessments.desk_schemas import SnippetView
from app.assessments.models import Snippet
from app.errors import NotFound
from app.permissions import Actor

OWN_MAX = 100
"""So many snippets one person may keep."""


def usable(session: Session, actor: Actor) -> list[SnippetView]:
    """Give the own snippets, then the institution's, each by its words. Nobody else's."""
    if actor.institution is None:
        return []
    query = (
        select(Snippet, User.name)
        .join(User, col(User.id) == col(Snippet.user_id))
        .where(*_reachable(actor))
    )
    views = [_view(actor, row, name) for row, name in session.exec(query)]
    return sorted(views, key=lambda view: (not view.is_own, view.text.casefold(), view.id))


def view(session: Session, actor: Actor, row: Snippet) -> SnippetView:
    """Give one snippet as its reader sees it."""
    return _view(actor, row, session.get_one(User, row.user_id).name)


def get(session: Session, actor: Actor, snippet_id: str) -> Snippet:
    """Give a snippet the actor may use; NotFound for any other."""
    query = select(Snippet).where(Snippet.id == snippet_id, *_reachable(actor))
    row = session.exec(query).first()
    if row is None:
        raise NotFound
    return row


def count_of(session: Session, actor: Actor) -> int:
    """Give how many snippets the actor keeps."""
    query = sa.select(sa.func.count()).where(col(Snippet.user_id) == actor.user_id)
    return int(session.execute(query).scalar_one())


def _reachable(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """Give the conditions: of the own institution, and the own or a shared one.

    Who changes the institution leaves what was shared there behind, and the own ones too.
    """
    is_own = col(Snippet.user_id) == actor.user_id
    return (
        col(Snippet.institution) == (actor.institution or ""),
        sa.or_(is_own, col(Snippet.is_shared)),
    )


def _view(actor: Actor, row: Snippet, name: str) -> SnippetView:
    return SnippetView(
        **row.model_dump(include={"id", "text", "is_shared", "version", "at"}),
        is_own=row.user_id == actor.user_id,
        by=name,
    )
