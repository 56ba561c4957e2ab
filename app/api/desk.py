"""JSON: the desk besides saving: looking, the claim as own level, the way by indicator."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.links import SAME, SEEN, links
from app.assessments import actions, by_indicator, look_actions, looks
from app.assessments.desk_schemas import (
    IndicatorAcross,
    IndicatorList,
    LookInput,
    LookView,
    SameInput,
)
from app.assessments.schemas import JudgementView
from app.permissions import Actor, Permission
from app.submissions.models import Submission
from app.web.guards import PeriodOfYear, RoleWith, SubmissionWith
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, etag, seen_version
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
P = Permission
ONE = "/submissions/{submission_id}/judgements/{code}"
AGAIN = SAME | SEEN | {"code": "$request.path.code"}


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Scored = Annotated[Submission, _with(P.SCORE_SAVE)]
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]


@router.get(ONE + "/looks", operation_id="listLooks")
def index(
    code: str,
    submission: Annotated[Submission, _with(P.SCORE_READ_OWN)],
    actor: SignedIn,
    session: Db,
) -> list[LookView]:
    """Give which evidence of an indicator the asker opened; nobody else's looks."""
    return looks.own(session, actor, submission.id, code)


@router.post(ONE + "/looks", status_code=201, operation_id="recordLook")
def look(
    code: str, given: LookInput, submission: Scored, actor: SignedIn, session: Db, now: Now
) -> list[LookView]:
    """Record that the asker opens a piece of evidence; ask for its content beside this."""
    look_actions.look(session, actor, submission, (code, given.evidence), now)
    return looks.own(session, actor, submission.id, code)


@router.post(
    ONE + "/same", operation_id="judgeAsClaimed", responses=links(200, saveJudgement=AGAIN)
)
def save_same(
    code: str,
    given: SameInput,
    submission: Scored,
    actor: SignedIn,
    session: Db,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> JudgementView:
    """Save the claim as the own level; refused while its evidence is unopened."""
    pair = (given, seen_version(if_match))
    view = look_actions.save_same(session, actor, submission, code, pair, now)
    response.headers["ETag"] = etag(view.version)
    return view


@router.get("/periods/{year}/indicators", operation_id="listOwnIndicators")
def indicators(actor: Reader, period: PeriodOfYear, session: Db) -> IndicatorList:
    """Give how far each indicator is across the asker's OPDs."""
    actions.own_institution(actor)
    return by_indicator.listing(session, actor, period)


@router.get("/periods/{year}/indicators/{code}", operation_id="getOwnIndicator")
def across(code: str, actor: Reader, period: PeriodOfYear, session: Db) -> IndicatorAcross:
    """Give one indicator across the asker's OPDs, with the own levels."""
    actions.own_institution(actor)
    return by_indicator.across(session, actor, period, code)
