"""JSON: how far the institutions agree in a round, and an assessor's own figures."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.accounts.quotas import Use
from app.assessments import calibration as figures
from app.assessments.actions import own_institution
from app.assessments.calibration_schemas import CalibrationView, OwnCalibrationView
from app.files.workbooks import MEDIA_TYPE
from app.permissions import Actor, Permission
from app.reports.calibration_book import calibration_book
from app.web.guards import PeriodOfYear, RoleWith
from app.web.quotas import count_of_account
from app.web.reading import journal_read
from app.web.responses import download
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
P = Permission
Exporter = Annotated[Actor, Depends(RoleWith(P.EXPORT_SCORES_XLSX), scope="function")]
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]


@router.get("/periods/{year}/calibration", operation_id="getCalibration")
def calibration(_actor: Exporter, period: PeriodOfYear, session: Db) -> CalibrationView:
    """Give agreement by domain and indicator, every assessor's leaning, claim beside final.

    Only of submissions that both institutions have locked; null where data do not suffice.
    """
    return figures.calibration(session, period)


@router.get("/periods/{year}/calibration/own", operation_id="getOwnCalibration")
def own(actor: Reader, period: PeriodOfYear, session: Db) -> OwnCalibrationView:
    """Give an assessor's own figures over the submissions both institutions have locked."""
    own_institution(actor)
    return figures.own_calibration(session, actor, period)


@router.get(
    "/periods/{year}/calibration.xlsx",
    operation_id="getCalibrationWorkbook",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
)
def workbook(
    request: Request, actor: Exporter, period: PeriodOfYear, session: Db, now: Now
) -> Response:
    """Give the calibration as a workbook; journalled."""
    count_of_account(request, actor, Use.EXPORT, now)
    journal_read(request, actor, P.EXPORT_SCORES_XLSX, period.id, now)
    content = calibration_book(figures.calibration(session, period), now)
    return download(content, f"kalibrasi-{period.year}.xlsx", MEDIA_TYPE)
