"""Predikat from the published index."""

from decimal import Decimal
from typing import Any

import pytest

from app.scoring import grade

BOUNDS = (("Baik", Decimal("2.60")), ("Cukup", Decimal("1.80")), ("Kurang", Decimal("1.00")))


@pytest.mark.parametrize(
    ("published", "name"),
    [
        ("1.00", "Kurang"),
        ("1.79", "Kurang"),
        ("1.80", "Cukup"),
        ("2.59", "Cukup"),
        ("2.60", "Baik"),
        ("5.00", "Baik"),
        ("2.6", "Baik"),
        ("3", "Baik"),
    ],
)
def test_a_band_includes_its_lower_bound(published: str, name: str) -> None:
    assert grade(Decimal(published), BOUNDS) == name


@pytest.mark.parametrize(
    "index", [Decimal("2.595"), Decimal("2.600"), Decimal("NaN"), 2.6, 3, "2.60"]
)
def test_an_index_that_was_not_rounded_is_refused(index: Any) -> None:
    with pytest.raises(ValueError, match=r"^predikat dibaca dari indeks dua desimal"):
        grade(index, BOUNDS)


def test_bounds_that_do_not_descend_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^batas predikat harus menurun"):
        grade(Decimal("2.00"), BOUNDS[::-1])


@pytest.mark.parametrize("bounds", [(), BOUNDS[:2]])
def test_an_index_below_every_bound_is_refused(bounds: Any) -> None:
    with pytest.raises(ValueError, match=r"^indeks 1.79 di bawah batas predikat terendah$"):
        grade(Decimal("1.79"), bounds)
