"""Restore: a backup into an empty data folder, database and storage; checked before it begins."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.backups.safekeeping import FORMAT, LEFT_OUT, MANIFEST
from app.db import Database, all_models
from app.errors import Conflict, InvalidInput, Unavailable
from app.files.storage import Storage, storage_at
from app.migrations import is_known, upgrade
from app.settings import Settings

BATCH = 500
HEAD = "tables/journal_head.jsonl"
CHUNK = 1 << 20
BROKEN = (
    *(zipfile.BadZipFile, FileNotFoundError, KeyError, ValueError, TypeError),
    *(sa.exc.IntegrityError, sa.exc.DataError),
)
ROOM = 1.2  # times the unpacked size: indexes and the write-ahead log need room too


def newest_line(source: Path) -> int:
    """Give the number of the newest line in a backup's trail; InvalidInput for a broken one."""
    try:
        with zipfile.ZipFile(source) as archive, archive.open(HEAD) as rows:
            return max((int(json.loads(row)["seq"]) for row in rows), default=0)
    except BROKEN as error:
        raise InvalidInput(f"{source} bukan cadangan Matang yang utuh.") from error


def read_backup(source: Path, settings: Settings) -> dict[str, Any]:
    """Restore into empty places; gives the manifest. Nothing is touched before the check passes.

    All or nothing: rows are put in and brought up to date in one transaction.
    Raises InvalidInput for a broken, newer or foreign file, Conflict where data already exist,
    Unavailable where they have no room.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _checked(archive)
            _ensure_room(archive, settings.data)
            _load(archive, manifest, settings)
    except BROKEN as error:
        raise InvalidInput(f"{source} bukan cadangan Matang yang utuh.") from error
    return manifest


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    kind, _, number = manifest["format"].partition("/")
    if kind != FORMAT.partition("/")[0]:
        raise ValueError(kind)
    tables = {Path(name).stem for name in manifest["sha256"] if name.startswith("tables/")}
    known = {table.name for table in all_models().sorted_tables} - LEFT_OUT
    if number != FORMAT.partition("/")[2] or not is_known(manifest["schema"]) or tables - known:
        raise InvalidInput(
            "Cadangan ini dibuat oleh versi Matang yang lebih baru. Perbarui program dahulu."
        )
    if sorted(archive.namelist()) != sorted([*manifest["sha256"], MANIFEST]):
        raise ValueError("entries")
    for name, digest in manifest["sha256"].items():
        if _digest(archive, name) != digest or (name.startswith("files/") and name[6:] != digest):
            raise ValueError(name)
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as entry:
        while piece := entry.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _ensure_room(archive: zipfile.ZipFile, folder: Path) -> None:
    while not folder.exists():
        folder = folder.absolute().parent
    wanted = int(sum(entry.file_size for entry in archive.infolist()) * ROOM)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise Unavailable(
            f"Ruang disk tidak cukup untuk memulihkan: perlu {wanted >> 20} MiB, "
            f"tersedia {free >> 20} MiB. Kosongkan disk lalu ulangi; belum ada yang diubah."
        )


def _load(archive: zipfile.ZipFile, manifest: dict[str, Any], settings: Settings) -> None:
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database, storage = Database(settings.url), storage_at(settings.storage_url, settings.files)
    try:
        _ensure_empty(database, storage)
        with _placed(archive, storage), database.engine.begin() as connection:
            upgrade(connection, manifest["schema"])
            for table in _tables(connection):
                _load_table(archive, connection, table)
            upgrade(connection, "head")
    finally:
        database.engine.dispose()


@contextmanager
def _placed(archive: zipfile.ZipFile, storage: Storage) -> Iterator[None]:
    """Put the files into the empty storage; they are gone again when the rows cannot follow."""
    names = [name[6:] for name in archive.namelist() if name.startswith("files/")]
    try:
        for name in names:
            storage.put(archive.read(f"files/{name}"))
        yield
    except BaseException:
        for name in names:
            storage.shelf.remove(name)
        raise


def _ensure_empty(database: Database, storage: Storage) -> None:
    with database.engine.connect() as connection:
        has_rows = (
            sa.inspect(connection).has_table("journal_line")
            and connection.execute(sa.text("SELECT count(*) FROM journal_line")).scalar_one()
        )
    if has_rows or next(storage.names(), None):
        raise Conflict("Folder data tujuan sudah berisi data. Pilih folder yang kosong.")


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """Give the tables as the backup's schema has them, with today's types where they are known."""
    found = sa.MetaData()
    found.reflect(connection)
    known = all_models().tables
    for table in found.tables.values():
        for column in table.columns:
            if table.name in known and column.name in known[table.name].columns:
                column.type = known[table.name].columns[column.name].type
    return found.sorted_tables


def _load_table(archive: zipfile.ZipFile, connection: sa.Connection, table: sa.Table) -> None:
    name = f"tables/{table.name}.jsonl"
    if name not in archive.NameToInfo:
        return
    with archive.open(name) as entry:  # newline: splitlines() would also cut at U+2028 in texts
        lines = iter(io.TextIOWrapper(entry, encoding="utf-8", newline="\n"))
        while batch := [_typed(json.loads(line), table) for line in islice(lines, BATCH)]:
            connection.execute(sa.insert(table), batch)


def _typed(row: dict[str, Any], table: sa.Table) -> dict[str, Any]:
    for name, value in row.items():
        kind = _plain_type(table.columns[name])
        if isinstance(value, str) and isinstance(kind, sa.DateTime):
            row[name] = datetime.fromisoformat(value)
        elif isinstance(value, str) and isinstance(kind, sa.Date):
            row[name] = date.fromisoformat(value)
    return row


def _plain_type(column: sa.Column[Any]) -> object:
    return column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
