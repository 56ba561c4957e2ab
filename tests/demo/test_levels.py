from decimal import Decimal
from fractions import Fraction
from random import Random

from app.demo.agencies import AGENCIES, DemoAgency
from app.demo.levels import EASE, SEED, DemoScores, claimed, codes_for, level_of, scores_of
from app.scoring import Branch, Leaf, score, without

# domain/epss-weights.csv: domain -> (weight, aspect -> (weight, indicator -> weight))
WEIGHTS: dict[str, tuple[int, dict[str, tuple[int, dict[str, int]]]]] = {
    "1": (
        28,
        {
            "101": (25, {"10101": 100}),
            "102": (25, {"10201": 100}),
            "103": (25, {"10301": 100}),
            "104": (25, {"10401": 100}),
        },
    ),
    "2": (
        24,
        {
            "201": (21, {"20101": 60, "20102": 40}),
            "202": (16, {"20201": 100}),
            "203": (21, {"20301": 50, "20302": 50}),
            "204": (21, {"20401": 34, "20402": 33, "20403": 33}),
            "205": (21, {"20501": 50, "20502": 50}),
        },
    ),
    "3": (
        19,
        {
            "301": (32, {"30101": 33, "30102": 33, "30103": 34}),
            "302": (26, {"30201": 100}),
            "303": (21, {"30301": 50, "30302": 50}),
            "304": (21, {"30401": 100}),
        },
    ),
    "4": (
        17,
        {
            "401": (35, {"40101": 25, "40102": 25, "40103": 25, "40104": 25}),
            "402": (30, {"40201": 50, "40202": 50}),
            "403": (35, {"40301": 25, "40302": 25, "40303": 25, "40304": 25}),
        },
    ),
    "5": (
        12,
        {
            "501": (34, {"50101": 34, "50102": 33, "50103": 33}),
            "502": (33, {"50201": 100}),
            "503": (33, {"50301": 33, "50302": 33, "50303": 34}),
        },
    ),
}


def tree() -> Branch:
    domains = [
        Branch(domain, weight, [_aspect(aspect, *parts) for aspect, parts in aspects.items()])
        for domain, (weight, aspects) in WEIGHTS.items()
    ]
    return Branch("epss", 100, domains)


def _aspect(code: str, weight: int, indicators: dict[str, int]) -> Branch:
    return Branch(code, weight, [Leaf(leaf, part) for leaf, part in indicators.items()])


def scored(year_index: int) -> dict[str, Decimal]:
    rng = Random(SEED)  # noqa: S311 - invented scores, no secret
    for _ in range(year_index):
        every(0, rng)
    whole = tree()
    return {
        agency.short_name: score(
            without(whole, set(EASE) - set(codes_for(agency))),
            {code: scores.agreed for code, scores in row.items()},
        ).published
        for agency, row in every(year_index, rng)
    }


def every(year_index: int, rng: Random) -> list[tuple[DemoAgency, dict[str, DemoScores]]]:
    return [
        (agency, {code: scores_of(agency, code, year_index, rng) for code in codes_for(agency)})
        for agency in AGENCIES
    ]


def all_scores() -> list[DemoScores]:
    rng = Random(SEED)  # noqa: S311 - invented scores, no secret
    return [scores for index in (0, 1) for _, row in every(index, rng) for scores in row.values()]


def test_the_mean_index_of_the_past_year_is_about_two() -> None:
    found = scored(0)

    mean = sum(found.values()) / len(found)
    assert Decimal("1.9") <= mean <= Decimal("2.1")


def test_the_mean_index_of_the_present_year_is_about_two_and_a_half() -> None:
    found = scored(1)

    mean = sum(found.values()) / len(found)
    assert Decimal("2.4") <= mean <= Decimal("2.6")


def test_the_best_opd_is_strong_and_the_worst_is_weak() -> None:
    found = scored(1)

    assert Decimal("3.6") <= max(found.values()) <= Decimal("4.0")
    assert Decimal("1.1") <= min(found.values()) <= Decimal("1.4")
    assert max(found, key=lambda name: found[name]) == "Diskominfo"


def test_only_the_walidata_has_all_38_indicators() -> None:
    counts = {agency.short_name: len(codes_for(agency)) for agency in AGENCIES}

    assert counts == {
        agency.short_name: 38 if agency.type == "walidata" else 33 for agency in AGENCIES
    }


def test_the_institutions_agree_in_about_four_cases_of_five() -> None:
    found = all_scores()

    same = Fraction(sum(scores.diskominfo == scores.bps for scores in found), len(found))
    assert Fraction(77, 100) <= same <= Fraction(83, 100)


def test_the_institutions_differ_by_at_most_one_level() -> None:
    assert {abs(scores.diskominfo - scores.bps) for scores in all_scores()} == {0, 1}


def test_the_agreed_level_is_that_of_one_of_the_institutions() -> None:
    assert [s for s in all_scores() if s.agreed not in (s.diskominfo, s.bps)] == []


def test_claims_are_optimistic_by_about_four_tenths_of_a_level() -> None:
    found = all_scores()

    mean = Fraction(sum(scores.claim - scores.agreed for scores in found), len(found))
    assert Fraction(3, 10) <= mean <= Fraction(5, 10)


def test_a_claim_never_leaves_the_five_levels() -> None:
    rng = Random(1)  # noqa: S311 - invented scores, no secret

    found = {claimed(level, rng) for level in (1, 5) for _ in range(500)}

    assert found <= {1, 2, 3, 4, 5}


def test_the_same_seed_gives_the_same_level() -> None:
    first, second = Random(7), Random(7)  # noqa: S311 - invented scores, no secret

    assert level_of(AGENCIES[0], "10101", 0, first) == level_of(AGENCIES[0], "10101", 0, second)
