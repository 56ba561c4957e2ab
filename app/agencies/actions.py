"""Writes of the register."""

from datetime import datetime

from sqlmodel import Session, select

from app.agencies import queries
from app.agencies.models import Agency
from app.agencies.schemas import AgencyInput
from app.errors import Conflict
from app.journal.record import Entry, record
from app.permissions import Actor, Permission


def add(session: Session, actor: Actor | None, given: AgencyInput, now: datetime) -> Agency:
    """Add an agency; Conflict when its code is taken."""
    if session.exec(select(Agency).where(Agency.code == given.code)).first():
        message = f"Kode OPD '{given.code}' sudah dipakai."
        raise Conflict(message)
    agency = Agency(**given.model_dump(), created_at=now)
    session.add(agency)
    session.flush()
    record(
        session, actor, Entry(Permission.OPD_MANAGE, "agency", agency.id, after=_line(given)), now
    )
    return agency


def change(
    session: Session, actor: Actor | None, agency: Agency, given: AgencyInput, now: datetime
) -> Agency:
    """Change an agency's register entry; the code stays."""
    agency = queries.locked(session, agency.id)
    before = _line(AgencyInput.model_validate(agency, from_attributes=True))
    agency.sqlmodel_update(given.model_dump(exclude={"code"}))
    session.add(agency)
    entry = Entry(Permission.OPD_MANAGE, "agency", agency.id, before=before, after=_line(given))
    record(session, actor, entry, now)
    return agency


def set_active(
    session: Session, actor: Actor | None, agency: Agency, now: datetime, *, is_active: bool
) -> None:
    """Take an agency out of, or back into, coming periods."""
    agency = queries.locked(session, agency.id)
    agency.is_active = is_active
    session.add(agency)
    after = "active" if is_active else "inactive"
    record(session, actor, Entry(Permission.OPD_MANAGE, "agency", agency.id, after=after), now)


def _line(given: AgencyInput) -> str:
    return f"{given.code} {given.name} ({given.type})"
