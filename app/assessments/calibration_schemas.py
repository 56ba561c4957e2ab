"""Shapes of the calibration: how far the institutions agree, and who leans where."""

from decimal import Decimal

from app.assessments.schemas import View


class ReliabilityView(View):
    """How far two institutions agree on what both scored; None: not enough data to say.

    exact: percent of equal levels, 0..100; kappa, alpha: at most 1; difference: Diskominfo minus
    BPS (an assessor's own page: own minus other) in levels.
    """

    shared: int
    exact: Decimal | None
    kappa: Decimal | None
    alpha: Decimal | None
    difference: Decimal | None


class GroupReliability(View):
    """The agreement within one domain or on one indicator; `is_unclear`: the red list."""

    code: str
    name: str
    figures: ReliabilityView
    is_unclear: bool = False


class AssessorLine(View):
    """How one assessor scores; None: not enough data to say.

    mean, spread (standard deviation): of own levels; deviation: own minus other institution;
    leaning: own minus final; all in levels. `is_apart`: the leaning lies outside the fences.
    """

    name: str
    institution: str
    judged: int
    mean: Decimal | None
    spread: Decimal | None
    deviation: Decimal | None
    leaning: Decimal | None
    is_apart: bool = False


class AgencyGap(View):
    """How far an OPD's claim lies above what was agreed, in levels over the agreed indicators."""

    submission_id: str
    agency_code: str
    agency_name: str
    agreed: int
    claim: Decimal | None
    final: Decimal | None
    gap: Decimal | None
    is_apart: bool = False


class CalibrationView(View):
    """The calibration of a round. `matrix[d - 1][b - 1]`: how often Diskominfo gave d, BPS b."""

    year: int
    title: str
    locked: int
    sent: int
    top: int
    overall: ReliabilityView
    matrix: tuple[tuple[int, ...], ...]
    domains: tuple[GroupReliability, ...]
    indicators: tuple[GroupReliability, ...]
    assessors: tuple[AssessorLine, ...]
    agencies: tuple[AgencyGap, ...]

    @property
    def unclear(self) -> tuple[GroupReliability, ...]:
        """Give the red list: the indicators that the institutions read differently."""
        return tuple(line for line in self.indicators if line.is_unclear)

    @property
    def is_said(self) -> bool:
        """Tell whether there are data enough for any indicator."""
        return any(line.figures.exact is not None for line in self.indicators)


class OwnCalibrationView(View):
    """What one assessor sees of the calibration: the own figures over submissions both locked."""

    year: int
    title: str
    locked: int
    line: AssessorLine
    figures: ReliabilityView
