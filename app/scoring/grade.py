"""The predikat: which named band a published index falls into."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise


def grade(published: Decimal, bounds: Sequence[tuple[str, Decimal]]) -> str:
    """Name the band of a published index.

    published: index with two decimals at most (from `two_places`), so that number and label agree.
    bounds: (name, lower bound) descending; a band includes its lower bound.
    Raises ValueError for an unrounded index, bounds not descending, or an index below the last.
    Source: EPSS 2026 (domain/epss.md 2.2); reading the rounded index is ours (product.md 2).
    """
    if not _is_rounded(published):
        raise ValueError(f"predikat dibaca dari indeks dua desimal, bukan {published!r}")
    lowers = [lower for _, lower in bounds]
    if any(upper <= lower for upper, lower in pairwise(lowers)):
        raise ValueError(f"batas predikat harus menurun: {lowers}")
    for name, lower in bounds:
        if published >= lower:
            return name
    raise ValueError(f"indeks {published} di bawah batas predikat terendah")


def _is_rounded(published: object) -> bool:
    exponent = published.as_tuple().exponent if isinstance(published, Decimal) else "not a number"
    return isinstance(exponent, int) and exponent >= -2
