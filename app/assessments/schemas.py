"""Shapes of the assessment."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.permissions import Institution
from app.submissions.evidence_schemas import LinkCheckView
from app.submissions.schemas import ClarificationView, SubmissionView
from app.texts import LevelNumber, Line, Name, Prose, Reason


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
    """The agreed level. `reason` is required where the institutions differ.

    number: of the agreed value that was seen, 0 for none; left out, whatever stands is replaced.
    """

    level: LevelNumber
    reason: Prose = ""
    number: Annotated[int, Field(ge=0)] | None = None


class NoteInput(Input):
    """A remark between institutions and coordinator."""

    text: Reason
    code: Line = ""


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


class JudgementForm(JudgementInput):
    """A judgement as the page sends it: with the version seen."""

    version: Annotated[int, Field(ge=0)] = 0


class QueueRow(View):
    """One submission in an assessor's queue. `next_code` is the first indicator without a level."""

    submission_id: str
    agency_code: str
    agency_name: str
    state: str
    state_name: str
    judged: int
    total: int
    is_locked: bool
    open_questions: int
    next_code: str
    codes: tuple[str, ...]
    done: frozenset[str]


class FilterView(View):
    """A filter of a list: its key in the address, its name, how many rows it leaves."""

    key: str
    name: str
    count: int


class QueueLine(View):
    """A row of the queue as drawn; `href` is empty where there is nothing to open yet.

    since: when the OPD sent it last; days: whole days since then.
    """

    row: QueueRow
    status: str
    word: str
    href: str
    since: datetime | None
    days: int


class QueueView(View):
    """An assessor's duties in a period."""

    title: str
    lines: tuple[QueueLine, ...]
    filters: tuple[FilterView, ...]
    chosen: str
    judged: int
    total: int
    closes_at: datetime
    days_left: int


class ClaimedEvidence(View):
    """A piece of evidence as it was sent; `page` is read from the citation, 0 for none."""

    id: str
    title: str
    file_name: str
    url: str
    media_type: str
    size_bytes: int
    citation: str
    page: int
    scan_state: str = ""
    check: LinkCheckView | None = None


class IndicatorClaim(View):
    """What the OPD sent for one indicator; `reply`: to the return before it."""

    level: int | None
    explanation: str
    reply: str
    evidence: tuple[ClaimedEvidence, ...]


class SheetRow(View):
    """One indicator in the list of a submission: claim and own level, nothing of the other side."""

    code: str
    name: str
    claim: int | None
    own: int | None
    evidence_count: int
    open_questions: int


class SheetGroup(View):
    """A domain of that list."""

    code: str
    name: str
    judged: int
    rows: tuple[SheetRow, ...]


class SheetView(View):
    """A submission as the own institution scores it. `own` is None for who does not score."""

    standing: SubmissionView
    own: StandingView | None
    groups: tuple[SheetGroup, ...]
    next_code: str
    left: tuple[str, ...]
    level_names: dict[int, str]
    questions: tuple[ClarificationView, ...]
    is_revealed: bool


class BoardRow(View):
    """One submission on the coordinator's board: progress of both institutions, no level."""

    submission_id: str
    agency_code: str
    agency_name: str
    state: str
    state_name: str
    is_closed: bool
    total: int
    judged: dict[str, int]
    locked: dict[str, bool]
    assessors: tuple[AssignmentView, ...]

    def of(self, institution: str) -> tuple[AssignmentView, ...]:
        """Give the assessors of one institution."""
        return tuple(row for row in self.assessors if row.institution == institution)


class ReturnPage(View):
    """What may be returned to the OPD."""

    standing: SubmissionView
    groups: tuple[SheetGroup, ...]
    left: int
    until: date


class UnlockPage(View):
    """Which institutions have locked."""

    standing: SubmissionView
    locked: tuple[tuple[str, str], ...]


class ConflictPage(View):
    """What a conflict of interest can be declared about; `people` is empty for oneself."""

    agencies: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
