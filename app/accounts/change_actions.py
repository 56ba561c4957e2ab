"""Changes of an account by an admin: name, role, OPD, institution, e-mail."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import queries, sessions
from app.accounts.models import RoleGrant, User
from app.accounts.schemas import AccountInput
from app.agencies.queries import by_code
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.journal.record import Entry, record
from app.permissions import GRANTED_BY_TWO, OF_AN_AGENCY, Actor, Permission, Role

OWN = "Akun sendiri diubah oleh admin lain, supaya selalu ada admin yang tersisa."


def change(
    session: Session, actor: Actor | None, user: User, given: AccountInput, now: datetime
) -> None:
    """Change an account. Its sign-ins, tokens and links end at once.

    A new role of GRANTED_BY_TWO sleeps until the auditor confirms, as for a new account. Raises
    Conflict for the own account, InvalidInput for an OPD that is not in the register.
    """
    if actor and actor.user_id == user.id:
        raise Conflict(OWN)
    user = queries.locked(session, user.id)
    before, old_role = _words(user), user.role
    user.name, user.email, user.role = given.name, given.email, given.role.value
    user.agency_id = _agency_id(session, given)
    user.institution = given.institution if given.role is Role.ASSESSOR else None
    user.changed_at = now
    if user.role != old_role:
        _settle_grants(session, actor, user, now)
    session.add(user)
    sessions.revoke_all(session, user.id, now)
    entry = Entry(Permission.USER_MANAGE, "user", user.id, before=before, after=_words(user))
    record(session, actor, entry, now)


def _words(user: User) -> str:
    parts = (user.role, user.agency_id, user.institution, user.email and "mail", user.name)
    return " ".join(part for part in parts if part)


def _agency_id(session: Session, given: AccountInput) -> str | None:
    if not given.agency or given.role not in OF_AN_AGENCY | {Role.ASSESSOR}:
        return None
    try:
        return by_code(session, given.agency).id
    except NotFound as error:
        message = f"OPD dengan kode '{given.agency}' tidak ada."
        raise InvalidInput(message, [Fault("agency", message)]) from error


def _settle_grants(session: Session, actor: Actor | None, user: User, now: datetime) -> None:
    """Drop what waited for the role before; ask the auditor for the new one."""
    waiting = sa.and_(col(RoleGrant.user_id) == user.id, col(RoleGrant.confirmed_at).is_(None))
    for grant in session.exec(select(RoleGrant).where(waiting)).all():
        session.delete(grant)
    if actor and user.role in GRANTED_BY_TWO:
        user.is_active = False
        session.add(
            RoleGrant(user_id=user.id, role=user.role, proposed_by=actor.user_id, proposed_at=now)
        )
