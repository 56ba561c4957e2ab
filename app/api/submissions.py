"""JSON: the self-assessment."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.links import SAME, SEEN, links
from app.assessments.queries import questions, visible
from app.permissions import Actor, Permission
from app.submissions import (
    actions,
    answer_actions,
    evidence_actions,
    evidence_library,
    queries,
    question_actions,
    sent,
)
from app.submissions.models import Evidence, Submission
from app.submissions.schemas import (
    AnswerInput,
    AnswerRevisionView,
    AnswerView,
    CitationInput,
    ClarificationView,
    EvidenceView,
    LinkInput,
    MoveView,
    QuestionInput,
    ReplyInput,
    ReturnInput,
    SentEvidenceView,
    SnapshotView,
    SubmissionView,
)
from app.web.guards import (
    ReadableEvidence,
    RoleWith,
    SentContent,
    SubmissionOfEvidence,
    SubmissionWith,
)
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, etag, seen_version
from app.web.reading import journal_glass
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Isian"], route_class=ApiRoute)
P = Permission


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Status = Annotated[Submission, _with(P.SUBMISSION_STATUS)]
Live = Annotated[Submission, _with(P.ANSWER_READ_LIVE)]
Saveable = Annotated[Submission, _with(P.ANSWER_SAVE)]
Uploadable = Annotated[Submission, _with(P.EVIDENCE_UPLOAD)]
Removable = Annotated[Submission, _with(P.EVIDENCE_DELETE)]
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]
Item = Annotated[Evidence, Depends(ReadableEvidence(), scope="function")]
ANSWER = SAME | {"code": "$response.body#/code"}
OfItem = Annotated[Submission, Depends(SubmissionOfEvidence(P.EVIDENCE_DELETE), scope="function")]


@router.get(
    "/submissions",
    operation_id="listSubmissions",
    responses=links(200, getSubmission={"submission_id": "$response.body#/items/0/id"}),
)
def listing(
    actor: Reader,
    session: Db,
    now: Now,
    period: Annotated[int | None, Query(ge=2000, le=2999)] = None,
    state: Annotated[str, Query(max_length=20)] = "",
    cursor: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> dict[str, Any]:
    """List the submissions the actor may know of, in order of agency code."""
    items, following = visible(session, actor, (period, state, cursor, limit), now)
    return {"items": [item.model_dump(mode="json") for item in items], "next": following}


@router.get("/submissions/{submission_id}", operation_id="getSubmission")
def status(submission: Status, session: Db, now: Now) -> SubmissionView:
    """Give a submission's standing."""
    return queries.submission_view(session, submission, now)


@router.get("/submissions/{submission_id}/moves", operation_id="listMoves")
def moves(submission: Status, actor: SignedIn, session: Db) -> list[MoveView]:
    """Give the submission's life so far; the OPD does not see who scores it."""
    return sent.moves_as_told(session, submission, actor)


@router.get(
    "/submissions/{submission_id}/answers",
    operation_id="listAnswers",
    responses=links(200, getAnswer=SAME | {"code": "$response.body#/0/code"}),
)
def answers(submission: Live, session: Db) -> list[AnswerView]:
    """Give the working copy of every indicator."""
    return queries.answer_views(session, submission)


@router.get(
    "/submissions/{submission_id}/answers/{code}",
    operation_id="getAnswer",
    responses=links(200, saveAnswer=ANSWER | SEEN, getHistory=ANSWER),
)
def answer(code: str, submission: Live, session: Db, response: Response) -> AnswerView:
    """Give the working copy of one indicator, its version as ETag."""
    view = queries.answer_view(session, submission, code)
    response.headers["ETag"] = etag(view.version)
    return view


@router.put(
    "/submissions/{submission_id}/answers/{code}",
    operation_id="saveAnswer",
    responses=links(200, saveAnswer=ANSWER | SEEN, getHistory=ANSWER),
)
def save(
    code: str,
    given: AnswerInput,
    submission: Saveable,
    actor: SignedIn,
    session: Db,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> AnswerView:
    """Save one indicator; If-Match carries the version seen ("0" for none yet)."""
    version = seen_version(if_match)
    answer_actions.save_answer(session, actor, submission, code, (given, version), now)
    view = queries.answer_view(session, submission, code)
    response.headers["ETag"] = etag(view.version)
    return view


@router.get("/submissions/{submission_id}/answers/{code}/history", operation_id="getHistory")
def history(
    code: str, submission: Annotated[Submission, _with(P.ANSWER_HISTORY)], session: Db
) -> list[AnswerRevisionView]:
    """Give every saved version of an answer, newest first."""
    return queries.history(session, submission, code)


@router.get("/submissions/{submission_id}/evidence", operation_id="listEvidence")
def library(
    submission: Annotated[Submission, _with(P.EVIDENCE_READ_LIVE)], session: Db
) -> list[EvidenceView]:
    """Give the OPD's evidence library."""
    return evidence_library.items(session, submission.id)


@router.post("/submissions/{submission_id}/links", status_code=201, operation_id="addLink")
def add_link(
    given: LinkInput, submission: Uploadable, actor: SignedIn, session: Db, now: Now
) -> EvidenceView:
    """Take a link into the library."""
    item = evidence_actions.add_link(session, actor, submission, given, now)
    return evidence_library.item(session, item.id)


@router.get("/evidence/{evidence_id}", operation_id="getEvidence")
def evidence(item: Item, request: Request, actor: SignedIn, session: Db, now: Now) -> EvidenceView:
    """Give an item of the library."""
    journal_glass(request, actor, P.EVIDENCE_READ_SNAPSHOT, item.id, now)
    return evidence_library.item(session, item.id)


@router.delete("/evidence/{evidence_id}", status_code=204, operation_id="removeEvidence")
def remove(evidence_id: str, submission: OfItem, actor: SignedIn, session: Db, now: Now) -> None:
    """Take an item out of the library and off every indicator."""
    evidence_actions.remove_evidence(session, actor, submission, evidence_id, now)


@router.put(
    "/submissions/{submission_id}/answers/{code}/evidence/{evidence_id}",
    operation_id="attachEvidence",
)
def attach(
    code: str,
    evidence_id: str,
    submission: Uploadable,
    actor: SignedIn,
    session: Db,
    now: Now,
    given: CitationInput | None = None,
) -> AnswerView:
    """Use an item for an indicator, with pasal or page."""
    use = (code, evidence_id, given or CitationInput())
    evidence_actions.attach(session, actor, submission, use, now)
    return queries.answer_view(session, submission, code)


@router.delete(
    "/submissions/{submission_id}/answers/{code}/evidence/{evidence_id}",
    operation_id="detachEvidence",
)
def detach(
    code: str, evidence_id: str, submission: Removable, actor: SignedIn, session: Db, now: Now
) -> AnswerView:
    """Stop using an item for an indicator."""
    evidence_actions.detach(session, actor, submission, code, evidence_id, now)
    return queries.answer_view(session, submission, code)


@router.get(
    "/submissions/{submission_id}/snapshot",
    operation_id="getSnapshot",
    responses=links(200, getJudgement=SAME | {"code": "$response.body#/content/answers/0/code"}),
)
def snapshot(
    submission: Annotated[
        Submission, Depends(SentContent(P.ANSWER_READ_SNAPSHOT), scope="function")
    ],
    request: Request,
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SnapshotView:
    """Give what was sent; to an admin while a break-glass of his lasts, each reading journalled."""
    journal_glass(request, actor, P.ANSWER_READ_SNAPSHOT, submission.id, now)
    return queries.snapshot_view(session, submission)


@router.get("/submissions/{submission_id}/snapshot/evidence", operation_id="listSentEvidence")
def sent_evidence(
    submission: Annotated[Submission, _with(P.EVIDENCE_READ_SNAPSHOT)], session: Db
) -> list[SentEvidenceView]:
    """Give the evidence that was sent, once for each indicator that uses it."""
    return sent.sent_evidence(session, submission)


@router.post("/submissions/{submission_id}/ready", operation_id="markReady")
def ready(
    submission: Annotated[Submission, _with(P.SUBMISSION_MARK_READY)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SubmissionView:
    """Tell the head that it is ready to be sent."""
    actions.mark_ready(session, actor, submission, now)
    return queries.submission_view(session, submission, now)


@router.post("/submissions/{submission_id}/submit", operation_id="submit")
@router.post("/submissions/{submission_id}/resend", operation_id="resend")
def submit(
    submission: Annotated[Submission, _with(P.SUBMISSION_SUBMIT)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SnapshotView:
    """Send, or send again what was returned; gives the frozen snapshot with its hash."""
    actions.submit(session, actor, submission, now)
    return queries.snapshot_view(session, submission)


@router.post("/submissions/{submission_id}/recall", operation_id="recall")
def recall(
    submission: Annotated[Submission, _with(P.SUBMISSION_RECALL)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SubmissionView:
    """Take back what was sent, while nobody has begun to score."""
    actions.recall(session, actor, submission, now)
    return queries.submission_view(session, submission, now)


@router.post("/submissions/{submission_id}/return", operation_id="returnToAgency")
def send_back(
    given: ReturnInput,
    submission: Annotated[Submission, _with(P.SUBMISSION_RETURN)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> SubmissionView:
    """Give named indicators back to the OPD until a date."""
    actions.send_back(session, actor, submission, given, now)
    return queries.submission_view(session, submission, now)


@router.get(
    "/submissions/{submission_id}/clarifications",
    operation_id="listClarifications",
    responses=links(200, reply=SAME | {"question_id": "$response.body#/0/id"}),
)
def clarifications(
    submission: Annotated[Submission, _with(P.ANSWER_READ_SNAPSHOT)], actor: SignedIn, session: Db
) -> list[ClarificationView]:
    """Give questions, replies and interview notes; the other institution's only in the pleno."""
    return questions(session, actor, submission)


@router.post(
    "/submissions/{submission_id}/clarifications",
    status_code=201,
    operation_id="ask",
    responses=links(201, reply=SAME | {"question_id": "$response.body#/id"}),
)
def ask(
    given: QuestionInput,
    submission: Annotated[Submission, _with(P.CLARIFICATION_ASK)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> ClarificationView:
    """Ask the OPD about an indicator, or keep an interview note."""
    return ClarificationView.model_validate(
        question_actions.ask(session, actor, submission, given, now)
    )


@router.post(
    "/submissions/{submission_id}/clarifications/{question_id}/answer", operation_id="reply"
)
def reply(
    question_id: str,
    given: ReplyInput,
    submission: Annotated[Submission, _with(P.CLARIFICATION_ANSWER)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> ClarificationView:
    """Answer a question."""
    row = question_actions.reply(session, actor, submission, question_id, given, now)
    return ClarificationView.model_validate(row)


@router.put(
    "/submissions/{submission_id}/returns/{code}", status_code=204, operation_id="replyToReturn"
)
def reply_to_return(
    code: str, given: ReplyInput, submission: Saveable, actor: SignedIn, session: Db, now: Now
) -> None:
    """Say something to a return of this indicator."""
    question_actions.reply_to_return(session, actor, submission, code, given, now)
