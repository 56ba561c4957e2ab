"""The head's objection: choosing, bettering, withdrawing, reading the decision."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import agreement_actions as agreements
from app.periods.queries import by_year
from app.results import actions as results
from app.submissions import queries
from tests.conftest import Clock
from tests.factories import YEAR, City, judge, start, submit

ClientFor = Callable[[str], TestClient]


@pytest.fixture
def codes(app: FastAPI, city: City, clock: Clock) -> tuple[str, ...]:
    """A round whose provisional results have just been announced."""
    now, moderator = clock(), city.actors["koordinator"]
    with app.state.database.transaction() as session:
        for agency in city.submissions:
            submit(session, city, app.state.storage, agency, 3, now)
            row = start(session, city, agency, now)
            judge(session, city, agency, (2, 2), now)
            agreements.close(session, moderator, row, now)
        results.announce(session, moderator, by_year(session, YEAR), now)
        return queries.codes_of(session, queries.get(session, city.submissions["1.01"]))


@pytest.fixture
def address(city: City) -> str:
    return f"/penilaian-mandiri/{city.submissions['1.01']}/sanggahan"


def test_the_head_objects_betters_and_withdraws(
    client_for: ClientFor, codes: tuple[str, ...], address: str
) -> None:
    head = client_for("kepala.dinkes")

    nothing = head.post(address, data={f"reason-{codes[0]}": " "})
    short = head.post(address, data={f"reason-{codes[0]}": "Tdk"})
    filed = head.post(
        address, data={f"reason-{codes[0]}": "SOP sudah disahkan.", f"reason-{codes[1]}": ""}
    )
    shown = head.get(address).text
    edited = head.post(f"{address}/{codes[0]}", data={"reason": "SOP disahkan 3 Mei 2026."})
    withdrawn = head.post(address.replace("/sanggahan", "/penarikan-sanggahan"))

    steps = (nothing, short, filed, edited, withdrawn)
    assert [step.status_code for step in steps] == [422, 422, 303, 303, 303]
    assert f'href="#reason-{codes[0]}"' in short.text
    assert ["SOP sudah disahkan." in shown, "Menunggu putusan" in shown] == [True, True]


def test_only_the_head_files_and_others_do_not_see_it(
    client_for: ClientFor, codes: tuple[str, ...], address: str
) -> None:
    people = ("operator.dinkes", "operator.inspektorat", "penilai.bps1")
    form = {f"reason-{codes[0]}": "SOP sudah disahkan."}

    read = [client_for(name).get(address).status_code for name in people]
    filed = [client_for(name).post(address, data=form).status_code for name in people]

    assert (read, filed) == ([200, 404, 403], [403, 404, 403])


def test_there_is_no_objection_before_the_announcement(client_for: ClientFor, address: str) -> None:
    head = client_for("kepala.dinkes")

    answers = [head.get(address), head.post(address, data={"reason-1": "SOP sudah disahkan."})]

    assert [answer.status_code for answer in answers] == [404, 409]
