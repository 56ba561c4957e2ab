"""Reads of accounts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import ApiToken, LoginSession, RecoveryCode, RoleGrant, User
from app.accounts.schemas import (
    ROLE_NAMES,
    GrantRow,
    MeView,
    SessionView,
    TokenView,
    UserView,
)
from app.agencies.models import Agency
from app.errors import NotFound
from app.permissions import Actor, Institution, Role

KNOWN_FOR = timedelta(days=90)


def by_username(session: Session, username: str) -> User:
    """Give the account; NotFound when there is none."""
    user = session.exec(select(User).where(User.username == username)).first()
    if user is None:
        raise NotFound
    return user


def get(session: Session, user_id: str) -> User:
    """Give the account; NotFound when there is none."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def locked(session: Session, user_id: str) -> User:
    """Give the account as it is now, locked until the transaction ends; NotFound for none."""
    query = select(User).where(User.id == user_id).with_for_update(key_share=True)
    user = session.exec(query.execution_options(populate_existing=True)).first()
    if user is None:
        raise NotFound
    return user


def ids_named(session: Session, typed: str) -> list[str]:
    """Give the active accounts with this username or this e-mail address, in small letters."""
    query = select(User.id).where(
        sa.or_(col(User.username) == typed, sa.func.lower(col(User.email)) == typed),
        col(User.is_active),
    )
    return list(session.exec(query.order_by(col(User.username))))


def has_signed_in_from(session: Session, username: str, address: str, now: datetime) -> bool:
    """Tell whether the account was fully signed in from this address in the last KNOWN_FOR."""
    is_whole = sa.or_(col(User.totp_secret) == "", col(LoginSession.second_factor_at).is_not(None))
    query = (
        select(LoginSession.id)
        .join(User, col(User.id) == col(LoginSession.user_id))
        .where(
            User.username == username,
            LoginSession.address == address,
            col(LoginSession.created_at) > now - KNOWN_FOR,
            is_whole,
        )
    )
    return session.exec(query.limit(1)).first() is not None


def actors_by_username(session: Session) -> dict[str, Actor]:
    """Give every active account as the actor it would be."""
    return {
        user.username: Actor(
            user.id,
            user.name,
            Role(user.role),
            user.agency_id,
            Institution(user.institution) if user.institution else None,
        )
        for user in session.exec(select(User).where(col(User.is_active)))
    }


def any_admin(session: Session) -> bool:
    """Tell whether an administrator exists."""
    query = select(User.id).where(User.role == Role.ADMIN, col(User.is_active))
    return session.exec(query.limit(1)).first() is not None


def all_users(session: Session) -> list[UserView]:
    """Give every account in order of username."""
    rows = session.exec(
        select(User, col(Agency.code)).join(Agency, isouter=True).order_by(col(User.username))
    ).all()
    return [_view(user, code or "") for user, code in rows]


def of_agency(session: Session, agency_id: str) -> list[UserView]:
    """Give the active accounts of an OPD (operators and head) in order of username."""
    ids = set(ids_of_agency(session, agency_id))
    return [user for user in all_users(session) if user.id in ids]


def view(session: Session, user: User) -> UserView:
    """Give one account as the admin sees it."""
    agency = session.get(Agency, user.agency_id) if user.agency_id else None
    return _view(user, agency.code if agency else "")


def _view(user: User, code: str) -> UserView:
    return UserView(
        **user.model_dump(include={"id", "username", "name", "email", "role", "is_active"}),
        agency=code,
        institution=user.institution or "",
        has_password=bool(user.password_hash),
        has_second_factor=bool(user.totp_secret),
    )


def recovery_codes_left(session: Session, user_id: str) -> int:
    """Give how many of the person's recovery codes are unused."""
    query = sa.select(sa.func.count()).where(
        col(RecoveryCode.user_id) == user_id, col(RecoveryCode.used_at).is_(None)
    )
    left: int = session.execute(query).scalar_one()
    return left


def me(session: Session, user_id: str) -> MeView:
    """Give the signed-in account."""
    user = get(session, user_id)
    agency = session.get(Agency, user.agency_id) if user.agency_id else None
    return MeView(
        username=user.username,
        name=user.name,
        role=user.role,
        agency=agency.code if agency else "",
        institution=user.institution or "",
    )


def name_of(session: Session, user_id: str | None) -> str:
    """Give a person's name, empty for none."""
    user = session.get(User, user_id) if user_id else None
    return user.name if user else ""


def ids_of_agency(session: Session, agency_id: str) -> list[str]:
    """Give the active accounts of an OPD (operators and head)."""
    query = select(User.id).where(
        User.agency_id == agency_id,
        col(User.role).in_([Role.OPERATOR, Role.HEAD]),
        col(User.is_active),
    )
    return list(session.exec(query))


def colleagues(session: Session, agency_id: str) -> list[User]:
    """Give the active accounts of an OPD (operators and head), in order of name."""
    query = select(User).where(
        User.agency_id == agency_id,
        col(User.role).in_([Role.OPERATOR, Role.HEAD]),
        col(User.is_active),
    )
    return list(session.exec(query.order_by(col(User.name), col(User.username))))


def ids_with_role(session: Session, role: Role) -> list[str]:
    """Give the active accounts with a role."""
    return list(session.exec(select(User.id).where(User.role == role, col(User.is_active))))


def assessors(session: Session, institution: Institution) -> list[User]:
    """Give the active assessors of an institution, in order of username."""
    query = select(User).where(
        User.role == Role.ASSESSOR, User.institution == institution, col(User.is_active)
    )
    return list(session.exec(query.order_by(col(User.username))))


def names(session: Session, user_ids: Iterable[str | None]) -> dict[str, str]:
    """Give the name for each id."""
    wanted = {user_id for user_id in user_ids if user_id}
    if not wanted:
        return {}
    query = sa.select(col(User.id), col(User.name)).where(col(User.id).in_(wanted))
    return dict(session.execute(query).all())


def open_sessions(
    session: Session, user_id: str, idle: timedelta, now: datetime
) -> list[SessionView]:
    """Give one's sign-ins that still work, newest first."""
    query = (
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > now,
            col(LoginSession.last_seen_at) > now - idle,
        )
        .order_by(col(LoginSession.last_seen_at).desc())
    )
    return [SessionView.model_validate(row) for row in session.exec(query)]


def open_tokens(session: Session, user_id: str) -> list[TokenView]:
    """Give one's tokens that are not revoked."""
    query = select(ApiToken).where(ApiToken.user_id == user_id, col(ApiToken.revoked_at).is_(None))
    return [
        TokenView.model_validate(row)
        for row in session.exec(query.order_by(col(ApiToken.created_at)))
    ]


def open_grants(session: Session) -> list[tuple[RoleGrant, User]]:
    """Give privileged roles that wait for the auditor's confirmation."""
    query = select(RoleGrant, User).join(User, col(User.id) == col(RoleGrant.user_id))
    return [
        (grant, user)
        for grant, user in session.exec(query.where(col(RoleGrant.confirmed_at).is_(None)))
    ]


def waits_for_grant(session: Session, user_id: str) -> bool:
    """Tell whether the account's role still waits for the auditor's confirmation."""
    query = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id, col(RoleGrant.confirmed_at).is_(None)
    )
    return session.exec(query.limit(1)).first() is not None


def grant_views(session: Session) -> list[GrantRow]:
    """Give the privileged roles that wait, with who asked for them."""
    rows = open_grants(session)
    people = names(session, [grant.proposed_by for grant, _ in rows])
    return [
        GrantRow(
            id=grant.id,
            username=user.username,
            name=user.name,
            role=grant.role,
            role_name=ROLE_NAMES[Role(grant.role)],
            proposed_by=people[grant.proposed_by],
            proposed_at=grant.proposed_at,
        )
        for grant, user in rows
    ]


def actor_of(user: User, address: str = "") -> Actor:
    """Give who the account acts as."""
    institution = Institution(user.institution) if user.institution else None
    return Actor(user.id, user.name, Role(user.role), user.agency_id, institution, address)
