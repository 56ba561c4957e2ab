"""Backup: every table as JSON lines and every file, with checksums, in one ZIP.

The same for both databases and both kinds of storage: the rows are read in one transaction, so a
backup is consistent while the program serves; files never change, so they are read after it.
"""

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from alembic.migration import MigrationContext

from app import __version__
from app.db import Database, all_models
from app.errors import NotFound, Unavailable
from app.files.storage import Storage

FORMAT = "matang-backup/1"
MANIFEST = "manifest.json"
# Sign-ins do not survive a restore, nor do the answers kept for repeated requests.
LEFT_OUT = frozenset({"login_session", "login_attempt", "account_link", "repeated_request"})


class Holdings(Protocol):
    """What is backed up: a database and its evidence storage."""

    @property
    def database(self) -> Database:
        """The database."""

    @property
    def storage(self) -> Storage:
        """The evidence storage."""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished backup: how many entries, and the files that the storage no longer gives."""

    entries: int
    lost: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say what is missing and where to look."""
        return (
            f"Cadangan ditulis tanpa {len(self.lost)} berkas yang hilang atau rusak di "
            f"penyimpanan, mulai dari {self.lost[0]}. Jalankan doctor."
        )


def write_backup(holdings: Holdings, target: Path) -> Written:
    """Write the backup beside `target`, move it there when whole; readable by its owner only."""
    partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}.partial")
    try:
        partial.touch(mode=0o600)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            written = _fill(archive, holdings)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return written


def _fill(archive: zipfile.ZipFile, holdings: Holdings) -> Written:
    checksums: dict[str, str] = {}
    with closing(_snapshot(holdings.database)) as connection:
        manifest: dict[str, object] = {
            "format": FORMAT,
            "program": __version__,
            "schema": MigrationContext.configure(connection).get_current_revision(),
            "journal": _head(connection),
        }
        for table in all_models().sorted_tables:
            if table.name not in LEFT_OUT:
                _put(archive, checksums, f"tables/{table.name}.jsonl", _dump(connection, table))
        names = sorted(_named_files(connection))
    lost = tuple(_put_files(archive, checksums, holdings.storage, names))
    manifest |= {"lost": list(lost), "sha256": checksums}
    archive.writestr(zipfile.ZipInfo(MANIFEST), json.dumps(manifest, indent=1))
    return Written(len(checksums), lost)


def _snapshot(database: Database) -> sa.Connection:
    """Give a connection that reads everything as it is now, whatever is written meanwhile."""
    connection = database.engine.connect().execution_options(matang_write=False)
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _head(connection: sa.Connection) -> str:
    row = connection.execute(sa.text("SELECT seq, hash FROM journal_head")).first()
    return f"{row.seq}:{row.hash}" if row else "0:"


def _named_files(connection: sa.Connection) -> Iterator[str]:
    """Give what the rows name: what is still arriving, or was left behind, stays out."""
    yield from connection.execute(sa.text("SELECT sha256 FROM stored_file")).scalars()


def _put(
    archive: zipfile.ZipFile, checksums: dict[str, str], name: str, pieces: Iterable[bytes]
) -> None:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as entry:
        for piece in pieces:
            digest.update(piece)
            entry.write(piece)
    checksums[name] = digest.hexdigest()


def _put_files(
    archive: zipfile.ZipFile, checksums: dict[str, str], storage: Storage, names: list[str]
) -> Iterator[str]:
    """Put the files in; gives those that are lost or damaged."""
    for name in names:
        try:
            content = storage.read(name)
        except (NotFound, Unavailable):
            yield name
            continue
        _put(archive, checksums, f"files/{name}", [content])


def _dump(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(stream_results=True).execute(query).mappings():
        yield (json.dumps(dict(row), default=_plain, ensure_ascii=False) + "\n").encode()


def _plain(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(type(value).__name__)
