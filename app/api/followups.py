"""JSON: action plans."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from app.followups import actions, queries
from app.followups.schemas import PlanInput, PlanView
from app.permissions import Permission
from app.submissions.models import Submission
from app.web.guards import SubmissionWith, known_id
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, seen_version
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Tindak lanjut"], route_class=ApiRoute)


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


@router.get("/submissions/{submission_id}/action_plan", operation_id="listPlans")
def plans(
    submission: Annotated[Submission, _with(Permission.PLAN_READ)], session: Db
) -> list[PlanView]:
    """Give the OPD's action plan."""
    return queries.plans(session, submission.id)


@router.post("/submissions/{submission_id}/action_plan", status_code=201, operation_id="addPlan")
def add(
    given: PlanInput,
    submission: Annotated[Submission, _with(Permission.PLAN_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> PlanView:
    """Add a step."""
    return PlanView.model_validate(actions.add(session, actor, submission, given, now))


@router.put("/submissions/{submission_id}/action_plan/{plan_id}", operation_id="changePlan")
def change(
    plan_id: str,
    given: PlanInput,
    submission: Annotated[Submission, _with(Permission.PLAN_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
    if_match: IfMatch = None,
) -> PlanView:
    """Change a step; If-Match carries the version seen."""
    change_of = (known_id(plan_id), seen_version(if_match))
    return PlanView.model_validate(
        actions.change(session, actor, submission, change_of, given, now)
    )
