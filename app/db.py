"""The database: engine, naming of constraints, transaction(). One commit per transaction."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, SQLModel

from app.errors import Unavailable

WRITE = "matang_write"
PATIENT = "matang_patient"
WAIT_LONG = "PRAGMA busy_timeout=5000"
WAIT_SHORT = "PRAGMA busy_timeout=300"
CONNECTIONS_MAX = 64
"""More than threads that ask: readers must not wait for a connection behind waiting writers."""
DOUBTFUL = ("readonly database", "disk I/O error", "within a transaction")
SAFE_SQLITE = (3, 51, 3)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def is_for_writing(session: Session) -> bool:
    """Tell whether the session was opened to change things: then what it rests on is locked."""
    return bool(session.execution_options.get(WRITE, True))


def new_id() -> str:
    """Give a fresh opaque id: 16 hex digits, so that an id tells neither number nor order."""
    return secrets.token_hex(8)


CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_GROUPS, CODE_GROUP_LETTERS = 3, 4


def new_code() -> str:
    """Give a verification code of 60 bits, without letters that are easily confused."""
    groups = (
        "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP_LETTERS))
        for _ in range(CODE_GROUPS)
    )
    return "-".join(groups)


class Database:
    """One engine and its sessions."""

    def __init__(self, url: str) -> None:
        """Open `url`; a SQLite folder is made when absent.

        Raises Unavailable for a SQLite with the WAL-reset fault (reliability.md M2).
        """
        self.url = url
        is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if is_sqlite else _postgres(url)
        self._frozen = self.engine if is_sqlite else _of_one_instant(self.engine)

    def session(self, *, write: bool) -> Session:
        """Give a session; `write` takes the write lock at its first statement (SQLite).

        A reading one sees the data of one instant, on PostgreSQL as on SQLite.
        """
        bind = self.engine if write else self._frozen
        return Session(bind, expire_on_commit=False, execution_options={WRITE: write})

    @contextmanager
    def transaction(self, *, is_patient: bool = True) -> Iterator[Session]:
        """Give a writing session, committed at the end, rolled back on any exception.

        is_patient: wait seconds for SQLite's write lock before OperationalError, or hardly at all.
        """
        with self.session(write=True) as session:
            session.connection(execution_options={PATIENT: is_patient})
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a reading session; nothing is kept of it."""
        with self.session(write=False) as session:
            yield session


def _postgres(url: str) -> sa.Engine:
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return sa.create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=20)


def _of_one_instant(engine: sa.Engine) -> sa.Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _sqlite(url: str) -> sa.Engine:
    import pysqlite3  # noqa: PLC0415  (the stdlib's SQLite is too old for WAL, and PostgreSQL needs none)

    if pysqlite3.sqlite_version_info < SAFE_SQLITE:
        message = (
            f"SQLite {pysqlite3.sqlite_version} memiliki cacat WAL; pasang pysqlite3 >= 0.6.1."
        )
        raise Unavailable(message)
    if path := url.removeprefix("sqlite:///").removeprefix("sqlite://"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        module=pysqlite3,
        connect_args={"check_same_thread": False},
        pool_size=CONNECTIONS_MAX,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _drop_doubtful)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _drop_doubtful(context: sa.ExceptionContext) -> None:
    """Open anew after a disk fault: SQLite keeps a file that it could only open for reading so."""
    said = str(context.original_exception)
    if any(words in said for words in DOUBTFUL):
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False  # others notice by themselves


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(WRITE, True):
        connection.exec_driver_sql("BEGIN")
        return
    if options.get(PATIENT, True):
        connection.exec_driver_sql(WAIT_LONG)
    else:
        connection.exec_driver_sql(WAIT_SHORT)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def all_models() -> sa.MetaData:
    """Import every room's tables and give the metadata, for migrations."""
    import app.accounts.models  # noqa: PLC0415
    import app.agencies.models  # noqa: PLC0415
    import app.assessments.models  # noqa: PLC0415
    import app.breakglass.models  # noqa: PLC0415
    import app.comments.models  # noqa: PLC0415
    import app.delegations.models  # noqa: PLC0415
    import app.exercises.models  # noqa: PLC0415
    import app.files.models  # noqa: PLC0415
    import app.followups.models  # noqa: PLC0415
    import app.jobs.models  # noqa: PLC0415
    import app.journal.models  # noqa: PLC0415
    import app.letterheads.models  # noqa: PLC0415
    import app.notices.models  # noqa: PLC0415
    import app.objections.models  # noqa: PLC0415
    import app.periods.models  # noqa: PLC0415
    import app.questionnaires.models  # noqa: PLC0415
    import app.reports.models  # noqa: PLC0415
    import app.results.models  # noqa: PLC0415
    import app.submissions.models  # noqa: PLC0415
    import app.web.models  # noqa: PLC0415, F401

    return SQLModel.metadata
