"""Every write has exactly one line and every line its write (invariant 8)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.accounts.models import LoginAttempt
from app.agencies.models import Agency
from app.db import Database, all_models
from app.journal import queries
from app.journal.digests import row_digest
from app.journal.models import JournalLine
from app.journal.record import Entry, Unjournalled, record
from app.journal.sealing import seal_older_rows
from tests.journal.test_chain import START, behind_its_back, fault
from tests.play import Play

Stage = Callable[[str], Play]
AGENCY = all_models().tables["agency"]
WIB = timezone(timedelta(hours=7))


def an_agency(**given: Any) -> Agency:
    fields: dict[str, Any] = {
        "id": "a1",
        "code": "1.01",
        "name": "Dinas Kesehatan",
        "short_name": "Dinkes",
    }
    return Agency(**(fields | {"type": "dinas", "created_at": START} | given))


def changes(database: Database) -> list[list[list[str]]]:
    """What each line says was changed."""
    with database.reading() as session:
        lines = list(queries.walk(session))
    return [json.loads(str(line["changes"]) or "[]") for line in lines]


def stored(database: Database) -> dict[str, Any]:
    with database.engine.connect() as connection:
        return dict(connection.execute(sa.select(AGENCY)).mappings().one())


@pytest.fixture
def one_agency(database: Database) -> Database:
    with database.transaction() as session:
        session.add(an_agency())
        record(session, None, Entry("opd.manage"), START)
    return database


def test_a_line_names_every_row_its_transaction_wrote(one_agency: Database) -> None:
    digest = row_digest(AGENCY, stored(one_agency))

    assert changes(one_agency) == [[["agency", "a1", digest]]]
    assert fault(one_agency) is None


def test_a_deleted_row_is_named_without_a_digest(one_agency: Database) -> None:
    with one_agency.transaction() as session:
        session.delete(session.get_one(Agency, "a1"))
        record(session, None, Entry("opd.manage"), START)

    assert changes(one_agency)[1] == [["agency", "a1", ""]]
    assert fault(one_agency) is None


def test_what_is_written_after_the_last_record_belongs_to_the_last_line(database: Database) -> None:
    with database.transaction() as session:
        session.add(an_agency())
        record(session, None, Entry("first"), START)
        session.add(an_agency(id="a2", code="1.02"))
        record(session, None, Entry("second"), START)
        session.add(an_agency(id="a3", code="1.03"))

    named = [[key for _, key, _ in line] for line in changes(database)]
    assert named == [["a1"], ["a2", "a3"]]
    assert fault(database) is None


def test_a_write_without_a_line_is_refused_and_not_kept(database: Database) -> None:
    with pytest.raises(Unjournalled, match="agency"), database.transaction() as session:
        session.add(an_agency())

    with database.reading() as session:
        assert session.exec(select(Agency)).all() == []


def test_a_write_of_an_operational_table_needs_no_line(database: Database) -> None:
    with database.transaction() as session:
        session.add(LoginAttempt(key="user:x", at=START))

    assert changes(database) == []


def test_setting_what_stands_already_is_no_write(one_agency: Database) -> None:
    with one_agency.transaction() as session:
        row = session.get_one(Agency, "a1")
        row.name = "Dinas Kesehatan"
        session.add(row)

    assert len(changes(one_agency)) == 1


def test_what_was_rolled_back_is_forgotten(one_agency: Database) -> None:
    with one_agency.transaction() as session:
        session.add(an_agency(id="a2", code="1.02"))
        record(session, None, Entry("opd.manage"), START)
        session.rollback()
        record(session, None, Entry("opd.manage", outcome="refused"), START)

    assert [len(line) for line in changes(one_agency)] == [1, 0]


def test_a_digest_does_not_depend_on_how_the_same_value_is_written() -> None:
    row = dict.fromkeys(AGENCY.columns.keys()) | an_agency().model_dump()
    in_wib = row | {"created_at": START.astimezone(WIB)}

    assert row_digest(AGENCY, row) == row_digest(AGENCY, in_wib)


def test_a_digest_tells_every_other_value_apart() -> None:
    row = an_agency(head_name="Bagus").model_dump()
    other = {
        "id": "a2", "code": "1.02", "name": "Dinas", "short_name": "", "type": "badan",
        "head_name": "", "head_title": "Plt.", "is_active": False,
        "created_at": START + timedelta(microseconds=1),
    }  # fmt: skip

    digests = {row_digest(AGENCY, row | {name: value}) for name, value in other.items()}

    assert other.keys() == row.keys()
    assert len(digests | {row_digest(AGENCY, row)}) == len(other) + 1


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE agency SET name = 'lain'",
            "Baris 1: data agency a1 berubah tanpa baris jejak audit.",
        ),
        ("DELETE FROM agency", "Baris 1: data agency a1 hilang tanpa baris jejak audit."),
        ("UPDATE agency SET id = 'a2'", "Data agency a2 ada tanpa baris jejak audit."),
    ],
)
def test_a_row_that_is_not_as_its_line_says_is_named(
    one_agency: Database, statement: str, found: str
) -> None:
    behind_its_back(one_agency, statement)

    assert fault(one_agency) == found


def test_an_anchor_other_than_the_rows_own_line_is_named(play: Stage) -> None:
    scene = play("SUBMITTED")
    (snapshot,) = scene.rows()["snapshot"]
    line = scene.rows()["journal_line"][0]
    behind_its_back(scene.database, f"UPDATE snapshot SET anchor = '1:{line['hash']}'")  # noqa: S608

    seq = snapshot["anchor"].partition(":")[0]
    wanted = f"Baris {seq}: data snapshot {snapshot['id']} memuat jangkar yang bukan barisnya."
    assert fault(scene.database) == wanted


@pytest.mark.parametrize("state", ["DRAFT", "RETURNED", "OBJECTION", "CORRECTION"])
def test_after_any_part_of_the_year_every_row_is_as_its_line_says(play: Stage, state: str) -> None:
    assert fault(play(state).database) is None


def older(database: Database) -> None:
    """Turn the data into such of before rows were sealed: lines with no changes in them."""
    with database.transaction() as session:
        record(session, None, Entry("test"), START)
    behind_its_back(
        database,
        "INSERT INTO agency (id, code, name, short_name, type, head_name, head_title, is_active,"
        " created_at) VALUES ('a1', '1.01', 'Dinas', 'D', 'dinas', '', '', '1',"
        " '2026-05-01 02:00:00+00:00')",
    )


def seal(database: Database) -> None:
    with database.transaction() as session:
        seal_older_rows(session, datetime(2026, 6, 1, tzinfo=UTC))


def test_older_data_are_sealed_once_by_one_line(database: Database) -> None:
    older(database)
    before = fault(database)

    seal(database)
    seal(database)

    with database.reading() as session:
        lines = [(line["action"], line["after"]) for line in queries.walk(session)]
    assert before == "Data agency a1 ada tanpa baris jejak audit."
    assert (lines[1:], fault(database)) == ([("journal.seal", "1 rows")], None)


def test_an_empty_trail_and_a_sealed_one_get_no_seal(database: Database) -> None:
    seal(database)
    with database.transaction() as session:
        session.add(an_agency())
        record(session, None, Entry("opd.manage"), START)
    behind_its_back(database, "UPDATE agency SET name = 'lain'")
    seal(database)

    assert len(changes(database)) == 1


def test_a_reader_sees_rows_and_lines_of_one_instant(one_agency: Database) -> None:
    with one_agency.reading() as reader:
        first = len(list(queries.walk(reader)))
        with one_agency.transaction() as session:
            session.add(an_agency(id="a2", code="1.02"))
            record(session, None, Entry("opd.manage"), START)
        verdict = queries.fault(reader)

    assert (first, verdict) == (1, None)


def test_the_newest_line_is_replaced_by_nobody(one_agency: Database) -> None:
    with one_agency.reading() as session:
        line = session.get_one(JournalLine, 1).model_dump()
    is_sqlite = one_agency.engine.dialect.name == "sqlite"
    verb = "REPLACE INTO" if is_sqlite else "INSERT INTO"
    late = "" if is_sqlite else " ON CONFLICT (seq) DO UPDATE SET reason = 'lain'"
    names = ", ".join(line)
    values = ", ".join(f":{name}" for name in line)
    statement = sa.text(f"{verb} journal_line ({names}) VALUES ({values}){late}")

    with (
        pytest.raises(sa.exc.DBAPIError, match="never changed"),
        one_agency.transaction() as session,
    ):
        session.connection().execute(statement, line | {"reason": "lain"})

    assert fault(one_agency) is None


def test_a_session_that_only_reads_writes_no_line(one_agency: Database) -> None:
    with one_agency.session(write=False) as session:
        assert isinstance(session, Session)
        session.exec(select(Agency)).all()
        session.commit()

    assert len(changes(one_agency)) == 1
