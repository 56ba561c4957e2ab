"""A city in a given state, without playing its year again for each test.

The way there is walked once a process through the real actions (tests/factories.py) on SQLite;
a test gets a copy of the rows and files in the database it runs on.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database, all_models
from app.files.storage import Storage
from app.submissions import queries as submissions
from tests.factories import City, advance, found_city

DINKES = "1.01"
Rows = dict[str, list[dict[str, Any]]]
UNWATCHED = frozenset({"journal_line", "journal_head", "login_session", "login_attempt"})


@dataclass(frozen=True)
class Scene:
    """A prepared city: every row, the files, the people, and what time it is there."""

    rows: Rows
    files: Path
    city: City
    now: datetime


class Scenery:
    """Makes scenes and keeps them for the rest of the run."""

    def __init__(self, folder: Path, empty: Path, start: datetime) -> None:
        self.folder, self.empty, self.start = folder, empty, start
        self.scenes: dict[str, Scene] = {}

    def at(self, state: str) -> Scene:
        """Give the city in which Dinkes stands at `state`; the others follow the clock."""
        if state not in self.scenes:
            self.scenes[state] = self._make(state)
        return self.scenes[state]

    def _make(self, state: str) -> Scene:
        file, files = self.folder / f"{state}.db", self.folder / state
        shutil.copy(self.empty, file)
        database = Database(f"sqlite:///{file}")
        city = found_city(database, self.start)
        with database.transaction() as session:
            now = advance(session, city, Storage(files), DINKES, state, self.start)
        rows = dump(database)
        database.engine.dispose()
        return Scene(rows, files, city, now)


def dump(database: Database) -> Rows:
    """Give every row of every table, in the order of the key."""
    tables = all_models().sorted_tables
    with database.engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in tables
        }


@contextmanager
def behind_its_back(database: Database) -> Iterator[Session]:
    """Change rows as someone could who owns the database host: no line of the journal says so."""
    with database.session(write=True) as session:
        yield session
        session.flush()
        session.info.clear()
        session.commit()


def load(database: Database, rows: Rows) -> None:
    """Put rows into an empty database."""
    with database.engine.begin() as connection:
        for table in all_models().sorted_tables:
            if rows[table.name]:
                connection.execute(sa.insert(table), rows[table.name])


class Play:
    """The running program with the city in a scene."""

    def __init__(self, app: FastAPI, scene: Scene) -> None:
        self.app, self.city = app, scene.city
        self.database: Database = app.state.database
        self.storage: Storage = app.state.storage
        load(self.database, scene.rows)
        if scene.files.exists():
            shutil.copytree(scene.files, self.storage.folder, dirs_exist_ok=True)

    @property
    def submission_id(self) -> str:
        """Give the id of Dinkes' submission."""
        return self.city.submissions[DINKES]

    def client(self, username: str) -> TestClient:
        """Give a client that is signed in as this username; "" for nobody."""
        headers = {"Authorization": f"Bearer {self.city.tokens[username]}"} if username else {}
        return TestClient(
            self.app, headers=headers, follow_redirects=False, raise_server_exceptions=False
        )

    def codes(self) -> tuple[str, ...]:
        """Give the codes of the indicators that apply to Dinkes."""
        with self.database.reading() as session:
            row = submissions.get(session, self.submission_id)
            return submissions.codes_of(session, row)

    def state(self, code: str = DINKES) -> str:
        """Give where an agency's submission stands."""
        with self.database.reading() as session:
            return submissions.get(session, self.city.submissions[code]).state

    def rows(self) -> Rows:
        """Give every row of every table."""
        return dump(self.database)


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """Name the tables that differ, those of the journal and of sign-ins apart."""
    return {name for name in before if before[name] != after[name]} - UNWATCHED


def new_lines(before: Rows, after: Rows) -> list[tuple[str, str, str]]:
    """Give actor, action and outcome of the journal lines that were added."""
    added = after["journal_line"][len(before["journal_line"]) :]
    return [(line["actor_id"], line["action"], line["outcome"]) for line in added]
