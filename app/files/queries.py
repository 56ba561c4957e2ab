"""Reads of stored files."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from app.errors import NotFound, Unavailable
from app.files.models import ScanState, StoredFile
from app.files.storage import Storage


def damaged(session: Session, storage: Storage) -> Iterator[str]:
    """Read every stored file and name those that are gone or no longer have their hash."""
    for sha256 in session.exec(select(StoredFile.sha256).order_by(col(StoredFile.sha256))).all():
        try:
            storage.stream(sha256)
        except NotFound:
            yield f"Berkas {sha256} hilang."
        except Unavailable:
            yield f"Berkas {sha256} tidak lagi sama dengan saat disimpan."


def hashes(session: Session) -> set[str]:
    """Give the hash of every file that has a row."""
    return set(session.exec(select(StoredFile.sha256)))


def unscanned(session: Session) -> list[str]:
    """Give the hashes of files no scanner has seen and none is about to."""
    query = select(StoredFile.sha256).where(StoredFile.scan_state == ScanState.UNSCANNED)
    return list(session.exec(query.order_by(col(StoredFile.stored_at))))


def states(session: Session, sha256s: set[str]) -> dict[str, str]:
    """Give what the scanner found, by hash."""
    query = select(StoredFile).where(col(StoredFile.sha256).in_(sha256s))
    return {row.sha256: row.scan_state for row in session.exec(query)}
