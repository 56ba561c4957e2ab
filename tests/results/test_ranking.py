"""The ranking: ties share a place, those who lapsed come last without one."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session

from app.accounts import actions as accounts
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.schemas import AgencyInput
from app.assessments import actions as assessments
from app.assessments import agreement_actions as agreements
from app.assessments.schemas import AssignmentInput, JudgementInput
from app.periods.models import Period
from app.periods.queries import by_year
from app.permissions import Actor, Role
from app.results import actions as results
from app.results import queries
from app.submissions import actions as submissions
from app.submissions import answer_actions
from app.submissions import queries as submission_queries
from app.submissions.models import Submission
from app.submissions.schemas import AnswerInput
from tests.conftest import Clock
from tests.factories import YEAR, City, make_period
from tests.play import Play, new_lines

Stage = Callable[[str], Play]
LEVELS = {"2.01": 4, "2.02": 1, "2.03": 1, "2.04": 2}  # 2.02 and 2.03 are equal
HOSTILE = "=HYPERLINK(0)"


@pytest.fixture
def announced(play: Stage, clock: Clock) -> Play:
    """Next year: four OPDs with results, two of them equal, the small city's three lapsed."""
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        people = {code: _found(session, code, clock()) for code in reversed(LEVELS)}
        submissions.tick(session, clock.forward(days=31))
        make_period(session, clock(), year=YEAR + 1)
        submissions.tick(session, clock())
        for code, level in LEVELS.items():
            _score(session, scene.city, people[code], level, clock())
        submissions.tick(session, clock.forward(days=31))
        for code in LEVELS:
            row = _row(session, people[code][0])
            agreements.close(session, scene.city.actors["koordinator"], row, clock())
        results.announce(session, scene.city.actors["koordinator"], _period(session), clock())
    return scene


def _period(session: Session) -> Period:
    return by_year(session, YEAR + 1)


def _found(session: Session, code: str, now: datetime) -> tuple[Actor, Actor]:
    name = HOSTILE if code == "2.02" else f"Badan {code}"
    given = AgencyInput(code=code, name=name, short_name=code, type="badan")
    agencies.add(session, None, given, now)
    people = []
    for role in (Role.OPERATOR, Role.HEAD):
        user = UserInput(username=f"{role}.{code}", name=f"{role} {code}", role=role, agency=code)
        made = accounts.add(session, None, user, now)
        people.append(Actor(made.id, made.name, role, made.agency_id))
    return people[0], people[1]


def _row(session: Session, person: Actor) -> Submission:
    row = submission_queries.of_agency(session, _period(session).id, person.agency_id or "")
    assert row is not None
    return row


def _score(
    session: Session, city: City, people: tuple[Actor, Actor], level: int, now: datetime
) -> None:
    """Claim level 1 everywhere (it needs no evidence), be scored `level` by both."""
    operator, head = people
    row = _row(session, operator)
    codes = submission_queries.codes_of(session, row)
    for code in codes:
        answer = AnswerInput(level=1, explanation="Belum ada yang berjalan.")
        answer_actions.save_answer(session, operator, row, code, (answer, 0), now)
    submissions.submit(session, head, row, now)
    moderator, assessors = city.actors["koordinator"], ["penilai.dk1", "penilai.bps1"]
    assessments.assign(session, moderator, row, AssignmentInput(assessors=assessors), now)
    assessments.start(session, moderator, row, now)
    for name in assessors:
        for code in codes:
            given = JudgementInput(level=level, reason="Bukti mendukung.")
            assessments.save_judgement(session, city.actors[name], row, code, (given, 0), now)
        assessments.lock(session, city.actors[name], row, now)


def test_equal_opds_share_a_place_the_next_is_skipped_and_the_lapsed_come_last(
    announced: Play,
) -> None:
    with announced.database.reading() as session:
        view = queries.ranking(session, _period(session), only_public=False)

    assert [(row.place, row.agency_code, row.index) for row in view.rows] == [
        (1, "2.01", "4.00"),
        (2, "2.04", "2.00"),
        (3, "2.02", "1.00"),
        (3, "2.03", "1.00"),
        (None, "1.01", None),
        (None, "1.02", None),
        (None, "1.03", None),
    ]
    assert (view.counted, view.city_index) == (4, "2.00")


def test_a_csv_of_the_ranking_begins_with_a_mark_and_runs_no_formula(announced: Play) -> None:
    response = announced.client("koordinator").get(f"/api/v1/periods/{YEAR + 1}/ranking.csv")

    rows = list(csv.reader(io.StringIO(response.content[3:].decode()), delimiter=";"))
    assert response.content[:3] == b"\xef\xbb\xbf"
    assert rows[0][:5] == ["peringkat", "kode", "opd", "indeks", "predikat"]
    assert rows[3][:4] == ["3", "2.02", "'" + HOSTILE, "1.00"]
    assert rows[5][:5] == ["", "1.01", "Dinas Kesehatan", "", "Tidak menyampaikan"]
    assert [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}] == []


@pytest.mark.parametrize(("state", "number"), [("FINAL", 1), ("PUBLISHED", 0)])
def test_only_a_reading_under_embargo_is_journalled(play: Stage, state: str, number: int) -> None:
    scene = play(state)
    before = scene.rows()

    scene.client("koordinator").get(f"/api/v1/periods/{YEAR}/ranking")

    lines = new_lines(before, scene.rows())
    moderator = scene.city.actors["koordinator"].user_id
    assert lines == [(moderator, "ranking.read_embargoed", "allowed")] * number


@pytest.mark.parametrize(
    ("state", "who", "status"),
    [
        ("PROVISIONAL", "walikota", 404),
        ("FINAL", "walikota", 200),
        ("PROVISIONAL", "koordinator", 200),
        ("FINAL", "admin", 403),
        ("FINAL", "kepala.dinkes", 403),
        ("PUBLISHED", "kepala.dinkes", 200),
        ("PUBLISHED", "admin", 200),
    ],
)
def test_who_reads_the_ranking_when(play: Stage, state: str, who: str, status: int) -> None:
    assert play(state).client(who).get(f"/api/v1/periods/{YEAR}/ranking").status_code == status


def test_places_are_fixed_at_finalising(play: Stage) -> None:
    (row,) = play("FINAL").rows()["result"]

    assert (row["stage"], row["place"], row["of"]) == ("final", 1, 1)
