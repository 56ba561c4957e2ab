"""The table of stored bytes."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel


class ScanState(StrEnum):
    """What is known of viruses: UNSCANNED came while there was no scanner."""

    UNSCANNED = "unscanned"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


class StoredFile(SQLModel, table=True):
    """Bytes by their SHA-256; the folder holds them under that name."""

    __tablename__ = "stored_file"

    sha256: str = Field(primary_key=True)
    size_bytes: int
    media_type: str
    stored_at: datetime
    scan_state: str = ScanState.UNSCANNED.value
