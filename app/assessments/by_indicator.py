"""How far is each indicator across the own OPDs? The second way through the scoring."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.assessments import duties
from app.assessments.desk import level_names
from app.assessments.desk_schemas import (
    AgencyLine,
    IndicatorAcross,
    IndicatorGroup,
    IndicatorLine,
    IndicatorList,
)
from app.assessments.models import Judgement
from app.assessments.schemas import QueueRow
from app.assessments.walks import can_score
from app.errors import NotFound
from app.periods.models import Period
from app.permissions import Actor
from app.questionnaires import queries as instruments
from app.submissions.states import SENT, State


def listing(session: Session, actor: Actor, period: Period) -> IndicatorList:
    """Give every indicator of a period with how many of the own OPDs have a level for it."""
    rows = _started(duties.queue(session, actor, period))
    instrument = instruments.get(session, period.instrument_id)
    groups = []
    for domain in instrument.domains:
        lines = tuple(_line(item.code, item.short_name, rows) for item in domain.all_indicators())
        asked = tuple(line for line in lines if line.total)
        if asked:
            groups.append(IndicatorGroup(code=domain.code, name=domain.name, rows=asked))
    return IndicatorList(
        title=period.title,
        groups=tuple(groups),
        judged=sum(line.judged for group in groups for line in group.rows),
        total=sum(line.total for group in groups for line in group.rows),
    )


def _started(rows: Sequence[QueueRow]) -> list[QueueRow]:
    """Give the OPDs whose assessment has begun."""
    begun = SENT - {State.SUBMITTED}
    return [row for row in rows if State(row.state) in begun]


def _line(code: str, name: str, rows: Sequence[QueueRow]) -> IndicatorLine:
    asked = [row for row in rows if code in row.codes]
    judged = sum(code in row.done for row in asked)
    return IndicatorLine(code=code, name=name, judged=judged, total=len(asked))


def across(session: Session, actor: Actor, period: Period, code: str) -> IndicatorAcross:
    """Give one indicator's OPDs with the own level; NotFound for none the reader has."""
    rows = [row for row in _started(duties.queue(session, actor, period)) if code in row.codes]
    if not rows:
        raise NotFound
    instrument = instruments.get(session, period.instrument_id)
    levels = _levels(session, actor, [row.submission_id for row in rows], code)
    indicator = instrument.indicator(code)
    to_do = (row.submission_id for row in rows if can_score(row) and code not in row.done)
    return IndicatorAcross(
        code=code,
        name=indicator.short_name,
        question=indicator.question,
        lines=tuple(_agency(row, levels.get(row.submission_id)) for row in rows),
        judged=len(levels),
        next_id=next(to_do, ""),
        level_names=level_names(instrument),
    )


def _levels(session: Session, actor: Actor, ids: Sequence[str], code: str) -> dict[str, int]:
    query = select(Judgement.submission_id, Judgement.level).where(
        col(Judgement.submission_id).in_(ids),
        Judgement.institution == (actor.institution or ""),
        Judgement.code == code,
    )
    return dict(session.exec(query).all())


def _agency(row: QueueRow, own: int | None) -> AgencyLine:
    closed = "" if can_score(row) else "Dikunci" if row.is_locked else row.state_name
    return AgencyLine(
        submission_id=row.submission_id,
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        own=own,
        closed=closed,
    )
