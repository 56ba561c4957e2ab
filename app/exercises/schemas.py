"""Shapes of exercises."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.assessments.calibration_schemas import ReliabilityView
from app.assessments.schemas import Input, View
from app.texts import LevelNumber, Line, Name, Prose, Reason


class ExerciseInput(Input):
    """A new exercise: its indicators, and the published submission its sample is taken from.

    submission_id: "" for a sample that the coordinator writes.
    """

    title: Name
    codes: list[Name] = Field(min_length=1, max_length=60)
    submission_id: Line = ""


class SampleInput(Input):
    """One indicator of the sample, as the assessors will read it."""

    claim: LevelNumber
    explanation: Annotated[Prose, Field(min_length=1)]
    evidence: Prose = ""
    reference: LevelNumber | None = None


class SampleForm(SampleInput):
    """The same as the page sends it: with the version seen."""

    version: Annotated[int, Field(ge=0)]


class ScoreInput(Input):
    """An assessor's level; `reason` is required where it differs from the claim."""

    level: LevelNumber
    reason: Prose = ""


class ScoreForm(ScoreInput):
    """The same as the page sends it: with the version seen."""

    version: Annotated[int, Field(ge=0)] = 0


class DiscussionForm(Input):
    """What is said about the indicator of the page."""

    text: Reason


class DiscussionInput(DiscussionForm):
    """What is said about which indicator."""

    code: Name


class OwnScore(View):
    """What the reader put down for an indicator."""

    level: int
    reason: str
    version: int


class LevelCount(View):
    """How many of each institution gave a level."""

    level: int
    diskominfo: int
    bps: int


class SaidReason(View):
    """Why someone gave a level; not who."""

    institution: str
    level: int
    reason: str


class ItemResult(View):
    """What came out for one indicator, told after closing. Means and spread in levels."""

    scored: int
    counts: tuple[LevelCount, ...]
    mean: Decimal | None
    spread: Decimal | None
    reference: int | None
    reasons: tuple[SaidReason, ...]


class DiscussionView(View):
    """One contribution to the discussion."""

    code: str
    text: str
    by: str
    at: datetime


class ItemView(View):
    """One indicator of the sample; `result` and `discussion` after closing only."""

    code: str
    name: str
    claim: int | None
    explanation: str
    evidence: str
    version: int
    own: OwnScore | None
    result: ItemResult | None
    discussion: tuple[DiscussionView, ...]
    reference: int | None = None


class PersonProgress(View):
    """How far an assessor is, without any level: for the coordinator."""

    name: str
    institution: str
    done: int


class ExerciseRow(View):
    """One exercise in the list. done: how many indicators the reader has scored."""

    id: str
    title: str
    state: str
    state_name: str
    items: int
    done: int
    made_at: datetime


class ExerciseView(View):
    """One exercise. figures: how far all agree, after closing; progress: for the coordinator."""

    id: str
    title: str
    state: str
    state_name: str
    instrument_id: str
    items: tuple[ItemView, ...]
    progress: tuple[PersonProgress, ...]
    figures: ReliabilityView | None
