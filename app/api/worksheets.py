"""JSON door: the filled form as documents to take away, for the OPD itself."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.files.workbooks import MEDIA_TYPE
from app.permissions import Permission
from app.reports import pdf
from app.reports.filled_form import form_name
from app.reports.worksheet import present_worksheet
from app.reports.worksheet_book import worksheet_book
from app.submissions.models import Submission
from app.web.guards import SubmissionWith
from app.web.identity import SignedIn
from app.web.responses import download
from app.web.routing import ApiRoute
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(tags=["Isian"], route_class=ApiRoute)
HOME = "/submissions/{submission_id}"
Live = Annotated[Submission, Depends(SubmissionWith(Permission.ANSWER_READ_LIVE), scope="function")]


@router.get(HOME + "/worksheet.pdf", operation_id="getWorksheetPdf", response_class=Response)
def worksheet_pdf(
    submission: Live, actor: SignedIn, session: Db, now: Now, settings: AppSettings
) -> Response:
    """Print the filled form (LKE) as it stands: a draft until it is sent."""
    document = present_worksheet(session, actor, submission, settings, now)
    name = form_name(session, submission)
    session.rollback()  # nothing more is read, so no connection waits for the press
    content = pdf.render(document.html, attachments=document.attachments)
    return download(content, f"{name}.pdf", "application/pdf")


@router.get(HOME + "/worksheet.xlsx", operation_id="getWorksheetXlsx", response_class=Response)
def worksheet_xlsx(submission: Live, actor: SignedIn, session: Db, now: Now) -> Response:
    """Give the filled form (LKE) as a workbook: a draft until it is sent."""
    content = worksheet_book(session, actor, submission, now)
    return download(content, f"{form_name(session, submission)}.xlsx", MEDIA_TYPE)
