"""How many SQL statements a page takes: a literal number, the same for one OPD and for three."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from app.accounts import actions as accounts
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.schemas import AgencyInput
from app.assessments import actions as assessments
from app.assessments.schemas import AssignmentInput, JudgementInput
from app.comments import actions as comments
from app.comments.schemas import CommentInput
from app.delegations import actions as delegations
from app.delegations.schemas import DelegationInput
from app.exercises import actions as exercises
from app.exercises.schemas import DiscussionInput, ExerciseInput, SampleInput, ScoreInput
from app.permissions import Role
from app.submissions import answer_actions, evidence_actions, queries
from app.submissions.schemas import AnswerInput, LinkInput
from tests.conftest import Clock
from tests.factories import (
    AGENCIES,
    ASSESSORS,
    YEAR,
    City,
    advance,
    found_city,
    operator_of,
    submit,
)
from tests.pages.conftest import PagesFor

CODES = tuple(code for code, *_ in AGENCIES)
HOME_OF = "/penilaian-mandiri/{dinkes}"

# Two of them are the frame's: who is signed in, and how many notices are unread.
WHILE_SCORING = {
    ("koordinator", "/"): 15,
    ("koordinator", "/pleno"): 14,
    ("koordinator", "/pleno?keadaan=dinilai&penilai=penilai.bps1"): 14,
    ("koordinator", "/pleno/penugasan"): 14,
    ("koordinator", "/pleno/penugasan/usulan"): 12,
    ("koordinator", "/pleno/penugasan/usulan?cara=ulang"): 12,
    ("koordinator", "/pleno/penugasan/penugasan.xlsx"): 10,
    ("koordinator", f"/periode/{YEAR}"): 13,
    ("koordinator", "/periode"): 4,
    ("koordinator", "/penilaian-mandiri"): 7,
    ("penilai.bps1", "/"): 9,
    ("penilai.bps1", "/penilaian"): 9,
    ("penilai.bps1", "/penilaian/{dinkes}"): 21,
    ("penilai.bps1", "/penilaian/{dinkes}/indikator/101"): 25,
    ("penilai.bps1", "/penilaian/{dinkes}/indikator/101?urut=indikator"): 30,
    ("penilai.bps1", "/penilaian/{dinkes}/visitasi"): 19,
    ("penilai.bps1", "/penilaian/indikator"): 8,
    ("penilai.bps1", "/penilaian/indikator/101"): 9,
    ("penilai.bps1", "/penilaian/catatan"): 4,
    ("penilai.bps1", "/penilaian/benturan"): 5,
    ("penilai.bps1", "/penilaian/impor"): 7,
    ("penilai.bps1", "/penilaian/impor/templat.xlsx"): 8,
    ("admin", "/"): 15,
    ("admin", f"/periode/{YEAR}"): 13,
    ("auditor", "/jejak-audit"): 6,
    ("operator.dinkes", "/"): 11,
}
AFTER_PUBLICATION = {
    ("walikota", "/"): 12,
    ("walikota", f"/peringkat/{YEAR}"): 11,
    ("operator.dinkes", f"/peringkat/{YEAR}"): 13,
    ("operator.dinkes", "/hasil/{dinkes}"): 24,
    ("koordinator", f"/periode/{YEAR}"): 10,
    ("koordinator", "/pleno"): 14,
    ("koordinator", f"/kalibrasi/{YEAR}"): 11,
    ("penilai.bps1", f"/kalibrasi/{YEAR}/saya"): 9,
    ("koordinator", "/pleno/{dinkes}"): 23,
    ("koordinator", "/pleno/{dinkes}/sanggahan"): 20,
    ("operator.dinkes", "/hasil/{dinkes}/sanggahan"): 14,
}
WITH_ANSWERS = {
    ("operator.dinkes", f"{HOME_OF}/indikator/101"): 31,
    ("operator.dinkes", HOME_OF): 27,
    ("operator.dinkes", f"{HOME_OF}/periksa"): 31,
    ("operator.dinkes", f"{HOME_OF}/simulasi"): 19,
    ("operator.dinkes", "/penilaian-mandiri"): 7,
}
WITH_SHARED_WORK = {
    ("operator.dinkes", "/"): 16,
    ("operator.dinkes", HOME_OF): 26,
    ("operator.dinkes", f"{HOME_OF}/pembagian"): 25,
    ("operator.dinkes", f"{HOME_OF}/indikator/101"): 31,
    ("operator.dinkes", f"{HOME_OF}/komentar"): 13,
}
WITH_EVIDENCE = {
    ("operator.dinkes", f"{HOME_OF}/indikator/101"): 30,
    ("operator.dinkes", f"{HOME_OF}/indikator/101?cari=laporan"): 30,
    ("operator.dinkes", f"{HOME_OF}/bukti"): 17,
    ("operator.dinkes", f"{HOME_OF}/bukti/{{item}}"): 20,
}
WITH_EXERCISES = {
    ("penilai.dk1", "/latihan"): 6,
    ("penilai.dk1", "/latihan/{exercise}"): 8,
    ("penilai.dk1", "/latihan/{exercise}/indikator/101"): 8,
    ("koordinator", "/latihan"): 8,
    ("koordinator", "/latihan/{exercise}"): 10,
}
OF_THE_REGISTERS = {
    ("admin", "/opd"): 4,
    ("admin", "/pengguna"): 5,
}

Counts = dict[tuple[str, str], int]
Count = Callable[[Counts, City], Counts]


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """Collect every statement; BEGIN and ROLLBACK are none."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def count(app: FastAPI, pages_for: PagesFor) -> Count:
    """Give a function that counts the statements of each page of a table."""

    def of(table: Counts, city: City) -> Counts:
        found = {}
        for who, address in table:
            client = pages_for(who)
            with statements(app.state.database.engine) as seen:
                answer = client.get(address.format(dinkes=city.submissions["1.01"]))
            assert answer.status_code == 200, (who, address)
            found[who, address] = len(seen)
        return found

    return of


@pytest.mark.parametrize("opds", [1, 3])
def test_lists_take_as_many_statements_for_three_opds_as_for_one(
    app: FastAPI, clock: Clock, count: Count, opds: int
) -> None:
    city = found_city(app.state.database, clock(), taking_part=opds)
    moderator, scorer = city.actors["koordinator"], city.actors["penilai.bps1"]
    with app.state.database.transaction() as session:
        for code in CODES[:opds]:
            row = submit(session, city, app.state.storage, code, 3, clock())
            chosen = AssignmentInput(assessors=[ASSESSORS[code][0], "penilai.bps1"])
            assessments.assign(session, moderator, row, chosen, clock())
            assessments.start(session, moderator, row, clock())
            given = (JudgementInput(level=3), 0)
            assessments.save_judgement(session, scorer, row, "101", given, clock())

    assert count(WHILE_SCORING, city) == WHILE_SCORING


@pytest.mark.parametrize("opds", [1, 3])
def test_results_take_as_many_statements_for_three_opds_as_for_one(
    app: FastAPI, clock: Clock, count: Count, opds: int
) -> None:
    city = found_city(app.state.database, clock(), taking_part=opds)
    with app.state.database.transaction() as session:
        for code in CODES[:opds]:
            advance(session, city, app.state.storage, code, "MODERATION", clock())
        clock.now = advance(session, city, app.state.storage, "1.01", "PUBLISHED", clock())

    assert count(AFTER_PUBLICATION, city) == AFTER_PUBLICATION


@pytest.mark.parametrize("answers", [1, 15])
def test_the_filling_takes_as_many_statements_for_all_answers_as_for_one(
    app: FastAPI, clock: Clock, count: Count, answers: int
) -> None:
    city = found_city(app.state.database, clock())
    with app.state.database.transaction() as session:
        row = queries.get(session, city.submissions["1.01"])
        for code in queries.codes_of(session, row)[:answers]:
            given = (AnswerInput(level=2, explanation="Sudah berjalan."), 0)
            answer_actions.save_answer(
                session, operator_of(city, "1.01"), row, code, given, clock()
            )

    assert count(WITH_ANSWERS, city) == WITH_ANSWERS


@pytest.mark.parametrize("shared", [1, 15])
def test_shared_work_takes_as_many_statements_for_every_indicator_as_for_one(
    app: FastAPI, clock: Clock, count: Count, shared: int
) -> None:
    city = found_city(app.state.database, clock())
    people = [city.actors[name] for name in ("operator.dinkes", "kepala.dinkes")]
    with app.state.database.transaction() as session:
        row = queries.get(session, city.submissions["1.01"])
        codes = list(queries.codes_of(session, row)[:shared])
        work = DelegationInput(assignee="operator.dinkes", codes=codes)
        delegations.delegate(session, people[1], row, work, clock())
        for number in range(shared):
            said = CommentInput(code="101", text="Sudah?")
            comments.write(session, people[number % 2], row, said, clock())

    assert count(WITH_SHARED_WORK, city) == WITH_SHARED_WORK


@pytest.mark.parametrize("items", [1, 200])
def test_the_library_takes_as_many_statements_for_200_items_as_for_one(
    app: FastAPI, clock: Clock, count: Count, items: int
) -> None:
    city = found_city(app.state.database, clock())
    with app.state.database.transaction() as session:
        row, operator = queries.get(session, city.submissions["1.01"]), operator_of(city, "1.01")
        for number in range(items):
            link = LinkInput(title=f"Laporan {number}", url=f"https://data.go.id/{number}")
            item = evidence_actions.add_link(session, operator, row, link, clock())
    wanted = {(who, each.replace("{item}", item.id)): n for (who, each), n in WITH_EVIDENCE.items()}

    assert count(wanted, city) == wanted


@pytest.mark.parametrize("more", [0, 3])
def test_the_registers_take_as_many_statements_for_more_entries(
    app: FastAPI, clock: Clock, count: Count, more: int
) -> None:
    city = found_city(app.state.database, clock())
    with app.state.database.transaction() as session:
        for code in range(more):
            given = AgencyInput(code=f"9.{code}", name="Badan", short_name="B", type="badan")
            agencies.add(session, None, given, clock())
            user = UserInput(
                username=f"op.{code}", name="A", role=Role.OPERATOR, agency=f"9.{code}"
            )
            accounts.add(session, None, user, clock())

    assert count(OF_THE_REGISTERS, city) == OF_THE_REGISTERS


@pytest.mark.parametrize("many", [1, 3])
def test_exercises_take_as_many_statements_for_more_of_them_and_more_scores(
    app: FastAPI, clock: Clock, count: Count, many: int
) -> None:
    city = found_city(app.state.database, clock())
    leader, codes = city.actors["koordinator"], ["101", "102", "103"][:many]
    with app.state.database.transaction() as session:
        for _ in range(many):
            row = exercises.prepare(session, leader, ExerciseInput(title="L", codes=codes), clock())
            for code in codes:
                sample = (SampleInput(claim=3, explanation="Sudah berjalan."), 1)
                exercises.write_sample(session, leader, row, code, sample, clock())
            exercises.open_up(session, leader, row, clock())
            for username in ("penilai.dk1", "penilai.bps1", "penilai.bps2")[:many]:
                for code in codes:
                    given = (ScoreInput(level=3), 0)
                    exercises.score(session, city.actors[username], row, code, given, clock())
            exercises.close(session, leader, row, clock())
            for _ in range(many):
                said = DiscussionInput(code="101", text="Mari dibahas.")
                exercises.discuss(session, leader, row, said, clock())
    wanted = {
        (who, each.replace("{exercise}", row.id)): n for (who, each), n in WITH_EXERCISES.items()
    }

    assert count(wanted, city) == wanted
