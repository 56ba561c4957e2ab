"""The one rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.scoring import two_places


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("1", "1.00"),
        ("2.844999999999999999999999999", "2.84"),
        ("2.845", "2.85"),
        ("2.855", "2.86"),
        ("2.8549999", "2.85"),
        ("4.995", "5.00"),
        ("4.994", "4.99"),
        ("5", "5.00"),
        ("7/3", "2.33"),
        ("8/3", "2.67"),
    ],
)
def test_half_goes_up_and_everything_else_to_the_nearest(exact: str, rounded: str) -> None:
    assert str(two_places(Fraction(exact))) == rounded


@pytest.mark.parametrize(("value", "top"), [("0.99", 5), ("5.001", 5), ("3.01", 3), ("-1", 5)])
def test_an_index_outside_1_to_top_is_refused(value: str, top: int) -> None:
    with pytest.raises(ValueError, match=f"^indeks harus antara 1 dan {top}, bukan "):
        two_places(Fraction(value), top)


def test_another_top_allows_another_range() -> None:
    assert two_places(Fraction("6.125"), 7) == Decimal("6.13")
