"""Reads of the register."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.agencies.models import Agency
from app.agencies.schemas import AgencyView
from app.errors import NotFound


def by_code(session: Session, code: str) -> Agency:
    """Give the agency with this code; NotFound when there is none."""
    agency = session.exec(select(Agency).where(Agency.code == code)).first()
    if agency is None:
        raise NotFound
    return agency


def locked(session: Session, agency_id: str) -> Agency:
    """Give the agency as it is now, locked until the transaction ends."""
    query = select(Agency).where(Agency.id == agency_id).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).one()


def all_agencies(session: Session) -> list[AgencyView]:
    """Give every agency in order of code."""
    return [
        AgencyView.model_validate(row)
        for row in session.exec(select(Agency).order_by(col(Agency.code)))
    ]


def active(session: Session) -> list[Agency]:
    """Give the agencies that may take part, in order of code."""
    return list(
        session.exec(select(Agency).where(col(Agency.is_active)).order_by(col(Agency.code)))
    )


def short_names(session: Session, agency_ids: Iterable[str]) -> dict[str, str]:
    """Give the short names of agencies by id."""
    query = select(Agency.id, Agency.short_name).where(col(Agency.id).in_(list(agency_ids)))
    return dict(session.exec(query).all())
