"""`doctor` on five years of 200 OPDs: makes such a data folder out of a demo's, and measures.

Run: python3 -m app --data DEMO demo --no-serve
     python benchmarks/doctor.py DEMO FOLDER [DATABASE-URL]

The demo's finished year is copied row by row, 5 times a year, under new ids and into earlier
years, with the line of the trail for each write; PDFs and evidence are shared between the copies,
so the bytes of files are those of one demo. A folder that exists is measured as it stands.
Target (reliability.md, goal 7): 10 s. Fresh processes; the best of three.
"""

# ruff: noqa: D103, INP001, S603, T201 - a script that invents data and prints

import hashlib
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from app.db import Database, all_models
from app.journal.chain import GENESIS, line_hash
from app.journal.digests import UNSEALED_COLUMNS, is_sealed, key_of, row_digest
from app.journal.models import HEAD_ID, HEADS, LINES
from app.migrations import migrate

ROOT = Path(__file__).resolve().parents[1]
YEARS, COPIES, RUNS = 5, 5, 3
LIMIT_SECONDS = 10
BATCH = 5000
FOUNDING = {"opd.manage", "user.manage"}
OF_A_PERSON = {"agency", "user_account", "api_token"}
OF_A_ROUND = {"period", "proposal"}
UNIQUE = {("agency", "code"), ("user_account", "username"), ("api_token", "token_hash"),
          ("report", "code")}  # fmt: skip
TABLES = [table for table in all_models().sorted_tables if is_sealed(table.name)]
Row = dict[str, Any]
Key = tuple[str, str]
Place = tuple[int, int]
"""A year and a copy, both from 0."""


def main() -> None:
    demo, folder = Path(sys.argv[1]), Path(sys.argv[2])
    url = sys.argv[3] if len(sys.argv) > 3 else f"sqlite:///{folder / 'matang.db'}"
    if not folder.exists():
        lines, rows = first_round(Database(f"sqlite:///{demo / 'matang.db'}"))
        for file in (demo / "files").rglob("*"):
            if ("stored_file", file.name) in rows:
                copied = folder / file.relative_to(demo)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, copied)
        write(Database(url), lines, rows)
    command = [sys.executable, "-m", "app", "--data", str(folder), "--db", url, "doctor"]
    wall, cpu = min(measured(command) for _ in range(RUNS))
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(f"doctor: {wall:.1f} s, {cpu:.1f} s CPU, {peak_mib} MiB")
    print(f"target: {wall / LIMIT_SECONDS:.2f} of the {LIMIT_SECONDS} s allowed")


def measured(command: list[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_round(demo: Database) -> tuple[list[Row], dict[Key, Row]]:
    """Give the lines up to the demo's first publication, and the rows these name."""
    with demo.engine.connect() as connection:
        found = connection.execute(sa.select(LINES).order_by(LINES.c.seq)).mappings()
        lines = [dict(line) for line in found]
        rows = {
            (table.name, key_of(table, row)): dict(row)
            for table in TABLES
            for row in connection.execute(sa.select(table)).mappings()
        }
    periods = sorted((row["year"], key[1]) for key, row in rows.items() if key[0] == "period")
    later = {key[1] for key, row in rows.items() if row.get("period_id") == periods[1][1]}
    later.add(periods[1][1])
    kept = [line for line in lines if not later & {line["submission_id"], line["object_id"]}]
    named = {(table, key) for line in kept for table, key, _ in changes_of(line)}
    return kept, {key: row for key, row in rows.items() if key in named}


def changes_of(line: Row) -> list[list[str]]:
    return json.loads(line["changes"]) if line["changes"] else []


def write(target: Database, lines: list[Row], rows: dict[Key, Row]) -> None:
    migrate(target)
    copier = Copier(rows)
    chain = list(chained(copier, lines))
    with target.engine.begin() as connection:
        for table in TABLES:
            copied = [row for key, row in copier.made.items() if key[0] == table.name]
            insert(connection, table, copied)
        insert(connection, LINES, chain)
        end = {"id": HEAD_ID, **{name: chain[-1][name] for name in ("seq", "hash", "at")}}
        insert(connection, HEADS, [end])
    print(f"{len(copier.made)} rows, {len(chain)} lines")


def insert(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.execute(sa.insert(table), rows[start : start + BATCH])


def chained(copier: "Copier", lines: list[Row]) -> Iterator[Row]:
    """Give every line of every year, hashed; new rows get the address of their line."""
    prev = GENESIS
    for seq, line in enumerate(copier.copied(lines), start=1):
        line |= {"seq": seq, "prev": prev}
        prev = line["hash"] = line_hash(line)
        for table, key, _ in changes_of(line):
            if (table, "anchor") in UNSEALED_COLUMNS and not copier.made[table, key]["anchor"]:
                copier.made[table, key]["anchor"] = f"{seq}:{prev}"
        yield line


class Copier:
    """Knows what each row and each id is called in each year and copy."""

    def __init__(self, rows: dict[Key, Row]) -> None:
        self.rows = rows
        self.scopes = {key: scope_of(key[0], row, rows) for key, row in rows.items()}
        self.names = {place: self._names(place) for place in product(range(YEARS), range(COPIES))}
        self.made: dict[Key, Row] = {}
        self.digests: dict[Key, str] = {}
        tables = {table.name: table for table in TABLES}
        for place in self.names:
            for key, row in rows.items():
                copy = self._row(key, row, place)
                named = key[0], self.names[place].get(key[1], key[1])
                if named not in self.made:
                    self.made[named] = copy
                    self.digests[named] = row_digest(tables[key[0]], copy)

    def _names(self, place: Place) -> dict[str, str]:
        year, copy = place
        marks = {"person": f"-{copy}", "round": f"{year}-", "each": f"{year}-{copy}"}
        return {
            key[1]: hashlib.sha256(f"{key[1]} {marks[scope]}".encode()).hexdigest()[:16]
            for key, scope in self.scopes.items()
            if scope in marks
        }

    def _row(self, key: Key, row: Row, place: Place) -> Row:
        names, scope = self.names[place], self.scopes[key]
        new = {name: names.get(v, v) if isinstance(v, str) else v for name, v in row.items()}
        for table, name in UNIQUE:
            if table == key[0] and scope != "all":
                new[name] += f"{place[1]}" if scope == "person" else f"{place[0]}{place[1]}"
        if scope in {"round", "each"}:
            ago = ago_of(place)
            new |= {name: v - ago for name, v in new.items() if isinstance(v, datetime)}
        if key[0] == "period":
            new["year"] -= YEARS - 1 - place[0]
        if new.get("place"):  # the copies share a place, the next one skips
            new["place"], new["of"] = (new["place"] - 1) * COPIES + 1, new["of"] * COPIES
        return new | ({"anchor": ""} if "anchor" in new else {})

    def copied(self, lines: list[Row]) -> Iterator[Row]:
        """Give the lines of all years without number and hash."""
        founding = [line for line in lines if line["action"] in FOUNDING]
        for line in founding:
            for copy in range(COPIES):
                yield self._line(line, [(0, copy)])
        for year in range(YEARS):
            for line in lines:
                places = [(year, copy) for copy in range(COPIES)]
                if line["action"] in FOUNDING:
                    continue
                if line["submission_id"]:
                    yield from (self._line(line, [place]) for place in places)
                else:
                    yield self._line(line, places)

    def _line(self, line: Row, places: list[Place]) -> Row:
        names = self.names[places[0]]
        new = {name: names.get(v, v) if isinstance(v, str) else v for name, v in line.items()}
        changes = sorted(self._changes(line, places))
        new["changes"] = json.dumps(changes, separators=(",", ":")) if changes else ""
        return new | {"at": line["at"] - ago_of(places[0])}

    def _changes(self, line: Row, places: Iterable[Place]) -> Iterator[Key]:
        """Give the newest digest throughout: what a row was before, nobody compares."""
        unique: dict[Key, str] = {}
        for table, key, digest in changes_of(line):
            for place in places:
                named = table, self.names[place].get(key, key)
                unique[named] = self.digests.get(named, digest)
        yield from ((*key, digest) for key, digest in unique.items())


def scope_of(table: str, row: Row, rows: dict[Key, Row]) -> str:
    """Say how often a row is there: files and the people of the city once for "all"."""
    if table == "stored_file":
        return "all"
    if table in OF_A_PERSON:
        person = rows["user_account", row["user_id"]] if "user_id" in row else row
        return "person" if person.get("agency_id", "its own") else "all"
    is_of_the_round = table in OF_A_ROUND or (table == "report" and not row["submission_id"])
    return "round" if is_of_the_round else "each"


def ago_of(place: Place) -> timedelta:
    return timedelta(days=365 * (YEARS - 1 - place[0]))


if __name__ == "__main__":
    main()
