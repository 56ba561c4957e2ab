"""Hand-over (mutasi): an operator's or head's work passes from one person to the next."""

from datetime import datetime

from sqlmodel import Session, select

from app.accounts import queries, sessions
from app.accounts.models import User
from app.accounts.passwords import hash_password, random_password
from app.accounts.schemas import ROLE_NAMES, SuccessorInput
from app.agencies.models import Agency
from app.errors import Conflict, NotFound
from app.journal.record import Entry, record
from app.notices.actions import pass_on, tell
from app.permissions import OF_AN_AGENCY, Actor, Permission, Role


def hand_over(
    session: Session, actor: Actor, old: User, given: SuccessorInput, now: datetime
) -> tuple[User, str]:
    """Give an OPD account's role to a new person; gives the new account and its first password.

    The old account is switched off and its sign-ins end; what it did stays under its name, what
    waits unread goes to the successor. A head does so for accounts of the own OPD only (NotFound).
    """
    old = queries.locked(session, old.id)
    ensure_in_reach(actor, old)
    if not old.is_active:
        raise Conflict("Akun ini sudah nonaktif. Tambahkan akun baru sebagai gantinya.")
    if session.exec(select(User).where(User.username == given.username)).first():
        raise Conflict(f"Nama pengguna '{given.username}' sudah dipakai.")
    password = random_password()
    new = User(
        **given.model_dump(),
        role=old.role,
        agency_id=old.agency_id,
        password_hash=hash_password(password),
        created_at=now,
        changed_at=now,
    )
    old.is_active, old.changed_at = False, now
    session.add_all([old, new])
    session.flush()
    sessions.revoke_all(session, old.id, now)
    pass_on(session, old.id, new.id)
    _tell(session, old, new, now)
    after = f"{new.username} {new.role}"
    entry = Entry(Permission.ROLE_HAND_OVER, "user", new.id, before=old.username, after=after)
    record(session, actor, entry, now)
    return new, password


def ensure_in_reach(actor: Actor, old: User) -> None:
    """Raise NotFound for accounts of no OPD, and for a head those of another OPD."""
    is_foreign = actor.role is not Role.ADMIN and actor.agency_id != old.agency_id
    if Role(old.role) not in OF_AN_AGENCY or is_foreign:
        raise NotFound


def _tell(session: Session, old: User, new: User, now: datetime) -> None:
    """Tell both persons, and who else works for the OPD."""
    assert new.agency_id is not None  # noqa: S101  (accounts of an OPD have one)
    agency = session.get_one(Agency, new.agency_id)
    text = (
        f"Tugas {ROLE_NAMES[Role(new.role)]} {agency.name} beralih dari {old.name} "
        f"kepada {new.name}. Isian, bukti, dan riwayatnya tetap pada OPD."
    )
    tell(session, [old.id, *queries.ids_of_agency(session, agency.id)], text, "/", now)
