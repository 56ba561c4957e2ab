"""Pages: break-glass, an admin's reasoned look at one OPD's content, marked on every sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.breakglass import actions, queries
from app.breakglass.schemas import BreakGlassInput, BreakGlassView, SentAnswer
from app.errors import Conflict, InvalidInput
from app.permissions import Permission
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import SnapshotView, SubmissionView
from app.web.confirmation import Confirmed
from app.web.forms import Form, form_of, refused
from app.web.guards import SubmissionWith
from app.web.reading import journal_glass
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
ADDRESS = "/akses-darurat/{submission_id}"
Openable = Annotated[Submission, Depends(SubmissionWith(P.BREAKGLASS_OPEN), scope="function")]
Asked = Annotated[Form[BreakGlassInput], Depends(form_of(BreakGlassInput))]


@dataclass(frozen=True, slots=True)
class BreakGlassPage:
    """The door of the emergency: who opened it so far, and the form to open it."""

    standing: SubmissionView
    is_open: bool
    openings: list[BreakGlassView]
    values: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContentView:
    """What was sent, as the admin sees it through his opening."""

    standing: SubmissionView
    opening: BreakGlassView
    snapshot: SnapshotView
    answers: list[SentAnswer]


@router.get(ADDRESS)
def door(submission: Openable, here: Here) -> Response:
    """Show who opened the submission so far, and the form to open it."""
    return page(here.request, "breakglass/index.html", view=_door(here, submission))


def _door(
    here: Visit,
    submission: Submission,
    values: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> BreakGlassPage:
    lasting = queries.open_one(here.session, here.actor.user_id, submission.id, here.now)
    return BreakGlassPage(
        standing=submissions.submission_view(here.session, submission, here.now),
        is_open=lasting is not None,
        openings=queries.of_submission(here.session, submission.id),
        values=values or {},
        errors=errors or {},
    )


@router.post(ADDRESS)
def open_glass(submission: Openable, _sure: Confirmed, form: Asked, here: Here) -> Response:
    """Open the content for 60 minutes; the OPD and the auditors are told at once."""
    try:
        actions.open_glass(here.session, here.actor, submission, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        view = _door(here, submission, form.raw, refused(here.session, refusal))
        return page(here.request, "breakglass/index.html", status=422, view=view)
    return see_other(f"/akses-darurat/{submission.id}/isi")


@router.get(ADDRESS + "/isi")
def content(submission: Openable, here: Here) -> Response:
    """Show what was sent, marked with the reader's name; each reading is journalled."""
    glass = queries.open_one(here.session, here.actor.user_id, submission.id, here.now)
    if glass is None:
        return see_other(f"/akses-darurat/{submission.id}")
    here.request.state.glass = glass
    journal_glass(here.request, here.actor, P.ANSWER_READ_SNAPSHOT, submission.id, here.now)
    view = ContentView(
        standing=submissions.submission_view(here.session, submission, here.now),
        opening=queries.view(here.session, glass),
        snapshot=submissions.snapshot_view(here.session, submission),
        answers=queries.sent_answers(here.session, submission),
    )
    return page(here.request, "breakglass/detail.html", view=view, now=here.now)


@router.post(ADDRESS + "/penutupan")
def close_glass(submission: Openable, here: Here) -> Response:
    """End one's own opening before its time."""
    actions.close_glass(here.session, here.actor, submission, here.now)
    return see_other(f"/akses-darurat/{submission.id}", "akses-ditutup")
