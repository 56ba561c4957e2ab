"""JSON: who of an OPD takes care of which indicator."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from app.delegations import actions, queries
from app.delegations.schemas import (
    AssigneeInput,
    ColleagueView,
    DelegationInput,
    DelegationView,
    ScopeInput,
)
from app.permissions import Permission
from app.submissions.models import Submission
from app.web.guards import SubmissionWith
from app.web.identity import SignedIn
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Pembagian kerja"], route_class=ApiRoute)


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Live = Annotated[Submission, _with(Permission.ANSWER_READ_LIVE)]
Shared = Annotated[Submission, _with(Permission.WORK_DELEGATE)]


@router.get("/submissions/{submission_id}/colleagues", operation_id="listColleagues")
def colleagues(submission: Live, actor: SignedIn, session: Db) -> tuple[ColleagueView, ...]:
    """Give the active accounts of the OPD: whom work can be delegated to, who can be mentioned."""
    return queries.colleagues(session, actor, submission)


@router.get("/submissions/{submission_id}/delegations", operation_id="listDelegations")
def delegations(submission: Live, actor: SignedIn, session: Db, now: Now) -> list[DelegationView]:
    """Give who takes care of which indicator, until when, and what is late."""
    return queries.listed(session, actor, submission, now)


@router.post("/submissions/{submission_id}/delegations", operation_id="delegate")
def delegate(
    given: DelegationInput, submission: Shared, actor: SignedIn, session: Db, now: Now
) -> list[DelegationView]:
    """Let someone of the OPD take care of indicators or whole domains; gives all delegations."""
    actions.delegate(session, actor, submission, given, now)
    return queries.listed(session, actor, submission, now)


@router.post(
    "/submissions/{submission_id}/delegations/withdraw", operation_id="withdrawDelegations"
)
def withdraw(
    given: ScopeInput, submission: Shared, actor: SignedIn, session: Db, now: Now
) -> list[DelegationView]:
    """Take indicators or whole domains back; gives the delegations that stay."""
    actions.withdraw(session, actor, submission, given, now)
    return queries.listed(session, actor, submission, now)


@router.post("/submissions/{submission_id}/delegations/hand_over", operation_id="handOverWork")
def hand_over(
    given: AssigneeInput, submission: Shared, actor: SignedIn, session: Db, now: Now
) -> list[DelegationView]:
    """Hand everything one takes care of here to a colleague; gives all delegations."""
    actions.hand_over(session, actor, submission, given, now)
    return queries.listed(session, actor, submission, now)
