"""Reads of action plans."""

from collections import defaultdict

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.followups.models import ActionPlan, PlanProof
from app.followups.schemas import PlanView, ProofView


def plans(session: Session, submission_id: str) -> list[PlanView]:
    """Give the steps in order of due date, each with its proofs, oldest first."""
    query = select(ActionPlan).where(ActionPlan.submission_id == submission_id)
    rows = session.exec(query.order_by(col(ActionPlan.due_on), col(ActionPlan.code))).all()
    found = defaultdict[str, list[ProofView]](list)
    for proof in proofs(session, submission_id):
        found[proof.plan_id].append(ProofView.model_validate(proof))
    return [
        PlanView.model_validate(row).model_copy(update={"proofs": tuple(found[row.id])})
        for row in rows
    ]


def of_indicator(session: Session, submission_id: str, code: str) -> list[PlanView]:
    """Give the steps for one indicator, in order of due date."""
    return [plan for plan in plans(session, submission_id) if plan.code == code]


def plan(session: Session, submission_id: str, plan_id: str) -> PlanView:
    """Give one step; NotFound when this plan has none such."""
    for each in plans(session, submission_id):
        if each.id == plan_id:
            return each
    raise NotFound


def proofs(session: Session, submission_id: str) -> list[PlanProof]:
    """Give the proofs of a submission's plan that were not removed, oldest first."""
    query = select(PlanProof).where(
        PlanProof.submission_id == submission_id, col(PlanProof.removed_at).is_(None)
    )
    return list(session.exec(query.order_by(col(PlanProof.added_at), col(PlanProof.id))))


def proof(session: Session, submission_id: str, proof_id: str) -> PlanProof:
    """Give one proof; NotFound for a removed one and for any other."""
    row = session.get(PlanProof, proof_id)
    if row is None or row.submission_id != submission_id or row.removed_at:
        raise NotFound
    return row
