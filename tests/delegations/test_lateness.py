"""The last day is a whole day in WIB; who is done is never late."""

from datetime import date

import pytest

from app.delegations.lateness import is_late

LAST = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("due_on", "today", "is_waiting", "late"),
    [
        (LAST, date(2026, 5, 11), True, False),
        (LAST, date(2026, 5, 12), True, False),
        (LAST, date(2026, 5, 13), True, True),
        (LAST, date(2026, 5, 13), False, False),
        (None, date(2026, 5, 13), True, False),
    ],
)
def test_late_is_what_waits_after_its_last_day(
    due_on: date | None,
    today: date,
    is_waiting: bool,  # noqa: FBT001
    late: bool,  # noqa: FBT001
) -> None:
    assert is_late(due_on, today, is_waiting=is_waiting) is late
