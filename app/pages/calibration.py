"""Pages: how far the institutions agree in a round, and an assessor's own figures."""

from typing import Annotated

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.responses import Response

from app.accounts.quotas import Use
from app.assessments import calibration as figures
from app.assessments.actions import own_institution
from app.assessments.calibration_schemas import CalibrationView
from app.files.workbooks import MEDIA_TYPE
from app.periods import queries as periods
from app.permissions import Actor, Permission, Role
from app.reports.calibration_book import calibration_book
from app.reports.leanings import Lean, leanings
from app.web.guards import PeriodOfYear, RoleWith
from app.web.quotas import count_of_account
from app.web.reading import journal_read
from app.web.responses import download, page, see_other
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/kalibrasi"
Exporter = Annotated[Actor, Depends(RoleWith(P.EXPORT_SCORES_XLSX), scope="function")]
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]


@router.get(HOME)
def newest(actor: Reader, here: Here) -> Response:
    """Go to the running round's calibration: an assessor to the own figures."""
    period = periods.running(here.session)
    if period is None:
        return page(here.request, "calibration/nothing.html")
    own = "/saya" if actor.role is Role.ASSESSOR else ""
    return see_other(f"{HOME}/{period.year}{own}")


@router.get(HOME + "/{year}")
def calibration(_actor: Exporter, period: PeriodOfYear, here: Here) -> Response:
    """Show agreement by domain and indicator, every assessor's leaning, claim beside final."""
    view = figures.calibration(here.session, period)
    return page(
        here.request,
        "calibration/detail.html",
        view=view,
        assessors=_assessors(view),
        agencies=_agencies(view),
        years=_other_years(here, period.year),
    )


def _assessors(view: CalibrationView) -> Markup:
    rows = [
        Lean(line.name, line.leaning, line.is_apart)
        for line in view.assessors
        if line.leaning is not None
    ]
    title = "Selisih nilai setiap penilai terhadap nilai akhir"
    return leanings(rows, title=title, below="lebih rendah", above="lebih tinggi")


def _agencies(view: CalibrationView) -> Markup:
    rows = [
        Lean(line.agency_name, line.gap, line.is_apart)
        for line in view.agencies
        if line.gap is not None
    ]
    title = "Selisih klaim setiap OPD terhadap nilai akhir"
    return leanings(rows, title=title, below="klaim lebih rendah", above="klaim lebih tinggi")


def _other_years(here: Here, year: int) -> list[int]:
    return [each.year for each in periods.all_periods(here.session) if each.year != year]


@router.get(HOME + "/{year}/saya")
def own(actor: Reader, period: PeriodOfYear, here: Here) -> Response:
    """Show an assessor's own figures over the submissions both institutions have locked."""
    own_institution(actor)
    return page(
        here.request,
        "calibration/own.html",
        view=figures.own_calibration(here.session, actor, period),
        years=_other_years(here, period.year),
    )


@router.get(HOME + "/{year}/kalibrasi.xlsx")
def workbook(actor: Exporter, period: PeriodOfYear, here: Here) -> Response:
    """Give the calibration as a workbook; journalled."""
    count_of_account(here.request, actor, Use.EXPORT, here.now)
    journal_read(here.request, actor, P.EXPORT_SCORES_XLSX, period.id, here.now)
    content = calibration_book(figures.calibration(here.session, period), here.now)
    return download(content, f"kalibrasi-{period.year}.xlsx", MEDIA_TYPE)
