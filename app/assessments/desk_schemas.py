"""Shapes of the assessor's desk: one indicator, what was opened, the ways through, snippets."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, Strict

from app.assessments.schemas import IndicatorClaim, Input, JudgementView, View
from app.questionnaires.schema import Indicator
from app.submissions.schemas import ClarificationView, SubmissionView
from app.texts import LevelNumber, Prose, clean

SNIPPET_MAX = 1000
"""Letters of one snippet; it goes into a note or a reason, which hold PROSE_MAX."""
SnippetText = Annotated[
    str, Strict(), Field(max_length=SNIPPET_MAX), AfterValidator(clean), Field(min_length=5)
]


class LookInput(Input):
    """Which piece of evidence is opened."""

    evidence: Annotated[str, Strict(), Field(pattern=r"^[0-9a-f]{16}$")]


class LookView(View):
    """When the reader opened a piece of evidence for an indicator the first time."""

    evidence_id: str
    code: str
    at: datetime


class OpenedEvidence(View):
    """A piece of evidence that was just opened, as the desk shows it beside the rubric.

    kind: pdf, image, other or link. source: what a frame shows; address: the page of its own, for
    a link where it leads; download: the file to save.
    """

    kind: str
    title: str
    source: str
    address: str
    download: str


class SameInput(Input):
    """The words beside a level that equals the claim."""

    note: Prose = ""
    reason: Prose = ""


class SameForm(SameInput):
    """The same as the page sends it: with the version seen; the level marked does not count."""

    version: Annotated[int, Field(ge=0)] = 0
    level: LevelNumber | None = None


class SnippetInput(Input):
    """A sentence kept for notes and reasons; `is_shared`: the own institution uses it too."""

    text: SnippetText
    is_shared: bool = False


class SnippetForm(SnippetInput):
    """A snippet as the page sends it: with the version seen."""

    version: Annotated[int, Field(ge=0)] = 0


class SnippetView(View):
    """A kept sentence as the reader may use it. `is_own`: the reader may change it."""

    id: str
    text: str
    is_shared: bool
    is_own: bool
    by: str
    version: int
    at: datetime


class WalkView(View):
    """The way through the indicators: addresses, empty where there is none.

    order: "indikator" across the OPDs, "" within one. onward: where saving leads.
    """

    order: str
    previous: str
    next: str
    onward: str
    unscored: str
    unscored_name: str
    home: str
    home_name: str
    position: int
    judged: int
    total: int
    noun: str


class DeskView(View):
    """One indicator on the assessor's desk; `opened`: ids of the evidence the reader opened."""

    standing: SubmissionView
    indicator: Indicator
    domain_name: str
    aspect_name: str
    level_names: dict[int, str]
    claim: IndicatorClaim
    own: JudgementView | None
    saved: str
    is_scorer: bool
    closed: str
    walk: WalkView
    questions: tuple[ClarificationView, ...]
    opened: frozenset[str]
    snippets: tuple[SnippetView, ...]


class IndicatorLine(View):
    """An indicator across the reader's OPDs: in how many it is asked, in how many scored."""

    code: str
    name: str
    judged: int
    total: int


class IndicatorGroup(View):
    """A domain of that list."""

    code: str
    name: str
    rows: tuple[IndicatorLine, ...]


class IndicatorList(View):
    """Every indicator of a period across the reader's OPDs."""

    title: str
    groups: tuple[IndicatorGroup, ...]
    judged: int
    total: int


class AgencyLine(View):
    """One of the reader's OPDs under an indicator; `closed` says why it cannot be scored now."""

    submission_id: str
    agency_code: str
    agency_name: str
    own: int | None
    closed: str


class IndicatorAcross(View):
    """One indicator across the reader's OPDs."""

    code: str
    name: str
    question: str
    lines: tuple[AgencyLine, ...]
    judged: int
    next_id: str
    level_names: dict[int, str]
