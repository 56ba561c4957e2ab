"""Pages: the talk inside one OPD."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.comments import actions, queries
from app.comments.schemas import CommentForm, CommentInput
from app.errors import InvalidInput, NotFound
from app.pages.submissions import indicator_page
from app.permissions import Permission
from app.submissions.models import Submission
from app.submissions.queries import codes_of, submission_view
from app.web.forms import Form, form_of, refused
from app.web.guards import SubmissionWith, known_id
from app.web.responses import page, see_other
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
OWN = "/penilaian-mandiri/{submission_id}"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Readable = Annotated[Submission, _with(Permission.COMMENT_READ)]
Writable = Annotated[Submission, _with(Permission.COMMENT_WRITE)]
Said = Annotated[Form[CommentForm], Depends(form_of(CommentForm))]


@router.get(OWN + "/komentar")
def talk(submission: Readable, here: Here) -> Response:
    """Show everything the OPD's people said among themselves, newest first."""
    said = queries.comments(here.session, here.actor, submission.id)
    return page(
        here.request,
        "comments/index.html",
        view=submission_view(here.session, submission, here.now),
        talk=tuple(reversed(said)),
    )


@router.post(OWN + "/indikator/{code}/komentar")
def write(code: str, submission: Writable, here: Here, form: Said) -> Response:
    """Say something about the indicator of the page."""
    if code not in codes_of(here.session, submission):
        raise NotFound
    try:
        given = CommentInput(code=code, **form.valid().model_dump())
        actions.write(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        errors = refused(here.session, refusal)
        return indicator_page(here, submission, code, errors=errors, typed=form.raw)
    return see_other(f"/penilaian-mandiri/{submission.id}/indikator/{code}#talk", "dikomentari")


@router.post(OWN + "/komentar/{comment_id}/hapus")
def remove(comment_id: str, submission: Writable, here: Here) -> Response:
    """Take one's own comment back."""
    row = queries.get(here.session, submission.id, known_id(comment_id))
    actions.remove(here.session, here.actor, submission, row.id, here.now)
    return see_other(f"/penilaian-mandiri/{submission.id}/indikator/{row.code}#talk", "dihapus")
