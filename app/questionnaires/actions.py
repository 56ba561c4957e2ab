"""Writes of instruments: upload as a draft, withdraw it, publish it by two people."""

from datetime import datetime

from sqlmodel import Session

from app.errors import Conflict, Forbidden, Stale
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.questionnaires import catalogue, queries
from app.questionnaires.archive import unpack
from app.questionnaires.folder import load_files
from app.questionnaires.models import ImportedInstrument


def take_in(session: Session, actor: Actor, content: bytes, now: datetime) -> ImportedInstrument:
    """Keep the ZIP of an instrument's folder as a draft.

    Raises InvalidInput with every fault of the archive, QuestionnaireError with every fault of
    the instrument, Conflict when its id is taken.
    """
    folder, files = unpack(content)
    instrument = load_files(files, folder or "zip", folder)
    _ensure_free(session, instrument.id)
    row = ImportedInstrument(
        id=instrument.id,
        sha256=catalogue.digest_of(files),
        files={name: found.decode() for name, found in files.items()},
        imported_by=actor.user_id,
        imported_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, actor, Permission.INSTRUMENT_IMPORT, row, ("", "draft"), now)
    return row


def _ensure_free(session: Session, instrument_id: str) -> None:
    row = session.get(ImportedInstrument, instrument_id)
    if catalogue.has(instrument_id) or (row and row.published_at):
        raise Conflict(
            f"Instrumen {instrument_id} sudah terbit dan tidak dapat diganti. Beri id baru, dan "
            "sebut yang lama dalam `replaces`."
        )
    if row:
        raise Conflict(
            f"Rancangan {instrument_id} sudah ada. Tarik dahulu rancangan itu, lalu unggah lagi."
        )


def withdraw(session: Session, actor: Actor, instrument_id: str, now: datetime) -> None:
    """Delete a draft, so that a mended one can be uploaded; its digest stays in the journal."""
    row = queries.draft(session, instrument_id, lock=True)
    session.delete(row)
    _note(session, actor, Permission.INSTRUMENT_IMPORT, row, ("draft", "withdrawn"), now)


def propose(session: Session, actor: Actor, instrument_id: str, now: datetime) -> None:
    """Put a draft up for a second person; Conflict when it is waiting already."""
    row = queries.draft(session, instrument_id, lock=True)
    queries.read(row)
    if row.proposed_at:
        raise Conflict("Rancangan ini sudah diusulkan dan menunggu konfirmasi koordinator.")
    row.proposed_by, row.proposed_at = actor.user_id, now
    session.add(row)
    permission = Permission.INSTRUMENT_PUBLISH_PROPOSE
    _note(session, actor, permission, row, ("draft", "proposed"), now)


def confirm(
    session: Session, actor: Actor, instrument_id: str, sha256: str, now: datetime
) -> ImportedInstrument:
    """Publish a draft for ever; `sha256` is of what this second person looked at.

    Raises Conflict without a proposal, Forbidden for the proposer, Stale for another content.
    """
    row = queries.draft(session, instrument_id, lock=True)
    if row.proposed_at is None:
        raise Conflict("Rancangan ini belum diusulkan untuk terbit.")
    if actor.user_id in {row.proposed_by, row.imported_by}:
        raise Forbidden("Penerbitan harus dikonfirmasi oleh orang lain.")
    if sha256 != row.sha256:
        sentence = "Rancangan ini diganti setelah Anda membukanya. Periksa lagi sebelum terbit."
        raise Stale(sentence, {"sha256": row.sha256})
    queries.read(row)
    row.published_by, row.published_at = actor.user_id, now
    session.add(row)
    permission = Permission.INSTRUMENT_PUBLISH_CONFIRM
    _note(session, actor, permission, row, ("proposed", "published"), now)
    return row


def _note(
    session: Session,
    actor: Actor,
    permission: Permission,
    row: ImportedInstrument,
    step: tuple[str, str],
    now: datetime,
) -> None:
    before, after = step
    entry = Entry(
        permission, "instrument", row.id, before=before, after=f"{after} sha256:{row.sha256}"
    )
    record(session, actor, entry, now)
