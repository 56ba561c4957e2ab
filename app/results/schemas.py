"""Shapes of results."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Base of all views."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class GroupView(View):
    """A domain or aspect with its published and exact figure."""

    code: str
    name: str
    weight: str
    score: str
    exact: str


class IndicatorResultView(View):
    """One indicator's outcome. Individual scores are empty for those who may not see them."""

    code: str
    name: str
    claim: int | None
    final: int
    reason: str
    diskominfo: int | None = None
    bps: int | None = None


class ResultView(View):
    """A submission's result as far as the reader may see it."""

    submission_id: str
    period: int
    agency_code: str
    agency_name: str
    revision: int
    stage: str
    index: str
    exact: str
    grade: str
    place: int | None
    of: int | None
    domains: tuple[GroupView, ...]
    aspects: tuple[GroupView, ...]
    indicators: tuple[IndicatorResultView, ...]
    not_applicable: tuple[str, ...]
    instrument: str
    sha256: str
    made_at: datetime


class RankingRow(View):
    """One line of the ranking. `place` None: did not submit."""

    place: int | None
    agency_code: str
    agency_name: str
    agency_short_name: str
    agency_type: str
    submission_id: str
    index: str | None
    grade: str
    previous_index: str | None = None
    previous_place: int | None = None
    groups: dict[str, str] = {}


class RankingView(View):
    """A period's ranking with the city's mean."""

    period: int
    title: str
    instrument: str
    stage: str
    is_published: bool
    city_index: str | None
    city_grade: str
    city_groups: dict[str, str]
    previous_city_index: str | None
    target_index: str
    counted: int
    rows: tuple[RankingRow, ...]


class EarlierView(View):
    """One indicator in the round before: the claim, what was agreed and why, what was advised."""

    year: int
    submission_id: str
    claim: int | None
    explanation: str
    final: int
    final_name: str
    reason: str
    recommendation: str


class ChangedLevel(View):
    """One indicator whose level a revision changed, and why."""

    code: str
    name: str
    before: int
    after: int
    reason: str


class RevisionView(View):
    """A revision beside the one before it."""

    revision: int
    made_at: datetime
    index_before: str
    index: str
    grade_before: str
    grade: str
    levels: tuple[ChangedLevel, ...]


class AdviceRow(View):
    """What would raise an indicator to its next level, in the rubric's words."""

    code: str
    name: str
    level: int
    recommendation: str


class ClaimGroup(View):
    """A domain's figure in a simulated claim."""

    code: str
    name: str
    score: str


class ClaimView(View):
    """What an OPD's own levels amount to: a preview, never a result."""

    index: str
    grade: str
    domains: tuple[ClaimGroup, ...]
    unanswered: int


class StepView(View):
    """One more level of one indicator: what it asks, and what the index would become by it alone.

    level: claimed now (1 when nothing was chosen). criterion, evidence: the next level's.
    """

    code: str
    name: str
    level: int
    is_answered: bool
    index: str
    criterion: str
    evidence: tuple[str, ...]
    is_wished: bool


class WayView(View):
    """The fewest steps to the next grade: (code, name, the level to reach)."""

    grade: str
    lowest: str
    steps: tuple[tuple[str, str, int], ...]


class WhatIfView(View):
    """An OPD's claim, what would raise it most, and what the steps it ticked would make of it."""

    claim: ClaimView
    wished: ClaimView | None
    steps: tuple[StepView, ...]
    way: WayView | None
