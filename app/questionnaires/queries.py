"""Reads of instruments: those that came with the program, and those that were uploaded."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.permissions import Role
from app.questionnaires import catalogue
from app.questionnaires.catalogue import PublishedInstrumentChanged, UnknownInstrument
from app.questionnaires.folder import load_files
from app.questionnaires.models import ImportedInstrument
from app.questionnaires.schema import Instrument
from app.questionnaires.schemas import (
    DRAFT,
    PACKAGED,
    PROPOSED,
    PUBLISHED,
    DraftView,
    InstrumentBrief,
    brief,
)

SEES_DRAFTS = frozenset({Role.ADMIN, Role.MODERATOR})
"""Who publishes instruments, and so may look at what is not published."""
_READ: dict[tuple[str, str], Instrument] = {}
"""Published uploads, read once a process; they never change, and there are few."""


def get(session: Session, instrument_id: str) -> Instrument:
    """Give a published instrument, packaged or uploaded.

    Raises UnknownInstrument, or PublishedInstrumentChanged when it is not what was published.
    """
    if catalogue.has(instrument_id):
        return catalogue.get(instrument_id)
    sha256 = session.execute(
        sa.select(col(ImportedInstrument.sha256)).where(
            col(ImportedInstrument.id) == instrument_id,
            col(ImportedInstrument.published_at).is_not(None),
        )
    ).scalar()
    if sha256 is None:
        raise _unknown(session)
    key = (instrument_id, sha256)
    if key not in _READ:
        _READ[key] = read(session.get_one(ImportedInstrument, instrument_id))
    return _READ[key]


def read(row: ImportedInstrument) -> Instrument:
    """Load an upload from its kept files; PublishedInstrumentChanged when they are not those."""
    if _digest(row) != row.sha256:
        raise PublishedInstrumentChanged(
            f"Isi instrumen {row.id} berbeda dari yang diunggah. Pulihkan cadangan basis data."
        )
    return load_files(_files(row), row.id, row.id)


def digest(session: Session, instrument_id: str) -> str:
    """Compute the sha256 of a published instrument's files anew; raises UnknownInstrument."""
    if catalogue.has(instrument_id):
        return catalogue.digest(instrument_id)
    row = session.get(ImportedInstrument, instrument_id, populate_existing=True)
    if row is None or row.published_at is None:
        raise _unknown(session)
    return _digest(row)


def published(session: Session) -> list[Instrument]:
    """Give every instrument that a period may use, by id."""
    query = select(ImportedInstrument.id).where(col(ImportedInstrument.published_at).is_not(None))
    names = sorted({*catalogue.ids(), *session.exec(query)})
    return [get(session, name) for name in names]


def briefs(session: Session) -> list[InstrumentBrief]:
    """Give every instrument that a period may use in one line, by id."""
    locked = catalogue.locked()
    return [
        brief(
            each,
            digest(session, each.id),
            PUBLISHED if each.id in locked or not catalogue.has(each.id) else PACKAGED,
        )
        for each in published(session)
    ]


def drafts(session: Session) -> list[DraftView]:
    """Give what was uploaded and is not published, by id."""
    query = select(ImportedInstrument).where(col(ImportedInstrument.published_at).is_(None))
    return [draft_view(row) for row in session.exec(query.order_by(col(ImportedInstrument.id)))]


def draft_view(row: ImportedInstrument) -> DraftView:
    """Say a draft in one line, with where it stands."""
    line = brief(read(row), row.sha256, PROPOSED if row.proposed_at else DRAFT)
    return DraftView(**line.model_dump(), imported_at=row.imported_at, proposed_at=row.proposed_at)


def draft(session: Session, instrument_id: str, *, lock: bool = False) -> ImportedInstrument:
    """Give an upload that is not published; NotFound when there is none."""
    query = select(ImportedInstrument).where(
        ImportedInstrument.id == instrument_id, col(ImportedInstrument.published_at).is_(None)
    )
    found = session.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound
    return found


def changed(session: Session) -> list[str]:
    """Give the uploads whose files are not what was uploaded, by id."""
    rows = session.exec(select(ImportedInstrument).order_by(col(ImportedInstrument.id)))
    return [row.id for row in rows if _digest(row) != row.sha256]


def is_published(session: Session, instrument_id: str) -> bool:
    """Tell whether an instrument is fixed for ever: by published.lock, or by two people."""
    if catalogue.has(instrument_id):
        return instrument_id in catalogue.locked()
    row = session.get(ImportedInstrument, instrument_id)
    return row is not None and row.published_at is not None


def _files(row: ImportedInstrument) -> dict[str, bytes]:
    return {name: text.encode() for name, text in row.files.items()}


def _digest(row: ImportedInstrument) -> str:
    return catalogue.digest_of(_files(row))


def _unknown(session: Session) -> UnknownInstrument:
    known = ", ".join(each.id for each in published(session)) or "belum ada"
    return UnknownInstrument(f"Instrumen itu tidak ada. Yang tersedia: {known}.")
