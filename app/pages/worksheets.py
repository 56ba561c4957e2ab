"""Pages: the filled form as documents to take away, for the OPD itself."""

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
from app.web.responses import download
from app.web.unit_of_work import AppSettings
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
HOME = "/penilaian-mandiri/{submission_id}"
Live = Annotated[Submission, Depends(SubmissionWith(Permission.ANSWER_READ_LIVE), scope="function")]


@router.get(HOME + "/lke.pdf")
def worksheet_pdf(submission: Live, here: Here, settings: AppSettings) -> Response:
    """Print the form as it stands: a draft until it is sent."""
    document = present_worksheet(here.session, here.actor, submission, settings, here.now)
    name = form_name(here.session, submission)
    here.session.rollback()  # nothing more is read, so no connection waits for the press
    content = pdf.render(document.html, attachments=document.attachments)
    return download(content, f"{name}.pdf", "application/pdf")


@router.get(HOME + "/lke.xlsx")
def worksheet_xlsx(submission: Live, here: Here) -> Response:
    """Give the form as it stands as a workbook: a draft until it is sent."""
    content = worksheet_book(here.session, here.actor, submission, here.now)
    return download(content, f"{form_name(here.session, submission)}.xlsx", MEDIA_TYPE)
