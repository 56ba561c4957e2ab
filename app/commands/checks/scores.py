"""Looks at levels, results and places."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.agencies.models import Agency
from app.assessments.models import Agreement, Judgement, JudgementRevision, ScoreLock
from app.objections.models import ObjectionItem, Recommendation
from app.periods.models import Period
from app.permissions import Institution
from app.questionnaires import queries as instruments
from app.questionnaires.schema import AGENCY_TYPES, Instrument
from app.results.models import Result
from app.results.queries import PUBLISHED
from app.results.recomputing import recomputed
from app.scoring import Branch, rank
from app.submissions.models import Answer, AnswerRevision, Submission
from app.submissions.states import SCORED, State

HUNDRED = Fraction(100)
SETTLED = frozenset({State.PROVISIONAL, State.OBJECTION, State.FINAL, State.PUBLISHED})
LEVELS: tuple[tuple[Any, str], ...] = (
    (Answer, "level"),
    (AnswerRevision, "level"),
    (Judgement, "level"),
    (JudgementRevision, "level"),
    (Agreement, "level"),
    (Recommendation, "level"),
    (ObjectionItem, "decided_level"),
)


def results(session: Session) -> Iterator[str]:
    """Every stored result follows from its levels, within the scale, by the program's engine.

    A second implementation is the tests' (tests/scoring): an installation has one engine only.
    """
    for result, is_same in recomputed(session):
        if not is_same:
            yield f"hasil {result.id} berbeda saat dihitung ulang"
        elif not 1 <= Decimal(result.index) <= _top(session, result.period_id):
            yield f"hasil {result.id} di luar skala"


def _top(session: Session, period_id: str) -> int:
    return instruments.get(session, session.get_one(Period, period_id).instrument_id).top


def one_current(session: Session) -> Iterator[str]:
    """Who was scored has one current result, the newest; nobody else has any."""
    columns = sa.select(
        col(Submission.id),
        col(Submission.state),
        sa.func.coalesce(sa.func.sum(sa.case((col(Result.is_current), 1), else_=0)), 0),
        sa.func.max(col(Result.revision)),
        sa.func.max(sa.case((col(Result.is_current), col(Result.revision)))),
        sa.func.count(col(Result.id)),
    )
    query = columns.join(Result, col(Result.submission_id) == col(Submission.id), isouter=True)
    for submission_id, state, number, newest, current, count in session.execute(
        query.group_by(col(Submission.id), col(Submission.state))
    ):
        if number != (1 if State(state) in SCORED else 0) or (newest, count) != (
            current,
            newest or 0,
        ):
            yield f"isian {submission_id} tidak memiliki tepat satu hasil terkini"


def weights(session: Session) -> Iterator[str]:
    """The weights of every instrument in use sum to 100 at each level, for each type of OPD."""
    for instrument_id in session.exec(select(Period.instrument_id).distinct()):
        instrument = instruments.get(session, instrument_id)
        for kind in AGENCY_TYPES:
            if any(_sum(group) != HUNDRED for group in _groups(instrument, kind)):
                yield f"instrumen {instrument_id}: bobot untuk {kind} tidak berjumlah 100"


def _groups(instrument: Instrument, kind: str) -> tuple[Branch, ...]:
    tree = instrument.tree(kind)
    return (tree, *tree.branches())


def _sum(group: Branch) -> Fraction:
    return sum((child.weight for child in group.children), Fraction(0))


def levels(session: Session) -> Iterator[str]:
    """Every level is a whole number within the scale of its instrument."""
    tops = [
        instruments.get(session, instrument_id).top
        for instrument_id in session.exec(select(Period.instrument_id).distinct())
    ]
    if not tops:
        return
    for model, name in LEVELS:
        column = getattr(model, name)
        outside = sa.or_(column < 1, column > max(tops), sa.cast(column, sa.Integer) != column)
        for row_id in session.execute(sa.select(model.id).where(outside)).scalars():
            yield f"{model.__tablename__} {row_id}: tingkat di luar skala"


def agreed(session: Session) -> Iterator[str]:
    """A closed pleno has a value for every indicator; a result is made of exactly these."""
    values: dict[str, dict[str, int]] = {}
    standing = sa.select(col(Agreement.submission_id), col(Agreement.code), col(Agreement.level))
    for submission_id, code, level in session.execute(standing.where(col(Agreement.is_current))):
        values.setdefault(submission_id, {})[code] = level
    made = select(Result.submission_id, Result.levels).where(col(Result.is_current))
    scored: dict[str, Mapping[str, int]] = dict(session.exec(made).all())
    for row, codes in _submissions(session):
        found = values.get(row.id, {})
        if row.closed_at and found.keys() != codes:
            yield f"isian {row.id}: pleno ditutup tanpa nilai setiap indikator"
        elif State(row.state) in SETTLED and found != scored.get(row.id):
            yield f"isian {row.id}: hasil tidak sama dengan nilai yang disepakati"


def _submissions(session: Session) -> Iterator[tuple[Any, frozenset[str]]]:
    """Give every submission with the codes that apply to it."""
    applicable: dict[tuple[str, str], frozenset[str]] = {}
    columns = sa.select(
        col(Submission.id),
        col(Submission.state),
        col(Submission.closed_at),
        col(Submission.agency_type),
        col(Period.instrument_id),
    )
    for row in session.execute(columns.join(Period, col(Period.id) == col(Submission.period_id))):
        key = row.instrument_id, row.agency_type
        if key not in applicable:
            items = instruments.get(session, row.instrument_id).applicable(row.agency_type)
            applicable[key] = frozenset(item.code for item in items)
        yield row, applicable[key]


def both_scored(session: Session) -> Iterator[str]:
    """From the pleno on both institutions have scored every indicator and stand locked."""
    judged: dict[tuple[str, str], set[str]] = {}
    columns = sa.select(
        col(Judgement.submission_id), col(Judgement.institution), col(Judgement.code)
    )
    for submission_id, institution, code in session.execute(columns):
        judged.setdefault((submission_id, institution), set()).add(code)
    locks = select(ScoreLock.submission_id, ScoreLock.institution)
    locked = set(session.exec(locks.where(col(ScoreLock.unlocked_at).is_(None))))
    for row, codes in _submissions(session):
        if State(row.state) not in SCORED | {State.MODERATION}:
            continue
        keys = [(row.id, institution.value) for institution in Institution]
        if not all(key in locked and judged.get(key, set()) == codes for key in keys):
            yield f"isian {row.id}: penilaian kedua instansi tidak lengkap terkunci"


def places(session: Session) -> Iterator[str]:
    """Places follow from the published figures; the public ranking and the newest one alike."""
    for period in session.exec(select(Period).order_by(col(Period.year))):
        for chosen in (col(Result.is_current), col(Result.stage) == PUBLISHED):
            query = sa.select(
                col(Agency.code),
                col(Result.index),
                col(Result.place),
                col(Result.of),
                col(Submission.state),
            )
            query = query.join(Submission, col(Submission.id) == col(Result.submission_id)).join(
                Agency, col(Agency.id) == col(Submission.agency_id)
            )
            rows = session.execute(query.where(col(Result.period_id) == period.id, chosen)).all()
            yield from _misplaced(period, rows)


def _misplaced(period: Period, rows: Sequence[Any]) -> Iterator[str]:
    rows = rows if period.finalised_at else [row for row in rows if row.place is not None]
    placed = {
        line.code: line.place for line in rank((row.code, Decimal(row.index)) for row in rows)
    }
    for row in rows:
        if row.state == State.LAPSED:
            yield f"periode {period.year}: {row.code} tidak menyampaikan, tetapi berperingkat"
        elif (row.place, row.of) != (placed[row.code], len(rows)):
            right = f"{placed[row.code]} dari {len(rows)}"
            yield f"periode {period.year}: peringkat {row.code} bukan {right}"
