"""Server-side sign-ins and tokens: open, find, touch, revoke."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import ApiToken, LoginSession, User
from app.accounts.passwords import new_token, token_hash
from app.db import is_for_writing
from app.errors import NotFound

TOUCH_EVERY = timedelta(seconds=60)
TOKEN_PREFIX = "matang_"  # noqa: S105  (a prefix that secret scanners recognise, no secret)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a sign-in lasts."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from."""

    address: str = ""
    browser: str = ""


def open_session(
    session: Session, user: User, lifetimes: Lifetimes, origin: Origin, now: datetime
) -> tuple[LoginSession, str]:
    """Open a sign-in; give its row and the token for the cookie."""
    token = new_token()
    row = LoginSession(
        user_id=user.id,
        token_hash=token_hash(token),
        created_at=now,
        last_seen_at=now,
        expires_at=now + lifetimes.absolute,
        address=origin.address,
        browser=origin.browser[:200],
    )
    session.add(row)
    session.flush()
    return row, token


def find_session(
    session: Session, token: str, lifetimes: Lifetimes, now: datetime
) -> tuple[LoginSession, User] | None:
    """Give the live sign-in of a cookie and its account; None when dead or unknown.

    Both are locked for a change, so that nobody acts after the line that took the right away.
    """
    query = (
        select(LoginSession, User)
        .join(User, col(User.id) == col(LoginSession.user_id))
        .where(
            LoginSession.token_hash == token_hash(token),
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > now,
            col(LoginSession.last_seen_at) > now - lifetimes.idle,
            col(User.is_active),
        )
    )
    row = session.exec(_held(session, query)).first()
    return (row[0], row[1]) if row else None


def _held(session: Session, query: Any) -> Any:
    return query.with_for_update(key_share=True) if is_for_writing(session) else query


def find_token(session: Session, token: str, now: datetime) -> User | None:
    """Give the account of a live API token, locked as in `find_session`; None otherwise."""
    query = (
        select(User)
        .join(ApiToken, col(User.id) == col(ApiToken.user_id))
        .where(
            ApiToken.token_hash == token_hash(token),
            col(ApiToken.revoked_at).is_(None),
            col(ApiToken.expires_at) > now,
            col(User.is_active),
        )
    )
    user: User | None = session.exec(_held(session, query)).first()
    return user


def make_token(session: Session, user: User, label: str, days: int, now: datetime) -> str:
    """Make a token for scripts; the plain text is given once."""
    token = new_token(TOKEN_PREFIX)
    session.add(
        ApiToken(
            user_id=user.id,
            label=label,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    session.flush()
    return token


def revoke_token(session: Session, user_id: str, token_id: str, now: datetime) -> None:
    """End one of the person's own tokens; NotFound for another's."""
    row = session.get(ApiToken, token_id)
    if row is None or row.user_id != user_id:
        raise NotFound
    row.revoked_at = now
    session.add(row)


def revoke_session(session: Session, user_id: str, session_id: str, now: datetime) -> None:
    """End one of the person's own sign-ins; NotFound for another's."""
    row = session.get(LoginSession, session_id)
    if row is None or row.user_id != user_id:
        raise NotFound
    row.revoked_at = now
    session.add(row)


def revoke_all(session: Session, user_id: str, now: datetime, *, but: str = "") -> None:
    """End every sign-in and token of a person, except the sign-in `but`."""
    revoke_others(session, user_id, but, now)
    tokens = select(ApiToken).where(ApiToken.user_id == user_id, col(ApiToken.revoked_at).is_(None))
    for token in session.exec(tokens).all():
        token.revoked_at = now
        session.add(token)


def revoke_others(session: Session, user_id: str, but: str, now: datetime) -> None:
    """End every other sign-in of a person; tokens live on."""
    live = sa.and_(
        col(LoginSession.user_id) == user_id,
        col(LoginSession.revoked_at).is_(None),
        col(LoginSession.id) != but,
    )
    session.execute(sa.update(LoginSession).where(live).values(revoked_at=now))
