"""Reads of stored files."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from app.errors import NotFound, Unavailable
from app.files.models import StoredFile
from app.files.storage import Storage


def damaged(session: Session, storage: Storage) -> Iterator[str]:
    """Read every stored file and name those that are gone or no longer have their hash."""
    for sha256 in session.exec(select(StoredFile.sha256).order_by(col(StoredFile.sha256))).all():
        try:
            storage.read(sha256)
        except NotFound:
            yield f"Berkas {sha256} hilang."
        except Unavailable:
            yield f"Berkas {sha256} tidak lagi sama dengan saat disimpan."
