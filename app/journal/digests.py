"""What stands for a row in the trail: a digest of its values, equal on both databases."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlmodel import SQLModel

OPERATIONAL = {
    "journal_line": "the trail itself: chained",
    "journal_head": "the trail's end: compared with the newest line",
    "account_link": "one-time links to set a password: making and using one has its line",
    "recovery_code": "one-time codes: issuing and using one has its line",
    "login_session": "lives for hours; signing in has its line, last-seen times have none",
    "login_attempt": "counts failures for throttling; each failure has its own refused line",
    "repeated_request": "answers kept for repeats of the same request",
    "setup_code": "dies with the first admin, whose making has its line",
    "job": "leases and progress of the queue; what a job makes has its line",
    "notice": "copies of what happened, marked as read by opening them",
}
"""Tables whose rows may change without a line, each with its reason. All others are sealed."""

UNSEALED_COLUMNS = {
    ("snapshot", "anchor"): "the address of the line that covers the row: compared with the chain",
    ("report", "anchor"): "the same",
    ("api_token", "last_used_at"): "written by use, not by an action",
}
BATCH = 2000
Reader = Callable[[Any], Any]


def is_sealed(table: str) -> bool:
    """Tell whether a change of this table's rows needs a line."""
    return table not in OPERATIONAL


def key_of(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Give the row's primary key as text; every table here has a key of one column."""
    (column,) = table.primary_key.columns
    return str(row[column.name])


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    """Give every row as it is now, a batch at a time."""
    found = connection.execute(sa.select(table), execution_options={"yield_per": BATCH})
    for row in found.mappings():
        yield dict(row)


def row_digest(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Give SHA-256 over the row's canonical JSON.

    A value that equals its model's default is left out, so that a new column with a default does
    not change the digest of older rows. Equal digests still mean equal rows.
    """
    plain = {}
    for name, read, default in _plan(table):
        value = row[name]
        if value is not None:
            value = read(value)
        if value != default or type(value) is not type(default):
            plain[name] = value
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _plan(table: sa.Table) -> tuple[tuple[str, Reader, Any], ...]:
    fields = _model_of(table).model_fields
    return tuple(
        (column.name, _reader(column), _default(fields[column.name]))
        for column in table.columns
        if (table.name, column.name) not in UNSEALED_COLUMNS
    )


def _model_of(table: sa.Table) -> type[SQLModel]:
    mappers = SQLModel._sa_registry.mappers  # noqa: SLF001  (SQLModel has no public name for it)
    return next(m.class_ for m in mappers if m.local_table is table)


_REQUIRED = object()


def _default(field: Any) -> Any:
    if field.default is not PydanticUndefined:
        return field.default
    return field.default_factory() if field.default_factory in {dict, list} else _REQUIRED


def _reader(column: sa.Column[Any]) -> Reader:
    kind = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    for type_, read in _READERS:
        if isinstance(kind, type_):
            return read
    raise TypeError(f"{column.table.name}.{column.name}: {kind!r}")


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _plain_json(value: Any) -> Any:
    """Give it as it comes back from the database: tuples as lists, keys as texts."""
    return json.loads(json.dumps(value))


_READERS: tuple[tuple[Any, Reader], ...] = (
    (sa.DateTime, _instant),
    (sa.Date, date.isoformat),
    (sa.Boolean, bool),
    (sa.Integer, int),
    (sa.JSON, _plain_json),
    (sa.String, str),
)
