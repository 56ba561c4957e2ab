"""Windows are half-open [open, close), kept in UTC; the clock alone lapses and expires."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from app.clock import end_of_day, last_minute
from app.periods.deadlines import Window
from app.submissions.actions import tick
from tests.conftest import START, Clock
from tests.factories import FILL_DAYS, YEAR
from tests.permissions.table import ANSWER, FIRST, OBJECT
from tests.play import Play, changed, new_lines

Stage = Callable[[str], Play]
CLOSES = START + timedelta(days=FILL_DAYS)
SECOND = timedelta(seconds=1)
AROUND = pytest.mark.parametrize(
    ("shift", "is_open"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)]
)


@pytest.mark.parametrize(
    ("now", "is_open", "is_over"),
    [
        (START - SECOND, False, False),
        (START, True, False),
        (START + SECOND, True, False),
        (CLOSES - SECOND, True, False),
        (CLOSES, False, True),
        (CLOSES + SECOND, False, True),
    ],
)
def test_a_window_holds_its_opening_and_not_its_closing(
    now: datetime,
    is_open: bool,  # noqa: FBT001
    is_over: bool,  # noqa: FBT001
) -> None:
    window = Window(START, CLOSES)

    assert (window.is_open(now), window.is_over(now)) == (is_open, is_over)


def test_a_window_without_times_is_never_open_and_always_over() -> None:
    assert (Window(None, None).is_open(START), Window(None, None).is_over(START)) == (False, True)


def test_until_31_august_2359_wib_closes_at_midnight_in_jakarta() -> None:
    closes_at = end_of_day(date(2026, 8, 31))

    assert closes_at == datetime(2026, 8, 31, 17, 0, tzinfo=UTC)
    assert last_minute(closes_at) == datetime(2026, 8, 31, 16, 59, tzinfo=UTC)


@AROUND
def test_saving_counts_until_the_second_before_the_filling_closes(
    play: Stage,
    clock: Clock,
    shift: timedelta,
    is_open: bool,  # noqa: FBT001
) -> None:
    scene = play("DRAFT")
    clock.now = CLOSES + shift

    response = scene.client("operator.dinkes").put(
        f"/api/v1/submissions/{scene.submission_id}/answers/101", json=ANSWER, headers=FIRST
    )

    assert response.status_code == (200 if is_open else 409)


@AROUND
def test_sending_again_counts_until_the_second_before_the_return_date(
    play: Stage,
    clock: Clock,
    shift: timedelta,
    is_open: bool,  # noqa: FBT001
) -> None:
    scene = play("RETURNED")
    clock.now = START + timedelta(days=7) + shift

    response = scene.client("kepala.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/resend"
    )

    assert response.status_code == (200 if is_open else 409)


@AROUND
def test_recalling_counts_until_the_second_before_the_filling_closes(
    play: Stage,
    clock: Clock,
    shift: timedelta,
    is_open: bool,  # noqa: FBT001
) -> None:
    scene = play("SUBMITTED")
    clock.now = CLOSES + shift

    response = scene.client("kepala.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/recall"
    )

    assert response.status_code == (200 if is_open else 409)


@AROUND
def test_objecting_counts_until_the_second_before_the_window_closes(
    play: Stage,
    clock: Clock,
    shift: timedelta,
    is_open: bool,  # noqa: FBT001
) -> None:
    scene = play("PROVISIONAL")
    clock.now += timedelta(days=5) + shift

    response = scene.client("kepala.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/objections", json=OBJECT
    )

    assert response.status_code == (201 if is_open else 409)


@AROUND
def test_a_draft_lapses_by_the_clock_at_its_closing_and_only_once(
    play: Stage,
    shift: timedelta,
    is_open: bool,  # noqa: FBT001
) -> None:
    scene = play("DRAFT")

    steps = run_clock(scene, CLOSES + shift)

    after = scene.rows()
    assert (steps, scene.state()) == ((0, "DRAFT") if is_open else (3, "LAPSED"))
    assert run_clock(scene, CLOSES + shift) == 0
    assert scene.rows() == after


@AROUND
def test_a_return_expires_by_the_clock_and_the_last_snapshot_stands(
    play: Stage,
    shift: timedelta,
    is_open: bool,  # noqa: FBT001
) -> None:
    scene = play("RETURNED")
    before = scene.rows()

    run_clock(scene, START + timedelta(days=7) + shift)

    after = scene.rows()
    assert scene.state() == ("RETURNED" if is_open else "UNDER_ASSESSMENT")
    assert changed(before, after) == (set() if is_open else {"submission", "move"})
    assert new_lines(before, after) == ([] if is_open else [("", "submission.expire", "allowed")])
    assert run_clock(scene, START + timedelta(days=7) + shift) == 0


def test_nothing_is_sent_by_itself_when_the_filling_closes(play: Stage) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    run_clock(scene, CLOSES)

    assert changed(before, scene.rows()) == {"submission", "move"}


def run_clock(scene: Play, now: datetime) -> int:
    with scene.database.transaction() as session:
        return tick(session, now)


def extend(scene: Play, until: datetime, **more: str) -> int:
    body = {"until": until.isoformat(), "reason": "Kantor kebanjiran."} | more
    return scene.client("admin").post(f"/api/v1/periods/{YEAR}/extend", json=body).status_code


@pytest.mark.parametrize("days", [-1, 0])
def test_an_extension_never_shortens(play: Stage, days: int) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    status = extend(scene, CLOSES + timedelta(days=days), agency="1.01")

    assert (status, changed(before, scene.rows())) == (422, set())


def test_an_extension_into_the_past_is_refused(play: Stage, clock: Clock) -> None:
    scene = play("LAPSED")
    clock.now = CLOSES + timedelta(days=10)

    assert extend(scene, CLOSES + timedelta(days=5), agency="1.01") == 422
    assert scene.state() == "LAPSED"


def test_an_extended_opd_fills_again_and_lapses_at_its_own_date(play: Stage) -> None:
    scene = play("LAPSED")

    assert extend(scene, CLOSES + timedelta(days=3), agency="1.01") == 200
    assert (scene.state("1.01"), scene.state("1.02")) == ("DRAFT", "LAPSED")
    assert run_clock(scene, CLOSES + timedelta(days=3) - SECOND) == 0
    assert run_clock(scene, CLOSES + timedelta(days=3)) == 1
    assert scene.state() == "LAPSED"


def test_an_extension_without_opd_is_for_all_that_fill_or_lapsed(play: Stage) -> None:
    scene = play("SUBMITTED")

    assert extend(scene, CLOSES + timedelta(days=3)) == 200
    assert run_clock(scene, CLOSES) == 0
    assert [scene.state(code) for code in ("1.01", "1.02", "1.03")] == [
        "SUBMITTED",
        "DRAFT",
        "DRAFT",
    ]


def test_one_opd_with_a_later_date_of_its_own_does_not_stop_the_extension_of_all(
    play: Stage,
) -> None:
    scene = play("DRAFT")
    extend(scene, CLOSES + timedelta(days=9), agency="1.01")

    assert extend(scene, CLOSES + timedelta(days=3)) == 200
    assert run_clock(scene, CLOSES + timedelta(days=3)) == 2
    assert scene.state() == "DRAFT"


def test_nothing_is_extended_once_results_are_announced(play: Stage) -> None:
    scene = play("PROVISIONAL")
    before = scene.rows()

    status = extend(scene, CLOSES + timedelta(days=90), agency="1.02")

    assert (status, changed(before, scene.rows())) == (409, set())


def test_who_lapsed_is_not_opened_again_once_anyone_is_in_moderation(play: Stage) -> None:
    scene = play("MODERATION")
    run_clock(scene, CLOSES)
    before = scene.rows()

    status = extend(scene, CLOSES + timedelta(days=3), agency="1.02")

    assert (status, changed(before, scene.rows())) == (409, set())


def test_a_draft_gets_more_time_while_others_are_in_moderation(play: Stage) -> None:
    scene = play("MODERATION")

    assert extend(scene, CLOSES + timedelta(days=3), agency="1.02") == 200
    assert run_clock(scene, CLOSES) == 1
    assert [scene.state(code) for code in ("1.02", "1.03")] == ["DRAFT", "LAPSED"]
