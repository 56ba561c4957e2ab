"""Writes of backups: asking for one, and making it when its job comes."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from app.backups.queries import SUM, folder_of
from app.backups.safekeeping import Holdings, write_backup
from app.errors import Unavailable
from app.jobs.models import Job
from app.jobs.queries import open_one
from app.jobs.queue import enqueue
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.settings import Settings

BACKUP = "backups.write"


def ask(session: Session, actor: Actor, now: datetime) -> Job:
    """Ask for a backup; while one waits or runs, that one is given back."""
    waiting = open_one(session, BACKUP)
    name = waiting.subject if waiting else f"matang-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"
    job = waiting or enqueue(session, BACKUP, name, now, actor.user_id)
    record(session, actor, Entry(Permission.BACKUP_RUN, "backup", job.id, after=name), now)
    return job


def make(holdings: Holdings, settings: Settings, name: str) -> None:
    """Write the backup and, last, its checksum beside it; one that is whole stays as it is."""
    folder = folder_of(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / name
    note = target.with_name(name + SUM)
    if note.exists():
        return
    written = write_backup(holdings, target)
    if written.lost:
        raise Unavailable(written.sentence)
    _keep(note, f"{_digest(target)}  {name}\n")


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _keep(path: Path, text: str) -> None:
    """Write so that the file is there whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
