"""Pace, forecast and lateness of an assessor: figures by hand."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from app.assessments.pace import Standing, Work, forecast, pace, standing

NOW = datetime(2026, 6, 20, 3, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(days=10)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def work(**given: object) -> Work:
    usual = {
        "total": 190, "left": 100, "unlocked": 0, "recent": 70,
        "began_at": ago(20), "open_since": ago(20),
    }  # fmt: skip
    return Work(**(usual | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Fraction(10)),  # 70 in seven days
        ({"recent": 30, "began_at": ago(3)}, Fraction(10)),  # since the first, three days ago
        ({"recent": 30, "began_at": ago(0.1)}, Fraction(30)),  # a day at least
        ({"recent": 0}, Fraction(0)),
        ({"recent": 0, "began_at": None}, Fraction(0)),
    ],
)
def test_pace_is_levels_a_day_over_seven_days_or_since_the_first(
    given: dict[str, object], expected: Fraction
) -> None:
    assert pace(work(**given), NOW) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, NOW + timedelta(days=10)),
        ({"left": 15}, NOW + timedelta(days=1.5)),
        ({"left": 0}, None),
        ({"recent": 0}, None),
    ],
)
def test_forecast_is_what_is_left_at_this_pace(
    given: dict[str, object], expected: datetime | None
) -> None:
    assert forecast(work(**given), NOW) == expected


@pytest.mark.parametrize(
    ("given", "closes_at", "expected"),
    [
        ({"total": 0, "left": 0}, CLOSES, Standing.IDLE),
        ({"left": 0}, CLOSES, Standing.DONE),
        ({"left": 0}, ago(1), Standing.DONE),
        ({"left": 0, "unlocked": 1}, CLOSES, Standing.TO_LOCK),
        ({"left": 0, "unlocked": 1}, NOW, Standing.LATE),
        ({"left": 99}, CLOSES, Standing.ON_TIME),
        ({"left": 100}, CLOSES, Standing.LATE),  # ready at the very end, which is no longer inside
        ({"left": 1}, NOW, Standing.LATE),
        ({"recent": 0, "open_since": ago(2.9)}, CLOSES, Standing.STARTING),
        ({"recent": 0, "open_since": ago(3)}, CLOSES, Standing.LATE),
    ],
)
def test_standing_compares_the_forecast_with_the_end(
    given: dict[str, object], closes_at: datetime, expected: Standing
) -> None:
    assert standing(work(**given), closes_at, NOW) == expected
