"""From levels to the index: the score sheet, and what one more level would gain."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from app.scoring.levels import compiled
from app.scoring.rounding import two_places
from app.scoring.tree import Branch


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The result of one row of levels: everything exact, and the one rounded number.

    groups: code -> exact mean of every branch below the root, parents before children.
    """

    total: Fraction
    groups: Mapping[str, Fraction]
    published: Decimal


@dataclass(frozen=True, slots=True)
class Gain:
    """How much the exact index rises when one indicator goes one level up."""

    code: str
    gain: Fraction


def score(tree: Branch, levels: Mapping[str, int]) -> ScoreSheet:
    """Compute every mean of the tree, exactly.

    levels: code -> whole level 1..top for every leaf of the tree and for nothing else.
    Raises LevelsFaulty (a ValueError) naming every unknown, missing or out-of-range code.
    Source: Peraturan BPS 3/2022, means of means (domain/epss.md 2.1).
    """
    means = compiled(tree)
    row = means.row(levels)
    total = means.exact(row)
    groups = {mean.code: mean.exact(row) for mean in means.groups}
    return ScoreSheet(total, MappingProxyType(groups), two_places(total, means.top))


def gains(tree: Branch, levels: Mapping[str, int]) -> list[Gain]:
    """List what one more level of each indicator below its top would add, largest gain first.

    Equal gains stand in the order of the instrument. Raises LevelsFaulty as `score` does.
    """
    means = compiled(tree)
    row = means.row(levels)
    possible = [
        Gain(code, means.share(position))
        for position, code in enumerate(means.codes)
        if row[position] < means.tops[position]
    ]
    return sorted(possible, key=lambda gain: -gain.gain)


def shortest_way(tree: Branch, levels: Mapping[str, int], goal: Decimal) -> dict[str, int]:
    """Choose the fewest single-level steps that lift the published index to `goal`.

    goal: two decimals, within 1..top. Gives code -> the level to reach, for the codes to be raised,
    largest gain first; empty when the goal is reached already. Every step of an indicator gains the
    same, so the largest gains are the fewest steps. Raises LevelsFaulty as `score` does.
    """
    means = compiled(tree)
    row = means.row(levels)
    places = sorted(range(len(row)), key=lambda place: -means.share(place))
    total, way = means.exact(row), dict[str, int]()
    for place in places:
        for level in range(row[place] + 1, means.tops[place] + 1):
            if two_places(total, means.top) >= goal:
                return way
            total += means.share(place)
            way[means.codes[place]] = level
    return way
