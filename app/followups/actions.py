"""Writes of action plans."""

from datetime import datetime

from sqlmodel import Session

from app.errors import NotFound, Stale
from app.followups.models import ActionPlan
from app.followups.schemas import PlanInput, PlanView
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.submissions.models import Submission
from app.submissions.queries import codes_of


def add(
    session: Session, actor: Actor, submission: Submission, given: PlanInput, now: datetime
) -> ActionPlan:
    """Add a step to the OPD's plan."""
    if given.code not in codes_of(session, submission):
        raise NotFound
    plan = ActionPlan(
        submission_id=submission.id, **given.model_dump(), updated_by=actor.user_id, updated_at=now
    )
    session.add(plan)
    session.flush()
    after = f"{given.code} {given.state} {given.due_on} {digest(given.what)}"
    record(
        session,
        actor,
        Entry(Permission.PLAN_SAVE, "action_plan", plan.id, submission.id, after=after),
        now,
    )
    return plan


def change(
    session: Session,
    actor: Actor,
    submission: Submission,
    change_of: tuple[str, int],
    given: PlanInput,
    now: datetime,
) -> ActionPlan:
    """Change a step; `change_of` is its id and the version seen."""
    plan_id, version = change_of
    plan = session.get(ActionPlan, plan_id)
    if plan is None or plan.submission_id != submission.id:
        raise NotFound
    if given.code not in codes_of(session, submission):
        raise NotFound
    if plan.version != version:
        current = PlanView.model_validate(plan).model_dump(mode="json")
        raise Stale("Rencana ini sudah diubah orang lain. Bandingkan lalu simpan lagi.", current)
    before = f"{plan.code} {plan.state} {plan.due_on} {digest(plan.what)}"
    plan.sqlmodel_update(
        given.model_dump()
        | {"version": version + 1, "updated_by": actor.user_id, "updated_at": now}
    )
    session.add(plan)
    after = f"{given.code} {given.state} {given.due_on} {digest(given.what)}"
    entry = Entry(Permission.PLAN_SAVE, "action_plan", plan.id, submission.id, before, after)
    record(session, actor, entry, now)
    return plan
