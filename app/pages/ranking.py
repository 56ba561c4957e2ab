"""Pages: the ranking of a period, with the city's standing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.quotas import Use
from app.agencies.models import Agency
from app.files.workbooks import MEDIA_TYPE
from app.pages.rounds import may_see_ranking
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import OF_AN_AGENCY, Actor, Permission, holds
from app.questionnaires import queries as instruments
from app.questionnaires.schema import AGENCY_TYPES, Instrument
from app.reports import charts, leadership, standings, words
from app.reports import queries as reports
from app.reports.city_views import (
    CityStanding,
    HeatColumn,
    HeatMap,
    HeatRow,
    NotSubmitted,
    RankingRow,
    WeakAspect,
)
from app.reports.schemas import ReportRow
from app.reports.score_book import score_book
from app.reports.standings import Standings
from app.results import queries
from app.results.schemas import RankingRow as Line
from app.results.schemas import RankingView
from app.web.guards import PeriodOfYear, ReadableRanking, RoleWith
from app.web.quotas import count_of_account
from app.web.reading import journal_read
from app.web.responses import download, page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
Ranked = Annotated[Period, Depends(ReadableRanking(), scope="function")]
Exporter = Annotated[Actor, Depends(RoleWith(P.EXPORT_SCORES_XLSX), scope="function")]
Reader = Annotated[Actor, Depends(RoleWith(P.RANKING_READ_PUBLISHED), scope="function")]


@dataclass(frozen=True, slots=True)
class RankingPage:
    """A period's ranking as its readers see it; `actions` and `weak` for the leadership only."""

    ranking: RankingView
    city: CityStanding | None
    rows: tuple[RankingRow, ...]
    absent: tuple[NotSubmitted, ...]
    heat_map: HeatMap
    distribution: Markup
    own_code: str
    weak: tuple[WeakAspect, ...]
    actions: tuple[str, ...]
    document: ReportRow | None
    years: tuple[int, ...]
    phase: str

    @property
    def distance(self) -> Decimal | None:
        """Give how far the city is from its target: above 0 when reached."""
        return self.city.index - self.city.target if self.city and self.city.target else None


@router.get("/peringkat")
def newest(request: Request, actor: Reader, here: Here) -> Response:
    """Go to the newest ranking the reader may see; say so when there is none."""
    known = [each for each in periods.all_periods(here.session) if may_see_ranking(actor, each)]
    if known:
        return see_other(f"/peringkat/{known[0].year}")
    return page(request, "results/no_ranking.html")


@router.get("/peringkat/{year}")
def ranking(request: Request, period: Ranked, here: Here) -> Response:
    """Show a period's ranking; before publication each read is journalled."""
    if not period.published_at:
        journal_read(request, here.actor, P.RANKING_READ_EMBARGOED, period.id, here.now)
    view = ranking_page(here, period, only_public=request.state.only_public)
    return page(request, "results/ranking.html", view=view, words=words)


@router.get("/periode/{year}/nilai.xlsx")
def scores(actor: Exporter, period: PeriodOfYear, here: Here) -> Response:
    """Give every level and result of a round that the reader may see; journalled."""
    count_of_account(here.request, actor, Use.EXPORT, here.now)
    journal_read(here.request, actor, P.EXPORT_SCORES_XLSX, period.id, here.now)
    content = score_book(here.session, actor, period, here.now)
    return download(content, f"nilai-{period.year}.xlsx", MEDIA_TYPE)


def ranking_page(here: Visit, period: Period, *, only_public: bool) -> RankingPage:
    """Build the page of a ranking from what the reader may see of it."""
    session, actor = here.session, here.actor
    instrument = instruments.get(session, period.instrument_id)
    view = queries.ranking(session, period, only_public=only_public)
    rows, absent = _rows(view, actor), _absent(view)
    city = _city(view)
    leads = holds(actor, P.RANKING_READ_EMBARGOED) and city is not None
    weak = _weak(session, period, None if only_public else here.now) if leads else ()
    agency = session.get(Agency, actor.agency_id) if actor.role in OF_AN_AGENCY else None
    return RankingPage(
        ranking=view,
        city=city,
        rows=rows,
        absent=absent,
        heat_map=_heat_map(view, rows, instrument),
        distribution=_distribution(rows, instrument),
        own_code=agency.code if agency else "",
        weak=weak,
        actions=leadership.actions(rows, absent, weak, city) if leads and city else (),
        document=_document(session, actor, period),
        years=tuple(
            each.year for each in periods.all_periods(session) if may_see_ranking(actor, each)
        ),
        phase=periods.view(period, here.now).phase_name,
    )


def _rows(view: RankingView, actor: Actor) -> tuple[RankingRow, ...]:
    places = Counter(row.place for row in view.rows)
    may_open = view.is_published or holds(actor, P.RANKING_READ_EMBARGOED)
    return tuple(
        _row(row, places, may_open=may_open) for row in view.rows if row.index and row.place
    )


def _row(line: Line, places: Mapping[int | None, int], *, may_open: bool) -> RankingRow:
    index, place = Decimal(line.index or 0), line.place or 0
    before = Decimal(line.previous_index) if line.previous_index else None
    return RankingRow(
        place=place,
        tied=places[place] > 1,
        code=line.agency_code,
        name=line.agency_name,
        short_name=line.agency_short_name,
        type_label=AGENCY_TYPES[line.agency_type],
        index=index,
        grade=line.grade,
        previous_index=before,
        previous_place=line.previous_place,
        change=None if before is None else index - before,
        movement=None if line.previous_place is None else line.previous_place - place,
        href=f"/hasil/{line.submission_id}" if may_open else None,
    )


def _absent(view: RankingView) -> tuple[NotSubmitted, ...]:
    return tuple(
        NotSubmitted(
            code=row.agency_code,
            name=row.agency_name,
            short_name=row.agency_short_name,
            type_label=AGENCY_TYPES[row.agency_type],
        )
        for row in view.rows
        if row.index is None
    )


def _city(view: RankingView) -> CityStanding | None:
    if view.city_index is None:
        return None
    index = Decimal(view.city_index)
    before = Decimal(view.previous_city_index) if view.previous_city_index else None
    return CityStanding(
        index=index,
        exact=view.city_index,
        grade=view.city_grade,
        previous_index=before,
        change=None if before is None else index - before,
        target=Decimal(view.target_index) if view.target_index else None,
    )


def _weak(session: Session, period: Period, as_of: datetime | None) -> tuple[WeakAspect, ...]:
    now: Standings = standings.read(session, period, as_of).now
    return leadership.weak_groups(now) if now.scored else ()


def _heat_map(view: RankingView, rows: tuple[RankingRow, ...], instrument: Instrument) -> HeatMap:
    """Set agencies against aspects, or against domains where the instrument has no aspects."""
    pairs = [
        (domain, group) for domain in instrument.domains for group in (domain.aspects or (domain,))
    ]
    groups = {row.agency_code: row.groups for row in view.rows}
    codes = [group.code for _, group in pairs]
    return HeatMap(
        groups=tuple((domain.code, domain.name) for domain in instrument.domains),
        columns=tuple(
            HeatColumn(code=each.code, name=each.name, group=domain.code) for domain, each in pairs
        ),
        rows=tuple(
            HeatRow(
                code=row.code,
                short_name=row.short_name,
                index=row.index,
                cells=tuple(_cell(groups[row.code], code) for code in codes),
                href=row.href,
            )
            for row in rows
        ),
        city=tuple(_cell(view.city_groups, code) for code in codes),
    )


def _cell(groups: Mapping[str, str], code: str) -> Decimal | None:
    return Decimal(groups[code]) if code in groups else None


def _distribution(rows: tuple[RankingRow, ...], instrument: Instrument) -> Markup:
    counts = Counter(row.grade for row in rows)
    bars = [charts.Count(bound.name, counts[bound.name]) for bound in instrument.grades]
    return charts.distribution(
        bars, title="Banyaknya perangkat daerah menurut predikat", unit="OPD"
    )


def _document(session: Session, actor: Actor, period: Period) -> ReportRow | None:
    """Give the newest ranking document that the reader may open."""
    leads = holds(actor, P.REPORT_RANKING_PDF_EMBARGOED)
    if not period.published_at and not (leads and period.finalised_at):
        return None
    for row in reports.of_ranking(session, period.id):
        if row.state == "made" and (
            leads or reports.is_public(session, reports.get(session, row.id))
        ):
            return row
    return None
