"""The engine against numbers worked by hand."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.scoring import grade, score, without
from tests.scoring.second_implementation import CODES, tree

BOUNDS = (
    ("Memuaskan", Decimal("4.20")),
    ("Sangat Baik", Decimal("3.50")),
    ("Baik", Decimal("2.60")),
    ("Cukup", Decimal("1.80")),
    ("Kurang", Decimal("1.00")),
)
EXAMPLES = yaml.safe_load(
    (Path(__file__).parent / "worked_examples" / "epss.yaml").read_text("utf-8")
)


def levels_of(example: dict[str, Any]) -> dict[str, int]:
    levels: dict[str, int] = {
        code: example["level"] for code in CODES if code not in example.get("without", [])
    }
    for domain, level in example.get("domains", {}).items():
        levels |= {code: level for code in levels if code.startswith(domain)}
    levels |= example.get("indicators", {})
    return levels


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_the_engine_gives_what_was_worked_by_hand(example: dict[str, Any]) -> None:
    applicable = without(tree(), example.get("without", []))
    expected_groups = example.get("groups", {})

    sheet = score(applicable, levels_of(example))

    assert sheet.total == Fraction(example["exact"])
    assert str(sheet.published) == example["published"]
    assert grade(sheet.published, BOUNDS) == example["grade"]
    assert {code: sheet.groups[code] for code in expected_groups} == {
        code: Fraction(value) for code, value in expected_groups.items()
    }
    assert [code for code in example.get("gone", []) if code in sheet.groups] == []


def test_there_are_examples_on_both_sides_of_every_bound() -> None:
    edges = {example["published"] for example in EXAMPLES}

    assert {"1.79", "1.80", "2.59", "2.60", "3.49", "3.50", "4.19", "4.20"} - edges == set()
