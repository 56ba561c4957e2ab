"""Which figures may be said of how many shared levels? When is a rubric unclear? Pure rules.

Source: decision 0028.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from app.assessments.calibration_schemas import ReliabilityView
from app.scoring.agreement import (
    Pair,
    alpha,
    exact_agreement,
    kappa,
    kappa_minimum,
    mean_difference,
)
from app.scoring.rounding import rounded

MINIMUM = 10
"""Below so many shared levels nothing is said but how many there are (own choice)."""
TENTATIVE = Decimal("0.667")
"""Below this alpha not even tentative conclusions. Source: Krippendorff (2004), Content Analysis,
2nd ed., 11.4.4."""
SELDOM_EQUAL = Decimal(80)
"""Percent. On an indicator where nearly all stand on one level alpha says little, so the red list
asks that levels also differ often (own choice)."""


def shown(value: Fraction | None, places: int) -> Decimal | None:
    """Round a figure for display; none stays none."""
    return None if value is None else rounded(value, places)


def reliability(pairs: Sequence[Pair], top: int) -> ReliabilityView:
    """Say how far the first and the second of each pair agree, as far as their number allows."""
    if len(pairs) < MINIMUM:
        return ReliabilityView(
            shared=len(pairs), exact=None, kappa=None, alpha=None, difference=None
        )
    equal = exact_agreement(pairs)
    is_enough = len(pairs) >= kappa_minimum(top)
    return ReliabilityView(
        shared=len(pairs),
        exact=shown(None if equal is None else 100 * equal, 1),
        kappa=shown(kappa(pairs), 3) if is_enough else None,
        alpha=shown(alpha(pairs), 3),
        difference=shown(mean_difference(pairs), 2),
    )


def is_unclear(figures: ReliabilityView) -> bool:
    """Tell whether the institutions read a rubric differently: little alpha, seldom equal."""
    if figures.alpha is None or figures.exact is None:
        return False
    return figures.alpha < TENTATIVE and figures.exact < SELDOM_EQUAL
