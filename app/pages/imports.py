"""Pages: a table of answers comes in; its differences are shown before anything changes."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.errors import AppError, InvalidInput, Stale, TooLarge
from app.files.tables import BYTES_MAX
from app.files.workbooks import MEDIA_TYPE
from app.permissions import Permission
from app.submissions import answer_template, differences, import_actions, importing, queries
from app.submissions.models import Submission
from app.submissions.schemas import ImportForm, ImportView
from app.web.forms import Form, form_of
from app.web.guards import SubmissionWith
from app.web.responses import download, page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
HOME = "/penilaian-mandiri/{submission_id}/impor"
FAULTS_SHOWN = 100
Importable = Annotated[
    Submission, Depends(SubmissionWith(Permission.ANSWER_IMPORT), scope="function")
]
RowsGiven = Annotated[Form[ImportForm], Depends(form_of(ImportForm))]


@router.get(HOME)
def choose(submission: Importable, here: Here) -> Response:
    """Show the form for a table."""
    return _choose(here, submission)


def _choose(here: Visit, submission: Submission, refusal: AppError | None = None) -> Response:
    faults = refusal.faults if refusal else ()
    return page(
        here.request,
        "submissions/import.html",
        status=refusal.status if refusal else 200,
        view=queries.submission_view(here.session, submission, here.now),
        refusal=refusal.message if refusal else "",
        faults=faults[:FAULTS_SHOWN],
        more=max(0, len(faults) - FAULTS_SHOWN),
    )


@router.get(HOME + "/templat.xlsx")
def template(submission: Importable, here: Here) -> Response:
    """Give the offline form with what stands now."""
    content = answer_template.answer_template(here.session, submission)
    view = queries.submission_view(here.session, submission, here.now)
    return download(content, f"isian-{view.agency.code}-{view.period}.xlsx", MEDIA_TYPE)


@router.post(HOME)
def compare(submission: Importable, here: Here, file: Annotated[UploadFile, File()]) -> Response:
    """Show what a table changes; nothing is stored yet."""
    here.session.rollback()  # nothing is written here, so nobody waits while the table is read
    try:
        content = file.file.read(BYTES_MAX + 1)
        asked = importing.wanted(here.session, submission, content, file.filename or "")
        view = differences.differences(here.session, submission, asked)
    except (InvalidInput, TooLarge) as refusal:
        return _choose(here, submission, refusal)
    return _differences(here, submission, view)


def _differences(
    here: Visit, submission: Submission, view: ImportView, refusal: AppError | None = None
) -> Response:
    return page(
        here.request,
        "submissions/differences.html",
        status=refusal.status if refusal else 200,
        view=view,
        standing=queries.submission_view(here.session, submission, here.now),
        refusal=refusal.message if refusal else "",
    )


@router.post(HOME + "/penerapan")
def apply(submission: Importable, here: Here, form: RowsGiven) -> Response:
    """Save what the page of differences showed; a change in between comes back to be looked at."""
    try:
        rows = form.valid().rows
        import_actions.take_in(here.session, here.actor, submission, rows, here.now)
    except InvalidInput as refusal:
        here.session.rollback()
        return _choose(here, submission, refusal)
    except Stale as refusal:
        here.session.rollback()
        view = differences.differences(here.session, submission, importing.from_rows(rows))
        return _differences(here, submission, view, refusal)
    return see_other(f"/penilaian-mandiri/{submission.id}", "diterapkan")
