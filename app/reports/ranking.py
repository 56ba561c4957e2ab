"""Builds the Laporan Peringkat of a city. Reads only, with a fixed number of queries.

The instant it stands on is the wish for it: later corrections get their own report.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from app.errors import Conflict
from app.letterheads.queries import effective
from app.periods.models import Period
from app.questionnaires.schema import AGENCY_TYPES
from app.reports import frame, leadership, queries, scores, standings
from app.reports.city_views import (
    CityStanding,
    CompactAgency,
    GradeCount,
    HeatColumn,
    HeatMap,
    HeatRow,
    NotSubmitted,
    RankingReportView,
    RankingRow,
)
from app.reports.models import Report
from app.reports.standings import Scored, Standings, Years
from app.reports.views import GroupScore, YearIndex
from app.settings import Settings

TITLE = "Laporan Peringkat"
IMPROVED = 5
FIRST_STEPS = 3


@dataclass(frozen=True)
class _Source:
    """Everything the report is made of, read once."""

    period: Period
    years: Years
    as_of: datetime
    absent: tuple[NotSubmitted, ...]

    @property
    def now(self) -> Standings:
        return self.years.now


def build(session: Session, report: Report, settings: Settings) -> RankingReportView:
    """Give the ranking as it stood when it was asked for; Conflict while nothing is final."""
    source, settings = _read(session, report), effective(session, settings)
    rows = tuple(_row(scored, source.years) for scored in source.now.in_order())
    city = _city(source)
    weak = leadership.weak_groups(source.now)
    return RankingReportView(
        document=frame.document(session, report, settings, TITLE, source.as_of),
        year=source.period.year,
        instrument=frame.instrument_view(source.now.instrument),
        city=city,
        history=tuple(_year(each) for each in (*source.years.earlier, source.now)),
        rows=rows,
        not_submitted=source.absent,
        heat_map=_heat_map(source.now),
        domains=_domains(source.years),
        distribution=_distribution(source.years),
        weak_aspects=weak,
        most_improved=_most_improved(rows),
        actions=leadership.actions(rows, source.absent, weak, city),
        phases=frame.phases(source.period, is_provisional=report.is_provisional),
        agencies=_agencies(rows, source.years),
    )


def _read(session: Session, report: Report) -> _Source:
    period = session.get_one(Period, report.period_id)
    years = standings.read(session, period, report.wanted_at)
    if period.finalised_at is None or not years.now.scored:
        raise Conflict("Hasil periode ini belum ditetapkan, jadi peringkatnya belum ada.")
    absent = tuple(
        NotSubmitted(
            code=agency.code,
            name=agency.name,
            short_name=agency.short_name,
            type_label=AGENCY_TYPES[agency_type],
        )
        for agency, agency_type in queries.without_result(session, period.id)
    )
    made_at = max(scored.row.made_at for scored in years.now.scored.values())
    as_of = frame.settled_at(period, made_at, is_provisional=report.is_provisional)
    return _Source(period, years, as_of, absent)


def _city(source: _Source) -> CityStanding:
    now, previous = source.now, source.years.previous
    index, target = now.index or Decimal(1), source.period.target_index
    before = previous.index if previous else None
    return CityStanding(
        index=index,
        exact=str(now.exact),
        grade=now.grade_of(index),
        previous_index=before,
        previous_grade=previous.grade if previous else None,
        change=scores.change(index, before),
        target=Decimal(target) if target else None,
    )


def _year(each: Standings) -> YearIndex:
    return YearIndex(year=each.year, index=each.index, grade=each.grade)


def _row(scored: Scored, years: Years) -> RankingRow:
    line, before = scored.row, years.before(scored.row.agency_id)
    rounds = [each.scored.get(line.agency_id) for each in (*years.earlier, years.now)]
    place = line.place or len(years.now.scored)
    previous_place = before.row.place if before else None
    return RankingRow(
        place=place,
        tied=years.now.is_tied(scored),
        code=line.code,
        name=line.name,
        short_name=line.short_name,
        type_label=AGENCY_TYPES[line.agency_type],
        index=scored.index,
        grade=line.grade,
        previous_index=before.index if before else None,
        previous_place=previous_place,
        change=scored.index - before.index if before else None,
        movement=None if previous_place is None else previous_place - place,
        series=tuple(each.index if each else None for each in rounds),
    )


def _most_improved(rows: tuple[RankingRow, ...]) -> tuple[RankingRow, ...]:
    risen = [row for row in rows if row.change is not None and row.change > 0]
    risen.sort(key=lambda row: (-(row.change or 0), row.place, row.code))
    return tuple(risen[:IMPROVED])


def _domains(years: Years) -> tuple[GroupScore, ...]:
    now, previous = years.now, years.previous
    found = []
    for domain in now.instrument.domains:
        score, before = now.mean(domain.code), previous.mean(domain.code) if previous else None
        found.append(
            GroupScore(
                code=domain.code,
                name=domain.name,
                weight=domain.weight,
                score=score,
                city=None,
                previous=before,
                change=scores.change(score, before),
            )
        )
    return tuple(found)


def _distribution(years: Years) -> tuple[GradeCount, ...]:
    def counts(standings_of: Standings) -> list[str]:
        return [scored.row.grade for scored in standings_of.scored.values()]

    now = counts(years.now)
    before = counts(years.previous) if years.previous else None
    return tuple(
        GradeCount(
            name=bound.name,
            count=now.count(bound.name),
            previous=None if before is None else before.count(bound.name),
        )
        for bound in years.now.instrument.grades
    )


def _heat_map(now: Standings) -> HeatMap:
    """Set agencies against aspects, or against indicators where the instrument has no aspects."""
    instrument = now.instrument
    columns = tuple(
        HeatColumn(code=each.code, name=each.name, group=domain.code)
        for domain in instrument.domains
        for each in (domain.aspects or domain.indicators)
    )
    codes = [column.code for column in columns]
    return HeatMap(
        groups=tuple((domain.code, domain.name) for domain in instrument.domains),
        columns=columns,
        rows=tuple(
            HeatRow(
                code=scored.row.code,
                short_name=scored.row.short_name,
                index=scored.index,
                cells=tuple(_cell(scored, code) for code in codes),
            )
            for scored in now.in_order()
        ),
        city=tuple(now.mean(code) or _level_mean(now, code) for code in codes),
    )


def _cell(scored: Scored, code: str) -> Decimal | None:
    if code in scored.levels:
        return Decimal(scored.levels[code])
    return scored.score(code)


def _level_mean(now: Standings, code: str) -> Decimal | None:
    mean = now.level_mean(code)
    return None if mean is None else scores.percent(mean)


def _agencies(rows: tuple[RankingRow, ...], years: Years) -> tuple[CompactAgency, ...]:
    by_code = {scored.row.code: scored for scored in years.now.scored.values()}
    return tuple(_compact(row, by_code[row.code], years) for row in rows)


def _compact(row: RankingRow, scored: Scored, years: Years) -> CompactAgency:
    groups = scores.domains(scored, years)
    strengths, gaps = scores.highlights(scored, groups)
    indicators = tuple(
        scores.indicator(item, scored, years.before(scored.row.agency_id), ({}, "", None))
        for item in scored.instrument.applicable(scored.row.agency_type)
    )
    steps = scores.recommendations(scored, indicators, frame.instrument_view(scored.instrument))
    return CompactAgency(
        row=row,
        domains=tuple(GroupScore(**each.model_dump(exclude={"aspects"})) for each in groups),
        strengths=strengths,
        gaps=gaps,
        first_steps=steps[:FIRST_STEPS],
    )
