"""Shapes of the self-assessment: what comes in, what goes out."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Json

from app.clock import end_of_day, last_minute
from app.files.personal_data import said
from app.submissions.brought_schemas import BroughtView
from app.submissions.citations import page_of
from app.texts import Day, Instant, LevelNumber, Line, Name, Prose, Reason, clean


class Input(BaseModel):
    """Base of all inputs: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class View(BaseModel):
    """Base of all views."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class AnswerInput(Input):
    """One indicator's answer. `level` may be empty while drafting."""

    level: LevelNumber | None = None
    explanation: Prose = ""


class AnswerRow(AnswerInput):
    """One answer of an imported table, with the version it replaces."""

    code: Name
    version: Annotated[int, Field(ge=0)]


class ImportForm(Input):
    """What the page of differences sends back: each changed answer as JSON, checked again."""

    rows: list[Json[AnswerRow]] = Field(default=[], max_length=500)


def _web_address(url: str) -> str:
    if not url.startswith(("https://", "http://")) or " " in url:
        msg = "harus alamat web yang diawali https:// atau http://"
        raise ValueError(msg)
    return url


class LinkInput(Input):
    """A link as evidence."""

    title: Name
    url: Annotated[str, Field(max_length=1000), AfterValidator(clean), AfterValidator(_web_address)]


class CitationInput(Input):
    """Where in the evidence the proof stands: pasal, page."""

    citation: Line = ""


class ReturnInput(Input):
    """Which indicators go back, why, until when."""

    codes: list[Name] = Field(min_length=1, max_length=200)
    reason: Reason
    until: Instant


class ReturnForm(Input):
    """A return as the page sends it: `until` is the last day."""

    codes: list[Name] = Field(min_length=1, max_length=200)
    reason: Reason
    until: Day

    def as_input(self) -> ReturnInput:
        """Give it with the instant the last day is over in WIB."""
        return ReturnInput(codes=self.codes, reason=self.reason, until=end_of_day(self.until))


def _declared(value: bool) -> bool:  # noqa: FBT001
    if not value:
        msg = "Centang pernyataan ini sebelum mengirim."
        raise ValueError(msg)
    return value


class DeclarationInput(Input):
    """The head's declaration when sending: without it nothing is sent."""

    declared: Annotated[bool, AfterValidator(_declared), Field(validate_default=True)] = False


class QuestionInput(Input):
    """A question to the OPD, or a note of the interview."""

    code: Name
    text: Reason
    kind: Annotated[str, Field(pattern="^(question|interview)$")] = "question"


class ReplyInput(Input):
    """The OPD's reply."""

    answer: Reason


class AgencyBrief(View):
    """An OPD in one line."""

    code: str
    name: str
    short_name: str
    type: str


class SubmissionView(View):
    """A submission's standing, without content."""

    id: str
    period: int
    agency: AgencyBrief
    state: str
    state_name: str
    answered: int
    complete: int
    total: int
    is_ready: bool
    fill_opens_at: datetime
    fill_closes_at: datetime
    return_until: datetime | None
    is_window_open: bool


class EvidenceView(View):
    """An item of the evidence library, or an indicator's use of it (then with citation)."""

    id: str
    title: str
    file_name: str
    url: str
    media_type: str
    size_bytes: int
    sha256: str
    scan_state: str
    uploaded_at: datetime
    first_uploaded_at: datetime | None = None
    checked_by: str = ""
    checked_at: datetime | None = None
    personal: dict[str, int] = {}
    personal_seen_by: str = ""
    personal_seen_at: datetime | None = None
    citation: str = ""
    codes: tuple[str, ...] = ()

    @property
    def personal_words(self) -> str:
        """Name what looks like personal data, as long as nobody looked at it."""
        return "" if self.personal_seen_at else said(self.personal)

    @property
    def page(self) -> int:
        """Give the page the citation names, 0 for none."""
        return page_of(self.citation)


class AnswerView(View):
    """One indicator's working copy."""

    code: str
    level: int | None
    explanation: str
    version: int
    updated_by: str
    updated_at: datetime | None
    evidence: tuple[EvidenceView, ...] = ()
    gaps: tuple[str, ...] = ()
    is_open: bool = True


class ClashView(View):
    """An answer that was saved after the table was made from version `seen`.

    is_untouched: the table still says what stood then.
    """

    seen: int
    by: str
    at: datetime | None
    is_untouched: bool


class ChangeView(View):
    """What an import does to one answer: from `before`, made at `version`, to `after`."""

    code: str
    name: str
    version: int
    before: AnswerInput
    after: AnswerInput
    clash: ClashView | None = None

    @property
    def key(self) -> str:
        """Give what names it within the table."""
        return self.code

    @property
    def row(self) -> str:
        """Give the change as the page sends it back."""
        return AnswerRow(
            code=self.code, version=self.version, **self.after.model_dump()
        ).model_dump_json()


class ImportView(View):
    """What an import changes (or, when applied, changed), and how many answers stay the same.

    clashes: what was saved after the form was downloaded; it stays unless someone chooses it.
    """

    applied: bool
    changes: tuple[ChangeView, ...]
    clashes: tuple[ChangeView, ...] = ()
    unchanged: int


class AnswerRevisionView(View):
    """One saved version."""

    version: int
    level: int | None
    explanation: str
    by: str
    at: datetime


class SnapshotView(View):
    """What was sent, frozen."""

    number: int
    sha256: str
    anchor: str
    taken_at: datetime
    taken_by: str
    code: str | None
    content: dict[str, object]


class MoveView(View):
    """One step of the submission's life."""

    number: int
    transition: str
    from_state: str
    to_state: str
    by: str
    at: datetime
    reason: str


class SentEvidenceView(View):
    """A use of evidence as it was sent: for which indicator, where the proof stands."""

    code: str
    id: str
    title: str
    file_name: str
    url: str
    sha256: str
    media_type: str
    size_bytes: int
    citation: str

    @property
    def page(self) -> int:
        """Give the page the citation names, 0 for none."""
        return page_of(self.citation)


class ClarificationView(View):
    """A question and its reply, an interview note, or a wish for evidence and what came."""

    id: str
    code: str
    kind: str
    institution: str
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    until: datetime | None = None
    visit_id: str | None = None
    brought: tuple[BroughtView, ...] = ()

    @property
    def last_minute(self) -> datetime | None:
        """Give until when evidence may be brought, as people say it."""
        return last_minute(self.until) if self.until else None


class AnswerForm(AnswerInput):
    """An answer as the page sends it: with the version seen and where to go afterwards."""

    version: Annotated[int, Field(ge=0)] = 0
    then: Annotated[str, Field(pattern="^(next)?$")] = ""


class ChoiceInput(CitationInput):
    """Which item of the library is used, and where in it the proof stands."""

    evidence: Name


class UseInput(CitationInput):
    """The indicator that new evidence is for; without code it only enters the library."""

    code: Line = ""


class LinkUseInput(LinkInput):
    """A link as evidence, used at once for an indicator when `code` names one."""

    code: Line = ""
    citation: Line = ""


class TaskRow(View):
    """One indicator in the task list. `state`: empty, started, complete or fix."""

    code: str
    name: str
    state: str
    level: int | None
    explanation: str
    evidence_count: int
    gaps: tuple[str, ...]
    note: str
    is_open: bool

    @property
    def is_waiting(self) -> bool:
        """Tell whether there is something to do and it can be done now."""
        return self.is_open and (bool(self.gaps) or self.state == "fix")


class TaskGroup(View):
    """A domain of the task list."""

    code: str
    name: str
    complete: int
    rows: tuple[TaskRow, ...]


class ReceiptView(View):
    """What was sent: number, hash, when, by whom."""

    number: int
    sha256: str
    anchor: str
    taken_at: datetime
    taken_by: str


class WindowView(View):
    """The window that counts now, as people read it; `days_left` -1 = over."""

    closes_at: datetime
    days_left: int


class TaskListView(View):
    """The whole filling at a glance; also what is checked before sending.

    is_draft: what stands was not sent, or not yet again.
    """

    standing: SubmissionView
    is_draft: bool
    window: WindowView | None
    groups: tuple[TaskGroup, ...]
    returned: tuple[TaskRow, ...]
    repaired: int
    next_code: str
    questions: tuple[ClarificationView, ...]
    incomplete: tuple[TaskRow, ...]
    level_names: dict[int, str]
    saved_at: datetime | None
    saved_by: str
    receipt: ReceiptView | None
