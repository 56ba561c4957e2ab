"""How fast does an assessor work, when will it be done, and is that too late? Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

WINDOW = timedelta(days=7)
"""Over how long a pace is taken: a whole week, so that Saturdays count alike for all."""
GRACE = timedelta(days=3)
"""How long work may lie before having no pace counts as late."""
DAY = timedelta(days=1)


class Standing(StrEnum):
    """How an assessor stands with everything that is there to be scored."""

    IDLE = "idle"
    DONE = "done"
    TO_LOCK = "to_lock"
    STARTING = "starting"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Work:
    """What is to do and what was done.

    total, left: indicators of the OPDs that have sent; unlocked: OPDs scored but not locked yet;
    open_since: when the oldest unfinished OPD could first be scored; began_at: the first level of
    the round; recent: levels given within WINDOW before now.
    """

    total: int
    left: int
    unlocked: int
    recent: int
    began_at: datetime | None
    open_since: datetime | None


def pace(work: Work, now: datetime) -> Fraction:
    """Give the indicators scored a day in the last seven days, or since the first, at least one."""
    if work.began_at is None:
        return Fraction(0)
    span = min(WINDOW, max(DAY, now - work.began_at))
    return Fraction(work.recent) * (DAY // timedelta(microseconds=1)) / _microseconds(span)


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def forecast(work: Work, now: datetime) -> datetime | None:
    """Give when the last indicator is scored at this pace; None without a pace or without work."""
    speed = pace(work, now)
    if not work.left or not speed:
        return None
    return now + timedelta(microseconds=int(work.left / speed * _microseconds(DAY)))


def standing(work: Work, closes_at: datetime, now: datetime) -> Standing:
    """Judge the work against the end of the assessment."""
    if not work.total:
        return Standing.IDLE
    if not work.left and not work.unlocked:
        return Standing.DONE
    if now >= closes_at:
        return Standing.LATE
    if not work.left:
        return Standing.TO_LOCK
    ready = forecast(work, now)
    if ready is not None:
        return Standing.ON_TIME if ready < closes_at else Standing.LATE
    is_new = work.open_since is None or now < work.open_since + GRACE
    return Standing.STARTING if is_new else Standing.LATE
