"""What stands for a row in the trail: a digest of its values, equal on both databases."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from json.encoder import encode_basestring as quoted
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
NULL = "null"
Writer = Callable[[Any], str]


def is_sealed(table: str) -> bool:
    """Tell whether a change of this table's rows needs a line."""
    return table not in OPERATIONAL


def key_of(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Give the row's primary key as text; every table here has a key of one column."""
    return str(row[key_name(table)])


@cache
def key_name(table: sa.Table) -> str:
    """Give the name of the column that is the primary key."""
    (column,) = table.primary_key.columns
    return column.name


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    """Give every row as it is now, a batch at a time."""
    found = connection.execute(sa.select(table), execution_options={"yield_per": BATCH})
    names = tuple(table.c.keys())
    for row in found:
        yield dict(zip(names, row, strict=True))


def as_stored(value: Any) -> Any:
    """Give a value as it will come back from the database: tuples as lists, keys as texts."""
    return json.loads(json.dumps(value)) if isinstance(value, dict | list | tuple) else value


def row_digest(table: sa.Table, row: Mapping[str, Any]) -> str:
    """Give SHA-256 over the canonical JSON of a row as the database gives it.

    A value that equals its model's default is left out, so that a new column with a default does
    not change the digest of older rows. Equal digests still mean equal rows.
    """
    members = []
    for member, write, omitted, name in _plan(table):
        value = row[name]
        text = NULL if value is None else write(value)
        if text != omitted:
            members.append(member + text)
    return hashlib.sha256(f"{{{','.join(members)}}}".encode()).hexdigest()


@cache
def _plan(table: sa.Table) -> tuple[tuple[str, Writer, str | None, str], ...]:
    """Give the members in their order: how each begins, is written, is left out, is called."""
    fields = _model_of(table).model_fields
    return tuple(
        (f'"{column.name}":', write, _omitted(fields[column.name], write), column.name)
        for column in sorted(table.columns, key=lambda column: column.name)
        if (table.name, column.name) not in UNSEALED_COLUMNS
        for write in (_writer(column),)
    )


def _model_of(table: sa.Table) -> type[SQLModel]:
    mappers = SQLModel._sa_registry.mappers  # noqa: SLF001  (SQLModel has no public name for it)
    return next(m.class_ for m in mappers if m.local_table is table)


def _omitted(field: Any, write: Writer) -> str | None:
    """Give the default as it would be written; None when there is none."""
    default = field.default
    if default is PydanticUndefined:
        return write(field.default_factory()) if field.default_factory in {dict, list} else None
    return NULL if default is None else write(default)


def _writer(column: sa.Column[Any]) -> Writer:
    kind = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    for type_, write in _WRITERS:
        if isinstance(kind, type_):
            return write
    raise TypeError(f"{column.table.name}.{column.name}: {kind!r}")


def _instant(value: datetime) -> str:
    return f'"{value.astimezone(UTC).isoformat(timespec="microseconds")}"'


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


def _truth(value: object) -> str:
    return "true" if value else "false"


def _number(value: Any) -> str:
    return str(int(value))


def _tree(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


_WRITERS: tuple[tuple[Any, Writer], ...] = (
    (sa.DateTime, _instant),
    (sa.Date, _day),
    (sa.Boolean, _truth),
    (sa.Integer, _number),
    (sa.JSON, _tree),
    (sa.String, quoted),
)
