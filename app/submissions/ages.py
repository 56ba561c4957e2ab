"""How long ago was it? In whole months, as people say it."""

from datetime import date, timedelta

OLD_MONTHS = 12


def months_between(since: date, today: date) -> int:
    """Give the whole months from one day to a later one: 15 May to 14 June is none."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return months - (today.day < since.day)


def age_words(since: date, today: date) -> str:
    """Say how long ago a day is: "hari ini", "3 hari lalu", "12 bulan lalu", "2 tahun lalu"."""
    months = months_between(since, today)
    if months >= 2 * OLD_MONTHS:
        return f"{months // 12} tahun lalu"
    if months >= 1:
        return f"{months} bulan lalu"
    days = (today - since).days
    return f"{days} hari lalu" if days > 0 else "hari ini"


def is_over_a_year(since: date, today: date) -> bool:
    """Tell whether a year has passed since, and at least a day."""
    return months_between(since, today - timedelta(days=1)) >= OLD_MONTHS
