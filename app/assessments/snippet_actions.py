"""Writes of snippets: keep, change, throw away. Only one's own."""

from datetime import datetime

from sqlmodel import Session

from app.assessments import snippets
from app.assessments.actions import own_institution
from app.assessments.desk_schemas import SnippetInput, SnippetView
from app.assessments.models import Snippet
from app.errors import Conflict, Forbidden, Stale
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.permissions import Actor, Permission


def keep(session: Session, actor: Actor, given: SnippetInput, now: datetime) -> SnippetView:
    """Keep a sentence; Conflict beyond OWN_MAX.

    A change holds the account of who asks (decision 0023), so two at once cannot both be the last.
    """
    institution = own_institution(actor)
    if snippets.count_of(session, actor) >= snippets.OWN_MAX:
        raise Conflict(
            f"Catatan siap pakai Anda sudah {snippets.OWN_MAX}. Hapus yang tidak dipakai lagi."
        )
    row = Snippet(user_id=actor.user_id, institution=institution, at=now, **given.model_dump())
    session.add(row)
    session.flush()
    _record(session, actor, row, ("", _mark(row)), now)
    return snippets.view(session, actor, row)


def change(
    session: Session,
    actor: Actor,
    snippet_id: str,
    given: tuple[SnippetInput, int],
    now: datetime,
) -> SnippetView:
    """Change an own snippet; `given`: the input and the version it was made from. Raises Stale."""
    wanted, version = given
    row = _own(session, actor, snippet_id)
    if row.version != version:
        message = "Catatan siap pakai ini sudah diubah di jendela lain. Bandingkan."
        current = row.model_dump(include={"version", "text", "is_shared"})
        raise Stale(message, current)
    before = _mark(row)
    row.sqlmodel_update(wanted.model_dump() | {"version": version + 1, "at": now})
    session.add(row)
    _record(session, actor, row, (before, _mark(row)), now)
    return snippets.view(session, actor, row)


def throw_away(session: Session, actor: Actor, snippet_id: str, now: datetime) -> None:
    """Delete an own snippet; where it was inserted its words stay."""
    row = _own(session, actor, snippet_id)
    before = _mark(row)
    session.delete(row)
    _record(session, actor, row, (before, ""), now)


def _own(session: Session, actor: Actor, snippet_id: str) -> Snippet:
    own_institution(actor)
    row = snippets.get(session, actor, snippet_id)
    if row.user_id != actor.user_id:
        raise Forbidden("Hanya pembuatnya yang dapat mengubah catatan siap pakai ini.")
    return row


def _mark(row: Snippet) -> str:
    return f"v{row.version} shared={row.is_shared} {digest(row.text)}"


def _record(
    session: Session, actor: Actor, row: Snippet, change: tuple[str, str], now: datetime
) -> None:
    record(session, actor, Entry(Permission.SNIPPET_KEEP, "snippet", row.id, "", *change), now)
