"""Brings the schema up to date, and refuses a newer one."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.db import Database
from app.errors import Unavailable

ROOT = Path(__file__).parents[1]
LOCK = 7_001


def config() -> Config:
    """Give alembic's configuration; the rest stands in pyproject.toml."""
    made = Config(toml_file=str(ROOT / "pyproject.toml"))
    made.set_main_option("script_location", str(ROOT / "alembic"))
    return made


def migrate(database: Database) -> None:
    """Upgrade to the newest schema under a lock; Unavailable when the data are newer."""
    with database.engine.begin() as connection:
        upgrade(connection, "head")


def upgrade(connection: sa.Connection, revision: str) -> None:
    """Upgrade to `revision` in the caller's transaction, under a lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    _refuse_newer(connection)
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, revision)


def is_known(revision: str | None) -> bool:
    """Tell whether this program has the schema with that number."""
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    return revision in {script.revision for script in scripts}


def _refuse_newer(connection: sa.Connection) -> None:
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and not is_known(present):
        raise Unavailable(
            "Data dibuat oleh versi Matang yang lebih baru. Perbarui program; data tidak diubah."
        )
