"""Who scores which OPD when nobody is chosen by hand? Pure and deterministic.

First as even as it can be, then as few OPDs as possible with the person of last year: a flow of
least cost, one OPD at a time along the cheapest chain of exchanges. The n-th OPD of a person costs
2n - 1, so the sum is that of the squares of the loads; it is smallest exactly where loads differ by
at most one, wherever conflicts allow that at all. One unit of it outweighs every repetition.
Source: Ahuja, Magnanti, Orlin, Network Flows (1993), 9.7 (successive shortest paths) and
14.3 (convex costs as parallel arcs).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Duty:
    """One OPD that needs one person of an institution.

    key: orders the duties; candidates: who may, without any conflict; last_year: who did.
    """

    key: str
    candidates: tuple[str, ...]
    last_year: frozenset[str] = frozenset()

    def repeats(self, person: str) -> bool:
        """Tell whether this person scored this OPD last year."""
        return person in self.last_year

    @property
    def has_others(self) -> bool:
        """Tell whether anyone may who did not do it last year."""
        return bool(set(self.candidates) - self.last_year)


Cost = tuple[int, int]
"""Repetitions of last year, then exchanges: of equal ways the one that moves fewest."""


def spread(duties: Sequence[Duty], loads: Mapping[str, int]) -> dict[str, str]:
    """Give the person for each duty's key; a duty without candidates has none.

    loads: how many OPDs people have already; those stay with them.
    """
    plan = _Plan(weight=len(duties) + 1, loads=dict(loads))
    for duty in sorted(duties, key=lambda each: each.key):
        if duty.candidates:
            plan.add(duty)
    return plan.chosen


@dataclass(slots=True)
class _Plan:
    """What is given out so far: least cost among all ways to give out these duties."""

    weight: int
    loads: dict[str, int]
    duties: list[Duty] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)

    def add(self, duty: Duty) -> None:
        """Give out one more; others change hands where that is cheaper."""
        costs = {person: (int(duty.repeats(person)), 0) for person in sorted(duty.candidates)}
        came: dict[str, tuple[str, str]] = {}
        while self._relax(costs, came):
            pass
        last = min(costs, key=lambda person: (self._price(person, costs[person]), person))
        self.loads[last] = self.loads.get(last, 0) + 1
        while last in came:
            key, giver = came[last]
            self.chosen[key] = last
            last = giver
        self.chosen[duty.key] = last
        self.duties.append(duty)

    def _price(self, person: str, cost: Cost) -> Cost:
        repeats, exchanges = cost
        return self.weight * (2 * self.loads.get(person, 0) + 1) + repeats, exchanges

    def _relax(self, costs: dict[str, Cost], came: dict[str, tuple[str, str]]) -> bool:
        """Look for cheaper ways to a person by one more exchange (Bellman and Ford)."""
        is_better = False
        for duty in self.duties:
            giver = self.chosen[duty.key]
            if giver not in costs:
                continue
            for taker in sorted(duty.candidates):
                repeats, exchanges = costs[giver]
                cost = repeats + duty.repeats(taker) - duty.repeats(giver), exchanges + 1
                if taker != giver and (taker not in costs or cost < costs[taker]):
                    costs[taker], came[taker] = cost, (duty.key, giver)
                    is_better = True
        return is_better
