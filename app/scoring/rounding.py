"""The one place where an exact index becomes the number that people see."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


def two_places(value: Fraction, top: int = 5) -> Decimal:
    """Round an index for display.

    value: exact index, 1 <= value <= top.
    Returns two decimals, half up (2.845 -> 2.85). Grades and places are read from this number.
    Raises ValueError outside 1..top.
    Source: published results exclude truncation; half up is our choice (domain/epss.md 2.1).
    """
    if not 1 <= value <= top:
        raise ValueError(f"indeks harus antara 1 dan {top}, bukan {value}")
    return hundredths(value.numerator, value.denominator)


def hundredths(numerator: int, denominator: int) -> Decimal:
    """Round numerator/denominator (both positive) half up to two decimals."""
    return _decimal((200 * numerator + denominator) // (2 * denominator))


@lru_cache(maxsize=1024)
def _decimal(count: int) -> Decimal:
    return Decimal(count).scaleb(-2)


def rounded(value: Fraction, places: int) -> Decimal:
    """Round any figure for display, half away from zero: -0.125 at two places -> -0.13."""
    doubled = 2 * 10**places * abs(value.numerator) + value.denominator
    count = doubled // (2 * value.denominator)
    return Decimal(-count if value < 0 else count).scaleb(-places)
