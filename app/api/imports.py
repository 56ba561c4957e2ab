"""JSON: a table of answers comes in."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from starlette.responses import Response

from app.errors import Stale, VersionMissing
from app.files import changes
from app.files.tables import BYTES_MAX
from app.files.workbooks import MEDIA_TYPE
from app.permissions import Permission
from app.submissions import answer_template, differences, import_actions, importing, queries
from app.submissions.models import Submission
from app.submissions.schemas import ImportView
from app.web.guards import SubmissionWith
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, seen_mark
from app.web.responses import download
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Isian"], route_class=ApiRoute)
Importable = Annotated[
    Submission, Depends(SubmissionWith(Permission.ANSWER_IMPORT), scope="function")
]
UNSEEN = (
    "Kirim tabel dahulu tanpa apply=true, lalu ulangi dengan kepala If-Match berisi ETag "
    "jawabannya, supaya yang diganti adalah yang Anda lihat."
)
CHANGED = "Isian berubah setelah Anda melihat perbedaannya. Lihat lagi, lalu terapkan."


@router.get(
    "/submissions/{submission_id}/template.xlsx",
    operation_id="getAnswerTemplate",
    response_class=Response,
)
def template(submission: Importable, session: Db, now: Now) -> Response:
    """Give the offline form (XLSX) with what stands now; `importAnswers` takes it back."""
    content = answer_template.answer_template(session, submission)
    view = queries.submission_view(session, submission, now)
    return download(content, f"isian-{view.agency.code}-{view.period}.xlsx", MEDIA_TYPE)


@router.post("/submissions/{submission_id}/answers/import", operation_id="importAnswers")
def import_answers(
    submission: Importable,
    actor: SignedIn,
    session: Db,
    now: Now,
    file: Annotated[UploadFile, File()],
    response: Response,
    apply: bool = False,  # noqa: FBT001, FBT002  (a query parameter)
    overwrite: Annotated[tuple[str, ...], Query()] = (),
    if_match: IfMatch = None,
) -> ImportView:
    """Say what a table (XLSX or CSV: kode, tingkat, penjelasan) changes; save it with `apply`.

    Saving needs the ETag of the differences as If-Match; all changes are saved, or none. Of the
    clashes (saved by someone after the form was downloaded) only those named in `overwrite`.
    """
    content = file.file.read(BYTES_MAX + 1)
    asked = importing.wanted(session, submission, content, file.filename or "")
    view = differences.differences(session, submission, asked)
    mark = changes.seen(view)
    response.headers["ETag"] = f'"{mark}"'
    if not apply:
        return view
    if if_match is None:
        raise VersionMissing(UNSEEN)
    if seen_mark(if_match) != mark:
        raise Stale(CHANGED, {"seen": mark})
    view = changes.chosen(view, overwrite)
    if view.changes:
        rows = differences.changed_rows(view)
        import_actions.take_in(session, actor, submission, rows, now)
    return view.model_copy(update={"applied": True})
