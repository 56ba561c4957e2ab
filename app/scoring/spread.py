"""Where a row of numbers lies, how wide it is, and which of them lie apart: exact until shown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | Fraction
FENCES_FROM = 5
"""Below this many numbers nothing lies apart: with four, one of them moves the quartiles along."""
STEP = Fraction(3, 2)
"""How many times the middle half's width a fence stands away from it."""


@dataclass(frozen=True, slots=True)
class Fences:
    """What lies below `low` or above `high` lies apart."""

    low: Fraction
    high: Fraction

    def leave_out(self, value: Number) -> bool:
        """Tell whether a number lies outside."""
        return not self.low <= value <= self.high


def mean(values: Sequence[Number]) -> Fraction | None:
    """Give the mean; None without values."""
    return Fraction(sum(values, Fraction(0)), len(values)) if values else None


def variance(values: Sequence[Number]) -> Fraction | None:
    """Give the variance of a sample (divided by n - 1); None below two values."""
    middle = mean(values)
    if middle is None or len(values) < 2:
        return None
    return sum(((value - middle) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def deviation(values: Sequence[Number]) -> Decimal | None:
    """Give the standard deviation of a sample, two decimals, half up; None below two values."""
    square = variance(values)
    if square is None:
        return None
    return Decimal((math.isqrt(int(40_000 * square)) + 1) // 2).scaleb(-2)


def quartiles(values: Sequence[Number]) -> tuple[Fraction, Fraction]:
    """Give the lower and upper quartile: what stands at (n + 1)/4 and 3(n + 1)/4.

    A place between two numbers is taken in proportion. Raises ValueError below three values.
    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 7.1.6 and 7.2.6.2.
    """
    if len(values) < 3:
        raise ValueError("quartiles need three numbers")
    ordered = sorted(values)
    return _at(ordered, 1), _at(ordered, 3)


def _at(ordered: Sequence[Number], quarter: int) -> Fraction:
    place, rest = divmod(quarter * (len(ordered) + 1), 4)
    lower = Fraction(ordered[place - 1])
    return lower + Fraction(rest, 4) * (ordered[place] - lower) if rest else lower


def fences(values: Sequence[Number]) -> Fences | None:
    """Give Tukey's inner fences: 1.5 times the quartiles' distance outside of them.

    None below FENCES_FROM values.
    Source: Tukey, J. W. (1977), Exploratory Data Analysis, 2D; as NIST/SEMATECH e-Handbook 7.1.6.
    """
    if len(values) < FENCES_FROM:
        return None
    lower, upper = quartiles(values)
    return Fences(lower - STEP * (upper - lower), upper + STEP * (upper - lower))


def outside(values: Sequence[Number | None]) -> list[bool]:
    """Tell of each value whether it lies outside the fences of all that are known.

    None (unknown) does not, and nobody does where there are too few for fences.
    """
    bounds = fences([value for value in values if value is not None])
    return [
        bounds is not None and value is not None and bounds.leave_out(value) for value in values
    ]
