"""Writes of the letterhead: every save is a new version."""

from datetime import datetime

from sqlmodel import Session

from app.errors import Stale
from app.journal.record import Entry, record
from app.letterheads import queries
from app.letterheads.models import Letterhead
from app.letterheads.schemas import LetterheadInput
from app.permissions import Actor, Permission


def save(
    session: Session, actor: Actor, given: LetterheadInput, version: int, now: datetime
) -> Letterhead:
    """Keep a new version, made from `version`; documents made from now on carry it.

    Raises Stale with what stands when someone else saved in between.
    """
    row = queries.locked(session)
    before = queries.chosen(row)
    if (row.version if row else 0) != version:
        sentence = "Pengaturan sudah diubah orang lain setelah Anda membukanya. Bandingkan dahulu."
        raise Stale(sentence, {"version": row.version if row else 0, **before.model_dump()})
    made = Letterhead(version=version + 1, **_values(given), saved_by=actor.user_id, saved_at=now)
    session.add(made)
    session.flush()
    entry = Entry(
        Permission.SETTINGS_EDIT,
        "letterhead",
        str(made.version),
        before=before.model_dump_json(),
        after=queries.chosen(made).model_dump_json(),
    )
    record(session, actor, entry, now)
    return made


def _values(given: LetterheadInput) -> dict[str, str]:
    return given.model_dump(include=set(queries.SETTINGS))
