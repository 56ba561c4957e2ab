"""The simulation: what an OPD's own levels come to, and what would raise them most."""

from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.results import claim
from app.scoring import gains, score
from app.submissions import answer_actions, queries
from app.submissions.schemas import AnswerInput
from tests.conftest import Clock
from tests.factories import City, operator_of

ClientFor = Callable[[str], TestClient]
OWN, TOP = "1.01", 4


def answer(session: Session, city: City, levels: dict[str, int], now: datetime) -> None:
    submission = queries.get(session, city.submissions[OWN])
    for code, level in levels.items():
        given = (AnswerInput(level=level, explanation="Ada."), 0)
        answer_actions.save_answer(session, operator_of(city, OWN), submission, code, given, now)


@pytest.fixture
def codes(app: FastAPI, city: City, clock: Clock) -> tuple[str, ...]:
    """The first indicator at 2, the second at the top, the rest not answered."""
    with app.state.database.transaction() as session:
        found = queries.codes_of(session, queries.get(session, city.submissions[OWN]))
        answer(session, city, {found[0]: 2, found[1]: TOP}, clock())
    return found


def test_each_step_tells_the_index_it_leads_to_largest_first(
    app: FastAPI, city: City, codes: tuple[str, ...]
) -> None:
    with app.state.database.reading() as session:
        submission = queries.get(session, city.submissions[OWN])
        view = claim.what_if(session, submission, ())
        instrument = queries.instrument_of(session, submission)
    tree = instrument.tree(submission.agency_type)
    levels = dict.fromkeys(codes, 1) | {codes[0]: 2, codes[1]: TOP}
    single = {
        code: str(score(tree, levels | {code: levels[code] + 1}).published)
        for code in codes
        if levels[code] < TOP
    }

    assert {step.code: step.index for step in view.steps} == single
    assert [step.code for step in view.steps] == [gain.code for gain in gains(tree, levels)]
    first = next(step for step in view.steps if step.code == codes[0])
    asked = instrument.indicator(codes[0]).level(3)
    assert (first.level, first.is_answered, first.criterion) == (2, True, asked.criterion)
    assert (view.claim.unanswered, view.wished) == (len(codes) - 2, None)


def test_the_wished_steps_are_counted_together_and_the_top_stays_the_top(
    app: FastAPI, city: City, codes: tuple[str, ...]
) -> None:
    with app.state.database.reading() as session:
        submission = queries.get(session, city.submissions[OWN])
        view = claim.what_if(session, submission, codes[:3])
        tree = queries.instrument_of(session, submission).tree(submission.agency_type)
    raised = dict.fromkeys(codes, 1) | {codes[0]: 3, codes[1]: TOP, codes[2]: 2}

    assert view.wished is not None
    assert view.wished.index == str(score(tree, raised).published)
    assert {step.code for step in view.steps if step.is_wished} == {codes[0], codes[2]}


def test_the_way_leads_into_the_next_grade_and_the_highest_has_none(
    app: FastAPI, city: City, codes: tuple[str, ...], clock: Clock
) -> None:
    with app.state.database.reading() as session:
        submission = queries.get(session, city.submissions[OWN])
        view = claim.what_if(session, submission, ())
        instrument = queries.instrument_of(session, submission)
    reached = dict.fromkeys(codes, 1) | {codes[0]: 2, codes[1]: TOP}
    assert view.way is not None
    reached |= {code: level for code, _, level in view.way.steps}
    index = score(instrument.tree(submission.agency_type), reached).published
    assert (view.way.grade, str(index) >= view.way.lowest) == ("Tumbuh", True)

    with app.state.database.transaction() as session:
        answer(session, city, dict.fromkeys(codes[2:], TOP), clock())
        submission = queries.get(session, city.submissions[OWN])
        assert claim.what_if(session, submission, ()).way is None


def test_only_the_own_agency_reads_its_simulation_at_both_doors(
    client_for: ClientFor, city: City, codes: tuple[str, ...]
) -> None:
    own = city.submissions[OWN]
    page = f"/penilaian-mandiri/{own}/simulasi?naik={codes[0]}"
    api = f"/api/v1/submissions/{own}/simulation?raised={codes[0]}"
    people = ("operator.dinkes", "kepala.dinkes", "operator.inspektorat", "penilai.bps1", "admin")

    statuses = {
        name: [client_for(name).get(address).status_code for address in (page, api)]
        for name in people
    }

    expected = ([200, 200], [200, 200], [404, 404], [404, 404], [403, 403])
    assert statuses == dict(zip(people, expected, strict=True))


def test_a_step_of_an_indicator_that_is_not_asked_is_not_found(
    client_for: ClientFor, city: City
) -> None:
    own = city.submissions[OWN]
    client = client_for("operator.dinkes")

    answers = [
        client.get(f"/penilaian-mandiri/{own}/simulasi?naik=999"),
        client.get(f"/api/v1/submissions/{own}/simulation?raised=999"),
    ]

    assert [each.status_code for each in answers] == [404, 404]
