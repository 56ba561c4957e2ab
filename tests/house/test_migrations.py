"""The way up and down on both databases, and what the journal's triggers refuse."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.db import Database, all_models
from app.errors import Unavailable
from app.journal.models import JournalLine
from app.journal.record import Entry, record
from app.migrations import config, migrate
from tests.conftest import START

NEWER = "Data dibuat oleh versi Matang yang lebih baru. Perbarui program; data tidak diubah."
BY_ALEMBIC = {"alembic_version"}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table, of this test's own."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.engine.dispose()
        return
    yield from _empty_postgres(request.getfixturevalue("worker_id"))


def _empty_postgres(worker_id: str) -> Iterator[Database]:
    url = os.environ["MATANG_TEST_POSTGRES_URL"]
    name = f"matang_migrations_{os.getpid()}_{worker_id}"
    server = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    database = Database(sa.make_url(url).set(database=name).render_as_string(hide_password=False))
    yield database
    database.engine.dispose()
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    server.dispose()


def downgrade(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        made = config()
        made.attributes["connection"] = connection
        command.downgrade(made, revision)


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_migrations_are_named_by_day_and_deed() -> None:
    names = [
        path.name
        for path in (Path(config().get_main_option("script_location") or "") / "versions").glob(
            "*.py"
        )
    ]

    odd = [
        name for name in names if not name[:10].replace("-", "").isdigit() or "_" not in name[11:]
    ]

    assert names
    assert odd == []


def test_migrations_and_models_agree(empty: Database) -> None:
    migrate(empty)

    with empty.engine.begin() as connection:
        made = config()
        made.attributes["connection"] = connection
        command.check(made)  # raises, naming every difference

    assert tables(empty) == set(all_models().tables) | BY_ALEMBIC


def test_up_down_and_up_again(empty: Database) -> None:
    migrate(empty)
    downgrade(empty, "base")
    after_the_way_down = tables(empty)
    migrate(empty)

    assert after_the_way_down == BY_ALEMBIC
    assert tables(empty) == set(all_models().tables) | BY_ALEMBIC


def test_every_migration_can_be_taken_back_alone(empty: Database) -> None:
    migrate(empty)

    for script in ScriptDirectory.from_config(config()).walk_revisions():
        downgrade(empty, str(script.down_revision or "base"))

    assert tables(empty) == BY_ALEMBIC


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrate(empty)
    with empty.transaction() as session:
        record(session, None, Entry("test"), START)

    migrate(empty)

    with empty.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(JournalLine)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_line SET reason = 'lain' WHERE seq = 1",
        "DELETE FROM journal_line WHERE seq = 1",
        "DELETE FROM journal_line",
    ],
)
def test_the_journal_refuses_changes(database: Database, statement: str) -> None:
    with database.transaction() as session:
        record(session, None, Entry("test", reason="asli"), START)
    with database.reading() as session:
        written = session.get_one(JournalLine, 1).model_dump()

    with (
        pytest.raises(sa.exc.DBAPIError, match="journal lines are never changed"),
        database.transaction() as session,
    ):
        session.connection().execute(sa.text(statement))

    with database.reading() as session:
        assert session.get_one(JournalLine, 1).model_dump() == written


def test_the_journal_refuses_to_be_emptied_on_postgresql(postgres_url: str) -> None:
    """SQLite has no TRUNCATE."""
    database = Database(postgres_url)

    with (
        pytest.raises(sa.exc.DBAPIError, match="journal lines are never changed"),
        database.transaction() as session,
    ):
        session.connection().execute(sa.text("TRUNCATE journal_line"))
    database.engine.dispose()


def test_data_of_a_newer_program_are_refused_and_not_touched(empty: Database) -> None:
    migrate(empty)
    with empty.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Unavailable) as refused:
        migrate(empty)

    with empty.engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
    assert refused.value.message == NEWER
    assert kept == "9999"
