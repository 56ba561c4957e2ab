"""The engine against an independent implementation on the national weights."""

import random
from decimal import Decimal
from fractions import Fraction

from app.scoring import compiled, score, without
from tests.scoring.second_implementation import (
    CODES,
    TABLE,
    index,
    nested,
    published,
    relative_weight,
    tree,
)

CHANCE = random.Random(2026)  # noqa: S311 - not a secret
WALIDATA_ONLY = ("30401", "40302", "40304", "50301", "50302")


def levels() -> dict[str, int]:
    return {code: CHANCE.randint(1, 5) for code in CODES}


def test_the_table_multiplies_out_to_the_relative_weights_it_prints() -> None:
    assert [relative_weight(row) for row in TABLE] == [
        Decimal(row["exact_relative_pct_of_ips"]) for row in TABLE
    ]


def test_the_relative_weights_sum_to_100() -> None:
    assert sum(relative_weight(row) for row in TABLE) == 100


def test_a_leaf_carries_its_relative_weight() -> None:
    means = compiled(tree())
    shares = [means.share(position) * 100 for position in range(len(CODES))]

    assert shares == [Fraction(relative_weight(row)) for row in TABLE]


def test_ten_thousand_random_rows_agree_when_everything_applies() -> None:
    national = tree()
    rows = [levels() for _ in range(10_000)]

    ours = [score(national, row) for row in rows]

    assert [sheet.total for sheet in ours] == [Fraction(index(row)) for row in rows]
    assert [str(sheet.published) for sheet in ours] == [published(index(row)) for row in rows]


def test_random_rows_agree_when_the_walidata_indicators_fall_away() -> None:
    applicable = without(tree(), WALIDATA_ONLY)
    rows = [
        {code: level for code, level in levels().items() if code not in WALIDATA_ONLY}
        for _ in range(200)
    ]

    ours = [score(applicable, row) for row in rows]

    assert [sheet.total for sheet in ours] == [nested(row) for row in rows]
    assert [str(sheet.published) for sheet in ours] == [published(nested(row)) for row in rows]


def test_random_indicators_that_fall_away_agree() -> None:
    national = tree()

    for _ in range(200):
        kept = CHANCE.sample(CODES, CHANCE.randint(1, 38))
        row = {code: level for code, level in levels().items() if code in kept}
        absent = [code for code in CODES if code not in kept]
        assert score(without(national, absent), row).total == nested(row)
