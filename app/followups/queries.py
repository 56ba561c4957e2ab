"""Reads of action plans."""

from sqlmodel import Session, col, select

from app.followups.models import ActionPlan
from app.followups.schemas import PlanView


def plans(session: Session, submission_id: str) -> list[PlanView]:
    """Give the steps in order of due date."""
    query = select(ActionPlan).where(ActionPlan.submission_id == submission_id)
    rows = session.exec(query.order_by(col(ActionPlan.due_on), col(ActionPlan.code)))
    return [PlanView.model_validate(row) for row in rows]


def of_indicator(session: Session, submission_id: str, code: str) -> list[PlanView]:
    """Give the steps for one indicator, in order of due date."""
    return [plan for plan in plans(session, submission_id) if plan.code == code]
