"""JSON: interviews and visits, what was found, evidence asked for and brought."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Response, UploadFile

from app.assessments import visiting
from app.assessments.queries import questions
from app.errors import InvalidInput
from app.permissions import Permission
from app.reports import pdf
from app.reports.visit_list import visit_list
from app.submissions import visit_actions as actions
from app.submissions.models import Submission
from app.submissions.schemas import ClarificationView
from app.submissions.visit_schemas import FindingInput, VisitInput, VisitView, WishInput
from app.web.arrivals import AnswerApiRoute, Arrived
from app.web.guards import SubmissionWith, known_id
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, seen_version
from app.web.responses import download
from app.web.unit_of_work import AppSettings, Db, Files, Now

router = APIRouter(tags=["Penilaian"], route_class=AnswerApiRoute)
P = Permission
HOME = "/submissions/{submission_id}/visits"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Sent = Annotated[Submission, _with(P.ANSWER_READ_SNAPSHOT)]
Asking = Annotated[Submission, _with(P.CLARIFICATION_ASK)]


@router.get(HOME, operation_id="listVisits")
def visits(submission: Sent, actor: SignedIn, session: Db) -> list[VisitView]:
    """Give interviews and visits; the OPD sees day and place, an institution its own."""
    return visiting.visible(session, actor, submission)


@router.post(HOME, status_code=201, operation_id="planVisit")
def plan(
    given: VisitInput, submission: Asking, actor: SignedIn, session: Db, now: Now
) -> list[VisitView]:
    """Plan an interview or visit; the OPD is told."""
    actions.plan_visit(session, actor, submission, given, now)
    return visiting.visible(session, actor, submission)


@router.put(HOME + "/{visit_id}", operation_id="changeVisit")
def change(
    visit_id: str,
    given: VisitInput,
    submission: Asking,
    actor: SignedIn,
    session: Db,
    now: Now,
    if_match: IfMatch = None,
) -> list[VisitView]:
    """Change a plan of the own institution; If-Match carries the version seen."""
    visit = visiting.visit_of(session, actor, submission, known_id(visit_id))
    pair = (given, seen_version(if_match))
    actions.change_visit(session, actor, submission, visit, pair, now)
    return visiting.visible(session, actor, submission)


@router.post(HOME + "/{visit_id}/findings", status_code=201, operation_id="addFinding")
def finding(
    visit_id: str,
    given: FindingInput,
    submission: Asking,
    actor: SignedIn,
    session: Db,
    now: Now,
) -> list[VisitView]:
    """Keep what was found about one indicator."""
    visit = visiting.visit_of(session, actor, submission, known_id(visit_id))
    actions.note_finding(session, actor, submission, visit, given, now)
    return visiting.visible(session, actor, submission)


@router.post(
    "/submissions/{submission_id}/evidence-requests",
    status_code=201,
    operation_id="requestEvidence",
)
def wish(
    given: WishInput, submission: Asking, actor: SignedIn, session: Db, now: Now
) -> list[ClarificationView]:
    """Reopen named indicators for evidence until an instant; nothing else of them changes."""
    made = {row.id for row in actions.wish_evidence(session, actor, submission, given, now)}
    return [row for row in questions(session, actor, submission) if row.id in made]


@router.post(
    "/submissions/{submission_id}/clarifications/{question_id}/evidence",
    status_code=201,
    operation_id="bringEvidence",
)
def bring(
    question_id: str,
    submission: Annotated[Submission, _with(P.CLARIFICATION_ANSWER)],
    actor: SignedIn,
    session: Db,
    now: Now,
    storage: Files,
    file: Annotated[list[UploadFile], File()],  # noqa: ARG001  declares the form's field
    arrived: Arrived,
) -> list[ClarificationView]:
    """Answer a wish with files, before its date: all of them, or none."""
    given = (known_id(question_id), arrived)
    row, faults = actions.bring_evidence(session, actor, submission, storage, given, now)
    if faults:
        raise InvalidInput(faults[0].message, faults)
    return [each for each in questions(session, actor, submission) if each.id == row.id]


@router.get(HOME + ".pdf", operation_id="getVisitListPdf", response_class=Response)
def printed(
    submission: Asking, actor: SignedIn, session: Db, now: Now, settings: AppSettings
) -> Response:
    """Print the indicators with claim and open questions, to take along."""
    document, name = visit_list(session, actor, submission, settings, now)
    session.rollback()  # nothing more is read, so no connection waits for the press
    content = pdf.render(document.html, attachments=document.attachments)
    return download(content, f"{name}.pdf", "application/pdf")
