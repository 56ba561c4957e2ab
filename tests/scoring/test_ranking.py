"""Places."""

from decimal import Decimal
from itertools import permutations

import pytest

from app.scoring import Place, rank

TWO = Decimal("2.00")


def test_equal_indices_share_a_place_and_the_next_place_is_skipped() -> None:
    entries = [("D", Decimal("1.50")), ("C", TWO), ("B", TWO), ("A", Decimal("3.00"))]

    assert [(place.place, place.code) for place in rank(entries)] == [
        (1, "A"),
        (2, "B"),
        (2, "C"),
        (4, "D"),
    ]


def test_without_an_index_there_is_no_place_and_the_line_stands_last() -> None:
    entries = [("Z", None), ("B", TWO), ("A", None), ("C", Decimal("1.00"))]

    assert rank(entries) == [
        Place("B", TWO, 1),
        Place("C", Decimal("1.00"), 2),
        Place("A", None, None),
        Place("Z", None, None),
    ]


def test_the_order_of_the_input_does_not_matter() -> None:
    entries = [("A", TWO), ("B", TWO), ("C", None), ("D", Decimal("4.10")), ("E", None)]
    rankings = [rank(order) for order in permutations(entries)]

    assert rankings == [rankings[0]] * 120


def test_the_same_number_written_differently_is_a_tie() -> None:
    assert [place.place for place in rank([("A", Decimal("2.0")), ("B", Decimal("2.00"))])] == [
        1,
        1,
    ]


def test_nobody_is_ranked_when_there_is_nobody() -> None:
    assert rank([]) == []


def test_a_doubled_code_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^kode ganda dalam peringkat: A$"):
        rank([("A", TWO), ("B", TWO), ("A", None)])
