"""The `test` command: what it adds to pytest's arguments, and its database."""

import psycopg
import pytest

from app.commands import postgres_for_tests
from app.commands.tests import default_parallelism

NOTHING_LISTENS = "postgresql://postgres@127.0.0.1:1/postgres"


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def exists(server: str, name: str) -> bool:
    with psycopg.connect(plain(server)) as connection:
        rows = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return rows.fetchone() is not None


@pytest.mark.parametrize(
    "line", ["", "-q", "tests/house", "-q -k deadline tests/periods", "--durations=10"]
)
def test_whole_folders_are_tested_by_two_processes(line: str) -> None:
    assert default_parallelism(line.split()) == ["-n", "2"]


@pytest.mark.parametrize(
    "line",
    [
        "-n 4",
        "-n0",
        "--numprocesses=3",
        "--pdb",
        "tests/house/test_versions.py",
        "tests/house/test_versions.py::test_x",
    ],
)
def test_the_callers_own_choice_and_single_files_stay(line: str) -> None:
    assert default_parallelism(line.split()) == []


def test_our_own_server_gives_a_fresh_database_and_drops_it() -> None:
    with postgres_for_tests.own_server() as address:
        server = address.render_as_string(hide_password=False)
        with postgres_for_tests.fresh(server) as url:
            name = url.partition("?")[0].rpartition("/")[2]
            with psycopg.connect(plain(url)) as connection:
                row = connection.execute("SELECT current_database(), lower('É')").fetchone()
            existed = exists(server, name)
        exists_afterwards = exists(server, name)

    assert row == (name, "é")
    assert name.startswith("matang_test_")
    assert (existed, exists_afterwards) == (True, False)


def test_a_database_is_dropped_while_a_forgotten_connection_is_open() -> None:
    with postgres_for_tests.own_server() as address:
        server = address.render_as_string(hide_password=False)
        with postgres_for_tests.fresh(server) as url:
            forgotten = psycopg.connect(plain(url))
        name = url.partition("?")[0].rpartition("/")[2]
        remained = exists(server, name)
        forgotten.close()

    assert not remained


@pytest.mark.parametrize("given", [NOTHING_LISTENS, "not an address"])
def test_a_given_server_that_does_not_answer_is_an_error_not_a_skip(given: str) -> None:
    refused = pytest.raises(postgres_for_tests.NoPostgres, match="MATANG_TEST_POSTGRES_URL")

    with refused, postgres_for_tests.fresh(given):
        pytest.fail("no database may be given")
