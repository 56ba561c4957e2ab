"""JSON: break-glass, an admin's reasoned look at one OPD's content."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.breakglass import actions, queries
from app.breakglass.schemas import BreakGlassInput, BreakGlassView
from app.permissions import Permission
from app.submissions.models import Submission
from app.web.confirmation import Confirmed
from app.web.guards import SubmissionWith
from app.web.identity import SignedIn
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Akses darurat"], route_class=ApiRoute)
ADDRESS = "/submissions/{submission_id}/breakglass"
Openable = Annotated[
    Submission, Depends(SubmissionWith(Permission.BREAKGLASS_OPEN), scope="function")
]


@router.get(ADDRESS, operation_id="listBreakGlass")
def openings(submission: Openable, session: Db) -> list[BreakGlassView]:
    """List who opened this submission, why and until when, newest first."""
    return queries.of_submission(session, submission.id)


@router.post(ADDRESS, status_code=201, operation_id="openBreakGlass")
def open_glass(
    given: BreakGlassInput,
    submission: Openable,
    _sure: Confirmed,
    actor: SignedIn,
    session: Db,
    now: Now,
) -> BreakGlassView:
    """Open snapshot and evidence to yourself for 60 minutes; the OPD and the auditors are told."""
    return queries.view(session, actions.open_glass(session, actor, submission, given, now))


@router.delete(ADDRESS, status_code=204, operation_id="closeBreakGlass")
def close_glass(submission: Openable, actor: SignedIn, session: Db, now: Now) -> None:
    """End your own opening before its time."""
    actions.close_glass(session, actor, submission, now)
