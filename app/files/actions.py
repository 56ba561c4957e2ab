"""Takes files in: bytes first, then the row in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlmodel import Session

from app.files.media_types import media_type_of, safe_name
from app.files.models import StoredFile
from app.files.storage import Storage


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives."""

    stream: BinaryIO
    name: str
    limit_bytes: int


def store(
    session: Session, storage: Storage, upload: Upload, now: datetime
) -> tuple[StoredFile, str]:
    """Keep an uploaded file; give its row and its safe display name."""
    name = safe_name(upload.name)
    incoming = storage.receive(upload.stream, upload.limit_bytes, name)
    try:
        media_type = media_type_of(incoming.path, name)
    except BaseException:
        incoming.path.unlink(missing_ok=True)
        raise
    storage.keep(incoming)
    row = _row(session, incoming.sha256, incoming.size_bytes, media_type, now)
    return row, name


def store_made(
    session: Session, storage: Storage, content: bytes, media_type: str, now: datetime
) -> StoredFile:
    """Keep bytes made by the program (PDF, export)."""
    sha256 = storage.put(content)
    return _row(session, sha256, len(content), media_type, now)


def _row(session: Session, sha256: str, size: int, media_type: str, now: datetime) -> StoredFile:
    row = session.get(StoredFile, sha256)
    if row is None:
        row = StoredFile(sha256=sha256, size_bytes=size, media_type=media_type, stored_at=now)
        session.add(row)
        session.flush()
    return row
