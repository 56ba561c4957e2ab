"""The calibration: figures from what both institutions have locked, and from nothing else."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.assessments import actions, agreement_actions
from app.assessments.queries import REVEALED
from app.assessments.schemas import AgreementInput, JudgementInput, UnlockInput
from app.permissions import COLUMNS, RULES, STATES, Institution, Permission, Role
from app.submissions import queries as submissions
from tests.conftest import Clock
from tests.factories import YEAR, City, judge, start, submit

ClientFor = Callable[[str], TestClient]
JSON, PAGE = f"/api/v1/periods/{YEAR}/calibration", f"/kalibrasi/{YEAR}"
TOO_FEW = {"shared": 0, "exact": None, "kappa": None, "alpha": None, "difference": None}


@pytest.fixture
def begun(app: FastAPI, city: City, clock: Clock) -> str:
    """Dinkes' submission at claim 3, being assessed."""
    with app.state.database.transaction() as session:
        submit(session, city, app.state.storage, "1.01", 3, clock())
        start(session, city, "1.01", clock())
    return city.submissions["1.01"]


@pytest.fixture
def both_locked(app: FastAPI, city: City, clock: Clock, begun: str) -> str:
    """The same in its pleno: Diskominfo gave 3 throughout, BPS 2; ten are agreed at 2."""
    with app.state.database.transaction() as session:
        judge(session, city, "1.01", (3, 2), clock())
        row, moderator = submissions.get(session, begun), city.actors["koordinator"]
        for code in submissions.codes_of(session, row)[:10]:
            given = AgreementInput(level=2, reason="Bukti hanya mendukung tingkat 2.")
            agreement_actions.set_agreement(session, moderator, row, code, given, clock())
    return begun


def read(client: TestClient, address: str = JSON) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_states_counted_are_those_in_which_the_law_shows_both() -> None:
    row = RULES[Permission.SCORE_READ_BOTH][COLUMNS.index(Role.MODERATOR)]

    assert {state for state, letter in zip(STATES, row, strict=True) if letter == "Y"} == REVEALED


def test_one_institution_s_lock_tells_nobody_anything(
    app: FastAPI, city: City, clock: Clock, client_for: ClientFor, begun: str
) -> None:
    actor = city.actors["penilai.dk1"]
    with app.state.database.transaction() as session:
        row = submissions.get(session, begun)
        for code in submissions.codes_of(session, row):
            given = (JudgementInput(level=3), 0)
            actions.save_judgement(session, actor, row, code, given, clock())
        actions.lock(session, actor, row, clock())

    for_all, own, other = (
        read(client_for("koordinator")),
        read(client_for("penilai.dk1"), f"{JSON}/own"),
        read(client_for("penilai.bps1"), f"{JSON}/own"),
    )

    assert (for_all["locked"], for_all["sent"], for_all["overall"]) == (0, 1, TOO_FEW)
    assert (for_all["assessors"], for_all["agencies"]) == ([], [])
    assert (own["locked"], own["line"]["judged"], own["figures"]) == (0, 0, TOO_FEW)
    assert (other["locked"], other["line"]["judged"], other["figures"]) == (0, 0, TOO_FEW)


def test_the_coordinator_sees_agreement_leanings_and_claims(
    client_for: ClientFor, both_locked: str
) -> None:
    view = read(client_for("koordinator"))

    number = view["overall"]["shared"]
    assert number >= 10
    assert view["overall"] | {"alpha": None} == {
        "shared": number,
        "exact": "0.0",
        "kappa": None,
        "alpha": None,
        "difference": "1.00",
    }
    assert view["matrix"][2][1] == number
    assert sum(map(sum, view["matrix"])) == number
    assert sum(line["figures"]["shared"] for line in view["domains"]) == number
    assert sum(line["figures"]["shared"] for line in view["indicators"]) == number
    assert not any(line["is_unclear"] for line in view["indicators"])  # one OPD is too few
    assert [
        {key: line[key] for key in ("name", "mean", "spread", "deviation", "leaning")}
        for line in view["assessors"]
    ] == [
        {
            "name": "Maya Sartika",
            "mean": "2.00",
            "spread": "0.00",
            "deviation": "-1.00",
            "leaning": "0.00",
        },
        {
            "name": "Yusuf Hidayat",
            "mean": "3.00",
            "spread": "0.00",
            "deviation": "1.00",
            "leaning": "1.00",
        },
    ]
    assert view["agencies"] == [
        {
            "submission_id": both_locked,
            "agency_code": "1.01",
            "agency_name": "Dinas Kesehatan",
            "agreed": 10,
            "claim": "3.00",
            "final": "2.00",
            "gap": "1.00",
            "is_apart": False,
        }
    ]


def test_an_assessor_sees_the_own_figures_and_nobody_else_s(
    client_for: ClientFor, both_locked: str
) -> None:
    assert both_locked
    own, outsider = (
        read(client_for("penilai.bps1"), f"{JSON}/own"),
        read(client_for("penilai.bps2"), f"{JSON}/own"),
    )

    assert own["line"]["name"] == "Maya Sartika"
    assert (own["line"]["deviation"], own["figures"]["difference"]) == ("-1.00", "-1.00")
    assert (outsider["locked"], outsider["line"]["judged"], outsider["line"]["mean"]) == (
        0,
        0,
        None,
    )
    assert "Yusuf" not in client_for("penilai.bps1").get(f"{PAGE}/saya").text


@pytest.mark.parametrize(
    ("username", "status"),
    [("penilai.dk1", 403), ("kepala.dinkes", 403), ("walikota", 403), ("admin", 403)],
)
def test_only_who_may_export_scores_sees_the_whole(
    client_for: ClientFor, both_locked: str, username: str, status: int
) -> None:
    assert both_locked
    addresses = (JSON, PAGE, f"{PAGE}/kalibrasi.xlsx", f"/api/v1/periods/{YEAR}/calibration.xlsx")

    assert {client_for(username).get(each).status_code for each in addresses} == {status}


def test_who_scores_nothing_has_no_own_figures(client_for: ClientFor, both_locked: str) -> None:
    assert both_locked
    for username in ("koordinator", "kepala.dinkes"):
        assert client_for(username).get(f"{PAGE}/saya").status_code == 403
        assert client_for(username).get(f"{JSON}/own").status_code == 403


def test_an_unlocked_submission_leaves_the_figures(
    app: FastAPI, city: City, clock: Clock, client_for: ClientFor, both_locked: str
) -> None:
    with app.state.database.transaction() as session:
        row = submissions.get(session, both_locked)
        given = UnlockInput(institution=Institution.BPS, reason="Salah membaca lampiran.")
        actions.unlock(session, city.actors["koordinator"], row, given, clock())

    assert read(client_for("koordinator"))["locked"] == 0
    assert read(client_for("penilai.dk1"), f"{JSON}/own")["line"]["judged"] == 0


def test_the_workbook_carries_the_same_figures(client_for: ClientFor, both_locked: str) -> None:
    assert both_locked
    page = client_for("auditor").get(f"{PAGE}/kalibrasi.xlsx")
    twin = client_for("auditor").get(f"/api/v1/periods/{YEAR}/calibration.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(page.content))
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}

    assert page.content == twin.content
    assert page.headers["content-disposition"].startswith(
        f'attachment; filename="kalibrasi-{YEAR}.xlsx"'
    )
    assert rows["Keselarasan"][1][0] == "Semua"
    assert rows["Keselarasan"][1][5] is None  # kappa: too few
    assert rows["Keselarasan"][1][7] == Decimal("1.00")
    assert [row[0] for row in rows["Penilai"][1:]] == ["Maya Sartika", "Yusuf Hidayat"]
    assert rows["OPD"][1:] == [("1.01", "Dinas Kesehatan", 10, 3, 2, 1, None)]


def test_the_page_says_what_it_cannot_say(client_for: ClientFor, both_locked: str) -> None:
    assert both_locked
    text = client_for("koordinator").get(PAGE).text

    assert "Dari 1 OPD yang nilainya sudah dikunci kedua instansi, dari 1 yang mengirim." in text
    assert "Belum cukup data" in text  # one OPD: one level for each indicator
    assert "lebih tinggi" in text  # the picture of the leanings
    assert client_for("koordinator").get("/kalibrasi").headers["location"] == PAGE
    assert client_for("penilai.dk1").get("/kalibrasi").headers["location"] == f"{PAGE}/saya"
