"""Pages: a workbook of levels comes in; its differences are shown before anything changes."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.assessments import (
    judgement_differences,
    judgement_import_actions,
    judgement_importing,
    judgement_template,
)
from app.assessments.import_schemas import JudgementImportForm, JudgementImportView
from app.assessments.scorings import scorings
from app.errors import AppError, Conflict, InvalidInput, NotFound, Stale, TooLarge
from app.files.tables import BYTES_MAX
from app.files.workbooks import MEDIA_TYPE
from app.web.forms import Form, form_of
from app.web.responses import download, page, see_other
from app.web.scoring_guards import OwnScorings, OwnScoringsWith
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
HOME = "/penilaian/impor"
FAULTS_SHOWN = 100
Own = Annotated[OwnScorings, Depends(OwnScoringsWith(), scope="function")]
RowsGiven = Annotated[Form[JudgementImportForm], Depends(form_of(JudgementImportForm))]


@router.get(HOME)
def choose(own: Own, here: Here) -> Response:
    """Show the form for a workbook, and what to fill."""
    return _choose(here, own)


def _choose(here: Visit, own: OwnScorings, refusal: AppError | None = None) -> Response:
    faults = refusal.faults if refusal else ()
    return page(
        here.request,
        "assessments/import.html",
        status=refusal.status if refusal else 200,
        view=own,
        refusal=refusal.message if refusal else "",
        faults=faults[:FAULTS_SHOWN],
        more=max(0, len(faults) - FAULTS_SHOWN),
    )


@router.get(HOME + "/templat.xlsx")
def template(own: Own, here: Here, opd: str = "") -> Response:
    """Give the form for all own OPDs that can be scored now, or (`opd`: its code) for one."""
    chosen = [each for each in own.open if opd in {"", each.agency.code}]
    if not chosen:
        raise NotFound
    content = judgement_template.judgement_template(
        here.session, here.actor, own.period, chosen, here.now
    )
    name = f"nilai-{opd or 'semua'}-{own.period.year}.xlsx"
    return download(content, name, MEDIA_TYPE)


@router.post(HOME)
def compare(own: Own, here: Here, file: Annotated[UploadFile, File()]) -> Response:
    """Show what a workbook changes; nothing is stored yet."""
    here.session.rollback()  # nothing is written here, so nobody waits while the table is read
    about = own.period, scorings(here.session, here.actor, own.period)
    try:
        content = file.file.read(BYTES_MAX + 1)
        name = file.filename or ""
        asked = judgement_importing.wanted(here.session, here.actor, about, content, name)
        view = judgement_differences.differences(here.session, here.actor, about, asked)
    except (InvalidInput, TooLarge) as refusal:
        return _choose(here, OwnScorings(*about), refusal)
    return _differences(here, view)


def _differences(
    here: Visit, view: JudgementImportView, refusal: AppError | None = None
) -> Response:
    return page(
        here.request,
        "assessments/differences.html",
        status=refusal.status if refusal else 200,
        view=judgement_differences.fitting(view),
        refusal=refusal.message if refusal else "",
    )


@router.post(HOME + "/penerapan")
def apply(own: Own, here: Here, form: RowsGiven) -> Response:
    """Save what the page of differences showed; a change in between comes back to be looked at."""
    try:
        rows = form.valid().rows
        judgement_import_actions.take_in(here.session, here.actor, own.by_id, rows, here.now)
    except (InvalidInput, Conflict) as refusal:
        here.session.rollback()
        return _choose(here, _anew(here, own), refusal)
    except Stale as refusal:
        here.session.rollback()
        now = _anew(here, own)
        asked = judgement_importing.from_rows(rows)
        view = judgement_differences.differences(
            here.session, here.actor, (now.period, now.all), asked
        )
        return _differences(here, view, refusal)
    return see_other("/penilaian", "nilai-diterapkan")


def _anew(here: Visit, own: OwnScorings) -> OwnScorings:
    """Read again what a rollback made old, in few statements."""
    return OwnScorings(own.period, scorings(here.session, here.actor, own.period))
