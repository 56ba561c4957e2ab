"""Shapes of the assessment."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.permissions import Institution
from app.texts import LevelNumber, Name, Prose, Reason


class Input(BaseModel):
    """Base of all inputs: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AssignmentInput(Input):
    """Who scores this submission: usernames, at least one of each institution."""

    assessors: list[Name] = Field(min_length=1, max_length=20)


class ConflictInput(Input):
    """A declared conflict of interest."""

    username: Name
    agency: Name
    reason: Reason


class JudgementInput(Input):
    """One institution's level. `reason` is required where the level differs from the claim."""

    level: LevelNumber
    note: Prose = ""
    reason: Prose = ""


class UnlockInput(Input):
    """Which institution may score again, and why."""

    institution: Institution
    reason: Reason


class AgreementInput(Input):
    """The agreed level. `reason` is required where the institutions differ."""

    level: LevelNumber
    reason: Prose = ""


class NoteInput(Input):
    """A remark between institutions and coordinator."""

    text: Reason
    code: Annotated[str, Field(max_length=20)] = ""


class View(BaseModel):
    """Base of all views."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class JudgementView(View):
    """One institution's judgement of one indicator."""

    code: str
    institution: str
    level: int
    note: str
    reason: str
    version: int
    at: datetime


class AgreementView(View):
    """The agreed level of one indicator."""

    code: str
    level: int
    reason: str
    source: str
    number: int
    at: datetime


class ComparisonRow(View):
    """One indicator as the pleno sees it: claim, both institutions, agreement."""

    code: str
    claim: int | None
    diskominfo: JudgementView | None
    bps: JudgementView | None
    agreed: AgreementView | None
    is_different: bool


class AssignmentView(View):
    """An assessor's duty."""

    username: str
    name: str
    institution: str
    is_substitute: bool


class NoteView(View):
    """A remark."""

    code: str
    text: str
    by: str
    at: datetime


class StandingView(View):
    """How far an institution is with one submission, without any level."""

    institution: str
    judged: int
    total: int
    is_locked: bool


class QueueRow(View):
    """One submission in an assessor's queue."""

    submission_id: str
    agency_code: str
    agency_name: str
    state: str
    state_name: str
    judged: int
    total: int
    is_locked: bool
    open_questions: int
