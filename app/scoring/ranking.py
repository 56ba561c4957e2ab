"""The order of a ranking, and nothing about how it looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a ranking. Without an index there is no place."""

    code: str
    published: Decimal | None
    place: int | None


def rank(entries: Iterable[tuple[str, Decimal | None]]) -> list[Place]:
    """List the entries best first: equal index, same place (1, 2, 2, 4), within a tie by code.

    entries: (code, published index or None); None has no place and stands last, by code.
    The order of `entries` does not matter. Raises ValueError for a doubled code.
    Source: product.md section 2.
    """
    ordered = sorted(entries, key=_best_first)
    _refuse_doubled(ordered)
    places: list[Place] = []
    for number, (code, published) in enumerate(ordered, start=1):
        tied = bool(places) and published is not None and places[-1].published == published
        place = places[-1].place if tied else number
        places.append(Place(code, published, None if published is None else place))
    return places


def _best_first(entry: tuple[str, Decimal | None]) -> tuple[bool, Decimal, str]:
    code, published = entry
    return published is None, -(published or Decimal(0)), code


def _refuse_doubled(ordered: list[tuple[str, Decimal | None]]) -> None:
    codes = [code for code, _ in ordered]
    if len(set(codes)) == len(codes):
        return
    codes.sort()
    doubled = {code for code, following in pairwise(codes) if code == following}
    raise ValueError(f"kode ganda dalam peringkat: {', '.join(sorted(doubled))}")
