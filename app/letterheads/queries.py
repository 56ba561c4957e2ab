"""Reads of the letterhead: the newest row over the environment's values."""

from sqlmodel import Session, col, select

from app.letterheads.models import Letterhead
from app.letterheads.schemas import LetterheadInput, LetterheadView
from app.settings import Settings

SETTINGS = {
    "city": "city",
    "unit": "unit",
    "address": "unit_address",
    "place": "place",
    "page_size": "page_size",
}
"""Each field, and the environment's setting it stands in for."""


def newest(session: Session) -> Letterhead | None:
    """Give what was saved last, when anything was."""
    return session.exec(
        select(Letterhead).order_by(col(Letterhead.version).desc()).limit(1)
    ).first()


def locked(session: Session) -> Letterhead | None:
    """Give what was saved last, as it is once every other save is done: the newest row is held."""
    held = newest(session)
    if held is not None:
        query = select(Letterhead).where(Letterhead.version == held.version)
        session.exec(query.with_for_update(key_share=True)).one()
    return newest(session)


def chosen(row: Letterhead | None) -> LetterheadInput:
    """Give what a row sets; nothing without a row."""
    return LetterheadInput(**row.model_dump(include=set(SETTINGS))) if row else LetterheadInput()


def effective(session: Session, settings: Settings) -> Settings:
    """Give the settings as documents are to use them."""
    set_here = chosen(newest(session)).model_dump()
    return settings.model_copy(
        update={SETTINGS[name]: value for name, value in set_here.items() if value}
    )


def view(session: Session, settings: Settings) -> LetterheadView:
    """Give what is set, and what holds."""
    row, holds = newest(session), effective(session, settings)
    return LetterheadView(
        version=row.version if row else 0, chosen=chosen(row), effective=of_settings(holds)
    )


def of_settings(settings: Settings) -> LetterheadInput:
    """Give the letterhead that lies in the program's settings."""
    return LetterheadInput.model_validate(
        {name: getattr(settings, setting) for name, setting in SETTINGS.items()}
    )
