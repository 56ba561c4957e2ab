"""How far is each assessor of a round, how fast, and is it in time? No level is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.schemas import INSTITUTION_NAMES
from app.assessments.board_schemas import WorkloadView
from app.assessments.models import Judgement, JudgementRevision
from app.assessments.pace import WINDOW, Work, forecast, pace, standing
from app.assessments.schemas import AssignmentView, BoardRow
from app.clock import in_wib
from app.periods.models import Period
from app.permissions import Institution
from app.submissions.models import Move
from app.submissions.states import State

TO_SCORE = frozenset({State.SUBMITTED, State.UNDER_ASSESSMENT})
WITH_OPD = frozenset({State.DRAFT, State.RETURNED})
"""Nothing can be scored: the OPD is at work."""
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class _Done:
    """What someone has scored: the first level of the round, and how many within WINDOW."""

    began_at: datetime
    recent: int


def workloads(
    session: Session,
    period: Period,
    rows: Sequence[BoardRow],
    reminded: Iterable[str],
    now: datetime,
) -> list[WorkloadView]:
    """Give every assigned assessor, Diskominfo's first; `reminded`: usernames told today."""
    ids = [row.submission_id for row in rows]
    done, sent_at = _done(session, ids, now), _sent_at(session, ids)
    people = {each.username: each for row in rows for each in row.assessors}
    told = set(reminded)
    views = [
        _view(person, _own(person, rows), (done.get(person.username), sent_at), period, now)
        for person in people.values()
    ]
    marked = (each.model_copy(update={"is_reminded": each.username in told}) for each in views)
    order = list(Institution)
    return sorted(marked, key=lambda each: (order.index(Institution(each.institution)), each.name))


def _own(person: AssignmentView, rows: Sequence[BoardRow]) -> list[BoardRow]:
    return [
        row
        for row in rows
        if row.state != State.LAPSED
        and person.username in {each.username for each in row.of(person.institution)}
    ]


def _view(
    person: AssignmentView,
    rows: Sequence[BoardRow],
    facts: tuple[_Done | None, dict[str, datetime]],
    period: Period,
    now: datetime,
) -> WorkloadView:
    done, sent_at = facts
    work = _work(person.institution, rows, done, sent_at)
    ready = forecast(work, now)
    speed = pace(work, now)
    return WorkloadView(
        username=person.username,
        name=person.name,
        institution=person.institution,
        institution_name=INSTITUTION_NAMES[Institution(person.institution)],
        opds=len(rows),
        waiting=sum(row.state in WITH_OPD for row in rows),
        judged=sum(row.judged[person.institution] for row in _here(rows)),
        total=work.total,
        left=work.left,
        unlocked=work.unlocked,
        pace=(Decimal(speed.numerator) / speed.denominator).quantize(TENTH),
        ready_on=in_wib(ready).date() if ready else None,
        standing=standing(work, period.assessment_closes_at, now),
        is_reminded=False,
    )


def _here(rows: Iterable[BoardRow]) -> list[BoardRow]:
    return [row for row in rows if row.state not in WITH_OPD]


def _work(
    institution: str, rows: Sequence[BoardRow], done: _Done | None, sent_at: dict[str, datetime]
) -> Work:
    left = {
        row.submission_id: row.total - row.judged[institution]
        for row in rows
        if row.state in TO_SCORE and not row.locked[institution]
    }
    waiting = [sent_at[row_id] for row_id, number in left.items() if number and row_id in sent_at]
    return Work(
        total=sum(row.total for row in _here(rows)),
        left=sum(left.values()),
        unlocked=sum(not number for number in left.values()),
        recent=done.recent if done else 0,
        began_at=done.began_at if done else None,
        open_since=min(waiting, default=None),
    )


def _done(session: Session, ids: Sequence[str], now: datetime) -> dict[str, _Done]:
    """Give by username when someone gave the first level of the round, and how many lately.

    Only the first save of an indicator counts: changing a level is no progress.
    """
    at = col(JudgementRevision.at)
    query = (
        sa.select(
            col(User.username),
            sa.func.min(at),
            sa.func.sum(sa.case((sa.and_(at > now - WINDOW, at <= now), 1), else_=0)),
        )
        .join(JudgementRevision, col(JudgementRevision.by) == col(User.id))
        .join(Judgement, col(Judgement.id) == col(JudgementRevision.judgement_id))
        .where(col(Judgement.submission_id).in_(ids), col(JudgementRevision.version) == 1)
        .group_by(col(User.username))
    )
    return {name: _Done(began_at, recent) for name, began_at, recent in session.execute(query)}


def _sent_at(session: Session, ids: Sequence[str]) -> dict[str, datetime]:
    query = (
        sa.select(col(Move.submission_id), sa.func.max(col(Move.at)))
        .where(col(Move.submission_id).in_(ids), col(Move.to_state) == State.SUBMITTED)
        .group_by(col(Move.submission_id))
    )
    return dict(session.execute(query).all())
