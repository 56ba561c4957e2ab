from decimal import Decimal
from fractions import Fraction

from app.reports import advice
from app.reports.views import GradeBound, GroupScore
from tests.reports.examples import City

BOUNDS = (
    GradeBound(name="Baik", lowest=Decimal("2.60")),
    GradeBound(name="Kurang", lowest=Decimal("1.00")),
)


def group(code: str, score: str | None, city: str = "2.00") -> GroupScore:
    value = None if score is None else Decimal(score)
    return GroupScore(
        code=code, name=f"Aspek {code}", weight=Decimal(25), score=value, city=Decimal(city)
    )


def test_strengths_and_gaps_never_name_the_same_group() -> None:
    groups = [group("1", "3.00"), group("2", "2.00"), group("3", "2.50"), group("4", None)]

    assert [item.code for item in advice.strengths(groups)] == ["1"]
    assert [item.code for item in advice.gaps(groups)] == ["2"]


def test_equal_scores_are_told_apart_by_the_distance_to_the_city() -> None:
    groups = [
        group(str(n), "3.00", city) for n, city in enumerate(("3.00", "2.00", "1.00", "4.00"))
    ]

    assert [item.code for item in advice.strengths(groups)] == ["2", "1"]
    assert [item.code for item in advice.gaps(groups)] == ["3", "0"]


def test_a_group_at_the_top_is_no_gap() -> None:
    assert advice.gaps([group("1", "5.00"), group("2", "5.00")]) == ()


def test_steps_are_ordered_by_gain_and_add_up_to_the_index_they_lead_to() -> None:
    items = City().evaluation("11").indicators[:3]
    gains = {items[0].code: Fraction(1, 20), items[1].code: Fraction(1, 10)}
    gains[items[2].code] = Fraction(1, 10)
    items = tuple(
        item.model_copy(update={"final": final, "next_level": final + 1})
        for item, final in zip(items, (1, 3, 2), strict=True)
    )

    steps = advice.recommendations(items, gains, Fraction(5, 2), BOUNDS)

    assert [(s.code, str(s.gain), str(s.index_after), s.grade_after) for s in steps] == [
        (items[2].code, "0.1000", "2.60", "Baik"),
        (items[1].code, "0.1000", "2.70", "Baik"),
        (items[0].code, "0.0500", "2.75", "Baik"),
    ]


def test_four_places_are_half_up() -> None:
    assert str(advice.four_places(Fraction(12345, 1_000_000))) == "0.0123"
    assert str(advice.four_places(Fraction(5, 100_000))) == "0.0001"
