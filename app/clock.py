"""The only source of the present time. Inside UTC, shown in WIB."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


def utc_now() -> datetime:
    """Give the present instant, aware, UTC."""
    return datetime.now(UTC)


def start_of_day(day: date) -> datetime:
    """Give 00.00 WIB of `day` as a UTC instant."""
    return datetime.combine(day, time(), WIB).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Give the instant `day` is over in WIB: 'until 31 August 23.59' closes here."""
    return start_of_day(day + timedelta(days=1))


def in_wib(instant: datetime) -> datetime:
    """Give the instant as a WIB wall-clock time."""
    return instant.astimezone(WIB)


def days_until(closes_at: datetime, now: datetime) -> int:
    """Give the days in WIB from today to the last day before `closes_at`: 0 = today, -1 = over."""
    if now >= closes_at:
        return -1
    return (in_wib(closes_at - timedelta(microseconds=1)).date() - in_wib(now).date()).days


def last_minute(closes_at: datetime) -> datetime:
    """Give a closing instant as people say it: 00.00 is 23.59 of the day before."""
    local = in_wib(closes_at)
    return closes_at - timedelta(minutes=1) if local.hour == local.minute == 0 else closes_at
