"""Shapes of the evaluation year."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.texts import Name, Reason, Year


class PeriodInput(BaseModel):
    """A new evaluation year. Instants carry their offset; `agencies` empty = all active OPDs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: Year
    title: Name
    instrument: Name
    fill_opens_at: AwareDatetime
    fill_closes_at: AwareDatetime
    assessment_closes_at: AwareDatetime
    objections_enabled: bool = True
    objection_days: Annotated[int, Field(strict=True, ge=0, le=60)] = 5
    publish_at: AwareDatetime | None = None
    max_returns: Annotated[int, Field(strict=True, ge=0, le=9)] = 1
    target_index: Annotated[str, Field(pattern=r"^([1-7][.,]\d{2})?$")] = ""
    agencies: list[Name] = []


class DatesInput(BaseModel):
    """Dates of a period, changed before it opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fill_opens_at: AwareDatetime
    fill_closes_at: AwareDatetime
    assessment_closes_at: AwareDatetime


class ExtendInput(BaseModel):
    """More time for one OPD (its code) or, without code, for all that still fill."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    until: AwareDatetime
    reason: Reason
    agency: Name | None = None


class StepInput(BaseModel):
    """A step of the whole round. `items` (reopen): agency code -> indicator codes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Annotated[str, Field(max_length=10_000)] = ""
    items: dict[Name, list[Name]] = {}


class PeriodView(BaseModel):
    """A period with its phase and the number of submissions in each state."""

    model_config = ConfigDict(frozen=True)

    year: int
    title: str
    instrument: str
    phase: str
    phase_name: str
    phase_ends_at: datetime | None
    fill_opens_at: datetime
    fill_closes_at: datetime
    assessment_closes_at: datetime
    objections_enabled: bool
    objection_opens_at: datetime | None
    objection_closes_at: datetime | None
    publish_at: datetime | None
    announced_at: datetime | None
    finalised_at: datetime | None
    published_at: datetime | None
    max_returns: int
    target_index: str


class ProposalView(BaseModel):
    """A step that waits for a second person."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    items: dict[str, list[str]]
