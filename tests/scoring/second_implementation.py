"""The national index a second time, from the table of weights, by another road.

The program sums whole coefficients over one denominator. Here: relative weights multiplied out in
Decimal when every indicator counts, and nested means of fractions when some are left out.
Nothing is shared with app.scoring but the codes.
"""

import csv
from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from app.scoring import Branch, Leaf

TABLE = list(
    csv.DictReader((Path(__file__).parent / "epss-weights.csv").read_text("utf-8").splitlines())
)
CODES = tuple(row["indicator_code"] for row in TABLE)
LEVELS = ("domain", "aspect", "indicator")
WEIGHTS = {
    "domain": "domain_weight_pct",
    "aspect": "aspect_weight_pct_of_domain",
    "indicator": "indicator_weight_pct_of_aspect",
}


def relative_weight(row: Mapping[str, str]) -> Decimal:
    """Percent of the index that one indicator carries."""
    domain, aspect, indicator = (Decimal(row[WEIGHTS[level]]) for level in LEVELS)
    return domain * aspect * indicator / 10_000


def index(levels: Mapping[str, int]) -> Decimal:
    """The exact index when every indicator counts: exact, for weights have four decimals."""
    return sum(relative_weight(row) * levels[row["indicator_code"]] for row in TABLE) / Decimal(100)


def published(exact: Decimal | Fraction) -> str:
    """Round half up to two decimals, as text."""
    if isinstance(exact, Fraction):
        exact = Decimal(exact.numerator) / Decimal(exact.denominator)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def nested(levels: Mapping[str, int]) -> Fraction:
    """The index as means of means over the codes in `levels` only."""
    return _mean(TABLE, levels, 0)


def _mean(rows: Collection[Mapping[str, str]], levels: Mapping[str, int], depth: int) -> Fraction:
    level = LEVELS[depth]
    total, present = Fraction(0), Fraction(0)
    for code in sorted({row[f"{level}_code"] for row in rows}):
        below = [row for row in rows if row[f"{level}_code"] == code]
        if not any(row["indicator_code"] in levels for row in below):
            continue
        weight = Fraction(below[0][WEIGHTS[level]])
        value = Fraction(levels[code]) if depth == 2 else _mean(below, levels, depth + 1)
        total, present = total + weight * value, present + weight
    return total / present


def tree() -> Branch:
    """The national tree, from the table."""
    return Branch("epss", 100, _nodes(TABLE, 0))


def _nodes(rows: Collection[Mapping[str, str]], depth: int) -> list[Branch | Leaf]:
    level = LEVELS[depth]
    nodes: list[Branch | Leaf] = []
    for code in dict.fromkeys(row[f"{level}_code"] for row in rows):
        below = [row for row in rows if row[f"{level}_code"] == code]
        weight = int(below[0][WEIGHTS[level]])
        leaf = depth == 2
        nodes.append(Leaf(code, weight) if leaf else Branch(code, weight, _nodes(below, depth + 1)))
    return nodes
