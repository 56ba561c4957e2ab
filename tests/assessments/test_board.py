"""The board: how far each assessor is and how fast, whom to remind, and never a level."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from httpx2 import Response

from tests.assessments.test_scoring_blind import assign, base, judge
from tests.factories import YEAR
from tests.play import DINKES, Play

Stage = Callable[[str], Play]
HOME = f"/api/v1/periods/{YEAR}"
TOTAL = 15  # of the small instrument


@pytest.fixture
def scoring(play: Stage) -> Play:
    """Dinkes under assessment: Diskominfo's has given five levels, BPS's none."""
    scene = play("UNDER_ASSESSMENT")
    for code in scene.codes()[:5]:
        assert judge(scene, "penilai.dk1", 3, code=code).status_code == 200
    return scene


def progress(scene: Play, who: str = "koordinator") -> Response:
    return scene.client(who).get(f"{HOME}/progress")


def of(scene: Play, username: str) -> Any:
    (found,) = (
        each for each in progress(scene).json()["assessors"] if each["username"] == username
    )
    return dict(found)


def remind(scene: Play, whom: dict[str, list[str]], who: str = "koordinator") -> Response:
    return scene.client(who).post(f"{HOME}/reminders", json=whom)


def inbox(scene: Play, who: str) -> list[str]:
    return [each["text"] for each in scene.client(who).get("/api/v1/me/notices").json()]


def test_each_assessor_has_progress_pace_and_forecast(scoring: Play) -> None:
    scoring.app.state.clock.forward(days=2)
    day = (scoring.app.state.clock() + timedelta(days=4)).astimezone().date()

    found = of(scoring, "penilai.dk1")

    assert found["ready_on"] in {str(day), str(day + timedelta(days=1))}
    assert {key: found[key] for key in ("opds", "waiting", "judged", "total", "left", "pace")} == {
        "opds": 1, "waiting": 0, "judged": 5, "total": TOTAL, "left": 10, "pace": "2.5",
    }  # fmt: skip
    assert (found["standing"], of(scoring, "penilai.bps1")["standing"]) == ("on_time", "starting")


def test_changing_a_level_is_no_progress(scoring: Play) -> None:
    code = scoring.codes()[0]
    judge(scoring, "penilai.dk1", 2, "Bukti kurang.", code=code, seen='"1"')

    assert (of(scoring, "penilai.dk1")["judged"], of(scoring, "penilai.dk1")["pace"]) == (5, "5.0")


def test_who_has_done_nothing_for_a_week_is_late(scoring: Play) -> None:
    scoring.app.state.clock.forward(days=8)

    assert {of(scoring, name)["standing"] for name in ("penilai.dk1", "penilai.bps1")} == {"late"}
    assert of(scoring, "penilai.dk1")["ready_on"] is None


def test_an_opd_that_has_it_back_is_nobodys_delay(play: Stage) -> None:
    scene = play("RETURNED")
    scene.app.state.clock.forward(days=5)

    found = of(scene, "penilai.dk1")

    assert (found["standing"], found["waiting"], found["left"]) == ("idle", 1, 0)


def test_all_scored_is_not_done_before_it_is_locked(scoring: Play) -> None:
    for code in scoring.codes()[5:]:
        judge(scoring, "penilai.dk1", 3, code=code)
    before = of(scoring, "penilai.dk1")["standing"]
    scoring.client("penilai.dk1").post(f"{base(scoring)}/judgements/lock")

    assert (before, of(scoring, "penilai.dk1")["standing"]) == ("to_lock", "done")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("auditor", 200),
        ("walikota", 200),
        ("admin", 200),
        ("penilai.dk1", 403),
        ("kepala.dinkes", 403),
    ],
)
def test_who_watches_the_round_sees_the_board_and_its_workbook(
    scoring: Play, who: str, status: int
) -> None:
    book = scoring.client(who).get(f"{HOME}/progress.xlsx")

    assert (progress(scoring, who).status_code, book.status_code) == (status, status)


def test_the_board_holds_no_level_and_no_word_of_an_assessor(scoring: Play) -> None:
    scoring.client("penilai.dk1").put(
        f"{base(scoring)}/judgements/{scoring.codes()[6]}",
        json={"level": 1, "note": "CATATANRAHASIA", "reason": "ALASANRAHASIA"},
        headers={"If-Match": '"0"'},
    )
    first = progress(scoring).text
    judge(scoring, "penilai.dk1", 5, "Lain.", code=scoring.codes()[6], seen='"1"')

    assert ("RAHASIA" in first, progress(scoring).text == first) == (False, True)


def test_a_late_assessor_is_reminded_once_a_day(scoring: Play) -> None:
    whom = {"assessors": ["penilai.bps1"]}
    before = len(scoring.rows()["journal_line"])

    answers = [remind(scoring, whom).json(), remind(scoring, whom).json()]
    lines = scoring.rows()["journal_line"][before:]
    is_marked = of(scoring, "penilai.bps1")["is_reminded"]
    scoring.app.state.clock.forward(days=1)

    assert answers == [{"told": 1, "already": 0}, {"told": 0, "already": 1}]
    assert [(line["action"], line["object_id"]) for line in lines] == [
        ("reminder.send", "penilai.bps1")
    ]
    assert (is_marked, of(scoring, "penilai.bps1")["is_reminded"]) == (True, False)
    assert remind(scoring, whom).json() == {"told": 1, "already": 0}
    assert inbox(scoring, "penilai.bps1")[0].startswith(
        f"Koordinator mengingatkan: {TOTAL} indikator pada OPD Anda belum dinilai."
    )


def test_an_opd_that_has_not_sent_is_reminded_with_all_its_people(play: Stage) -> None:
    scene = play("DRAFT")
    scene.app.state.clock.forward(days=1)

    answer = remind(scene, {"agencies": [DINKES]})

    assert answer.json() == {"told": 2, "already": 0}
    for who in ("operator.dinkes", "kepala.dinkes"):
        assert inbox(scene, who)[0].startswith(
            "Koordinator mengingatkan: isian OPD Anda belum dikirim. Ditunggu sampai "
        )


def test_whom_nobody_waits_for_is_not_reminded(scoring: Play) -> None:
    answers = [
        remind(scoring, {"agencies": [DINKES]}),
        remind(scoring, {"agencies": ["9.99"]}),
        remind(scoring, {"assessors": ["penilai.bps2"]}),
        remind(scoring, {}),
    ]

    assert [answer.status_code for answer in answers] == [409, 422, 422, 422]


@pytest.mark.parametrize("who", ["admin", "walikota", "auditor", "penilai.dk1", "kepala.dinkes"])
def test_only_the_coordinator_reminds(scoring: Play, who: str) -> None:
    assert remind(scoring, {"assessors": ["penilai.bps1"]}, who).status_code == 403


def test_the_workbook_holds_what_the_board_shows_and_never_a_formula(scoring: Play) -> None:
    content = scoring.client("koordinator").get(f"{HOME}/progress.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))

    opds = [[cell.value for cell in row] for row in book["OPD"].iter_rows(min_row=2, max_row=2)]
    people = [[cell.value for cell in row] for row in book["Penilai"].iter_rows(min_row=2)]
    assert opds == [
        ["1.01", "Dinas Kesehatan", "Sedang dinilai", TOTAL, "Yusuf Hidayat", 5, "belum",
         "Maya Sartika", 0, "belum"],
    ]  # fmt: skip
    assert [row[:7] for row in people] == [
        ["Yusuf Hidayat", "Diskominfo", 1, 0, 5, TOTAL, 10],
        ["Maya Sartika", "BPS", 1, 0, 0, TOTAL, 15],
    ]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


def test_two_who_share_an_opd_have_the_same_left(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    assign(scene, "penilai.dk1", "penilai.dk2", "penilai.bps1")
    judge(scene, "penilai.dk2", 3, code=scene.codes()[0])

    assert [of(scene, name)["left"] for name in ("penilai.dk1", "penilai.dk2")] == [14, 14]
    assert [of(scene, name)["pace"] for name in ("penilai.dk1", "penilai.dk2")] == ["0.0", "1.0"]
