"""What a weighted tree is and what is refused."""

import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.scoring import Branch, Leaf, without


def test_leaves_stand_in_the_order_of_the_instrument() -> None:
    tree = Branch(
        "r", 100, [Branch("2", 40, [Leaf("21", 100)]), Branch("1", 60, [Leaf("11", 100)])]
    )

    assert [leaf.code for leaf in tree.leaves()] == ["21", "11"]


def test_weights_of_any_exact_kind_mean_the_same() -> None:
    whole = Branch("r", 100, [Leaf("a", 50), Leaf("b", 50)])
    mixed = Branch(
        "r", Decimal("100.0"), [Leaf("a", Decimal("50.00")), Leaf("b", Fraction(100, 2))]
    )

    assert whole == mixed
    assert hash(whole) == hash(mixed)


@pytest.mark.parametrize(
    "weight", [0, -1, 101, 50.0, True, "50", None, Decimal("NaN"), Decimal("Infinity"), Decimal(-5)]
)
def test_a_weight_that_is_not_an_exact_percent_is_refused(weight: Any) -> None:
    with pytest.raises(ValueError, match=r"^bobot a harus "):
        Leaf("a", weight)


@pytest.mark.parametrize("top", [1, 0, True, 5.0, "5"])
def test_a_top_level_below_two_or_no_whole_number_is_refused(top: Any) -> None:
    with pytest.raises(ValueError, match=r"^tingkat tertinggi a "):
        Leaf("a", 100, top)


@pytest.mark.parametrize("code", ["", 101, None])
def test_a_code_that_is_no_text_is_refused(code: Any) -> None:
    with pytest.raises(ValueError, match=r"^kode harus teks"):
        Leaf(code, 100)


@pytest.mark.parametrize("weights", [[50, 51], [50, 49], [], [Decimal("33.33")] * 3])
def test_weights_of_a_group_that_do_not_sum_to_exactly_100_are_refused(weights: list[Any]) -> None:
    leaves = [Leaf(f"l{number}", weight) for number, weight in enumerate(weights)]

    with pytest.raises(ValueError, match=r"^bobot di bawah r berjumlah .*, seharusnya 100$"):
        Branch("r", 100, leaves)


def test_a_doubled_code_is_refused_wherever_it_hides() -> None:
    deep = [Branch("1", 50, [Leaf("x", 100)]), Branch("2", 50, [Leaf("x", 100)])]

    with pytest.raises(ValueError, match=r"^kode ganda di bawah r: x$"):
        Branch("r", 100, deep)


def test_without_scales_the_remaining_weights_of_the_group_to_100() -> None:
    tree = Branch("r", 100, [Leaf("a", 20), Leaf("b", 30), Leaf("c", 50)])

    assert without(tree, ["c"]) == Branch("r", 100, [Leaf("a", 40), Leaf("b", 60)])


def test_without_takes_a_group_away_with_its_last_leaf() -> None:
    tree = Branch(
        "r", 100, [Branch("1", 75, [Leaf("11", 100)]), Branch("2", 25, [Leaf("21", 100)])]
    )

    assert without(tree, {"21"}) == Branch("r", 100, [Branch("1", 100, [Leaf("11", 100)])])


def test_without_nothing_gives_the_tree_itself() -> None:
    tree = Branch("r", 100, [Leaf("a", 100)])

    assert without(tree, []) is tree


def test_without_a_code_that_is_no_leaf_is_refused() -> None:
    tree = Branch("r", 100, [Branch("1", 100, [Leaf("11", 100)])])

    with pytest.raises(ValueError, match=r"^kode bukan indikator pohon ini: 1, 9$"):
        without(tree, ["9", "1"])


def test_without_everything_is_refused() -> None:
    tree = Branch("r", 100, [Leaf("a", 100)])

    with pytest.raises(ValueError, match=r"^tidak ada indikator yang tersisa$"):
        without(tree, ["a"])


def test_a_tree_stays_equal_and_findable_after_travelling() -> None:
    tree = Branch("r", 100, [Branch("1", 100, [Leaf("11", 100, 4)])])

    arrived = pickle.loads(pickle.dumps(tree))  # noqa: S301 - our own bytes

    assert arrived == tree
    assert {tree: "found"}[arrived] == "found"
