"""What holds for every tree and every row of levels."""

import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.scoring import (
    Branch,
    Leaf,
    compiled,
    gains,
    rank,
    score,
    shortest_way,
    two_places,
    without,
)

TOP = 5
prove = settings(deadline=None, max_examples=80)


@st.composite
def groups(
    draw: st.DrawFn, code: str = "r", weight: Fraction = Fraction(100), depth: int = 3
) -> Branch:
    parts = draw(st.lists(st.integers(1, 60), min_size=1, max_size=4))
    children: list[Branch | Leaf] = []
    for number, part in enumerate(parts):
        share = Fraction(100 * part, sum(parts))
        name = f"{code}{number}"
        if depth > 1 and draw(st.booleans()):
            children.append(draw(groups(name, share, depth - 1)))
        else:
            children.append(Leaf(name, share, TOP))
    return Branch(code, weight, children)


@st.composite
def scored(draw: st.DrawFn) -> tuple[Branch, dict[str, int]]:
    tree = draw(groups())
    return tree, {leaf.code: draw(st.integers(1, TOP)) for leaf in tree.leaves()}


def naive(node: Branch | Leaf, levels: dict[str, int]) -> Fraction:
    """The definition, read aloud: a mean that divides by the sum of the weights present."""
    if isinstance(node, Leaf):
        return Fraction(levels[node.code])
    present = [x for x in node.children if any(leaf.code in levels for leaf in x.leaves())]
    total = sum((x.weight * naive(x, levels) for x in present), Fraction(0))
    return total / sum((x.weight for x in present), Fraction(0))


def shuffled(node: Branch, seed: int) -> Branch:
    children = [shuffled(x, seed) if isinstance(x, Branch) else x for x in node.children]
    random.Random(seed).shuffle(children)  # noqa: S311 - not a secret
    return Branch(node.code, node.weight, children)


@prove
@given(scored())
def test_every_mean_equals_the_definition(case: tuple[Branch, dict[str, int]]) -> None:
    tree, levels = case

    sheet = score(tree, levels)

    assert sheet.total == naive(tree, levels)
    assert dict(sheet.groups) == {group.code: naive(group, levels) for group in tree.branches()}


@prove
@given(scored())
def test_every_mean_lies_between_the_lowest_and_the_highest_level(
    case: tuple[Branch, dict[str, int]],
) -> None:
    tree, levels = case
    sheet = score(tree, levels)
    low, high = min(levels.values()), max(levels.values())

    assert [x for x in (sheet.total, *sheet.groups.values()) if not low <= x <= high] == []


@prove
@given(scored())
def test_one_more_level_raises_the_index_by_exactly_its_gain(
    case: tuple[Branch, dict[str, int]],
) -> None:
    tree, levels = case
    before = score(tree, levels)

    for gain in gains(tree, levels):
        after = score(tree, levels | {gain.code: levels[gain.code] + 1})
        assert after.total - before.total == gain.gain > 0
        assert [code for code, x in after.groups.items() if x < before.groups[code]] == []


@prove
@given(scored(), st.integers())
def test_the_order_of_children_and_of_levels_changes_nothing(
    case: tuple[Branch, dict[str, int]], seed: int
) -> None:
    tree, levels = case

    other = score(shuffled(tree, seed), dict(reversed(levels.items())))

    assert other.total == score(tree, levels).total
    assert dict(other.groups) == dict(score(tree, levels).groups)


@prove
@given(scored(), st.data())
def test_left_out_indicators_leave_the_mean_to_the_weights_that_remain(
    case: tuple[Branch, dict[str, int]], data: st.DataObject
) -> None:
    tree, levels = case
    kept = data.draw(st.sets(st.sampled_from(sorted(levels)), min_size=1))
    remaining = {code: level for code, level in levels.items() if code in kept}

    pruned = without(tree, levels.keys() - kept)

    assert score(pruned, remaining).total == naive(tree, remaining)
    assert [leaf.code for leaf in pruned.leaves()] == [code for code in levels if code in kept]


@prove
@given(scored())
def test_the_fast_road_publishes_the_same_index(case: tuple[Branch, dict[str, int]]) -> None:
    tree, levels = case
    sheet = score(tree, levels)
    row = bytes(levels[leaf.code] for leaf in tree.leaves())

    assert compiled(tree).published(row) == sheet.published == two_places(sheet.total)
    assert compiled(tree).exact(row) == sheet.total


@prove
@given(st.fractions(1, TOP))
def test_rounding_moves_by_at_most_half_a_hundredth_and_the_half_goes_up(exact: Fraction) -> None:
    difference = Fraction(two_places(exact)) - exact

    assert -Fraction(1, 200) < difference <= Fraction(1, 200)


@prove
@given(st.fractions(1, TOP), st.fractions(1, TOP))
def test_rounding_never_turns_an_order_around(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))

    assert two_places(low) <= two_places(high)


@prove
@given(
    st.dictionaries(
        st.text("ABC123", min_size=1, max_size=4),
        st.none() | st.integers(100, 110).map(lambda count: Decimal(count).scaleb(-2)),
    ),
    st.randoms(use_true_random=False),
)
def test_a_place_is_one_more_than_the_number_of_better_ones(
    indices: dict[str, Decimal | None], chance: random.Random
) -> None:
    entries = list(indices.items())
    chance.shuffle(entries)
    numbers = Counter(index for index in indices.values() if index is not None)

    ranked = rank(entries)

    assert {place.code: place.place for place in ranked} == {
        code: None if index is None else 1 + sum(n for x, n in numbers.items() if x > index)
        for code, index in indices.items()
    }
    ties = [(place.place is None, place.place or 0, place.code) for place in ranked]
    assert ties == sorted(ties)


@prove
@given(scored(), st.integers(0, 400))
def test_the_shortest_way_arrives_and_no_way_with_one_step_less_does(
    case: tuple[Branch, dict[str, int]], hundredths: int
) -> None:
    tree, levels = case
    goal = Decimal(100 + hundredths) / 100
    gain = {leaf.code: score(tree, levels | {leaf.code: TOP}).total for leaf in tree.leaves()}
    total = score(tree, levels).total
    steps = sorted(
        (
            (gain[code] - total) / (TOP - level)
            for code, level in levels.items()
            for _ in range(level, TOP)
        ),
        reverse=True,
    )

    way = shortest_way(tree, levels, goal)

    taken = sum(level - levels[code] for code, level in way.items())
    assert score(tree, levels | way).published >= goal
    assert taken == 0 or two_places(total + sum(steps[: taken - 1]), TOP) < goal
    assert {code for code, level in way.items() if level <= levels[code]} == set()
