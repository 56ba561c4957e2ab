"""JSON: the talk inside one OPD."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from app.comments import actions, queries
from app.comments.schemas import CommentInput, CommentView
from app.permissions import Permission
from app.submissions.models import Submission
from app.web.guards import SubmissionWith, known_id
from app.web.identity import SignedIn
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Pembicaraan OPD"], route_class=ApiRoute)


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Readable = Annotated[Submission, _with(Permission.COMMENT_READ)]
Writable = Annotated[Submission, _with(Permission.COMMENT_WRITE)]


@router.get("/submissions/{submission_id}/comments", operation_id="listComments")
def comments(
    submission: Readable,
    actor: SignedIn,
    session: Db,
    code: Annotated[str, Query(max_length=40)] = "",
) -> list[CommentView]:
    """Give what the OPD's people said among themselves, oldest first; `code`: one indicator."""
    return queries.comments(session, actor, submission.id, code)


@router.post("/submissions/{submission_id}/comments", status_code=201, operation_id="writeComment")
def write(
    given: CommentInput, submission: Writable, actor: SignedIn, session: Db, now: Now
) -> CommentView:
    """Say something about an indicator; @username in the text or `mention` calls a colleague."""
    row = actions.write(session, actor, submission, given, now)
    said = queries.comments(session, actor, submission.id, row.code)
    return next(each for each in said if each.id == row.id)


@router.delete(
    "/submissions/{submission_id}/comments/{comment_id}",
    status_code=204,
    operation_id="removeComment",
)
def remove(comment_id: str, submission: Writable, actor: SignedIn, session: Db, now: Now) -> None:
    """Take one's own comment back; a mark stays."""
    actions.remove(session, actor, submission, known_id(comment_id), now)
