"""JSON: the audit trail, for the auditor."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import StreamingResponse

from app.journal import queries
from app.journal.anchors import printed
from app.journal.queries import JournalView
from app.permissions import Actor, Permission
from app.submissions.models import Submission
from app.web.export import journal_export
from app.web.guards import RoleWith, SubmissionWith
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Jejak audit"], route_class=ApiRoute)


@router.get("/journal", operation_id="readJournal")
def journal(
    _actor: Annotated[Actor, Depends(RoleWith(Permission.AUDIT_READ_ALL), scope="function")],
    session: Db,
    action: Annotated[str, Query(max_length=60)] = "",
    cursor: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Give lines of the audit trail, newest first."""
    found = queries.lines(session, action=action, before_seq=cursor, limit=limit)
    following = found[-1].seq if len(found) == limit else None
    return {"items": [line.model_dump(mode="json") for line in found], "next": following}


@router.get(
    "/journal/export",
    operation_id="exportJournal",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {}}}},
)
def export(
    actor: Annotated[Actor, Depends(RoleWith(Permission.AUDIT_EXPORT), scope="function")],
    request: Request,
    now: Now,
) -> StreamingResponse:
    """Give the whole trail as JSON lines, as `audit export` writes it; this leaves a line."""
    return journal_export(request, actor, now)


@router.get("/submissions/{submission_id}/journal", operation_id="readSubmissionJournal")
def submission_journal(
    submission: Annotated[
        Submission, Depends(SubmissionWith(Permission.AUDIT_READ_SUBMISSION), scope="function")
    ],
    session: Db,
) -> list[JournalView]:
    """Give the newest lines about one submission."""
    return queries.lines(session, submission_id=submission.id, limit=500)


@router.get("/journal/verify", operation_id="verifyJournal")
def verify(
    _actor: Annotated[Actor, Depends(RoleWith(Permission.AUDIT_VERIFY), scope="function")],
    session: Db,
    anchor: Annotated[str, Query(max_length=120)] = "",
) -> dict[str, Any]:
    """Check the whole trail; `anchor` is "seq:hash" as it stands on a receipt."""
    fault = queries.fault(session, printed(anchor) if anchor else {})
    return {"is_whole": fault is None, "fault": fault, "head": queries.head_hash(session)}
