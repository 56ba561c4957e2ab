"""Tampering with trail, rows and files behind the program's back: every change is found."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.db import Database, all_models
from app.files.queries import damaged
from app.files.shelves import Folder
from app.files.storage import Storage
from app.journal import queries
from app.journal.chain import line_hash
from app.journal.digests import UNSEALED_COLUMNS, is_sealed, key_of, row_digest
from app.journal.models import HEADS, LINES
from app.migrations import migrate
from tests.campaigns.campaign import Closing, Options
from tests.factories import WAY, City, advance, found_city
from tests.play import DINKES, Rows, dump, load

START = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
WHOLE = 1000
Line = dict[str, Any]


@dataclass
class Target:
    """A city at its end, what it was on the way, and the anchor that left the house."""

    database: Database
    storage: Storage
    rows: Rows
    earlier: list[Rows]
    anchors: dict[int, str]
    dice: random.Random
    missed: dict[str, int] = field(default_factory=dict)
    tried: dict[str, int] = field(default_factory=dict)


def run(options: Options) -> Closing:
    """Try `size` mutations on each database; none may be missed, and no clean trail accused."""
    size = options.size or WHOLE
    end, earlier, storage = _history(options)
    totals, clean, parts = [0, 0], True, []
    for name, url in _urls(options):
        database = Database(url)
        migrate(database)
        load(database, end)
        anchors = {line["seq"]: line["hash"] for line in end["journal_line"]}
        dice = random.Random(f"{options.seed} {name}")  # noqa: S311
        target = Target(database, storage, end, earlier, anchors, dice)
        _loosen(database)
        clean &= _is_clean(target)
        for number in range(size):
            _attempt(target, list(KINDS)[number % len(KINDS)])
        clean &= _is_clean(target)
        found = sum(target.tried.values()) - sum(target.missed.values())
        parts.append(f"{name} {found}/{size}")
        totals = [totals[0] + found, totals[1] + size]
        _print(name, target)
        database.engine.dispose()
    control = "0 mutations: clean" if clean else "0 mutations: ACCUSED"
    figure = f"{totals[0]}/{totals[1]} found ({', '.join(parts)}), {control}"
    return Closing(figure, holds=clean and totals[0] == totals[1])


def _print(name: str, target: Target) -> None:
    for kind, number in target.tried.items():
        print(f"{name:11} {kind:28} {number - target.missed.get(kind, 0):4}/{number}")


def _history(options: Options) -> tuple[Rows, list[Rows], Storage]:
    """Play the whole round once on SQLite, keeping what stood after each step."""
    database = Database(f"sqlite:///{options.folder / 'origin.db'}")
    migrate(database)
    storage, now = Storage(options.folder / "files"), START
    city: City = found_city(database, now)
    earlier = [dump(database)]
    for state in WAY[1:]:
        with database.transaction() as session:
            now = advance(session, city, storage, DINKES, state, now + timedelta(minutes=7))
        earlier.append(dump(database))
    database.engine.dispose()
    return earlier.pop(), earlier, storage


@contextmanager
def _fresh_postgres(url: str) -> Iterator[str]:
    name = f"matang_journal_{random.randrange(10**9)}"  # noqa: S311
    server = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


def _urls(options: Options) -> Iterator[tuple[str, str]]:
    yield "sqlite", f"sqlite:///{options.folder / 'target.db'}"
    with _fresh_postgres(options.postgres_url) as url:
        yield "postgresql", url


def _loosen(database: Database) -> None:
    """Take away what stops honest programs: the triggers. Whoever owns the host can."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            )
            for name in names.scalars().all():
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        else:
            connection.exec_driver_sql("ALTER TABLE journal_line DISABLE TRIGGER ALL")


def _is_clean(target: Target) -> bool:
    with target.database.reading() as session:
        fault = queries.fault(session, target.anchors)
        return not fault and not list(damaged(session, target.storage))


def _attempt(target: Target, kind: str) -> None:
    """Tamper in a transaction, look, and take it back."""
    mutate, anchored = KINDS[kind]
    with target.database.session(write=True) as session:
        connection = session.connection()
        _ignore_keys(connection)
        undo = mutate(target, connection)
        fault = queries.fault(session, target.anchors if anchored else None)
        faults = [fault] if fault else list(damaged(session, target.storage))
        if anchored is ONLY:  # what the anchor is for: nothing else shows it
            assert queries.fault(session) is None, kind
        session.rollback()
    if undo:
        undo()
    target.tried[kind] = target.tried.get(kind, 0) + 1
    if not faults:
        target.missed[kind] = target.missed.get(kind, 0) + 1


def _ignore_keys(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def _other(dice: random.Random, value: Any) -> Any:
    """Give a different value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + dice.choice((-1, 1, 7))
        case datetime():
            return value + timedelta(microseconds=dice.choice((1, -1, 3_600_000_000)))
        case dict():
            return {**value, "lain": dice.random()}
        case None:
            return None
        case _:
            return f"{value}{dice.choice('xyz 1')}"


def _change(connection: sa.Connection, seq: int, **values: Any) -> None:
    connection.execute(sa.update(LINES).where(LINES.c.seq == seq).values(**values))


def _rewrite(connection: sa.Connection, lines: list[Line]) -> None:
    """Put these lines in place of the present ones."""
    connection.execute(sa.delete(LINES))
    connection.execute(sa.insert(LINES), lines)


def _lines(target: Target) -> list[Line]:
    return [dict(line) for line in target.rows["journal_line"]]


def _numbered(lines: list[Line]) -> list[Line]:
    return [line | {"seq": seq} for seq, line in enumerate(lines, start=1)]


def edit(target: Target, connection: sa.Connection) -> None:
    line = target.dice.choice(target.rows["journal_line"])
    column = target.dice.choice([name for name in line if name not in {"seq", "at"}])
    _change(connection, line["seq"], **{column: _other(target.dice, line[column])})


def edit_time(target: Target, connection: sa.Connection) -> None:
    line = target.dice.choice(target.rows["journal_line"])
    _change(connection, line["seq"], at=_other(target.dice, line["at"]))


def delete(target: Target, connection: sa.Connection) -> None:
    lines = _lines(target)
    del lines[target.dice.randrange(len(lines) - 1)]
    _rewrite(connection, _numbered(lines) if target.dice.random() < 0.5 else lines)


def swap(target: Target, connection: sa.Connection) -> None:
    lines = _lines(target)
    left, right = target.dice.sample(range(len(lines)), 2)
    lines[left], lines[right] = lines[right], lines[left]
    _rewrite(connection, _numbered(lines))


def duplicate(target: Target, connection: sa.Connection) -> None:
    lines = _lines(target)
    place = target.dice.randrange(len(lines))
    lines.insert(target.dice.randrange(len(lines) + 1), dict(lines[place]))
    _rewrite(connection, _numbered(lines))


def insert(target: Target, connection: sa.Connection) -> None:
    """Slip in a line that is right in itself and continues the one before."""
    lines = _lines(target)
    place = target.dice.randrange(1, len(lines))
    forged = lines[place] | {"after": "lain", "prev": lines[place - 1]["hash"], "seq": place + 1}
    forged["hash"] = line_hash(forged)
    _rewrite(connection, _numbered([*lines[:place], forged, *lines[place:]]))


def cut_tail(target: Target, connection: sa.Connection) -> None:
    lines = _lines(target)
    rest = lines[: -target.dice.randrange(1, len(lines) - 1)]
    connection.execute(sa.delete(LINES).where(LINES.c.seq > len(rest)))


def cut_tail_and_head(target: Target, connection: sa.Connection) -> None:
    cut_tail(target, connection)
    newest = connection.execute(sa.select(LINES).order_by(LINES.c.seq.desc()).limit(1)).one()
    connection.execute(sa.update(HEADS).values(seq=newest.seq, hash=newest.hash))


def _a_row(target: Target) -> tuple[sa.Table, Line]:
    tables = [t for t in all_models().sorted_tables if is_sealed(t.name) and target.rows[t.name]]
    table = target.dice.choice(tables)
    return table, target.dice.choice(target.rows[table.name])


def _where(table: sa.Table, row: Line) -> sa.ColumnElement[bool]:
    (column,) = table.primary_key.columns
    is_it: sa.ColumnElement[bool] = column == row[column.name]
    return is_it


def change_row(target: Target, connection: sa.Connection) -> None:
    """Change one value of a business row (an anchor too, where it has one)."""
    table, row = _a_row(target)
    names = [c.name for c in table.columns if not c.primary_key and row[c.name] is not None]
    name = target.dice.choice(names)
    if (table.name, name) in UNSEALED_COLUMNS and name != "anchor":
        return change_row(target, connection)
    other = _unlike if name in _unique(table) else _other
    value = other(target.dice, row[name])
    connection.execute(sa.update(table).where(_where(table, row)).values({name: value}))
    return None


def delete_row(target: Target, connection: sa.Connection) -> None:
    table, row = _a_row(target)
    connection.execute(sa.delete(table).where(_where(table, row)))


def insert_row(target: Target, connection: sa.Connection) -> None:
    """Add a copy of a row under another key, other unique values made different too."""
    table, row = _a_row(target)
    copy = row | {name: _unlike(target.dice, row[name]) for name in _unique(table)}
    connection.execute(sa.insert(table), copy)


def _unique(table: sa.Table) -> set[str]:
    """Name the columns in which two rows may not be equal: the database itself sees to that."""
    names = {c.name for c in table.columns if c.unique or c.primary_key}
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            names |= {column.name for column in constraint.columns}
    return names


def _unlike(dice: random.Random, value: Any) -> Any:
    return value + dice.randrange(100, 999) if isinstance(value, int) else f"{dice.random()}"


def change_row_and_rechain(target: Target, connection: sa.Connection) -> None:
    """Change a row and everything that speaks of it: its digest, the chain, head and anchors."""
    table, row = _a_row(target)
    while not (names := [n for n, v in row.items() if isinstance(v, str) and n not in _KEYS]):
        table, row = _a_row(target)
    changed = row | {(name := target.dice.choice(names)): f"{row[name]} lain"}
    connection.execute(sa.update(table).where(_where(table, row)).values(changed))
    old, new = row_digest(table, row), row_digest(table, changed)
    lines = _lines(target)
    at = max(
        n for n, line in enumerate(lines) if f'"{key_of(table, row)}","{old}"' in line["changes"]
    )
    lines[at]["changes"] = lines[at]["changes"].replace(old, new)
    _rechain(connection, lines)


_KEYS = {"id", "sha256", "anchor"}


def edit_and_rechain(target: Target, connection: sa.Connection) -> None:
    lines = _lines(target)
    lines[target.dice.randrange(len(lines))]["reason"] = "Ditulis ulang."
    _rechain(connection, lines)


def _rechain(connection: sa.Connection, lines: list[Line]) -> None:
    """Compute every hash again, put the head and the rows' own anchors right."""
    for before, line in zip([None, *lines], lines, strict=False):
        line["prev"] = before["hash"] if before else line["prev"]
        line["hash"] = line_hash(line)
    _rewrite(connection, lines)
    connection.execute(sa.update(HEADS).values(hash=lines[-1]["hash"]))
    addresses = {line["seq"]: f"{line['seq']}:{line['hash']}" for line in lines}
    tables = all_models().tables
    for name, column in UNSEALED_COLUMNS:
        if column == "anchor":
            for row in connection.execute(sa.select(tables[name])).mappings().all():
                new = addresses[int(row["anchor"].partition(":")[0])]
                where = tables[name].c.id == row["id"]
                connection.execute(sa.update(tables[name]).where(where).values(anchor=new))


def restore_older(target: Target, connection: sa.Connection) -> None:
    """Put a whole earlier database in place of this one."""
    _put_back(connection, target.dice.choice(target.earlier))


def _put_back(connection: sa.Connection, rows: Rows) -> None:
    tables = all_models().sorted_tables
    for table in reversed(tables):
        connection.execute(sa.delete(table))
    for table in tables:
        if rows[table.name]:
            connection.execute(sa.insert(table), rows[table.name])


def replace_file(target: Target, _: sa.Connection) -> Callable[[], None]:
    """Put other bytes in place of a stored file, or take it away."""
    row = target.dice.choice(target.rows["stored_file"])
    path = Folder(target.storage.folder).path(row["sha256"])
    kept = path.with_name("kept")
    shutil.copy(path, kept)
    if target.dice.random() < 0.5:
        path.write_bytes(path.read_bytes() + b"x")
    else:
        path.unlink()
    return lambda: shutil.move(kept, path)  # type: ignore[return-value]  # what it gives is not used


Mutate = Callable[[Target, sa.Connection], Callable[[], None] | None]
WITH, ONLY = "found with an anchor", "found by nothing but an anchor"
KINDS: dict[str, tuple[Mutate, str]] = {
    "edit a column": (edit, ""),
    "change the time only": (edit_time, ""),
    "delete a line": (delete, ""),
    "swap two lines": (swap, ""),
    "duplicate a line": (duplicate, ""),
    "insert a line": (insert, ""),
    "cut the tail": (cut_tail, ""),
    "cut the tail and the head": (cut_tail_and_head, WITH),
    "change a row": (change_row, ""),
    "delete a row": (delete_row, ""),
    "insert a row": (insert_row, ""),
    "edit and re-chain": (edit_and_rechain, ONLY),
    "change a row and re-chain": (change_row_and_rechain, ONLY),
    "restore an older database": (restore_older, ONLY),
    "replace a file": (replace_file, ""),
}
