"""Tells whose business a round is."""

from sqlmodel import Session, select

from app.assessments.queries import scored_by
from app.periods.models import Period
from app.permissions import OF_AN_AGENCY, Actor, Role
from app.submissions.models import Submission


def takes_part(session: Session, actor: Actor, period: Period) -> bool:
    """Tell whether the round is the actor's business: own OPD in it, an assignment, an office."""
    if actor.role not in OF_AN_AGENCY | {Role.ASSESSOR}:
        return True
    query = select(Submission.id).where(Submission.period_id == period.id)
    if actor.role is Role.ASSESSOR:
        query = query.where(*scored_by(actor))
    else:
        query = query.where(Submission.agency_id == (actor.agency_id or ""))
    return session.exec(query.limit(1)).first() is not None
