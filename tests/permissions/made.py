"""Empty, migrated databases for long runs outside the suite."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from app.db import Database
from app.migrations import migrate


def sqlite_file(path: Path) -> Path:
    """Make a migrated SQLite file that may be copied."""
    migrated(f"sqlite:///{path}")
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@contextmanager
def postgres_database(server_url: str, name: str) -> Iterator[str]:
    """Make a migrated PostgreSQL database; it is dropped at the end."""
    server = sa.create_engine(
        server_url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="AUTOCOMMIT",
    )
    with server.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    try:
        url = sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
        yield migrated(url)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        server.dispose()


def migrated(url: str) -> str:
    """Bring a database to the newest schema."""
    database = Database(url)
    migrate(database)
    database.engine.dispose()
    return url
