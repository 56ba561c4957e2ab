"""JSON: a workbook of levels comes in."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from starlette.responses import Response

from app.api.imports import CHANGED, UNSEEN
from app.assessments import (
    judgement_differences,
    judgement_import_actions,
    judgement_importing,
    judgement_template,
)
from app.assessments.import_schemas import JudgementImportView
from app.errors import NotFound, Stale, VersionMissing
from app.files import changes
from app.files.tables import BYTES_MAX
from app.files.workbooks import MEDIA_TYPE
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch
from app.web.responses import download
from app.web.routing import ApiRoute
from app.web.scoring_guards import OwnScorings, OwnScoringsWith
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
Own = Annotated[OwnScorings, Depends(OwnScoringsWith(), scope="function")]


@router.get(
    "/judgements/template.xlsx",
    operation_id="getJudgementTemplate",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
)
def template(own: Own, actor: SignedIn, session: Db, now: Now, agency: str = "") -> Response:
    """Give the form (XLSX) for all own OPDs that can be scored now, or for one by its code."""
    chosen = [each for each in own.open if agency in {"", each.agency.code}]
    if not chosen:
        raise NotFound
    content = judgement_template.judgement_template(session, actor, own.period, chosen, now)
    return download(content, f"nilai-{agency or 'semua'}-{own.period.year}.xlsx", MEDIA_TYPE)


@router.post("/judgements/import", operation_id="importJudgements")
def import_judgements(
    own: Own,
    actor: SignedIn,
    session: Db,
    now: Now,
    file: Annotated[UploadFile, File()],
    response: Response,
    apply: bool = False,  # noqa: FBT001, FBT002  (a query parameter)
    overwrite: Annotated[tuple[str, ...], Query()] = (),
    if_match: IfMatch = None,
) -> JudgementImportView:
    """Say what a filled form changes; save it with `apply`.

    Saving needs the ETag of the differences as If-Match; all changes are saved, or none. Of the
    clashes (saved by a colleague after the form was downloaded) only those whose `key` is named
    in `overwrite`.
    """
    content, about = file.file.read(BYTES_MAX + 1), (own.period, own.all)
    asked = judgement_importing.wanted(session, actor, about, content, file.filename or "")
    view = judgement_differences.differences(session, actor, about, asked)
    mark = changes.seen(view)
    response.headers["ETag"] = f'"{mark}"'
    if not apply:
        return view
    if if_match is None:
        raise VersionMissing(UNSEEN)
    if if_match.strip().removeprefix("W/").strip('"') != mark:
        raise Stale(CHANGED, {"seen": mark})
    view = changes.chosen(view, overwrite)
    if view.changes:
        rows = [each.as_row for each in view.changes]
        judgement_import_actions.take_in(session, actor, own.by_id, rows, now)
    return view.model_copy(update={"applied": True})
