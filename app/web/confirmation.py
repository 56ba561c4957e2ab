"""Step-up at both doors: a route that needs it takes `_sure: Confirmed` after its guard.

Decision 0016: the HTML door asks inside a repetition of the very form that was sent, so nothing
typed is lost; the JSON door has POST /api/v1/me/confirmation; a token counts as confirmed.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.accounts.confirmation_actions import confirm, is_fresh, needed
from app.accounts.models import LoginSession
from app.permissions import Actor
from app.web.identity import SignedIn
from app.web.unit_of_work import Db, Now

FIELD = "confirmation"
SECRET = ("password", FIELD)
API = "/api/"


async def typed_form(request: Request) -> list[tuple[str, str]]:
    """Give the texts of the form that was sent, kept for asking again; nothing for JSON."""
    if request.scope["path"].startswith(API):
        return []
    async with request.form(max_files=20, max_fields=500) as data:
        pairs = [(name, text) for name, text in data.multi_items() if isinstance(text, str)]
    request.state.typed = [
        (name, text) for name, text in pairs if not any(part in name for part in SECRET)
    ]
    return pairs


def confirmed(
    request: Request,
    session: Db,
    actor: SignedIn,
    now: Now,
    pairs: Annotated[list[tuple[str, str]], Depends(typed_form)],
) -> None:
    """Let pass who signed in or confirmed within five minutes, or does so with this request."""
    row = session.get(LoginSession, actor.session_digest)
    if row is None or is_fresh(row, now):  # no row: a token, made by its owner after confirming
        return
    typed = [text for name, text in pairs if name == FIELD]
    if len(typed) != 1 or not typed[0]:
        raise needed(session, actor)
    if not _confirm_apart(request, session, (actor, typed[0]), now):
        raise needed(session, actor, is_wrong=True)


def _confirm_apart(
    request: Request, session: Session, given: tuple[Actor, str], now: datetime
) -> bool:
    """Confirm in a transaction of its own: a wrong try is kept although the request is refused.

    The request has changed nothing yet; its transaction ends first, because it holds the lock.
    """
    actor, typed = given
    session.rollback()
    with request.app.state.database.transaction() as own:
        return confirm(own, actor, typed, now)


Confirmed = Annotated[None, Depends(confirmed, scope="function")]
