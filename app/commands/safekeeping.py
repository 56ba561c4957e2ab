"""Backup and restore: every table as JSON lines and every file, with checksums, in one ZIP.

The same for both databases: read in one transaction, so it is consistent while serving.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext

from app import __version__
from app.commands.surroundings import Surroundings
from app.db import Database, all_models
from app.errors import Conflict, InvalidInput
from app.files.storage import Storage
from app.migrations import is_known, migrate
from app.settings import Settings

MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"login_session", "login_attempt", "account_link", "repeated_request"})
BATCH = 500


def write_backup(surroundings: Surroundings, target: Path) -> int:
    """Write the backup beside `target`, move it there when whole; gives the number of entries."""
    partial = target.with_name(target.name + ".partial")
    checksums: dict[str, str] = {}
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        with surroundings.database.engine.connect().execution_options(
            matang_write=False
        ) as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            revision = MigrationContext.configure(connection).get_current_revision()
            for table in all_models().sorted_tables:
                if table.name not in LEFT_OUT:
                    _put(archive, checksums, f"tables/{table.name}.jsonl", _dump(connection, table))
        for digest in sorted(set(surroundings.storage.names())):
            _put(archive, checksums, f"files/{digest}", surroundings.storage.read(digest))
        manifest = {"program": __version__, "schema": revision, "sha256": checksums}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(target)
    return len(checksums)


def _put(archive: zipfile.ZipFile, checksums: dict[str, str], name: str, content: bytes) -> None:
    checksums[name] = hashlib.sha256(content).hexdigest()
    archive.writestr(name, content)


def _dump(connection: sa.Connection, table: sa.Table) -> bytes:
    keys = list(table.primary_key.columns)
    rows = connection.execute(sa.select(table).order_by(*keys)).mappings()
    return "".join(
        json.dumps(dict(row), default=_plain, ensure_ascii=False) + "\n" for row in rows
    ).encode()


def _plain(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def read_backup(source: Path, settings: Settings) -> int:
    """Restore into an empty data folder and database; nothing is touched before the check passes.

    Raises InvalidInput for a broken or foreign file, Conflict where data already exist.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _checked(archive)
            _load(archive, settings)
    except (zipfile.BadZipFile, FileNotFoundError, KeyError, ValueError, TypeError) as error:
        raise InvalidInput(f"{source} bukan cadangan Matang yang utuh.") from error
    return len(manifest["sha256"])


def _load(archive: zipfile.ZipFile, settings: Settings) -> None:
    database = Database(settings.url)
    try:
        _ensure_empty(database)
        migrate(database)
        _load_tables(archive, database)
    finally:
        database.engine.dispose()
    _load_files(archive, Storage(settings.files))


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    names = set(archive.namelist()) - {MANIFEST}
    if names != set(manifest["sha256"]):
        raise ValueError("entries")
    for name, digest in manifest["sha256"].items():
        if hashlib.sha256(archive.read(name)).hexdigest() != digest:
            raise ValueError(name)
    known = {table.name for table in all_models().sorted_tables}
    tables = {Path(name).stem for name in names if name.startswith("tables/")}
    if not tables <= known or not is_known(manifest["schema"]):
        raise InvalidInput(
            "Cadangan ini dibuat oleh versi Matang yang lebih baru. Perbarui program dahulu."
        )
    return manifest


def _ensure_empty(database: Database) -> None:
    if sa.inspect(database.engine).has_table("user_account"):
        with database.reading() as session:
            count = session.execute(sa.text("SELECT count(*) FROM journal_line")).scalar_one()
        if count:
            raise Conflict("Folder data tujuan sudah berisi data. Pilih folder yang kosong.")


def _load_tables(archive: zipfile.ZipFile, database: Database) -> None:
    present = set(archive.namelist())
    with database.transaction() as session:
        for table in all_models().sorted_tables:
            name = f"tables/{table.name}.jsonl"
            if name in present:
                for batch in _batches(archive.read(name), table):
                    session.execute(sa.insert(table), batch)


def _batches(content: bytes, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    lines = content.decode().split("\n")[:-1]  # splitlines() would also cut at U+2028 in texts
    for start in range(0, len(lines), BATCH):
        yield [_typed(json.loads(line), table) for line in lines[start : start + BATCH]]


def _typed(row: dict[str, Any], table: sa.Table) -> dict[str, Any]:
    for column in table.columns:
        value, kind = row.get(column.name), _plain_type(column)
        if isinstance(value, str) and isinstance(kind, sa.DateTime):
            row[column.name] = datetime.fromisoformat(value)
        elif isinstance(value, str) and isinstance(kind, sa.Date):
            row[column.name] = date.fromisoformat(value)
    return row


def _plain_type(column: sa.Column[Any]) -> object:
    return column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type


def _load_files(archive: zipfile.ZipFile, storage: Storage) -> None:
    for name in archive.namelist():
        if name.startswith("files/") and storage.put(archive.read(name)) != Path(name).name:
            raise ValueError(name)
