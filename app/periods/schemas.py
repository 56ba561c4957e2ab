"""Shapes of the evaluation year."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from app.clock import end_of_day, last_minute, start_of_day
from app.texts import Day, Instant, Name, Prose, Reason, Year

Checked = Annotated[bool, BeforeValidator(lambda given: given in {True, "ya"})]
"""A checkbox of a form: its value "ya" is sent when it is on, nothing when it is off."""


class PeriodInput(BaseModel):
    """A new evaluation year. Instants carry their offset; `agencies` empty = all active OPDs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: Year
    title: Name
    instrument: Name
    fill_opens_at: Instant
    fill_closes_at: Instant
    assessment_closes_at: Instant
    objections_enabled: bool = True
    objection_days: Annotated[int, Field(strict=True, ge=0, le=60)] = 5
    publish_at: Instant | None = None
    max_returns: Annotated[int, Field(strict=True, ge=0, le=9)] = 1
    target_index: Annotated[str, Field(pattern=r"^([1-7][.,]\d{2})?$")] = ""
    agencies: list[Name] = []


class DatesInput(BaseModel):
    """Dates of a period, changed before it opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fill_opens_at: Instant
    fill_closes_at: Instant
    assessment_closes_at: Instant


class ExtendInput(BaseModel):
    """More time for one OPD (its code) or, without code, for all that still fill."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    until: Instant
    reason: Reason
    agency: Name | None = None


class PeriodForm(BaseModel):
    """A new evaluation year as the page asks for it: whole days in WIB."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: Year
    title: Name
    instrument: Name
    fill_opens_on: Day
    fill_closes_on: Day
    assessment_closes_on: Day
    objections_enabled: Checked = False
    objection_days: Annotated[int, Field(ge=0, le=60)] = 5
    publish_on: Day | None = None
    max_returns: Annotated[int, Field(ge=0, le=9)] = 1
    target_index: Annotated[str, Field(pattern=r"^([1-7][.,]\d{2})?$")] = ""

    def as_input(self) -> PeriodInput:
        """Turn days into instants: opens at 00.00, closes at the end of the day."""
        plain = {
            "year",
            "title",
            "instrument",
            "objections_enabled",
            "objection_days",
            "max_returns",
            "target_index",
        }
        return PeriodInput(
            **self.model_dump(include=plain),
            fill_opens_at=start_of_day(self.fill_opens_on),
            fill_closes_at=end_of_day(self.fill_closes_on),
            assessment_closes_at=end_of_day(self.assessment_closes_on),
            publish_at=start_of_day(self.publish_on) if self.publish_on else None,
        )


class DatesForm(BaseModel):
    """The dates of a period that has not opened, as whole days in WIB."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fill_opens_on: Day
    fill_closes_on: Day
    assessment_closes_on: Day

    def as_input(self) -> DatesInput:
        """Turn days into instants."""
        return DatesInput(
            fill_opens_at=start_of_day(self.fill_opens_on),
            fill_closes_at=end_of_day(self.fill_closes_on),
            assessment_closes_at=end_of_day(self.assessment_closes_on),
        )


class ExtendForm(BaseModel):
    """More time until the end of a day in WIB."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    until: Day
    reason: Reason
    agency: Name | None = None


class ReopenForm(BaseModel):
    """A correction as typed: one OPD a line, "1.01: 10101, 10201"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Reason
    reason: Reason

    @field_validator("lines")
    @classmethod
    def each_line_names_both(cls, value: str) -> str:
        """Refuse a line without OPD or without indicators, by its number."""
        for number, line in enumerate(value.splitlines(), start=1):
            agency, _, codes = line.partition(":")
            if line.strip() and not (agency.strip() and codes.strip(" ,")):
                msg = f"baris {number} harus berbentuk kode OPD: kode indikator, kode indikator"
                raise ValueError(msg)
        return value

    def as_input(self) -> "StepInput":
        """Give agency code -> indicator codes."""
        items: dict[str, list[str]] = {}
        for line in self.lines.splitlines():
            agency, _, codes = line.partition(":")
            if agency.strip():
                items.setdefault(agency.strip(), []).extend(codes.replace(",", " ").split())
        return StepInput(reason=self.reason, items=items)


class StepInput(BaseModel):
    """A step of the whole round. `items` (reopen): agency code -> indicator codes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Prose = ""
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

    @property
    def fill_last_minute(self) -> datetime:
        """Give the last minute of the filling, for people."""
        return last_minute(self.fill_closes_at)


class ProposalView(BaseModel):
    """A step that waits for a second person."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    items: dict[str, list[str]]


class PhaseRow(BaseModel):
    """One phase in the list of the year. `state`: done, now, next."""

    model_config = ConfigDict(frozen=True)

    label: str
    dates: str
    state: str
