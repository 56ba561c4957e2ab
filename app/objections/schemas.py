"""Shapes of objections."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.assessments.schemas import ClaimedEvidence, ComparisonRow
from app.texts import LevelNumber, Name, Reason


class Input(BaseModel):
    """Base of all inputs: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemInput(Input):
    """One indicator objected to."""

    code: Name
    reason: Reason


class ObjectionInput(Input):
    """A filing: at least one indicator with its reason."""

    items: list[ItemInput] = Field(min_length=1, max_length=200)


class EditInput(Input):
    """A better reason for an indicator already objected to."""

    reason: Reason


class RecommendInput(Input):
    """What an institution advises."""

    level: LevelNumber
    reason: Reason


class DecideInput(Input):
    """The coordinator's decision."""

    level: LevelNumber
    reason: Reason


class RecommendationView(BaseModel):
    """One institution's advice."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    institution: str
    level: int
    reason: str


class ObjectionItemView(BaseModel):
    """One indicator objected to. Advice is shown to assessors, coordinator and auditor only."""

    model_config = ConfigDict(frozen=True)

    code: str
    reason: str
    is_decided: bool
    decided_level: int | None
    decision_reason: str
    recommendations: tuple[RecommendationView, ...] = ()


class ObjectionView(BaseModel):
    """A filing."""

    model_config = ConfigDict(frozen=True)

    id: str
    filed_at: datetime
    withdrawn_at: datetime | None
    items: tuple[ObjectionItemView, ...]


class HearingItem(BaseModel):
    """One objected indicator as it is advised and decided on. `own` is the reader's advice."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    reason: str
    row: ComparisonRow
    evidence: tuple[ClaimedEvidence, ...]
    advice: tuple[RecommendationView, ...]
    own: RecommendationView | None
    is_ready: bool
    decided_level: int | None
    decision_reason: str


class HearingView(BaseModel):
    """The standing objection of one OPD; `filed_at` None when there is none."""

    model_config = ConfigDict(frozen=True)

    submission_id: str
    agency_name: str
    state: str
    filed_at: datetime | None
    items: tuple[HearingItem, ...]
    level_names: dict[int, str]
    top: int
