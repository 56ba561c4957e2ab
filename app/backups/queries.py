"""Reads of the backups that lie in the data folder."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.settings import Settings

FOLDER = "backups"
SUM = ".sha256"


class BackupView(BaseModel):
    """One backup, without a way to its content."""

    model_config = ConfigDict(frozen=True)

    name: str
    size_bytes: int
    made_at: datetime
    sha256: str


def folder_of(settings: Settings) -> Path:
    """Give where backups made from the page lie."""
    return settings.data / FOLDER


def all_backups(settings: Settings) -> list[BackupView]:
    """Give the whole backups, newest first; one counts once its checksum lies beside it."""
    sums = folder_of(settings).glob(f"*.zip{SUM}")
    files = sorted((path.with_suffix("") for path in sums), reverse=True)
    return [_view(path) for path in files if path.is_file()]


def _view(path: Path) -> BackupView:
    state = path.stat()
    return BackupView(
        name=path.name,
        size_bytes=state.st_size,
        made_at=datetime.fromtimestamp(state.st_mtime, UTC),
        sha256=path.with_name(path.name + SUM).read_text("ascii").partition(" ")[0],
    )
