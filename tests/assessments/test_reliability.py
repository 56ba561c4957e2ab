"""Which figures are said of how many shared levels."""

from decimal import Decimal

import pytest

from app.assessments.calibration_schemas import ReliabilityView
from app.assessments.reliability import is_unclear, reliability
from app.scoring.agreement import Pair


def test_below_ten_shared_levels_only_their_number_is_said() -> None:
    assert reliability([(3, 2)] * 9, 5) == ReliabilityView(
        shared=9, exact=None, kappa=None, alpha=None, difference=None
    )


def test_from_ten_on_all_but_kappa_is_said() -> None:
    # 30 levels, 15 of each: observed 15, expected 15 x 15 / 29, so 1 - 29/15.
    assert reliability([(3, 2)] * 15, 5) == ReliabilityView(
        shared=15,
        exact=Decimal("0.0"),
        kappa=None,
        alpha=Decimal("-0.933"),
        difference=Decimal("1.00"),
    )


def test_kappa_needs_twice_the_square_of_the_levels() -> None:
    pairs: list[Pair] = [(1, 1), (2, 2)] * 25

    assert reliability(pairs[:49], 5).kappa is None
    assert reliability(pairs, 5).kappa == Decimal("1.000")


def test_one_level_throughout_has_no_coefficient_and_full_agreement() -> None:
    figures = reliability([(3, 3)] * 60, 5)

    assert (figures.exact, figures.kappa, figures.alpha) == (Decimal("100.0"), None, None)
    assert not is_unclear(figures)


@pytest.mark.parametrize(
    ("equal", "alpha", "unclear"),
    [
        ("79.9", "0.666", True),
        ("80.0", "0.666", False),
        ("79.9", "0.667", False),
        (None, None, False),
        ("70.0", None, False),
    ],
)
def test_a_rubric_is_unclear_when_alpha_is_low_and_levels_differ_often(
    *, equal: str | None, alpha: str | None, unclear: bool
) -> None:
    figures = ReliabilityView(
        shared=10,
        exact=Decimal(equal) if equal else None,
        kappa=None,
        alpha=Decimal(alpha) if alpha else None,
        difference=None,
    )

    assert is_unclear(figures) is unclear
