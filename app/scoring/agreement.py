"""How far two or more who scored the same agree, beyond chance: exact, on whole-number levels.

A figure that the numbers cannot carry (nothing in common, no variation at all) is None, never a
division by zero: people read "belum cukup data".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

Pair = tuple[int, int]
"""The first's and the second's level of one thing."""
Counts = Mapping[int, int]
"""How often each level was given."""
Distance = Callable[[Counts, int, int], Fraction]
"""The squared distance between two levels, the lower first."""


def kappa(pairs: Sequence[Pair]) -> Fraction | None:
    """Weighted kappa with squared weights: 1 is perfect, 0 what chance gives, -1 <= kappa <= 1.

    pairs: both levels of each thing, in the same order of raters; levels are equally spaced.
    None without pairs, or when both gave one and the same level throughout.

    With weights (i - j)**2 the observed disagreement is sum((a - b)**2) / n and the one expected
    by chance sum over all a, b of (a - b)**2 / n**2, which is multiplied out here.
    Source: Cohen, J. (1968), Weighted kappa, Psychological Bulletin 70(4), 213-220; the squared
    weights: Fleiss and Cohen (1973), Educational and Psychological Measurement 33, 613-619.
    """
    number = len(pairs)
    squares = sum(a * a + b * b for a, b in pairs)
    expected = number * squares - 2 * sum(a for a, _ in pairs) * sum(b for _, b in pairs)
    if not expected:
        return None
    return 1 - Fraction(number * sum((a - b) ** 2 for a, b in pairs), expected)


def kappa_minimum(top: int) -> int:
    """Give how many shared things a weighted kappa on levels 1..top needs: 2 * top**2.

    Source: Cicchetti, D. V. (1981), Testing the normal approximation and minimal sample size
    requirements of weighted kappa, Applied Psychological Measurement 5(1), 101-104.
    """
    return 2 * top * top


def ordinal(counts: Counts, lower: int, upper: int) -> Fraction:
    """Give the squared distance of ranks: the values from one level to the other, half the ends."""
    between = sum(number for level, number in counts.items() if lower <= level <= upper)
    return (between - Fraction(counts[lower] + counts[upper], 2)) ** 2


def alpha(units: Iterable[Sequence[int]], distance: Distance = ordinal) -> Fraction | None:
    """Krippendorff's alpha: 1 is perfect, 0 what chance gives, below 0 systematic disagreement.

    units: for each thing the levels it got, by however many raters, in any order; who scored
    nothing is left out, and a thing scored once only does not count.
    None when nothing was scored twice, or everything got one and the same level.
    Source: Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, formula C to E;
    University of Pennsylvania, Departmental Papers (ASC) 43.
    """
    paired = [unit for unit in units if len(unit) > 1]
    counts = Counter(level for unit in paired for level in unit)
    distances = {
        (lower, upper): distance(counts, lower, upper)
        for lower, upper in combinations(sorted(counts), 2)
    }
    expected = sum(counts[a] * counts[b] * far for (a, b), far in distances.items())
    if not expected:
        return None
    observed = sum(
        (
            Fraction(there[a] * there[b], len(unit) - 1) * far
            for unit in paired
            for there in [Counter(unit)]
            for (a, b), far in distances.items()
        ),
        Fraction(0),
    )
    return 1 - (counts.total() - 1) * observed / expected


def exact_agreement(pairs: Sequence[Pair]) -> Fraction | None:
    """Give the part of the pairs whose levels are equal, 0..1; None without pairs."""
    return Fraction(sum(a == b for a, b in pairs), len(pairs)) if pairs else None


def mean_difference(pairs: Sequence[Pair]) -> Fraction | None:
    """Give how much higher the first scores on average, in levels; None without pairs."""
    return Fraction(sum(a - b for a, b in pairs), len(pairs)) if pairs else None
