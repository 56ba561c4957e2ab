"""From a cookie or a bearer token to an Actor."""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.accounts import sessions
from app.accounts.models import LoginSession, User
from app.accounts.passwords import token_hash
from app.errors import Unauthenticated
from app.permissions import PRIVILEGED, SIGN_IN, Actor, Institution, Role
from app.settings import Settings
from app.web.unit_of_work import SAFE_METHODS, Db, Now


def cookie_name(settings: Settings) -> str:
    """Give the cookie's name: the __Host- prefix binds it to the host and needs HTTPS."""
    return "__Host-matang" if settings.is_https else "matang"


def lifetimes(settings: Settings) -> sessions.Lifetimes:
    """Give how long a sign-in lasts."""
    return sessions.Lifetimes(
        timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
    )


def address_of(request: Request) -> str:
    """Give the client's address; uvicorn decides which proxy's X-Forwarded-For counts."""
    return request.client.host if request.client else ""


def signed_in(
    request: Request, session: Session, now: datetime
) -> tuple[LoginSession, User] | None:
    """Give the sign-in of the request's cookie, also one that still lacks its second factor."""
    settings: Settings = request.app.state.settings
    cookie = request.cookies.get(cookie_name(settings))
    return sessions.find_session(session, cookie, lifetimes(settings), now) if cookie else None


def lacks_second_factor(settings: Settings, row: LoginSession, user: User) -> bool:
    """Tell whether the second factor is still due."""
    is_needed = settings.totp == "required" and Role(user.role) in PRIVILEGED
    return (is_needed or bool(user.totp_secret)) and row.second_factor_at is None


def current_actor(request: Request, session: Db, now: Now) -> Actor | None:
    """Give who asks, or None."""
    bearer = request.headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        token = bearer[7:].strip()
        user = sessions.find_token(session, token, now)
        return _actor(request, user, token_hash(token)[:16]) if user else None
    found = signed_in(request, session, now)
    if found is None:
        return None
    row, user = found
    if lacks_second_factor(request.app.state.settings, row, user):
        return None
    _touch(request, session, row, now)
    return _actor(request, user, row.id)


def _touch(request: Request, session: Session, row: LoginSession, now: datetime) -> None:
    if now - row.last_seen_at < sessions.TOUCH_EVERY:
        return
    if request.method not in SAFE_METHODS:
        row.last_seen_at = now
        session.add(row)
        return
    # A page is shown also while nothing can be written; the next one notes it.
    with suppress(DBAPIError), request.app.state.database.transaction(is_patient=False) as own:
        # skip_locked: a change of the same sign-in is under way, and notes it itself.
        live = own.get(LoginSession, row.id, with_for_update={"skip_locked": True})
        if live:
            live.last_seen_at = now
            own.add(live)


def _actor(request: Request, user: User, session_digest: str) -> Actor:
    actor = Actor(
        user_id=user.id,
        name=user.name,
        role=Role(user.role),
        agency_id=user.agency_id,
        institution=Institution(user.institution) if user.institution else None,
        address=address_of(request),
        session_digest=session_digest,
        request_id=secrets.token_hex(8),
    )
    request.state.actor = actor
    return actor


MaybeActor = Annotated[Actor | None, Depends(current_actor, scope="function")]


def required_actor(actor: MaybeActor) -> Actor:
    """Give who asks; Unauthenticated for nobody."""
    if actor is None:
        raise Unauthenticated(SIGN_IN)
    return actor


SignedIn = Annotated[Actor, Depends(required_actor, scope="function")]
