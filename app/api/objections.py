"""JSON: objections."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from app.api.links import SAME, links
from app.objections import actions, queries
from app.objections.schemas import (
    DecideInput,
    EditInput,
    ObjectionInput,
    ObjectionView,
    RecommendInput,
)
from app.permissions import Actor, Permission
from app.results import actions as results
from app.results.queries import result_view
from app.results.schemas import ResultView
from app.submissions.models import Submission
from app.web.guards import SubmissionWith
from app.web.identity import SignedIn
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Sanggahan"], route_class=ApiRoute)
P = Permission
ITEM = SAME | {"code": "$response.body#/0/items/0/code"}
HEARD = {"editObjection": ITEM, "recommend": ITEM, "decideObjection": ITEM}


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


def _views(session: Db, actor: Actor, submission: Submission) -> list[ObjectionView]:
    return queries.views(session, actor, submission.id)


@router.get(
    "/submissions/{submission_id}/objections",
    operation_id="listObjections",
    responses=links(200, **HEARD),
)
def objections(
    submission: Annotated[Submission, _with(P.OBJECTION_READ)], actor: SignedIn, session: Db
) -> list[ObjectionView]:
    """Give every filing; the institutions' advice is not shown to the OPD."""
    return _views(session, actor, submission)


@router.post(
    "/submissions/{submission_id}/objections",
    status_code=201,
    operation_id="fileObjection",
    responses=links(201, **HEARD),
)
def file(
    given: ObjectionInput,
    submission: Annotated[Submission, _with(P.OBJECTION_FILE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> list[ObjectionView]:
    """File an objection to named indicators."""
    actions.file(session, actor, submission, given, now)
    return _views(session, actor, submission)


@router.put("/submissions/{submission_id}/objections/{code}", operation_id="editObjection")
def edit(
    code: str,
    given: EditInput,
    submission: Annotated[Submission, _with(P.OBJECTION_EDIT)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> list[ObjectionView]:
    """Better the reason of an undecided item."""
    actions.edit(session, actor, submission, code, given, now)
    return _views(session, actor, submission)


@router.post("/submissions/{submission_id}/objections/{code}/recommend", operation_id="recommend")
def recommend(
    code: str,
    given: RecommendInput,
    submission: Annotated[Submission, _with(P.OBJECTION_RECOMMEND)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> list[ObjectionView]:
    """Advise on an item for the own institution."""
    actions.recommend(session, actor, submission, code, given, now)
    return _views(session, actor, submission)


@router.post(
    "/submissions/{submission_id}/objections/{code}/decide", operation_id="decideObjection"
)
def decide(
    code: str,
    given: DecideInput,
    submission: Annotated[Submission, _with(P.OBJECTION_DECIDE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> ResultView:
    """Decide one objected indicator; gives the new revision."""
    results.decide(session, actor, submission, code, given, now)
    return result_view(session, submission, with_scores=True)


@router.post("/submissions/{submission_id}/objection/withdraw", operation_id="withdrawObjection")
def withdraw(
    submission: Annotated[Submission, _with(P.OBJECTION_WITHDRAW)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> list[ObjectionView]:
    """Withdraw the whole filing while nothing is decided."""
    actions.withdraw(session, actor, submission, now)
    return _views(session, actor, submission)
