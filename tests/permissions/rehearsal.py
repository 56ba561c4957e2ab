"""The running program on a database of one connection, so that a scene costs one rollback.

What the program commits becomes a savepoint inside one transaction that never ends well. The
database itself counts every row that is written, so that no change goes unseen: on SQLite the
connection's total of changes, on PostgreSQL its statistics of the running transaction. Neither
is ever counted back, not even by a rollback.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio.to_thread
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session

from app.accounts.models import LoginSession
from app.accounts.passwords import new_token, token_hash
from app.db import Database, all_models
from app.main import create_app
from app.settings import Settings
from app.web.refusals import Allowance
from tests.play import Rows, Scene

BOUNDARY = "----sebuah-berkas"
PG_WRITTEN = sa.text(
    "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"
)


class Reading(Session):
    """A session of a read, in which a line of the journal may be written by another session.

    What such a session itself should write would stay, and so be found.
    """

    def rollback(self) -> None:
        """Forget what was read."""
        self.expunge_all()


class Rehearsal(Database):
    """A migrated, empty database of which nothing is kept."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.connection = self.engine.connect()
        self.is_sqlite = url.startswith("sqlite")

    def session(self, *, write: bool) -> Session:
        """Give a session whose commit releases a savepoint; a reading one has none to undo."""
        if not write:
            return Reading(
                self.connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            )
        return Session(
            self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )

    def load(self, rows: Rows) -> None:
        """Begin, with these rows in the empty tables; what was there before is gone."""
        self.clear()
        self.whole = self.connection.begin()
        for table in all_models().sorted_tables:
            if rows[table.name]:
                self.connection.execute(sa.insert(table), rows[table.name])
        self.mark()

    def mark(self) -> None:
        """Take what stands now for the scene."""
        self.scene = self.connection.begin_nested()

    def restore(self) -> None:
        """Go back to the scene."""
        self.scene.rollback()
        self.mark()

    def clear(self) -> None:
        """Undo everything."""
        if self.connection.in_transaction():
            self.connection.rollback()

    def close(self) -> None:
        """Undo everything and leave."""
        self.clear()
        self.connection.close()
        self.engine.dispose()

    def written(self) -> int:
        """Give the number of rows ever written here, also by what was rolled back since."""
        if self.is_sqlite:
            driver: Any = self.connection.connection.driver_connection
            return int(driver.total_changes)
        return int(self.connection.execute(PG_WRITTEN).scalar_one())

    def dump(self) -> Rows:
        """Give every row of every table, in the order of the key."""
        return {
            table.name: [
                dict(row)
                for row in self.connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in all_models().sorted_tables
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Give a header, empty when absent."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent: `form` as a browser sends it, `json` as a script does."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


def form_content(fields: Mapping[str, Any]) -> bytes:
    """Write fields as a browser would; a list repeats its field."""
    return urlencode(dict(fields), doseq=True).encode()


def multipart_content(name: str, content: bytes) -> tuple[str, bytes]:
    """Write one file, field `file`, as a browser would; gives the content type and the bytes."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return f"multipart/form-data; boundary={BOUNDARY}", body


async def ask(app: FastAPI, call: Call) -> Answer:
    """Hand a request to the program itself, without a network."""
    path, _, query = call.path.partition("?")
    headers = {"host": "testserver", "content-length": str(len(call.content)), **call.headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": call.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.1", 50000),
        "server": ("testserver", 80),
        "state": {},
    }
    incoming = asyncio.Queue[dict[str, Any]]()
    incoming.put_nowait({"type": "http.request", "body": call.content, "more_body": False})
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    try:
        await app(scope, incoming.get, send)
    except Exception:
        if not sent:
            raise
    return _answer(sent)


@contextmanager
def without_threads() -> Iterator[None]:
    """Run the program's synchronous steps in place: here nobody else waits for the loop."""
    kept = anyio.to_thread.run_sync

    async def in_place(function: Callable[..., Any], *given: Any, **_limits: Any) -> Any:
        return function(*given)

    anyio.to_thread.run_sync = in_place  # type: ignore[assignment]  # twice as fast
    try:
        yield
    finally:
        anyio.to_thread.run_sync = kept


def _answer(sent: list[Any]) -> Answer:
    head = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    headers = ((name.decode().lower(), value.decode()) for name, value in head["headers"])
    return Answer(
        head["status"], tuple(sorted(pair for pair in headers if pair[0] != "date")), body
    )


def program(url: str, folder: Path, clock: Any) -> tuple[FastAPI, Rehearsal]:
    """Make the program on a rehearsal of this database."""
    settings = Settings(
        _env_file=None, data=folder, database_url=url, totp="off", base_url="http://testserver"
    )
    app = create_app(settings, clock=clock, runs_jobs=False)
    app.state.database.engine.dispose()
    app.state.database = rehearsal = Rehearsal(url)
    app.state.anonymous_lines = Allowance(burst=1_000_000)  # every cell has to leave its line
    return app, rehearsal


def sign_everyone_in(session: Session, scene: Scene) -> dict[str, str]:
    """Give everyone a cookie that no clock of these scenes outlives, confirmed for every step."""
    far = scene.now + timedelta(days=400)
    cookies = {}
    for username, actor in scene.city.actors.items():
        cookies[username] = new_token()
        session.add(_sign_in(actor.user_id, cookies[username], scene.now, far))
    return cookies


def _sign_in(user_id: str, token: str, now: datetime, far: datetime) -> LoginSession:
    return LoginSession(
        user_id=user_id,
        token_hash=token_hash(token),
        created_at=now,
        last_seen_at=far,
        expires_at=far,
        confirmed_at=far,
    )
