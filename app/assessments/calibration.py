"""How far do the institutions agree, and who scores high or low? Only of what both have locked.

Nothing here is read before both institutions have locked a submission, so a figure cannot give
away a level to the other institution (reliability.md, blindness).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.queries import name_of, names
from app.agencies.models import Agency
from app.assessments.calibration_schemas import (
    AgencyGap,
    AssessorLine,
    CalibrationView,
    GroupReliability,
    OwnCalibrationView,
)
from app.assessments.models import Agreement, Judgement
from app.assessments.queries import REVEALED, scored_by
from app.assessments.reliability import MINIMUM, is_unclear, reliability, shown
from app.periods.models import Period
from app.permissions import Actor, Institution
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.scoring.agreement import Pair, mean_difference
from app.scoring.spread import deviation, mean, outside
from app.submissions.claimed import claimed
from app.submissions.models import Submission
from app.submissions.states import State

LEFT, RIGHT = Institution.DISKOMINFO, Institution.BPS
OTHER = {LEFT: RIGHT, RIGHT: LEFT}
UNSENT = (State.DRAFT, State.LAPSED)
Key = tuple[str, str]
"""Submission and code of an indicator."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A level an institution gave, and who saved it last."""

    key: Key
    institution: Institution
    by: str
    level: int


@dataclass(frozen=True, slots=True)
class _Round:
    """What both institutions of a round gave and agreed on, for the submissions both locked."""

    agencies: Mapping[str, Agency]
    given: Sequence[_Given]
    final: Mapping[Key, int]

    def levels(self, institution: Institution) -> dict[Key, int]:
        return {row.key: row.level for row in self.given if row.institution is institution}

    def shared(self) -> dict[Key, Pair]:
        left, right = self.levels(LEFT), self.levels(RIGHT)
        return {key: (level, right[key]) for key, level in left.items() if key in right}


def calibration(session: Session, period: Period) -> CalibrationView:
    """Give the calibration of a round, for those who may read both institutions' levels."""
    instrument = instruments.get(session, period.instrument_id)
    seen, shared = (found := _round(session, period)), found.shared()
    sent = sa.select(sa.func.count()).where(
        col(Submission.period_id) == period.id, col(Submission.state).not_in(UNSENT)
    )
    return CalibrationView(
        year=period.year,
        title=period.title,
        locked=len(seen.agencies),
        sent=session.execute(sent).scalar_one(),
        top=instrument.top,
        overall=reliability(list(shared.values()), instrument.top),
        matrix=_matrix(shared.values(), instrument.top),
        domains=_domains(shared, instrument),
        indicators=_indicators(shared, instrument),
        assessors=_assessors(session, seen),
        agencies=_agencies(session, seen),
    )


def own_calibration(session: Session, actor: Actor, period: Period) -> OwnCalibrationView:
    """Give an assessor's own figures, over the own submissions that both have locked."""
    institution = actor.institution
    assert institution is not None  # noqa: S101  (the doors ask for `own_institution` first)
    seen = _round(session, period, *scored_by(actor))
    mine = [row for row in seen.given if row.by == actor.user_id]
    theirs = seen.levels(OTHER[institution])
    pairs = [(row.level, theirs[row.key]) for row in mine if row.key in theirs]
    top = instruments.get(session, period.instrument_id).top
    return OwnCalibrationView(
        year=period.year,
        title=period.title,
        locked=len(seen.agencies),
        line=_line(name_of(session, actor.user_id), institution, mine, seen)[0],
        figures=reliability(pairs, top),
    )


def _round(session: Session, period: Period, *only: sa.ColumnElement[bool]) -> _Round:
    """Read a round, or the part of it that the conditions leave."""
    query = (
        select(Submission.id, Agency)
        .join(Agency, col(Agency.id) == col(Submission.agency_id))
        .where(Submission.period_id == period.id, col(Submission.state).in_(REVEALED), *only)
        .order_by(col(Agency.code))
    )
    agencies = dict(session.exec(query).all())
    return _Round(agencies, _given(session, agencies), _final(session, agencies))


def _given(session: Session, ids: Iterable[str]) -> list[_Given]:
    names_of = ("submission_id", "code", "institution", "by", "level")
    columns = [col(getattr(Judgement, name)) for name in names_of]
    query = sa.select(*columns).where(col(Judgement.submission_id).in_(ids))
    return [
        _Given((submission_id, code), Institution(institution), by, level)
        for submission_id, code, institution, by, level in session.execute(query)
    ]


def _final(session: Session, ids: Iterable[str]) -> dict[Key, int]:
    query = select(Agreement.submission_id, Agreement.code, Agreement.level).where(
        col(Agreement.submission_id).in_(ids), col(Agreement.is_current)
    )
    return {(row, code): level for row, code, level in session.execute(query)}


def _matrix(pairs: Iterable[Pair], top: int) -> tuple[tuple[int, ...], ...]:
    counted = [[0] * top for _ in range(top)]
    for left, right in pairs:
        counted[left - 1][right - 1] += 1
    return tuple(tuple(row) for row in counted)


def _domains(shared: Mapping[Key, Pair], instrument: Instrument) -> tuple[GroupReliability, ...]:
    domain_of = {
        item.code: instrument.domain_of(item.code).code for item in instrument.indicators()
    }
    return tuple(
        GroupReliability(
            code=domain.code,
            name=domain.name,
            figures=reliability(
                [pair for (_, code), pair in shared.items() if domain_of.get(code) == domain.code],
                instrument.top,
            ),
        )
        for domain in instrument.domains
    )


def _indicators(shared: Mapping[Key, Pair], instrument: Instrument) -> tuple[GroupReliability, ...]:
    by_code: dict[str, list[Pair]] = {item.code: [] for item in instrument.indicators()}
    for (_, code), pair in shared.items():
        by_code[code].append(pair)
    return tuple(
        GroupReliability(
            code=code,
            name=instrument.indicator(code).short_name,
            figures=(figures := reliability(pairs, instrument.top)),
            is_unclear=is_unclear(figures),
        )
        for code, pairs in by_code.items()
    )


def _assessors(session: Session, seen: _Round) -> tuple[AssessorLine, ...]:
    by_person: dict[str, list[_Given]] = {}
    for row in seen.given:
        by_person.setdefault(row.by, []).append(row)
    people = names(session, by_person)
    lines = [
        _line(people[person], rows[0].institution, rows, seen) for person, rows in by_person.items()
    ]
    apart = outside([leaning for _, leaning in lines])
    marked = [
        line.model_copy(update={"is_apart": is_apart})
        for (line, _), is_apart in zip(lines, apart, strict=True)
    ]
    return tuple(sorted(marked, key=lambda line: (line.institution, line.name)))


def _line(
    name: str, institution: Institution, rows: Sequence[_Given], seen: _Round
) -> tuple[AssessorLine, Fraction | None]:
    """Give one assessor's figures, and the exact leaning beside them."""
    theirs = seen.levels(OTHER[institution])
    other = _enough([(row.level, theirs[row.key]) for row in rows if row.key in theirs])
    final = _enough([(row.level, seen.final[row.key]) for row in rows if row.key in seen.final])
    levels = [row.level for row in rows] if len(rows) >= MINIMUM else []
    leaning = mean_difference(final)
    line = AssessorLine(
        name=name,
        institution=institution,
        judged=len(rows),
        mean=shown(mean(levels), 2),
        spread=deviation(levels),
        deviation=shown(mean_difference(other), 2),
        leaning=shown(leaning, 2),
    )
    return line, leaning


def _enough(pairs: list[Pair]) -> list[Pair]:
    return pairs if len(pairs) >= MINIMUM else []


def _agencies(session: Session, seen: _Round) -> tuple[AgencyGap, ...]:
    claims = claimed(session, seen.agencies)
    pairs: dict[str, list[Pair]] = {each: [] for each in seen.agencies}
    for (submission_id, code), level in seen.final.items():
        claim = claims.get(submission_id, {}).get(code, {}).get("level")
        if claim is not None:
            pairs[submission_id].append((claim, level))
    gaps = {each: mean_difference(_enough(found)) for each, found in pairs.items()}
    apart = dict(zip(gaps, outside(list(gaps.values())), strict=True))
    return tuple(
        AgencyGap(
            submission_id=each,
            agency_code=agency.code,
            agency_name=agency.name,
            agreed=len(pairs[each]),
            claim=shown(mean([claim for claim, _ in _enough(pairs[each])]), 2),
            final=shown(mean([final for _, final in _enough(pairs[each])]), 2),
            gap=shown(gaps[each], 2),
            is_apart=apart[each],
        )
        for each, agency in seen.agencies.items()
    )
