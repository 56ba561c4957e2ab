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
from tests.papers import pdf

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


def test_a_step_is_proved_by_a_file_and_a_link_and_a_proof_can_go(
    app: FastAPI, client_for: ClientFor, city: City, code: str, address: str
) -> None:
    operator, content = client_for("operator.dinkes"), pdf("SOP disahkan")
    step = {"code": code, "what": "Sahkan SOP.", "who": "Sekretariat", "due_on": "2026-12-31"}
    operator.post(address, data=step)

    def proofs() -> dict[str, str]:
        with app.state.database.reading() as session:
            (plan,) = followups.plans(session, city.submissions["1.01"])
        return {proof.title: proof.id for proof in plan.proofs}

    with app.state.database.reading() as session:
        at = f"{address}/{followups.plans(session, city.submissions['1.01'])[0].id}"
    steps = (
        operator.post(f"{at}/bukti", files={"file": ("sop.pdf", content)}),
        operator.post(f"{at}/bukti", files={"file": ("sop.exe", b"MZ" * 99)}),
        operator.post(f"{at}/tautan", data={"title": "Berita", "url": "https://kediri.go.id/1"}),
        operator.post(f"{at}/tautan", data={"title": "Berita", "url": "bukan alamat"}),
        client_for("operator.inspektorat").post(f"{at}/bukti", files={"file": ("a.pdf", content)}),
        client_for("koordinator").post(f"{at}/bukti", files={"file": ("a.pdf", content)}),
    )
    assert [each.status_code for each in steps] == [303, 422, 303, 422, 404, 403]
    assert set(proofs()) == {"sop.pdf", "Berita"}
    file_id, link_id = proofs()["sop.pdf"], proofs()["Berita"]

    readers = ("operator.dinkes", "koordinator", "operator.inspektorat", "penilai.dk1")
    answers = [client_for(name).get(f"{address}/bukti/{file_id}") for name in readers]
    assert [each.status_code for each in answers] == [200, 200, 404, 403]
    assert (answers[0].content, answers[0].headers["content-disposition"].split(";")[0]) == (
        content, "attachment",
    )  # fmt: skip
    assert operator.get(f"{address}/bukti/{link_id}").status_code == 404

    assert operator.post(f"{address}/bukti/{file_id}/hapus").status_code == 303
    assert set(proofs()) == {"Berita"}
    assert operator.get(f"{address}/bukti/{file_id}").status_code == 404


def test_the_json_door_proves_a_step_too(client_for: ClientFor, city: City, code: str) -> None:
    operator = client_for("operator.dinkes")
    plan_home = f"/api/v1/submissions/{city.submissions['1.01']}/action_plan"
    step = {"code": code, "what": "Sahkan SOP.", "who": "Sekretariat", "due_on": "2026-12-31"}
    plan = operator.post(plan_home, json=step).json()

    content = pdf("SOP disahkan")
    at = f"{plan_home}/{plan['id']}"
    file = operator.post(f"{at}/proofs", files={"file": ("sop.pdf", content)}).json()
    link = {"title": "Berita", "url": "https://kediri.go.id/1"}
    linked = operator.post(f"{at}/proof_links", json=link).json()
    got = operator.get(f"{plan_home}/proofs/{file['id']}/content")
    gone = operator.delete(f"{plan_home}/proofs/{file['id']}")

    assert (got.content, gone.status_code) == (content, 204)
    assert operator.get(plan_home).json()[0]["proofs"] == [linked]


@ON_ONE_DATABASE
def test_next_year_the_plan_stands_beside_its_indicator(
    names: dict[str, str], pages_for: PagesFor
) -> None:
    address = "/penilaian-mandiri/{filling}/indikator/{code}"
    operator = pages_for("operator.dinkes")

    pages = [operator.get(address.format(**names | {"code": code})).text for code in ("101", "102")]

    link = f"/penilaian-mandiri/{names['published']}/rencana-aksi"
    assert [link in page for page in pages] == [True, False]
