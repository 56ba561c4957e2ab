"""Reminders: seven, three and one day before a window closes, once each, to the OPD's people."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.queries import by_username
from app.notices import queries as notices
from app.submissions import actions, queries
from app.submissions.reminders import due, remind_all
from tests.conftest import START
from tests.factories import fill
from tests.play import DINKES, Play

Stage = Callable[[str], Play]
DAYS = (7, 3, 1)
PEOPLE = ("operator.dinkes", "kepala.dinkes")


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (timedelta(days=7, seconds=1), None),
        (timedelta(days=7), 7),
        (timedelta(days=3, seconds=1), 7),
        (timedelta(days=3), 3),
        (timedelta(days=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(0), None),
    ],
)
def test_the_reminder_that_counts_is_the_nearest_one(left: timedelta, days: int | None) -> None:
    assert due(DAYS, START, START - left) == days


@given(st.integers(-100, 1000), st.sets(st.integers(1, 30), max_size=5))
def test_a_reminder_never_tells_of_more_time_than_is_left(hours: int, days: set[int]) -> None:
    left = timedelta(hours=hours)

    found = due(tuple(days), START, START - left)

    wanted = [each for each in sorted(days) if timedelta(0) < left <= timedelta(days=each)]
    assert found == (wanted[0] if wanted else None)


def told(scene: Play, username: str) -> list[str]:
    """Give what of the reminders stands in a person's inbox, oldest first."""
    with scene.app.state.database.reading() as session:
        user = by_username(session, username)
        rows = notices.inbox(session, user.id)
    return [
        row.text for row in reversed(rows) if row.text.startswith(("Pengisian ditutup", "Masa"))
    ]


def remind(scene: Play, now: datetime) -> int:
    with scene.app.state.database.transaction() as session:
        return remind_all(session, now)


def test_each_reminder_comes_once_and_only_to_the_own_people(play: Stage) -> None:
    scene = play("DRAFT")
    with scene.app.state.database.reading() as session:
        closes_at = queries.get(session, scene.submission_id).fill_closes_at

    numbers = [
        remind(scene, closes_at - timedelta(days=days, minutes=minutes))
        for days, minutes in [(8, 0), (7, 0), (6, 0), (3, 0), (1, 0), (0, 1)]
    ]

    assert numbers[0] == numbers[2] == numbers[5] == 0
    assert numbers[1] == numbers[3] == numbers[4] > 0
    assert [len(told(scene, name)) for name in PEOPLE] == [3, 3]
    assert [told(scene, name) for name in ("penilai.dk1", "koordinator")] == [[], []]


def test_a_longer_window_reminds_again_and_says_what_is_left(play: Stage) -> None:
    scene = play("DRAFT")
    with scene.app.state.database.transaction() as session:
        row = queries.get(session, scene.submission_id)
        first, total = row.fill_closes_at, len(queries.codes_of(session, row))
        remind_all(session, first - timedelta(days=1))
        until = first + timedelta(days=10)
        admin = scene.city.actors["admin"]
        actions.extend(session, admin, row, until, "Banjir besar.", first - timedelta(hours=1))
        fill(session, scene.city, scene.app.state.storage, DINKES, 2, first - timedelta(hours=1))

    remind(scene, until - timedelta(days=1))

    texts = told(scene, "operator.dinkes")
    ends = [text.rpartition(": ")[2] for text in texts]
    assert ends == [f"{total} dari {total} indikator belum lengkap.", "lengkap, belum dikirim."]


@pytest.mark.parametrize(("state", "count"), [("SUBMITTED", 0), ("UNDER_ASSESSMENT", 0)])
def test_who_has_sent_is_not_reminded(play: Stage, state: str, count: int) -> None:
    scene = play(state)
    with scene.app.state.database.reading() as session:
        closes_at = queries.get(session, scene.submission_id).fill_closes_at

    remind(scene, closes_at - timedelta(days=1))

    assert len(told(scene, "kepala.dinkes")) == count


def test_the_objection_window_is_told_before_it_ends(play: Stage) -> None:
    scene = play("PROVISIONAL")
    with scene.app.state.database.reading() as session:
        row = queries.get(session, scene.submission_id)
        window = queries.window_of(queries.period_of(session, row), row)
    assert window.closes_at is not None

    remind(scene, window.closes_at - timedelta(days=1))

    assert [text[:20] for text in told(scene, "kepala.dinkes")] == ["Masa sanggah berakhi"]
