"""A tree made ready for many rows of levels: whole-number coefficients, made once per tree."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import le, mul
from typing import Literal

from app.scoring.rounding import hundredths
from app.scoring.tree import HUNDRED, Branch, Leaf

Problem = Literal["unknown", "missing", "range"]


@dataclass(frozen=True, slots=True)
class LevelFault:
    """What is wrong with the level of one code."""

    code: str
    problem: Problem
    message: str


class LevelsFaulty(ValueError):
    """Levels that do not fit the tree; `faults` names every code."""

    def __init__(self, faults: Sequence[LevelFault]) -> None:
        super().__init__("; ".join(f"{fault.code}: {fault.message}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean over the leaves start..stop: sum(coefficient * level) / denominator."""

    code: str
    start: int
    stop: int
    coefficients: tuple[int, ...]
    denominator: int

    def numerator(self, levels: Sequence[int]) -> int:
        """Sum the weighted levels; `levels` holds the whole tree."""
        return sum(map(mul, self.coefficients, levels[self.start : self.stop]))

    def exact(self, levels: Sequence[int]) -> Fraction:
        """Give the mean as it is, unrounded."""
        return Fraction(self.numerator(levels), self.denominator)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A tree as coefficients. Levels come as a sequence in the order of `codes`, checked before.

    total: the mean of the root; groups: the mean of every branch below it, parents first.
    """

    codes: tuple[str, ...]
    tops: tuple[int, ...]
    total: Mean
    groups: tuple[Mean, ...]

    @property
    def top(self) -> int:
        """Give the highest level of any leaf."""
        return max(self.tops)

    def exact(self, levels: Sequence[int]) -> Fraction:
        """Give the exact index."""
        return self.total.exact(levels)

    def published(self, levels: Sequence[int]) -> Decimal:
        """Give the published index (two decimals, half up) without making a fraction."""
        return hundredths(self.total.numerator(levels), self.total.denominator)

    def share(self, position: int) -> Fraction:
        """Give the part of the index that one leaf carries: what one more level would add."""
        return Fraction(self.total.coefficients[position], self.total.denominator)

    def fits(self, levels: Sequence[int]) -> bool:
        """Tell whether a row of ints has one level in range for every leaf."""
        return (
            len(levels) == len(self.codes) and min(levels) >= 1 and all(map(le, levels, self.tops))
        )

    def row(self, levels: Mapping[str, int]) -> tuple[int, ...]:
        """Order levels by code into a row.

        Raises LevelsFaulty naming every unknown, missing or out-of-range code; a level is an int,
        and a bool is none.
        """
        row = tuple(map(levels.get, self.codes))
        ints = tuple(level for level in row if type(level) is int)
        if len(ints) == len(levels) and self.fits(ints):
            return ints
        raise LevelsFaulty(self._faults(levels))

    def _faults(self, levels: Mapping[str, int]) -> list[LevelFault]:
        known = set(self.codes)
        faults = [
            LevelFault(str(code), "unknown", "kode tidak dikenal dalam instrumen ini")
            for code in levels
            if code not in known
        ]
        for code, top in zip(self.codes, self.tops, strict=True):
            if code not in levels:
                faults.append(LevelFault(code, "missing", "tingkat belum diisi"))
            elif type(levels[code]) is not int or not 1 <= levels[code] <= top:
                faults.append(LevelFault(code, "range", out_of_range(top)))
        return faults


def out_of_range(top: int) -> str:
    """Say which levels are allowed."""
    return f"tingkat harus bilangan bulat 1 sampai {top}"


@lru_cache(maxsize=256)
def compiled(tree: Branch) -> Compiled:
    """Turn a tree into coefficients; the same tree is turned once."""
    leaves = tree.leaves()
    groups: list[Mean] = []
    _gather(tree, 0, groups)
    return Compiled(
        codes=tuple(leaf.code for leaf in leaves),
        tops=tuple(leaf.top for leaf in leaves),
        total=_mean(tree, 0),
        groups=tuple(groups),
    )


def _gather(branch: Branch, start: int, groups: list[Mean]) -> None:
    for child in branch.children:
        if isinstance(child, Branch):
            groups.append(_mean(child, start))
            _gather(child, start, groups)
        start += len(child.leaves())


def _mean(branch: Branch, start: int) -> Mean:
    shares = _shares(branch, Fraction(1))
    denominator = math.lcm(*(share.denominator for share in shares))
    coefficients = tuple(int(share * denominator) for share in shares)
    return Mean(branch.code, start, start + len(shares), coefficients, denominator)


def _shares(node: Branch | Leaf, share: Fraction) -> list[Fraction]:
    if isinstance(node, Leaf):
        return [share]
    parts = (_shares(child, share * child.weight / HUNDRED) for child in node.children)
    return [part for group in parts for part in group]
