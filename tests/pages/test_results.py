"""Results, ranking, documents and their public check, to those who may see them."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.journal.queries import lines
from app.periods.queries import by_year
from app.reports import queries as reports
from app.results import actions as results
from tests.conftest import Clock
from tests.factories import YEAR, City
from tests.pages.test_periods import play_until_closed, play_until_published

ClientFor = Callable[[str], TestClient]
RANKING = f"/peringkat/{YEAR}"


@pytest.fixture
def address(city: City) -> str:
    """Dinkes' result."""
    return f"/hasil/{city.submissions['1.01']}"


def test_before_publication_few_see_the_ranking_and_each_reading_is_journalled(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    play_until_closed(app, city, clock)
    with app.state.database.transaction() as session:
        results.announce(session, city.actors["koordinator"], by_year(session, YEAR), clock())

    codes = {
        name: client_for(name).get(RANKING).status_code
        for name in ("koordinator", "auditor", "walikota", "admin", "operator.dinkes", "")
    }

    with app.state.database.reading() as session:
        reads = lines(session, action="ranking.read_embargoed")
    assert codes == {
        "koordinator": 200, "auditor": 200, "walikota": 404, "admin": 403,
        "operator.dinkes": 403, "": 303,
    }  # fmt: skip
    assert [line.actor_name for line in reads if line.outcome == "allowed"] == [
        "Inspektur",
        "Lestari Ningsih",
    ]


def test_the_ranking_marks_the_own_agency_and_lists_everyone(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    play_until_published(app, city, clock)

    text = client_for("operator.dinkes").get(RANKING).text

    assert text.count('class="is-own"') == 1
    names = ("Dinas Kesehatan", "Dinas Komunikasi dan Informatika", "Inspektorat")
    assert [name in text for name in names] == [True] * 3
    assert "Keputusan yang disarankan" not in text
    assert "Keputusan yang disarankan" in client_for("walikota").get(RANKING).text


def test_a_provisional_result_is_marked_and_hidden_from_others(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, address: str
) -> None:
    play_until_closed(app, city, clock)
    with app.state.database.transaction() as session:
        results.announce(session, city.actors["koordinator"], by_year(session, YEAR), clock())

    own = client_for("kepala.dinkes").get(address)
    codes = [
        client_for(name).get(address).status_code
        for name in ("operator.diskominfo", "penilai.bps2", "walikota", "koordinator")
    ]

    assert (own.status_code, "SEMENTARA" in own.text, "Diskominfo</th>" in own.text) == (
        200,
        True,
        False,
    )
    assert codes == [404, 404, 404, 200]


def test_scores_of_the_institutions_are_shown_to_those_who_moderate_only(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, address: str
) -> None:
    play_until_published(app, city, clock)

    shown = {
        name: '<th scope="col" class="num">BPS</th>' in client_for(name).get(address).text
        for name in ("koordinator", "auditor", "operator.dinkes", "operator.diskominfo", "walikota")
    }

    assert shown == {
        "koordinator": True, "auditor": True,
        "operator.dinkes": False, "operator.diskominfo": False, "walikota": False,
    }  # fmt: skip


def test_a_document_is_handed_out_and_answers_the_public_check(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock
) -> None:
    play_until_published(app, city, clock)
    with app.state.database.reading() as session:
        period = by_year(session, YEAR)
        report = next(row for row in reports.of_period(session, period.id) if row.submission_id)

    answer = client_for("walikota").get(f"/laporan/{report.id}")
    anyone = client_for("")
    checked = anyone.get(f"/v/{report.code.lower()}")
    same = anyone.post(f"/v/{report.code}", files={"file": ("a.pdf", answer.content)})
    other = anyone.post(f"/v/{report.code}", files={"file": ("a.pdf", b"%PDF-1.7 lain")})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert sha256(answer.content).hexdigest() == report.file_sha256
    assert [page.status_code for page in (checked, same, other)] == [200] * 3
    assert ["Berlaku" in checked.text, "Sama." in same.text, "Berbeda." in other.text] == [True] * 3
    assert anyone.get("/v/AAAA-BBBB-CCCC").status_code == 404


def test_asking_for_a_document_twice_gives_the_same_one(
    app: FastAPI, client_for: ClientFor, city: City, clock: Clock, address: str
) -> None:
    play_until_published(app, city, clock)
    head = client_for("kepala.dinkes")

    answers = [head.post(f"{address}/pdf") for _ in range(2)]

    with app.state.database.reading() as session:
        found = reports.of_submission(session, city.submissions["1.01"])
    assert ([answer.status_code for answer in answers], len(found)) == ([303, 303], 1)
    assert client_for("operator.diskominfo").post(f"{address}/pdf").status_code == 404


def test_without_a_public_ranking_the_short_address_says_so(client_for: ClientFor) -> None:
    answer = client_for("operator.dinkes").get("/peringkat")

    assert (answer.status_code, "Belum ada peringkat" in answer.text) == (200, True)
