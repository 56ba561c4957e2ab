"""Figures of an exercise, worked by hand."""

from decimal import Decimal

from app.exercises.spread_of_scores import figures


def test_pairs_run_across_institutions_and_alpha_over_everybody() -> None:
    # Two of each institution on three indicators: 4 pairs each; 8 of the 12 are equal.
    found = figures(
        [
            {"diskominfo": [3, 3], "bps": [3, 3]},
            {"diskominfo": [2, 2], "bps": [1, 1]},
            {"diskominfo": [4, 4], "bps": [4, 4]},
        ],
        5,
    )

    # Counts 2, 2, 4, 4 of 1..4: only 1 and 2 meet within a unit (2 x 2 / 3), distance
    # ((2 + 2) / 2)^2 = 4, so observed 16/3; expected over the pairs of levels:
    # 12: 4 x 4, 13: 8 x 25, 14: 8 x 81, 23: 8 x 9, 24: 8 x 49, 34: 16 x 16 = 1584.
    # alpha = 1 - 11 x (16/3) / 1584 = 26/27.
    assert (found.shared, found.exact, found.difference) == (12, Decimal("66.7"), Decimal("0.33"))
    assert found.alpha == Decimal("0.963")
    assert found.kappa is None  # 12 pairs are fewer than 50


def test_too_few_scores_say_nothing() -> None:
    found = figures([{"diskominfo": [3], "bps": [2]}, {"diskominfo": [3], "bps": []}], 5)

    assert (found.shared, found.exact, found.alpha) == (1, None, None)


def test_one_institution_alone_has_an_alpha_and_no_pairs() -> None:
    found = figures([{"diskominfo": [1, 1, 1, 1, 1]}, {"diskominfo": [4, 4, 4, 4, 4]}], 5)

    assert (found.shared, found.exact, found.alpha) == (0, None, Decimal("1.000"))
