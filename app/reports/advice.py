"""Which strengths, gaps and next steps a report names. Pure: the same rule for PDF and page."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.reports import words
from app.reports.views import GradeBound, GroupScore, Highlight, IndicatorResult, Recommendation
from app.scoring import grade, two_places

NAMED: Final = 3
RECOMMENDED: Final = 10


def strengths(groups: Sequence[GroupScore], count: int = NAMED) -> tuple[Highlight, ...]:
    """Name the best aspects: highest score, then furthest above the city, then by code.

    Of n groups at most half are strengths, so that no group is named on both sides.
    """
    return tuple(_highlight(group) for group in _ordered(groups)[: _room(groups, count)])


def gaps(
    groups: Sequence[GroupScore], count: int = NAMED, *, top: int = 5
) -> tuple[Highlight, ...]:
    """Name the weakest aspects, weakest first; a group at the instrument's top is no gap."""
    backwards = reversed(_ordered(groups))
    weakest = [_highlight(group) for group in backwards if group.score != top]
    return tuple(weakest[: _room(groups, count)])


def recommendations(
    indicators: Sequence[IndicatorResult],
    gains: Mapping[str, Fraction],
    total: Fraction,
    bounds: Sequence[GradeBound],
    *,
    limit: int = RECOMMENDED,
) -> tuple[Recommendation, ...]:
    """List the steps that raise the index most, largest gain first, then lowest level, then code.

    gains: exact, from `app.scoring.gains`. total: the exact index now. `index_after` adds up the
    steps in the order listed; each indicator appears once, with its next level.
    """
    open_ones = [item for item in indicators if item.next_level is not None]
    open_ones.sort(key=lambda item: (-gains[item.code], item.final, item.code))
    listed = []
    for order, item in enumerate(open_ones[:limit], start=1):
        total += gains[item.code]
        listed.append(_recommendation(order, item, gains[item.code], two_places(total), bounds))
    return tuple(listed)


def four_places(value: Fraction) -> Decimal:
    """Write a gain with four decimals, half up."""
    return Decimal(int(value * 20_000 + 1) // 2).scaleb(-4)


def _recommendation(
    order: int, item: IndicatorResult, gain: Fraction, after: Decimal, bounds: Sequence[GradeBound]
) -> Recommendation:
    return Recommendation(
        order=order,
        code=item.code,
        name=item.short_name,
        from_level=item.final,
        to_level=item.next_level or item.final,
        gain=four_places(gain),
        index_after=after,
        grade_after=grade(after, [(bound.name, bound.lowest) for bound in bounds]),
        text=item.next_step,
    )


def _ordered(groups: Sequence[GroupScore]) -> list[GroupScore]:
    def rank(group: GroupScore) -> tuple[Decimal, Decimal, str]:
        score = group.score or Decimal(0)
        return -score, (group.city or score) - score, group.code

    return sorted((group for group in groups if group.score is not None), key=rank)


def _room(groups: Sequence[GroupScore], count: int) -> int:
    return min(count, sum(group.score is not None for group in groups) // 2)


def _highlight(group: GroupScore) -> Highlight:
    score = group.score or Decimal(1)
    remark = "" if group.city is None else words.beside(score, group.city)
    return Highlight(code=group.code, name=group.name, score=score, city=group.city, remark=remark)
