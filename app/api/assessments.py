"""JSON: assignment, blind judgements, locks, agreement."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.links import SAME, SEEN, links
from app.assessments import actions, agreement_actions, queries
from app.assessments.schemas import (
    AgreementInput,
    AgreementView,
    AssignmentInput,
    AssignmentView,
    ComparisonRow,
    ConflictInput,
    JudgementInput,
    JudgementView,
    NoteInput,
    NoteView,
    StandingView,
    UnlockInput,
)
from app.permissions import Actor, Institution, Permission
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import SubmissionView
from app.web.guards import JudgementsReadable, RoleWith, SubmissionWith
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, etag, seen_version
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
P = Permission
AGAIN = SAME | SEEN | {"code": "$request.path.code"}


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


@router.get("/submissions/{submission_id}/assignments", operation_id="listAssignments")
def assignments(
    _actor: Annotated[Actor, Depends(RoleWith(P.DASHBOARD_PROGRESS), scope="function")],
    submission: Annotated[Submission, _with(P.SUBMISSION_STATUS)],
    session: Db,
) -> list[AssignmentView]:
    """Give who scores a submission."""
    return queries.assignments(session, submission.id)


@router.put("/submissions/{submission_id}/assignments", operation_id="assign")
def assign(
    given: AssignmentInput,
    submission: Annotated[Submission, _with(P.ASSIGNMENT_SET)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> list[AssignmentView]:
    """Set who scores a submission; conflicts of interest are refused."""
    actions.assign(session, actor, submission, given, now)
    return queries.assignments(session, submission.id)


@router.post("/submissions/{submission_id}/start", operation_id="start")
def start(
    submission: Annotated[Submission, _with(P.ASSESSMENT_START)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SubmissionView:
    """Begin the assessment."""
    actions.start(session, actor, submission, now)
    return submissions.submission_view(session, submission, now)


@router.get("/submissions/{submission_id}/judgements", operation_id="listJudgements")
def judgements(
    submission: Annotated[Submission, Depends(JudgementsReadable(), scope="function")],
    actor: SignedIn,
    session: Db,
) -> dict[str, Any]:
    """Give the own institution's judgements; once both have locked, both and the agreed levels."""
    is_blind = not queries.is_revealed(submission)
    chosen = [actor.institution] if actor.institution and is_blind else list(Institution)
    found = {
        each.value: queries.judgements(session, submission.id, each) for each in chosen if each
    }
    agreed = {} if is_blind else queries.agreements(session, submission.id)
    return {
        "judgements": {
            key: [row.model_dump(mode="json") for row in value.values()]
            for key, value in found.items()
        },
        "agreements": [row.model_dump(mode="json") for row in agreed.values()],
    }


@router.get(
    "/submissions/{submission_id}/judgements/{code}",
    operation_id="getJudgement",
    responses=links(200, saveJudgement=AGAIN),
)
def judgement(
    code: str,
    submission: Annotated[Submission, _with(P.SCORE_READ_OWN)],
    actor: SignedIn,
    session: Db,
    response: Response,
) -> JudgementView | None:
    """Give the own institution's judgement of one indicator, its version as ETag."""
    row = queries.judgement_of(session, submission.id, actions.own_institution(actor), code)
    response.headers["ETag"] = etag(row.version if row else 0)
    return JudgementView.model_validate(row) if row else None


@router.put(
    "/submissions/{submission_id}/judgements/{code}",
    operation_id="saveJudgement",
    responses=links(200, saveJudgement=AGAIN),
)
def save(
    code: str,
    given: JudgementInput,
    submission: Annotated[Submission, _with(P.SCORE_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> JudgementView:
    """Save the own institution's level; If-Match carries the version seen ("0" for none yet)."""
    view = actions.save_judgement(
        session, actor, submission, code, (given, seen_version(if_match)), now
    )
    response.headers["ETag"] = etag(view.version)
    return view


@router.post("/submissions/{submission_id}/judgements/lock", operation_id="lock")
def lock(
    submission: Annotated[Submission, _with(P.SCORE_LOCK)], actor: SignedIn, session: Db, now: Now
) -> StandingView:
    """Lock the own institution's levels; when both have, the pleno begins."""
    actions.lock(session, actor, submission, now)
    return queries.standing(session, submission, actions.own_institution(actor))


@router.post("/submissions/{submission_id}/judgements/unlock", operation_id="unlock")
def unlock(
    given: UnlockInput,
    submission: Annotated[Submission, _with(P.SCORE_UNLOCK)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SubmissionView:
    """Let an institution score again, with reason."""
    actions.unlock(session, actor, submission, given, now)
    return submissions.submission_view(session, submission, now)


@router.get(
    "/submissions/{submission_id}/comparison",
    operation_id="compare",
    responses=links(200, agree=SAME | {"code": "$response.body#/0/code"}),
)
def comparison(
    submission: Annotated[Submission, _with(P.SCORE_READ_BOTH)], session: Db
) -> list[ComparisonRow]:
    """Give claim, both institutions and agreement for every indicator."""
    return queries.comparison(session, submission)


@router.put("/submissions/{submission_id}/agreements/{code}", operation_id="agree")
def agree(
    code: str,
    given: AgreementInput,
    submission: Annotated[Submission, _with(P.MODERATION_SET)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> AgreementView:
    """Agree on one indicator's level."""
    agreement_actions.set_agreement(session, actor, submission, code, given, now)
    return queries.agreements(session, submission.id)[code]


@router.post("/submissions/{submission_id}/close", operation_id="closeModeration")
def close(
    submission: Annotated[Submission, _with(P.MODERATION_CLOSE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SubmissionView:
    """Close the pleno of one OPD."""
    agreement_actions.close(session, actor, submission, now)
    return submissions.submission_view(session, submission, now)


@router.get("/submissions/{submission_id}/notes", operation_id="listNotes")
def notes(submission: Annotated[Submission, _with(P.NOTE_READ)], session: Db) -> list[NoteView]:
    """Give the remarks of the pleno."""
    return queries.notes(session, submission.id)


@router.post("/submissions/{submission_id}/notes", status_code=201, operation_id="addNote")
def add_note(
    given: NoteInput,
    submission: Annotated[Submission, _with(P.NOTE_WRITE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> list[NoteView]:
    """Keep a remark."""
    actions.add_note(session, actor, submission, given, now)
    return queries.notes(session, submission.id)


@router.post("/conflicts", status_code=201, operation_id="declareConflict")
def declare_conflict(
    given: ConflictInput,
    actor: Annotated[Actor, Depends(RoleWith(P.CONFLICT_DECLARE), scope="function")],
    session: Db,
    now: Now,
) -> dict[str, str]:
    """Declare a conflict of interest: an assessor for himself, the coordinator for anyone."""
    row = actions.declare_conflict(session, actor, given, now)
    return {"id": row.id}
