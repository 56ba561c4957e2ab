"""JSON: a table of answers comes in."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.errors import Stale, VersionMissing
from app.files.tables import BYTES_MAX, read_table
from app.permissions import Permission
from app.submissions import import_actions, importing
from app.submissions.models import Submission
from app.submissions.schemas import ImportView
from app.web.guards import SubmissionWith
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch
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


@router.post("/submissions/{submission_id}/answers/import", operation_id="importAnswers")
def import_answers(
    submission: Importable,
    actor: SignedIn,
    session: Db,
    now: Now,
    file: Annotated[UploadFile, File()],
    response: Response,
    apply: bool = False,  # noqa: FBT001, FBT002  (a query parameter)
    if_match: IfMatch = None,
) -> ImportView:
    """Say what a table (XLSX or CSV: kode, tingkat, penjelasan) changes; save it with `apply`.

    Saving needs the ETag of the differences as If-Match; all rows are saved, or none.
    """
    table = read_table(file.file.read(BYTES_MAX + 1), file.filename or "")
    asked = importing.wanted(session, submission, table)
    view = importing.differences(session, submission, asked)
    mark = importing.seen(view)
    response.headers["ETag"] = f'"{mark}"'
    if not apply:
        return view
    if if_match is None:
        raise VersionMissing(UNSEEN)
    if if_match.strip().removeprefix("W/").strip('"') != mark:
        raise Stale(CHANGED, {"seen": mark})
    if view.changes:
        rows = importing.changed_rows(view)
        import_actions.take_in(session, actor, submission, rows, now)
    return view.model_copy(update={"applied": True})
