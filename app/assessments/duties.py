"""What has an assessor to score? The own submissions of a period, with the own progress only."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.agencies.models import Agency
from app.assessments import queries
from app.assessments.schemas import QueueRow
from app.periods.models import Period
from app.permissions import Actor
from app.questionnaires import queries as instruments
from app.submissions.models import Clarification, Snapshot, Submission
from app.submissions.states import STATE_NAMES, State


def queue(session: Session, actor: Actor, period: Period) -> list[QueueRow]:
    """Give an assessor's submissions of a period with the progress of the own institution only."""
    query = (
        select(Submission, Agency)
        .join(Agency, col(Agency.id) == col(Submission.agency_id))
        .where(Submission.period_id == period.id, *queries.scored_by(actor))
        .order_by(col(Agency.code))
    )
    rows = session.exec(query).all()
    ids, institution = [row.id for row, _ in rows], actor.institution or ""
    judged = queries.judged_codes(session, ids, institution)
    locked = queries.locked_ids(session, ids, institution)
    asked = _open_questions(session, ids, institution)
    instrument = instruments.get(session, period.instrument_id)
    return [
        _queue_row(
            (row, agency),
            [item.code for item in instrument.applicable(row.agency_type)],
            judged.get(row.id, frozenset()),
            is_locked=row.id in locked,
            open_questions=asked.get(row.id, 0),
        )
        for row, agency in rows
    ]


def _queue_row(
    pair: tuple[Submission, Agency],
    codes: Sequence[str],
    done: Collection[str],
    *,
    is_locked: bool,
    open_questions: int,
) -> QueueRow:
    row, agency = pair
    return QueueRow(
        submission_id=row.id,
        agency_code=agency.code,
        agency_name=agency.name,
        state=row.state,
        state_name=STATE_NAMES[State(row.state)],
        judged=len(done),
        total=len(codes),
        is_locked=is_locked,
        open_questions=open_questions,
        next_code=next((code for code in codes if code not in done), ""),
        codes=tuple(codes),
        done=frozenset(done),
    )


def _open_questions(session: Session, ids: Sequence[str], institution: str) -> dict[str, int]:
    query = (
        sa.select(col(Clarification.submission_id), sa.func.count())
        .where(
            col(Clarification.submission_id).in_(ids),
            col(Clarification.kind) == "question",
            col(Clarification.institution).in_([institution, ""]),
            col(Clarification.answered_at).is_(None),
        )
        .group_by(col(Clarification.submission_id))
    )
    return dict(session.execute(query).all())


def sent_at(session: Session, ids: Sequence[str]) -> dict[str, datetime]:
    """Give when each submission was sent last, those never sent left out."""
    query = (
        sa.select(col(Snapshot.submission_id), sa.func.max(col(Snapshot.taken_at)))
        .where(col(Snapshot.submission_id).in_(ids), col(Snapshot.is_recalled).is_(False))
        .group_by(col(Snapshot.submission_id))
    )
    return dict(session.execute(query).all())
