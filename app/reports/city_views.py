"""What a ranking report says: frozen, complete, without a database and without layout.

The shapes of one agency and of the document itself stand in `views`.
"""

from typing import Annotated

from pydantic import Field

from app.reports.plain_text import Label, Note
from app.reports.views import (
    Change,
    DocumentMeta,
    Gain,
    GroupScore,
    Highlight,
    Index,
    InstrumentView,
    PhaseView,
    Recommendation,
    View,
    Year,
    YearIndex,
)


class RankingRow(View):
    """One agency with a score. `movement` is places gained (+) or lost (-); None = was not ranked.

    `href` is for pages only; in a PDF it stays None. `series` are the years' indices, ascending.
    """

    place: Annotated[int, Field(ge=1)]
    tied: bool
    code: Label
    name: Label
    short_name: Label
    type_label: Label
    index: Index
    grade: Label
    previous_index: Index | None = None
    previous_place: int | None = None
    change: Change | None = None
    movement: int | None = None
    series: tuple[Index | None, ...] = ()
    href: str | None = None


class NotSubmitted(View):
    """An agency listed last, without score and place."""

    code: Label
    name: Label
    short_name: Label
    type_label: Label
    note: Label = "tidak menyampaikan"


class HeatColumn(View):
    """One aspect of the heat map; `group` is its domain's code."""

    code: Label
    name: Label
    group: Label


class HeatRow(View):
    """One agency of the heat map; `cells` run as the columns, None = not applicable."""

    code: Label
    short_name: Label
    index: Index
    cells: tuple[Index | None, ...]
    href: str | None = None


class HeatMap(View):
    """Agencies by aspects. `city` is the mean row. `groups` are (code, name) of the domains."""

    groups: tuple[tuple[Label, Label], ...]
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]
    city: tuple[Index | None, ...]


class GradeCount(View):
    """How many agencies earned a predikat, this year and last, best first."""

    name: Label
    count: Annotated[int, Field(ge=0)]
    previous: Annotated[int, Field(ge=0)] | None = None


class CityStanding(View):
    """The city's mean of its agencies and how it moved."""

    index: Index
    exact: Label
    grade: Label
    previous_index: Index | None = None
    previous_grade: Label | None = None
    change: Change | None = None
    target: Index | None = None


class WeakAspect(View):
    """A citywide weakness. `below` of `of` agencies are under level 3; `gain` lifts the city."""

    code: Label
    name: Label
    domain_name: Label
    city: Index
    below: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(ge=1)]
    gain: Gain
    programme: Note


class CompactAgency(View):
    """One compact page about an agency inside the ranking report."""

    row: RankingRow
    domains: tuple[GroupScore, ...]
    strengths: tuple[Highlight, ...]
    gaps: tuple[Highlight, ...]
    first_steps: tuple[Recommendation, ...]


class RankingReportView(View):
    """Laporan Peringkat for the leadership; `rows` are in the order of places, then codes."""

    document: DocumentMeta
    year: Year
    instrument: InstrumentView
    city: CityStanding
    history: tuple[YearIndex, ...]
    rows: tuple[RankingRow, ...]
    not_submitted: tuple[NotSubmitted, ...] = ()
    heat_map: HeatMap
    domains: tuple[GroupScore, ...]
    distribution: tuple[GradeCount, ...]
    weak_aspects: tuple[WeakAspect, ...]
    most_improved: tuple[RankingRow, ...] = ()
    actions: tuple[Note, ...]
    phases: tuple[PhaseView, ...]
    agencies: tuple[CompactAgency, ...] = ()
