"""Agreement and spread: published examples to their digits, and what holds for all numbers."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import stdev
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scoring.agreement import (
    Counts,
    Pair,
    alpha,
    exact_agreement,
    kappa,
    kappa_minimum,
    mean_difference,
)
from app.scoring.rounding import rounded
from app.scoring.spread import deviation, fences, mean, outside, quartiles, variance

EXAMPLES = yaml.safe_load(
    (Path(__file__).parent / "worked_examples" / "agreement.yaml").read_text("utf-8")
)
LEVELS = st.integers(1, 5)
PAIRS = st.lists(st.tuples(LEVELS, LEVELS), max_size=40)
UNITS = st.lists(st.lists(LEVELS, max_size=5), max_size=20)
NUMBERS = st.lists(st.fractions(-5, 5, max_denominator=20), min_size=5, max_size=30)
prove = settings(deadline=None, max_examples=150)


def name_of(example: dict[str, Any]) -> str:
    return str(example["name"])


def printed(value: Fraction | None, as_in: str) -> str:
    assert value is not None
    return str(rounded(value, len(as_in.partition(".")[2])))


def pairs_of(example: dict[str, Any]) -> list[Pair]:
    if "runs" in example:
        return [(a, b) for a, b, often in example["runs"] for _ in range(often)]
    first, second = (list(map(int, example[key].split())) for key in ("first", "second"))
    order = {level: place for place, level in enumerate(sorted({*first, *second}))}
    return [(order[a], order[b]) for a, b in zip(first, second, strict=True)]


def units_of(example: dict[str, Any]) -> list[list[int]]:
    rows = [row.split() for row in example["observers"]]
    return [[int(cell) for cell in unit if cell != "."] for unit in zip(*rows, strict=True)]


def nominal(_: Counts, __: int, ___: int) -> Fraction:
    return Fraction(1)


def interval(_: Counts, lower: int, upper: int) -> Fraction:
    return Fraction(upper - lower) ** 2


@pytest.mark.parametrize("example", EXAMPLES["kappa"], ids=name_of)
def test_kappa_gives_the_published_figure(example: dict[str, Any]) -> None:
    assert printed(kappa(pairs_of(example)), example["squared"]) == example["squared"]


@pytest.mark.parametrize("example", EXAMPLES["alpha"], ids=name_of)
def test_alpha_gives_the_published_figures(example: dict[str, Any]) -> None:
    units = units_of(example)
    found = {
        "nominal": alpha(units, nominal),
        "interval": alpha(units, interval),
        "ordinal": alpha(units),
    }
    told = {name: example[name] for name in found if name in example}

    assert {name: printed(found[name], figure) for name, figure in told.items()} == told


@pytest.mark.parametrize("example", EXAMPLES["fences"], ids=name_of)
def test_the_fences_stand_where_the_handbook_puts_them(example: dict[str, Any]) -> None:
    values = [int(each) for each in example["values"].split()]

    found = fences(values)

    assert quartiles(values) == (Fraction(example["lower"]), Fraction(example["upper"]))
    assert found is not None
    assert (found.low, found.high) == (Fraction(example["low"]), Fraction(example["high"]))
    assert [value for value in values if found.leave_out(value)] == example["outliers"]


def test_figures_worked_by_hand() -> None:
    pairs = [(3, 3), (4, 2), (2, 3), (5, 5)]

    assert exact_agreement(pairs) == Fraction(1, 2)
    assert mean_difference(pairs) == Fraction(1, 4)
    assert mean([1, 2, 3, 5]) == Fraction(11, 4)
    assert variance([1, 2, 3, 5]) == Fraction(35, 12)
    assert deviation([1, 2, 3, 5]) == Decimal("1.71")
    assert kappa_minimum(5) == 50


@pytest.mark.parametrize("pairs", [[], [(3, 3)], [(3, 3)] * 20])
def test_without_variation_there_is_no_coefficient(pairs: list[Pair]) -> None:
    assert kappa(pairs) is None
    assert alpha(pairs) is None


def test_what_nobody_scored_gives_no_figure() -> None:
    assert alpha([[], [3], [4]]) is None
    assert exact_agreement([]) is None
    assert mean_difference([]) is None
    assert mean([]) is None
    assert deviation([3]) is None
    assert fences([1, 1, 1, 9]) is None
    with pytest.raises(ValueError, match="three"):
        quartiles([1, 2])


def test_what_lies_apart_is_told_in_place_and_the_unknown_never() -> None:
    # Quartiles of 0, 0, 1, 1, 9 at places 1.5 and 4.5: 0 and 5; fences at -7.5 and 12.5.
    assert outside([0, 0, 1, 1, 9]) == [False] * 5
    # Of 0, 0, 1, 1, 1, 1, 9 at places 2 and 6: 0 and 1; fences at -1.5 and 2.5.
    assert outside([9, 0, None, 0, 1, 1, 1, 1]) == [True] + [False] * 7
    assert outside([None, 9, 0, 0, 0]) == [False] * 5


def by_definition(pairs: list[Pair]) -> Fraction | None:
    """Cohen's formula with the table written out: observed and expected, cell by cell."""
    number = len(pairs)
    cells = [(i, j) for i in range(1, 6) for j in range(1, 6)]
    seen = sum((i - j) ** 2 * Fraction(pairs.count((i, j)), number) for i, j in cells)
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    chance = sum(
        (i - j) ** 2 * Fraction(first.count(i) * second.count(j), number**2) for i, j in cells
    )
    return 1 - seen / chance if chance else None


@prove
@given(PAIRS.filter(bool))
def test_kappa_is_what_its_definition_says(pairs: list[Pair]) -> None:
    assert kappa(pairs) == by_definition(pairs)


@prove
@given(PAIRS)
def test_kappa_is_the_same_for_both_raters_and_at_most_one(pairs: list[Pair]) -> None:
    found = kappa(pairs)

    assert kappa([(b, a) for a, b in pairs]) == found
    assert found is None or -1 <= found <= 1
    assert found is None or (found == 1) == (exact_agreement(pairs) == 1)


@prove
@given(UNITS, st.randoms())
def test_alpha_knows_no_order_and_counts_no_lonely_level(
    units: list[list[int]], random: Any
) -> None:
    shuffled = [random.sample(unit, len(unit)) for unit in units]
    random.shuffle(shuffled)

    assert alpha(shuffled) == alpha(units)
    assert alpha([*units, [5], []]) == alpha(units)


@prove
@given(UNITS)
def test_alpha_is_one_for_perfect_agreement_only(units: list[list[int]]) -> None:
    found = alpha(units)
    agree = all(len(set(unit)) == 1 for unit in units if len(unit) > 1)

    assert found is None or found <= 1
    assert found is None or (found == 1) == agree


@prove
@given(NUMBERS)
def test_fences_hold_the_quartiles_and_move_with_the_numbers(numbers: list[Fraction]) -> None:
    found, moved = fences(numbers), fences([number + 2 for number in numbers])
    lower, upper = quartiles(numbers)

    assert found is not None
    assert moved is not None
    assert found.low <= lower <= upper <= found.high
    assert (moved.low, moved.high) == (found.low + 2, found.high + 2)


@prove
@given(NUMBERS)
def test_the_deviation_is_the_library_s_to_a_hundredth(numbers: list[Fraction]) -> None:
    found = deviation(numbers)

    assert found is not None
    assert abs(float(found) - stdev(map(float, numbers))) <= 0.005001


@pytest.mark.parametrize(
    ("value", "text"),
    [("1/8", "0.13"), ("-1/8", "-0.13"), ("-1/1000", "0.00"), ("2", "2.00"), ("-7/3", "-2.33")],
)
def test_a_figure_is_rounded_half_away_from_zero(value: str, text: str) -> None:
    assert str(rounded(Fraction(value), 2)) == text
