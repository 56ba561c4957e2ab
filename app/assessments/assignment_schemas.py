"""Shapes of assigning: one OPD by hand, a whole round by rule or by table."""

from enum import StrEnum

from pydantic import Field, Json

from app.assessments.schemas import Input, View
from app.submissions.schemas import SubmissionView
from app.texts import Line, Name


class Mode(StrEnum):
    """What the rule may touch: only gaps, or all whose scoring has not begun."""

    GAPS = "gaps"
    ANEW = "anew"


class ModeOnPages(StrEnum):
    """The same, as an address of a page says it."""

    GAPS = "lengkapi"
    ANEW = "ulang"


class ProposalInput(Input):
    """Take over a proposal of the rule. `seen`: its mark, so that it is the one that was shown."""

    mode: Mode = Mode.GAPS
    seen: Line = ""


class Candidate(View):
    """An assessor who could be assigned; `obstacle` says why not."""

    username: str
    name: str
    institution: str
    load: int
    is_assigned: bool
    obstacle: str


class AssignmentPage(View):
    """Who scores a submission, and who could."""

    standing: SubmissionView
    groups: tuple[tuple[str, tuple[Candidate, ...]], ...]


class ProposedPerson(View):
    """Someone who would score an OPD; `repeats`: did last year, `note`: why the rule says again."""

    username: str
    name: str
    is_new: bool
    repeats: bool
    note: str = ""


class ProposedSide(View):
    """One institution of an OPD: who would score it, or why nobody can."""

    institution: str
    people: tuple[ProposedPerson, ...]
    impossible: str = ""
    is_substitute: bool = False


class ProposedRow(View):
    """One OPD of a proposal."""

    submission_id: str
    agency_code: str
    agency_name: str
    sides: tuple[ProposedSide, ...]
    is_changed: bool

    @property
    def is_settled(self) -> bool:
        """Tell whether everything stays as it is and nobody is missing."""
        return not self.is_changed and not any(side.impossible for side in self.sides)


class LoadView(View):
    """How many OPDs an assessor has, before and after."""

    username: str
    name: str
    institution: str
    before: int
    after: int


class ProposalView(View):
    """What the rule would assign; `seen` marks exactly this proposal."""

    year: int
    mode: Mode
    rows: tuple[ProposedRow, ...]
    loads: tuple[LoadView, ...]
    changes: int
    impossible: int
    repeats: int
    seen: str


class TableRow(Input):
    """One OPD of a table: who shall score it (usernames), and who did when it was shown."""

    code: Name
    assessors: list[Name] = Field(min_length=1, max_length=20)
    seen: list[Name] = Field(default=[], max_length=40)


class TableForm(Input):
    """What the page of differences sends back: each changed OPD as JSON, checked again."""

    rows: list[Json[TableRow]] = Field(default=[], max_length=500)


class NamedPerson(View):
    """Someone in a table of assignments."""

    username: str
    name: str


class TableChange(View):
    """One OPD whose assessors a table changes, per institution; `judged`: levels given so far."""

    code: str
    name: str
    before: tuple[tuple[NamedPerson, ...], ...]
    after: tuple[tuple[NamedPerson, ...], ...]
    has_begun: bool

    @property
    def row(self) -> str:
        """Give what the page sends back, as JSON."""
        seen = sorted(person.username for side in self.before for person in side)
        assessors = [person.username for side in self.after for person in side]
        return TableRow(code=self.code, assessors=assessors, seen=seen).model_dump_json()


class TableView(View):
    """What a table changes."""

    applied: bool
    changes: tuple[TableChange, ...]
    unchanged: int
