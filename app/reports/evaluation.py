"""Builds the Laporan Hasil Evaluasi of one agency. Reads only.

The agency reads this document, so it names no assessor and no single institution's score:
only claim, agreed level and the reason addressed to the agency (reliability.md section 2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.agencies.models import Agency
from app.letterheads.queries import effective
from app.objections.models import ObjectionItem
from app.periods.models import Period
from app.questionnaires.schema import AGENCY_TYPES
from app.reports import frame, queries, scores, standings
from app.reports.models import Report
from app.reports.standings import Scored, Years
from app.reports.views import (
    AgencyView,
    EvaluationReportView,
    IndicatorResult,
    ObjectionResult,
    RoleHolder,
    Standing,
    Substitute,
)
from app.results.models import Result
from app.scoring import score
from app.settings import Settings
from app.submissions import queries as submissions

TITLE = "Laporan Hasil Evaluasi"
ELSEWHERE = "institusi lain"


@dataclass(frozen=True)
class _Source:
    """Everything one report is made of, read once."""

    report: Report
    result: Result
    period: Period
    agency: Agency
    years: Years
    as_of: datetime
    claims: Mapping[str, Mapping[str, Any]]
    items: Sequence[ObjectionItem]
    announced: Mapping[str, int]
    substitutes: Sequence[str]

    @property
    def scored(self) -> Scored:
        return self.years.now.scored[self.agency.id]

    @property
    def before(self) -> Scored | None:
        return self.years.before(self.agency.id)


def build(session: Session, report: Report, settings: Settings) -> EvaluationReportView:
    """Give the report of the result revision it was asked for; NotFound without that result."""
    source, settings = _read(session, report), effective(session, settings)
    scored = source.scored
    indicators = _indicators(source)
    groups = scores.domains(scored, source.years)
    instrument = frame.instrument_view(scored.instrument)
    strengths, gaps = scores.highlights(scored, groups)
    return EvaluationReportView(
        document=frame.document(session, report, settings, TITLE, source.as_of),
        year=source.period.year,
        agency=_agency(source),
        instrument=instrument,
        institutions=(),
        standing=_standing(source),
        history=scores.history(source.years, source.agency.id),
        domains=groups,
        indicators=indicators,
        not_applicable=scores.left_out(scored),
        strengths=strengths,
        gaps=gaps,
        recommendations=scores.recommendations(scored, indicators, instrument),
        phases=frame.phases(source.period, is_provisional=report.is_provisional),
        assessors=_assessors(source, settings),
        substitutes=_substitutes(source),
        objections=_objections(source),
    )


def _read(session: Session, report: Report) -> _Source:
    result = queries.result_of(session, report)
    submission = submissions.get(session, result.submission_id)
    period = submissions.period_of(session, submission)
    as_of = frame.settled_at(period, result.made_at, is_provisional=report.is_provisional)
    return _Source(
        report=report,
        result=result,
        period=period,
        agency=submissions.agency_of(session, submission),
        years=standings.read(session, period, as_of, own=result),
        as_of=as_of,
        claims=submissions.claims(session, submission.id),
        items=queries.decided_items(session, submission.id, as_of),
        announced=queries.announced_levels(session, submission.id),
        substitutes=queries.substitute_homes(session, submission.id),
    )


def _agency(source: _Source) -> AgencyView:
    agency = source.agency
    return AgencyView(
        code=agency.code,
        name=agency.name,
        short_name=agency.short_name,
        type_label=AGENCY_TYPES[source.scored.row.agency_type],
        head_office=agency.head_title or f"Pimpinan {agency.name}",
        head_name=agency.head_name,
    )


def _standing(source: _Source) -> Standing:
    scored, now, before = source.scored, source.years.now, source.before
    is_placed = not source.report.is_provisional
    city = now.index or scored.index
    target = source.period.target_index
    return Standing(
        index=scored.index,
        exact=scored.row.exact,
        grade=scored.row.grade,
        grade_meaning=_grade_meaning(scored),
        place=scored.row.place if is_placed else None,
        of=scored.row.of if is_placed else None,
        tied=is_placed and now.is_tied(scored),
        city_index=city,
        city_grade=now.grade_of(city),
        target=Decimal(target) if target else None,
        claimed_index=_claimed(source),
        previous_index=before.index if before else None,
        previous_grade=before.row.grade if before else None,
        previous_place=before.row.place if before else None,
        change=scored.index - before.index if before else None,
    )


def _grade_meaning(scored: Scored) -> str:
    """Take the meaning of the level that stands beside the predikat, when they come in pairs."""
    instrument = scored.instrument
    if len(instrument.grades) != len(instrument.levels):
        return ""
    names = [bound.name for bound in instrument.grades]
    return instrument.levels[-1 - names.index(scored.row.grade)].meaning


def _claimed(source: _Source) -> Decimal | None:
    levels = {code: source.claims.get(code, {}).get("level") for code in source.scored.levels}
    known = {code: level for code, level in levels.items() if level is not None}
    return score(source.scored.tree, known).published if len(known) == len(levels) else None


def _indicators(source: _Source) -> tuple[IndicatorResult, ...]:
    reasons = source.result.sheet.get("reasons", {})
    decisions = {item.code: item.decision_reason for item in source.items}
    return tuple(
        scores.indicator(
            item,
            source.scored,
            source.before,
            (
                source.claims.get(item.code, {}),
                reasons.get(item.code, ""),
                decisions.get(item.code),
            ),
        )
        for item in source.scored.instrument.applicable(source.scored.row.agency_type)
    )


def _assessors(source: _Source, settings: Settings) -> tuple[RoleHolder, ...]:
    substitutes = tuple(
        RoleHolder(role="Penilai pengganti", institution=home or ELSEWHERE)
        for home in source.substitutes
    )
    steward = RoleHolder(role="Penilai", institution=f"{settings.unit} selaku walidata")
    supervisor = RoleHolder(role="Penilai", institution=f"BPS {settings.city} selaku pembina data")
    return (*(substitutes or (steward,)), supervisor)


def _substitutes(source: _Source) -> tuple[Substitute, ...]:
    return tuple(
        Substitute(
            name="",
            institution=home or ELSEWHERE,
            replaces="penilai dari walidata",
            reason="Walidata adalah perangkat daerah yang dinilai.",
        )
        for home in source.substitutes
    )


def _objections(source: _Source) -> tuple[ObjectionResult, ...]:
    instrument = source.scored.instrument
    return tuple(
        ObjectionResult(
            code=item.code,
            name=instrument.indicator(item.code).short_name,
            claim=item.reason,
            decision=item.decision_reason,
            before=source.announced.get(item.code, item.decided_level or 1),
            after=item.decided_level or 1,
        )
        for item in source.items
    )
