"""A small city behind the real program, on the database a campaign asks for."""

import http.client
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.clock import utc_now
from app.commands.examination import DATA_CHECKS, examine
from app.commands.postgres_for_tests import fresh
from app.commands.surroundings import Surroundings
from app.db import Database
from app.files.storage import Storage
from app.migrations import migrate
from app.settings import Settings
from app.submissions import queries as submissions
from tests.factories import AGENCIES, City, advance, found_city
from tests.play import DINKES
from tests.serving import Server

PATIENCE_SECONDS = 90
DATABASES = ("sqlite", "postgresql")
CODES = tuple(code for code, *_ in AGENCIES)


@dataclass
class Town:
    """The server (not yet started), where its data are, who lives there, what time it was made."""

    server: Server
    url: str
    city: City
    codes: tuple[str, ...]
    now: datetime

    def database(self) -> Database:
        """Open its database from here, beside the program."""
        return Database(self.url)

    def faults(self) -> list[str]:
        """Give what `doctor` finds wrong with the stored data, and writes without a line."""
        database = self.database()
        settings = Settings(_env_file=None, data=self.server.data, database_url=self.url)
        around = Surroundings(settings, database, Storage(settings.files))
        found = examine(around, utc_now())
        wrong = [
            f"{finding.check}: {finding.detail}"
            for finding in found
            if not finding.is_ok and finding.check in {*DATA_CHECKS, "Berkas"}
        ]
        wrong += without_line(database)
        database.engine.dispose()
        return wrong


def without_line(database: Database) -> list[str]:
    """Compare the numbers of saved versions and uploads with their lines in the journal."""
    pairs = {
        "answer.save": "SELECT count(*) FROM answer_revision",
        "evidence.upload": "SELECT count(*) FROM evidence",
    }
    lines = (
        "SELECT count(*) FROM journal_line WHERE outcome = 'allowed' AND action = :action "
        "AND (action <> 'evidence.upload' OR after LIKE 'sha256:%')"  # not the uses of an item
    )
    with database.engine.connect() as connection:
        return [
            f"{action}: {rows} rows, {told} lines"
            for action, query in pairs.items()
            if (rows := connection.execute(sa.text(query)).scalar_one())
            != (told := connection.execute(sa.text(lines), {"action": action}).scalar_one())
        ]


def settle(
    data: Path,
    url: str = "",
    *,
    start: datetime | None = None,
    state: str = "DRAFT",
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = (),
) -> Town:
    """Found the city in `data` (SQLite without `url`) and bring Dinkes to `state`."""
    start = start or utc_now()
    data.mkdir(parents=True, exist_ok=True)
    address = url or f"sqlite:///{data / 'matang.db'}"
    database = Database(address)
    migrate(database)
    city = found_city(database, start)
    with database.transaction() as session:
        now = advance(session, city, Storage(data / "files"), DINKES, state, start)
        codes = submissions.codes_of(session, submissions.get(session, city.submissions[DINKES]))
    database.engine.dispose()
    server = Server(data, url, environment=environment, command=command)
    return Town(server, address, city, codes, now)


@contextmanager
def database_of(kind: str, postgres_url: str) -> Iterator[str]:
    """Give "" for SQLite, or the address of an empty PostgreSQL database, dropped afterwards."""
    if kind == "sqlite":
        yield ""
        return
    with fresh(postgres_url) as url:
        yield url


def send(
    town: Town,
    username: str,
    method: str,
    path: str,
    content: object = None,
    **headers: str,
) -> tuple[int, Any]:
    """Send one request as a person ("": nobody); status 0 when the line is cut.

    content: sent as JSON, or bytes as they are.
    """
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if username:
        sent["Authorization"] = f"Bearer {town.city.tokens[username]}"
    body = content if isinstance(content, bytes) else None
    if content is not None and body is None:
        body, sent["Content-Type"] = json.dumps(content).encode(), "application/json"
    line = http.client.HTTPConnection("127.0.0.1", town.server.port, timeout=PATIENCE_SECONDS)
    try:
        line.request(method, path, body, sent)
        response = line.getresponse()
        answer = response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        line.close()
    is_json = "json" in (response.headers["Content-Type"] or "")
    return response.status, json.loads(answer) if is_json and answer else answer.decode()


def save(town: Town, username: str, agency: str, code: str, text: str) -> tuple[int, Any]:
    """Save one answer as an operator, from the version that stands."""
    path = f"/api/v1/submissions/{town.city.submissions[agency]}/answers/{code}"
    _, standing = send(town, username, "GET", path)
    match = f'"{standing["version"]}"'
    given = {"level": 2, "explanation": text}
    return send(town, username, "PUT", path, given, If_Match=match)


def dice(seed: int) -> random.Random:
    """Give chance that can be repeated."""
    return random.Random(seed)  # noqa: S311  (it chooses what a test does, no secret)
