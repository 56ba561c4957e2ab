"""The action plan: from a recommendation to a step, changed by one person at a time."""

from collections.abc import Callable
from datetime import date

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import agreement_actions as agreements
from app.followups import queries as followups
from app.periods.queries import by_year
from app.periods.schemas import StepInput
from app.results import actions as results
from app.submissions import queries
from tests.conftest import Clock
from tests.factories import YEAR, City, judge, start, submit
from tests.pages.conftest import ON_ONE_DATABASE, PagesFor

ClientFor = Callable[[str], TestClient]


@pytest.fixture
def code(app: FastAPI, city: City, clock: Clock) -> str:
    """The first indicator of a round that is published."""
    now, moderator, admin = clock(), city.actors["koordinator"], city.actors["admin"]
    with app.state.database.transaction() as session:
        period = by_year(session, YEAR)
        for agency in city.submissions:
            submit(session, city, app.state.storage, agency, 2, now)
            row = start(session, city, agency, now)
            judge(session, city, agency, (2, 2), now)
            agreements.close(session, moderator, row, now)
        results.announce(session, moderator, period, now)
        now = clock.forward(days=10)
        results.propose_finalise(session, moderator, period, StepInput(reason="Lengkap."), now)
        results.confirm_finalise(session, admin, period, now)
        results.propose_publish(session, admin, period, StepInput(reason="Lengkap."), now)
        results.confirm_publish(session, moderator, period, now)
        return queries.codes_of(session, queries.get(session, city.submissions["1.01"]))[0]


@pytest.fixture
def address(city: City) -> str:
    return f"/penilaian-mandiri/{city.submissions['1.01']}/rencana-aksi"


def test_a_recommendation_becomes_a_step_and_moves_on(
    app: FastAPI, client_for: ClientFor, city: City, code: str, address: str
) -> None:
    operator = client_for("operator.dinkes")
    step = {
        "code": code,
        "what": "Sahkan SOP.",
        "who": "Sekretariat",
        "due_on": "2026-12-31",
        "state": "planned",
    }

    opened = operator.get(f"{address}?indikator={code}")
    refused = operator.post(address, data={**step, "due_on": "besok"})
    added = operator.post(address, data=step)
    with app.state.database.reading() as session:
        plan = followups.plans(session, city.submissions["1.01"])[0]
    changed = operator.post(
        f"{address}/{plan.id}", data={**step, "state": "running", "version": "1"}
    )
    stale = operator.post(f"{address}/{plan.id}", data={**step, "state": "done", "version": "1"})

    steps = (opened, refused, added, changed, stale)
    assert [each.status_code for each in steps] == [200, 422, 303, 303, 422]
    assert ["Sahkan SOP." in refused.text, 'href="#due_on"' in refused.text] == [True, True]
    with app.state.database.reading() as session:
        plan = followups.plans(session, city.submissions["1.01"])[0]
    assert (plan.what, plan.due_on, plan.state, plan.version) == (
        "Sahkan SOP.", date(2026, 12, 31), "running", 2,
    )  # fmt: skip


def test_the_plan_is_read_by_the_agency_and_the_coordinator(
    client_for: ClientFor, code: str, address: str
) -> None:
    people = ("kepala.dinkes", "koordinator", "operator.inspektorat", "penilai.dk1", "admin")

    statuses = [client_for(name).get(address).status_code for name in people]

    assert (code != "", statuses) == (True, [200, 200, 404, 403, 403])


@ON_ONE_DATABASE
def test_next_year_the_plan_stands_beside_its_indicator(
    names: dict[str, str], pages_for: PagesFor
) -> None:
    address = "/penilaian-mandiri/{filling}/indikator/{code}"
    operator = pages_for("operator.dinkes")

    pages = [operator.get(address.format(**names | {"code": code})).text for code in ("101", "102")]

    link = f"/penilaian-mandiri/{names['published']}/rencana-aksi"
    assert [link in page for page in pages] == [True, False]
