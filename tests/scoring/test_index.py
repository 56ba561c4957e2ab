"""Levels become an index: what is computed and which levels are refused."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.scoring import Branch, Gain, Leaf, LevelsFaulty, compiled, gains, score

TREE = Branch(
    "r",
    100,
    [Branch("1", 60, [Leaf("11", 25), Leaf("12", 75)]), Branch("2", 40, [Leaf("21", 100, top=3)])],
)


def test_groups_are_listed_parents_first_without_the_root() -> None:
    sheet = score(TREE, {"11": 1, "12": 2, "21": 3})

    assert dict(sheet.groups) == {"1": Fraction(7, 4), "2": Fraction(3)}
    assert sheet.total == Fraction(9, 4)
    assert sheet.published == Decimal("2.25")


def test_the_score_sheet_cannot_be_changed() -> None:
    sheet = score(TREE, {"11": 1, "12": 2, "21": 3})

    with pytest.raises(TypeError):
        sheet.groups["1"] = Fraction(5)  # type: ignore[index]  # that is the point


@pytest.mark.parametrize(
    ("levels", "faults"),
    [
        ({"11": 1, "12": 2}, [("21", "missing", "tingkat belum diisi")]),
        (
            {"11": 1, "12": 2, "21": 3, "99": 1},
            [("99", "unknown", "kode tidak dikenal dalam instrumen ini")],
        ),
        (
            {"11": 0, "12": 6, "21": 4},
            [
                ("11", "range", "tingkat harus bilangan bulat 1 sampai 5"),
                ("12", "range", "tingkat harus bilangan bulat 1 sampai 5"),
                ("21", "range", "tingkat harus bilangan bulat 1 sampai 3"),
            ],
        ),
        (
            {"21": 9, "zz": 1, "11": 1},
            [
                ("zz", "unknown", "kode tidak dikenal dalam instrumen ini"),
                ("12", "missing", "tingkat belum diisi"),
                ("21", "range", "tingkat harus bilangan bulat 1 sampai 3"),
            ],
        ),
    ],
)
def test_every_code_that_does_not_fit_is_named(levels: dict[str, int], faults: list[Any]) -> None:
    with pytest.raises(LevelsFaulty) as refused:
        score(TREE, levels)

    assert [(fault.code, fault.problem, fault.message) for fault in refused.value.faults] == faults


@pytest.mark.parametrize("level", [True, 3.0, "3", None, Decimal(3), Fraction(3)])
def test_a_level_that_is_no_int_is_refused(level: Any) -> None:
    with pytest.raises(ValueError, match=r"^11: tingkat harus bilangan bulat 1 sampai 5$"):
        score(TREE, {"11": level, "12": 2, "21": 3})


def test_gains_lead_with_the_indicator_that_raises_the_index_most() -> None:
    found = gains(TREE, {"11": 1, "12": 4, "21": 2})

    assert found == [
        Gain("12", Fraction(45, 100)),
        Gain("21", Fraction(40, 100)),
        Gain("11", Fraction(15, 100)),
    ]


def test_gains_leave_out_what_stands_at_its_top() -> None:
    found = gains(TREE, {"11": 5, "12": 5, "21": 3})

    assert found == []


def test_equal_gains_stand_in_the_order_of_the_instrument() -> None:
    tree = Branch("r", 100, [Leaf("b", 50), Leaf("a", 50)])

    assert [gain.code for gain in gains(tree, {"a": 1, "b": 1})] == ["b", "a"]


def test_gains_refuse_the_levels_that_score_refuses() -> None:
    with pytest.raises(LevelsFaulty):
        gains(TREE, {"11": 1})


def test_a_compiled_tree_takes_rows_in_its_own_order() -> None:
    means = compiled(TREE)

    assert means.codes == ("11", "12", "21")
    assert means.exact([1, 2, 3]) == Fraction(9, 4)
    assert means.published(bytes([1, 2, 3])) == Decimal("2.25")
    assert [means.fits(row) for row in ([1, 2, 3], [1, 2], [0, 2, 3], [1, 2, 4])] == [
        True,
        False,
        False,
        False,
    ]


def test_the_same_tree_is_compiled_once() -> None:
    again = Branch("r", 100, TREE.children)

    assert compiled(again) is compiled(TREE)
