"""How far do those who scored the same sample agree? Pure: levels in, figures out."""

from collections.abc import Mapping, Sequence

from app.assessments.calibration_schemas import ReliabilityView
from app.assessments.reliability import MINIMUM, reliability, shown
from app.scoring.agreement import Pair, alpha

Levels = Mapping[str, Sequence[int]]
"""The levels an indicator got, by institution."""


def figures(items: Sequence[Levels], top: int) -> ReliabilityView:
    """Say how far all agree: alpha over everybody, the rest over every Diskominfo-BPS pair.

    items: for each indicator the levels it got, by institution.
    """
    pairs: list[Pair] = [
        (left, right)
        for levels in items
        for left in levels.get("diskominfo", ())
        for right in levels.get("bps", ())
    ]
    units = [[level for given in levels.values() for level in given] for levels in items]
    scored = sum(len(unit) for unit in units if len(unit) > 1)
    everybody = shown(alpha(units), 3) if scored >= MINIMUM else None
    return reliability(pairs, top).model_copy(update={"alpha": everybody})
