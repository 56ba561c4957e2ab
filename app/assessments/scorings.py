"""Which submissions does an assessor score? With what the own institution put down.

Reads for many submissions at once; nothing of the other institution.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.agencies.models import Agency
from app.assessments.models import Judgement, ScoreLock
from app.assessments.queries import SubmissionSubject, scored_by
from app.periods.models import Period
from app.permissions import Actor, Permission, allows
from app.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Scoring:
    """One of the actor's submissions; `is_open`: being assessed, and not locked by the own side."""

    submission: Submission
    agency: Agency
    is_open: bool


def scorings(
    session: Session, actor: Actor, period: Period, *, lock: bool = False
) -> list[Scoring]:
    """Give the actor's submissions of a period by agency code; `lock`: held for a change."""
    query = (
        select(Submission)
        .where(Submission.period_id == period.id, *scored_by(actor))
        .order_by(col(Submission.id))
    )
    if lock:
        query = query.with_for_update(key_share=True, of=Submission)
    rows = session.exec(query).all()
    locked = _locked(session, actor, [row.id for row in rows])
    named = select(Agency).where(col(Agency.id).in_([row.agency_id for row in rows]))
    agencies = {agency.id: agency for agency in session.exec(named)}
    found = [
        Scoring(row, agencies[row.agency_id], _may_score(actor, row) and row.id not in locked)
        for row in rows
    ]
    return sorted(found, key=lambda each: each.agency.code)


def _may_score(actor: Actor, row: Submission) -> bool:
    """Ask the law's cell; that the actor is assigned and not in conflict, the query has seen to."""
    subject = SubmissionSubject(row.agency_id, row.state, (actor.user_id,), window_open=True)
    return allows(actor, Permission.SCORE_SAVE, subject)


def _locked(session: Session, actor: Actor, ids: Collection[str]) -> frozenset[str]:
    query = sa.select(col(ScoreLock.submission_id)).where(
        col(ScoreLock.submission_id).in_(ids),
        col(ScoreLock.institution) == actor.institution,
        col(ScoreLock.unlocked_at).is_(None),
    )
    return frozenset(session.execute(query).scalars())


def own_judgements(
    session: Session, actor: Actor, ids: Iterable[str]
) -> dict[tuple[str, str], Judgement]:
    """Give the own institution's judgements by submission and code."""
    query = select(Judgement).where(
        col(Judgement.submission_id).in_(ids), Judgement.institution == actor.institution
    )
    return {(row.submission_id, row.code): row for row in session.exec(query)}
