"""Spreading OPDs over assessors: even, free of conflict, rotated, the same every time."""

from collections import Counter
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.assessments.distribution import Duty, spread

EIGHT = tuple(f"p{number}" for number in range(1, 9))


def forty(last_year: dict[str, str] | None = None) -> list[Duty]:
    before = last_year or {}
    return [
        Duty(key, EIGHT, frozenset({before[key]} if key in before else ()))
        for key in (f"{number:02d}" for number in range(40))
    ]


def test_forty_opds_go_to_eight_assessors_five_each() -> None:
    chosen = spread(forty(), {})

    assert Counter(chosen.values()) == dict.fromkeys(EIGHT, 5)


def test_nobody_keeps_last_years_opd_when_all_are_given_out_again() -> None:
    first = spread(forty(), {})

    second = spread(forty(first), {})

    assert [key for key in first if first[key] == second[key]] == []
    assert Counter(second.values()) == dict.fromkeys(EIGHT, 5)


def test_what_people_have_already_counts() -> None:
    duties = [Duty(str(number), ("a", "b")) for number in range(4)]

    assert Counter(spread(duties, {"a": 2}).values()) == {"a": 1, "b": 3}


def test_an_even_load_goes_before_rotation() -> None:
    duties = [Duty("1", ("a", "b"), frozenset("a")), Duty("2", ("b",))]

    assert spread(duties, {}) == {"1": "a", "2": "b"}


def test_an_opd_without_candidates_gets_nobody_and_hinders_none() -> None:
    assert spread([Duty("1", ()), Duty("2", ("a",))], {}) == {"2": "a"}


def test_the_order_in_which_duties_come_changes_nothing() -> None:
    assert spread(forty(), {}) == spread(forty()[::-1], {})


people = st.integers(2, 4).map(lambda number: EIGHT[:number])


@st.composite
def rounds(draw: st.DrawFn) -> tuple[tuple[str, ...], list[Duty], dict[str, int]]:
    """A small round: who there is, what is to do with any conflicts, what they have."""
    team = draw(people)
    subset = st.lists(st.sampled_from(team), unique=True).map(tuple)
    duties = [
        Duty(str(number), draw(subset), frozenset(draw(subset)[:1]))
        for number in range(draw(st.integers(0, 5)))
    ]
    return team, duties, draw(st.dictionaries(st.sampled_from(team), st.integers(0, 3)))


def cost(duties: list[Duty], loads: dict[str, int], chosen: dict[str, str]) -> tuple[int, int]:
    """How uneven (sum of squares), then how many repeat last year: by the definition."""
    total = Counter(loads) + Counter(chosen.values())
    repeated = sum(chosen[each.key] in each.last_year for each in duties if each.key in chosen)
    return sum(number * number for number in total.values()), repeated


@given(rounds())
@settings(max_examples=150, deadline=None)
def test_no_other_way_is_more_even_or_rotates_more(
    case: tuple[tuple[str, ...], list[Duty], dict[str, int]],
) -> None:
    _, duties, loads = case
    doable = [each for each in duties if each.candidates]
    every_way = [
        dict(zip([each.key for each in doable], way, strict=True))
        for way in product(*(each.candidates for each in doable))
    ]

    found = cost(duties, loads, spread(duties, loads))

    assert found == min(cost(duties, loads, way) for way in every_way)


@st.composite
def conflicts(draw: st.DrawFn) -> list[Duty]:
    """Forty OPDs, eight assessors, any declared conflicts."""
    pairs = st.sets(st.tuples(st.integers(0, 39), st.sampled_from(EIGHT)), max_size=120)
    declared = draw(pairs)
    return [
        Duty(f"{number:02d}", tuple(each for each in EIGHT if (number, each) not in declared))
        for number in range(40)
    ]


@given(conflicts())
@settings(max_examples=60, deadline=None)
def test_no_declared_conflict_is_ever_assigned_and_who_can_be_is(duties: list[Duty]) -> None:
    chosen = spread(duties, {})

    violated = [each for each in duties if chosen.get(each.key, "") not in (*each.candidates, "")]
    assert violated == []
    assert chosen.keys() == {each.key for each in duties if each.candidates}


@given(st.lists(st.sampled_from(EIGHT), min_size=40, max_size=40))
@settings(max_examples=60, deadline=None)
def test_with_one_conflict_for_each_opd_loads_still_differ_by_at_most_one(
    declared: list[str],
) -> None:
    """Five for each is possible (Hall) unless one person is in conflict with more than 35."""
    assume(max(Counter(declared).values()) <= 35)
    duties = [
        Duty(f"{number:02d}", tuple(each for each in EIGHT if each != other))
        for number, other in enumerate(declared)
    ]

    assert Counter(spread(duties, {}).values()) == dict.fromkeys(EIGHT, 5)
