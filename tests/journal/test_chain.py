"""The audit chain: append-only by trigger, and whatever is done behind its back is found."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.journal import queries
from app.journal.chain import GENESIS, first_fault, line_hash
from app.journal.models import JournalHead, JournalLine
from app.journal.record import Entry, record
from app.permissions import Actor, Role
from tests.play import Play

Stage = Callable[[str], Play]
START = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
PERSON = Actor("u1", "Sari Wulandari", Role.OPERATOR, "a1", address="10.0.0.7", request_id="r1")
LINES = 12


@pytest.fixture
def chain(database: Database) -> Database:
    """Twelve lines, by a person and by the system."""
    with database.transaction() as session:
        for number in range(LINES):
            entry = Entry("answer.save", "answer", f"{number}", "s1", "v0", f"v{number}", "Sebab.")
            actor = PERSON if number % 2 else None
            record(session, actor, entry, START + timedelta(minutes=number))
    return database


def fault(database: Database) -> str | None:
    with database.reading() as session:
        return queries.fault(session)


def behind_its_back(database: Database, *statements: str) -> None:
    """Change the journal as someone could who owns the database host."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in names.all():
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_chain_that_nobody_touched_is_whole(chain: Database) -> None:
    assert fault(chain) is None


def test_an_empty_chain_is_whole(database: Database) -> None:
    assert fault(database) is None


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_line SET reason = 'lain' WHERE seq = 3", "DELETE FROM journal_line"],
)
def test_the_database_refuses_to_change_or_delete_a_line(chain: Database, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError), chain.engine.begin() as connection:
        connection.exec_driver_sql(statement)

    assert fault(chain) is None


COLUMNS = sorted(set(JournalLine.model_fields) - {"seq", "at", "prev", "hash"})


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(chain: Database, column: str) -> None:
    behind_its_back(chain, f"UPDATE journal_line SET {column} = 'lain' WHERE seq = 5")  # noqa: S608

    assert fault(chain) == "Baris 5: isi berubah setelah ditulis."


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (
            ["UPDATE journal_line SET at = '2026-05-01 02:04:00.000001' WHERE seq = 5"],
            "Baris 5: isi berubah setelah ditulis.",
        ),
        (
            ["DELETE FROM journal_line WHERE seq = 5"],
            "Baris 5: nomor urut terputus (berikutnya 6).",
        ),
        (
            [
                "UPDATE journal_line SET seq = 100 WHERE seq = 5",
                "UPDATE journal_line SET seq = 5 WHERE seq = 6",
                "UPDATE journal_line SET seq = 6 WHERE seq = 100",
            ],
            "Baris 5: tidak menyambung ke baris sebelumnya.",
        ),
        (
            ["DELETE FROM journal_line WHERE seq > 9"],
            "Ekor jejak audit terpotong: kepala rantai tidak sama dengan baris terakhir.",
        ),
        (
            ["DELETE FROM journal_line"],
            "Ekor jejak audit terpotong: kepala rantai tidak sama dengan baris terakhir.",
        ),
        (
            ["UPDATE journal_head SET hash = 'lain'"],
            "Baris 12: kepala rantai berbeda dari baris terakhir.",
        ),
        (
            ["UPDATE journal_line SET hash = 'lain' WHERE seq = 12"],
            "Baris 12: isi berubah setelah ditulis.",
        ),
    ],
)
def test_what_is_done_behind_its_back_is_named_by_its_first_bad_line(
    chain: Database, statements: list[str], found: str
) -> None:
    behind_its_back(chain, *statements)

    assert fault(chain) == found


def test_a_doubled_or_slipped_in_line_is_found(chain: Database) -> None:
    with chain.reading() as session:
        lines = list(queries.walk(session))

    doubled = [*lines[:5], lines[4], *lines[5:]]

    assert first_fault(doubled) == "Baris 6: nomor urut terputus (berikutnya 5)."


def test_a_hundred_random_edits_are_all_found(chain: Database) -> None:
    with chain.reading() as session:
        lines = list(queries.walk(session))
    dice = random.Random(7)  # noqa: S311

    missed = [edit for edit in (_edited(lines, dice) for _ in range(100)) if not first_fault(edit)]

    assert missed == []


def _edited(lines: list[dict[str, object]], dice: random.Random) -> list[dict[str, object]]:
    copy = [dict(line) for line in lines]
    place = dice.randrange(len(copy) - 1)
    match dice.randrange(4):
        case 0:
            copy[place][dice.choice(COLUMNS)] = f"lain {dice.random()}"
        case 1:
            del copy[place]
        case 2:
            copy[place], copy[place + 1] = copy[place + 1], copy[place]
        case _:
            copy.insert(place, dict(copy[place]))
    return copy


def test_a_chain_rewritten_after_an_edit_is_whole_and_only_its_anchor_differs(
    chain: Database,
) -> None:
    with chain.reading() as session:
        anchor = queries.head_hash(session)
        lines: list[dict[str, Any]] = list(queries.walk(session))
    prev = GENESIS
    for line in lines:
        line["prev"] = prev
        line["reason"] = "Ditulis ulang."
        prev = line["hash"] = line_hash(line)
    behind_its_back(chain, "DELETE FROM journal_line", "DELETE FROM journal_head")
    with chain.transaction() as session:
        session.add_all(JournalLine(**line) for line in lines)
        session.add(JournalHead(id=1, seq=LINES, hash=prev, at=lines[-1]["at"]))

    with chain.reading() as session:
        assert (queries.fault(session), queries.head_hash(session) == anchor) == (None, False)


def test_time_never_goes_back_along_the_chain_even_when_the_clock_does(database: Database) -> None:
    clocks = [START, START - timedelta(hours=3), START + timedelta(seconds=1)]
    for now in clocks:
        with database.transaction() as session:
            record(session, None, Entry("login"), now)

    with database.reading() as session:
        times = [line["at"] for line in queries.walk(session)]

    assert times == [START, START, START + timedelta(seconds=1)]
    assert fault(database) is None


def test_a_line_says_who_from_where_in_which_request(chain: Database) -> None:
    with chain.reading() as session:
        line = next(line for line in queries.walk(session) if line["seq"] == 2)

    wanted = {
        "actor_id": "u1",
        "actor_name": "Sari Wulandari",
        "role": "operator",
        "agency_id": "a1",
        "address": "10.0.0.7",
        "request_id": "r1",
        "outcome": "allowed",
    }
    assert {name: line[name] for name in wanted} == wanted


def test_a_change_that_is_not_committed_leaves_no_line(chain: Database) -> None:
    with chain.session(write=True) as session:
        record(session, PERSON, Entry("answer.save"), START)
        session.rollback()

    assert fault(chain) is None
    with chain.reading() as session:
        assert len(list(queries.walk(session))) == LINES


def test_texts_of_people_stay_out_of_the_trail(play: Stage) -> None:
    scene = play("SUBMITTED")

    texts = [
        line
        for line in scene.rows()["journal_line"]
        if any("Penjelasan" in str(value) for value in line.values())
    ]

    assert texts == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [("limit=3", 3), ("limit=1&cursor=3", 1), ("action=submission.submit", 1), ("action=tidak", 0)],
)
def test_the_auditor_pages_and_filters(play: Stage, query: str, wanted: int) -> None:
    found: Any = play("SUBMITTED").client("auditor").get(f"/api/v1/journal?{query}").json()

    assert len(found["items"]) == wanted


def test_paging_gives_every_line_once(play: Stage) -> None:
    scene = play("SUBMITTED")
    client, seen = scene.client("auditor"), list[int]()
    cursor: int | None = 0
    while cursor is not None:
        found = client.get(f"/api/v1/journal?limit=20&cursor={cursor}").json()
        seen += [line["seq"] for line in found["items"]]
        cursor = found["next"]

    assert seen == list(range(len(scene.rows()["journal_line"]), 0, -1))
