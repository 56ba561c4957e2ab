"""Takes files in: bytes first and outside any transaction, then the row in the caller's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from sqlmodel import Session

from app.errors import AppError, Conflict
from app.files.inspector import INSPECTOR, FileRefused
from app.files.media_types import safe_name
from app.files.models import ScanState, StoredFile
from app.files.queries import unscanned
from app.files.storage import Incoming, Storage
from app.jobs.queue import enqueue

SCAN = "scan"


@dataclass(frozen=True, slots=True)
class Entrance:
    """What is asked of a file at the door: its size, the OPD's quota, a scan for viruses."""

    limit_bytes: int
    quota_bytes: int = 1 << 40
    is_scanned: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives."""

    stream: BinaryIO
    name: str
    entrance: Entrance


@dataclass(frozen=True, slots=True)
class Received:
    """A file whose content was found good; its bytes still wait to be kept.

    personal: counts by kind of what in its text looks like personal data.
    """

    incoming: Incoming
    name: str
    media_type: str
    entrance: Entrance
    personal: Mapping[str, int] = field(default_factory=dict)

    def discard(self) -> None:
        """Forget bytes that were not kept."""
        self.incoming.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not received, and why."""

    name: str
    refusal: AppError


def receive(storage: Storage, upload: Upload) -> Received:
    """Copy the bytes while hashing and have them inspected; a refused file leaves nothing behind.

    Takes seconds for a large or hostile file, so no transaction may be open here.
    """
    name = safe_name(upload.name)
    incoming = storage.receive(upload.stream, upload.entrance.limit_bytes, name)
    try:
        media_type = INSPECTOR.media_type(incoming.path, name)
        personal = INSPECTOR.personal_data(incoming.path, name)
    except BaseException:
        incoming.path.unlink(missing_ok=True)
        raise
    return Received(incoming, name, media_type, upload.entrance, personal)


def store(session: Session, storage: Storage, received: Received, now: datetime) -> StoredFile:
    """Keep a received file; give its row. Raises FileRefused for bytes known to be infected."""
    incoming = received.incoming
    row = session.get(StoredFile, incoming.sha256)
    if row is not None and row.scan_state == ScanState.INFECTED:
        raise FileRefused(received.name, "infected")
    storage.keep(incoming)
    row = row or _row(session, (incoming.sha256, incoming.size_bytes), received.media_type, now)
    if received.entrance.is_scanned and row.scan_state == ScanState.UNSCANNED:
        row.scan_state = ScanState.WAITING
        session.add(row)
        enqueue(session, SCAN, row.sha256, now)
    return row


def store_made(
    session: Session, storage: Storage, content: bytes, media_type: str, now: datetime
) -> StoredFile:
    """Keep bytes made by the program (PDF, export)."""
    sha256 = storage.put(content)
    found = session.get(StoredFile, sha256)
    return found or _row(session, (sha256, len(content)), media_type, now)


def _row(session: Session, what: tuple[str, int], media_type: str, now: datetime) -> StoredFile:
    sha256, size_bytes = what
    row = StoredFile(sha256=sha256, size_bytes=size_bytes, media_type=media_type, stored_at=now)
    session.add(row)
    session.flush()
    return row


def scan_again(session: Session, now: datetime) -> int:
    """Ask for a scan of files that came before there was a scanner; gives how many."""
    rows = unscanned(session)
    for sha256 in rows:
        enqueue(session, SCAN, sha256, now)
    return len(rows)


def mark(session: Session, sha256: str, state: ScanState) -> StoredFile:
    """Write down what the scanner found."""
    row = session.get_one(StoredFile, sha256, with_for_update=True)
    row.scan_state = state
    session.add(row)
    return row


def ensure_servable(file: StoredFile, name: str, *, is_own: bool) -> None:
    """Raise Conflict for an infected file, and for others than its OPD while it waits."""
    if file.scan_state == ScanState.INFECTED:
        raise Conflict(
            f"Berkas '{name}' terinfeksi virus, jadi tidak diberikan kepada siapa pun. "
            "Minta OPD mengunggah berkas yang bersih."
        )
    if file.scan_state == ScanState.WAITING and not is_own:
        raise Conflict(f"Berkas '{name}' masih menunggu pemindaian virus. Coba lagi sebentar.")
