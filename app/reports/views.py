"""What a report says: frozen, complete, without a database and without layout.

Whoever builds a view gives every number ready and rounded (`Decimal`, two decimals, half up) and
every list in its order; templates only set it. Names and notes are tamed on the way in
(`plain_text`), so nothing a user typed can break or stretch the layout. The clock is never asked.

Two views, one a document: `EvaluationReportView` (Laporan Hasil Evaluasi of one agency) here, and
`RankingReportView` (Laporan Peringkat) in `city_views`. Both carry a `DocumentMeta`.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.reports.plain_text import Label, Note

PageSize = Literal["A4", "F4"]
Index = Annotated[Decimal, Field(ge=1, le=7, decimal_places=2)]
"""A published mean of levels: two decimals, half up."""
Change = Annotated[Decimal, Field(ge=-6, le=6, decimal_places=2)]
"""Difference of two published means."""
Share = Annotated[Decimal, Field(ge=0, le=100)]
"""Percent of the index that a group or indicator carries after inapplicable ones are left out."""
Gain = Annotated[Decimal, Field(ge=0, le=7)]
"""What the exact index rises by when one indicator rises one level; up to four decimals."""
Level = Annotated[int, Field(ge=1, le=7)]
Year = Annotated[int, Field(ge=2000, le=2999)]


class View(BaseModel):
    """A frozen value; an unknown or missing field is an error at the place that built it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# The document


class Letterhead(View):
    """Kop surat. `government` and `unit` are set in capitals by the template."""

    government: Label = "Pemerintah Kota Kediri"
    unit: Label = "Dinas Komunikasi dan Informatika"
    address: Label
    contact: Label = ""


class Signatory(View):
    """One signature block. `lead` stands above the office, as in "a.n. Wali Kota Kediri".

    An empty `name` leaves a dotted line to be filled in by hand.
    """

    office: Label
    name: Label
    lead: Label = ""
    rank: Label = ""
    identity_number: Label = ""


class Authenticity(View):
    """What the public page `/v/<code>` answers for; `url` is what the QR code says.

    `anchor`: "seq:hash" of the audit line that asked for the document; empty in older ones.
    """

    code: Label
    url: Label
    result_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    anchor: Annotated[str, Field(pattern=r"^(\d+:[0-9a-f]{64})?$")] = ""


class DocumentMeta(View):
    """The frame of every report.

    `number` and `dated_on` may be None: then dotted lines are left to be filled in by hand.
    `provisional` puts SEMENTARA on every page. `revision` counts from 1. `page_size` is a setting.
    """

    title: Label
    number: Label | None
    letterhead: Letterhead
    city: Label
    place: Label
    dated_on: date | None
    page_size: PageSize = "A4"
    provisional: bool = False
    revision: Annotated[int, Field(ge=1)] = 1
    authenticity: Authenticity
    signatories: tuple[Signatory, ...]


class LevelName(View):
    """One step of the instrument's ladder, ascending in a list."""

    level: Level
    name: Label
    meaning: Note


class GradeBound(View):
    """One predikat and the lowest published index that earns it, descending in a list."""

    name: Label
    lowest: Index


class InstrumentView(View):
    """The questionnaire a report rests on. `group_names` is ("Domain", "Aspek") or ("Domain",)."""

    id: Label
    version: Label
    title: Label
    legal_basis: tuple[Note, ...]
    group_names: tuple[Label, ...]
    levels: tuple[LevelName, ...]
    grades: tuple[GradeBound, ...]


class PhaseView(View):
    """One phase of the year, last day included, and who acted."""

    name: Label
    starts_on: date
    ends_on: date
    actor: Label


class RoleHolder(View):
    """Who took part: `role` "Asesor", `institution` "BPS Kota Kediri", `name` may stay empty."""

    role: Label
    institution: Label
    name: Label = ""


class Substitute(View):
    """Who stepped in because an assessor belongs to the agency; `name` may stay empty."""

    name: Label
    institution: Label
    replaces: Label
    reason: Note


# One agency


class AgencyView(View):
    """The OPD. `head_office` is "Kepala Dinas Kesehatan"; `activities` are what was looked at."""

    code: Label
    name: Label
    short_name: Label
    type_label: Label
    head_office: Label
    head_name: Label
    activities: tuple[Label, ...] = ()


class Standing(View):
    """The result in one line.

    `place` of `of` agencies with a score, None before the finalising; `tied` when another has the
    same published index.
    `exact` is the unrounded fraction as text ("2543/1000"). `change` is against `previous_index`.
    """

    index: Index
    exact: Label
    grade: Label
    grade_meaning: Note
    place: Annotated[int, Field(ge=1)] | None
    of: Annotated[int, Field(ge=1)] | None
    tied: bool = False
    city_index: Index
    city_grade: Label
    target: Index | None = None
    claimed_index: Index | None = None
    previous_index: Index | None = None
    previous_grade: Label | None = None
    previous_place: int | None = None
    change: Change | None = None


class YearIndex(View):
    """One past or present year for the slope chart, ascending in a list; None = no result."""

    year: Year
    index: Index | None
    grade: Label | None = None
    city: Index | None = None


class GroupScore(View):
    """A domain or an aspect. `score` is None when no indicator of it applies."""

    code: Label
    name: Label
    weight: Share
    score: Index | None
    city: Index | None
    previous: Index | None = None
    change: Change | None = None


class DomainScore(GroupScore):
    """A domain with its aspects (empty when the instrument has none)."""

    aspects: tuple[GroupScore, ...] = ()


class EvidenceCitation(View):
    """One proof as cited: `citation` is "Pasal 7, halaman 4"."""

    title: Label
    citation: Label = ""


class IndicatorResult(View):
    """One indicator from claim to next step.

    `by_institution` runs as the report's `institutions`. `criterion` is what the agreed level asks
    for and was met. `reason` is the agreed reason. At the top level `next_level` and `gain` are
    None and `next_step` says how to hold it. `share` is percent of the index. `objection` is the
    decision on an objection, when there was one.
    """

    code: Label
    name: Label
    short_name: Label
    domain_code: Label
    aspect_code: Label | None
    share: Share
    claim: Level | None
    by_institution: tuple[Level | None, ...]
    final: Level
    level_name: Label
    previous: Level | None = None
    criterion: Note
    reason: Note
    evidence: tuple[EvidenceCitation, ...]
    next_level: Level | None
    next_step: Note
    gain: Gain | None
    objection: Note | None = None


class NotApplicable(View):
    """An indicator left out for this agency, and why."""

    code: Label
    name: Label
    reason: Note


class Highlight(View):
    """A strength or a gap: an aspect (or domain) with its score beside the city's."""

    code: Label
    name: Label
    score: Index
    city: Index | None
    remark: Note


class Recommendation(View):
    """One step worth taking, in order of gain. `index_after` supposes all steps up to this one."""

    order: Annotated[int, Field(ge=1)]
    code: Label
    name: Label
    from_level: Level
    to_level: Level
    gain: Gain
    index_after: Index
    grade_after: Label
    text: Note


class ObjectionResult(View):
    """One objection and its decision."""

    code: Label
    name: Label
    claim: Note
    decision: Note
    before: Level
    after: Level


class EvaluationReportView(View):
    """Laporan Hasil Evaluasi of one agency; sections without content are not printed."""

    document: DocumentMeta
    year: Year
    agency: AgencyView
    instrument: InstrumentView
    institutions: tuple[Label, ...]
    standing: Standing
    history: tuple[YearIndex, ...]
    domains: tuple[DomainScore, ...]
    indicators: tuple[IndicatorResult, ...]
    not_applicable: tuple[NotApplicable, ...] = ()
    strengths: tuple[Highlight, ...]
    gaps: tuple[Highlight, ...]
    recommendations: tuple[Recommendation, ...]
    phases: tuple[PhaseView, ...]
    assessors: tuple[RoleHolder, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    objections: tuple[ObjectionResult, ...] = ()
