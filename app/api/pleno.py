"""JSON: who took part in a pleno, and its Berita Acara."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.assessments import agreement_actions
from app.assessments.attendance import attendance as attendance_of
from app.assessments.attendance_actions import record_attendance
from app.assessments.attendance_schemas import AttendanceInput, AttendanceView
from app.assessments.queries import agreements
from app.assessments.schemas import AgreementView
from app.permissions import Permission
from app.reports import pdf
from app.reports.minutes import MinutesView, file_name, printed, view_of
from app.reports.minutes_word import minutes_word
from app.reports.word_file import MEDIA_TYPE
from app.submissions.models import Submission
from app.web.guards import SubmissionWith
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, etag, seen_version
from app.web.responses import download
from app.web.routing import ApiRoute
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
HOME = "/submissions/{submission_id}"
Revealed = Annotated[
    Submission, Depends(SubmissionWith(Permission.SCORE_READ_BOTH), scope="function")
]
Settable = Annotated[
    Submission, Depends(SubmissionWith(Permission.MODERATION_SET), scope="function")
]


@router.get(HOME + "/attendance", operation_id="getAttendance")
def attendance(submission: Revealed, session: Db, response: Response) -> AttendanceView:
    """Give who took part in the pleno, the record's version as ETag."""
    view = attendance_of(session, submission.id)
    response.headers["ETag"] = etag(view.version)
    return view


@router.put(HOME + "/attendance", operation_id="recordAttendance")
def record(
    given: AttendanceInput,
    submission: Settable,
    actor: SignedIn,
    session: Db,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> AttendanceView:
    """Record who took part; If-Match carries the version seen ("0" for none yet)."""
    pair = (given, seen_version(if_match))
    view = record_attendance(session, actor, submission, pair, now)
    response.headers["ETag"] = etag(view.version)
    return view


@router.post(HOME + "/equal-agreements", operation_id="acceptEqual")
def accept_equal(
    submission: Settable, actor: SignedIn, session: Db, now: Now
) -> list[AgreementView]:
    """Take over every level on which both institutions agree; gives all agreed levels."""
    agreement_actions.accept_equal(session, actor, submission, now)
    found = agreements(session, submission.id)
    return [found[code] for code in sorted(found)]


@router.get(HOME + "/minutes", operation_id="getMinutes")
def minutes(submission: Revealed, session: Db, settings: AppSettings) -> MinutesView:
    """Give the record of the closed pleno."""
    return view_of(session, submission, settings)


@router.get(HOME + "/minutes.pdf", operation_id="getMinutesPdf", response_class=Response)
def minutes_pdf(submission: Revealed, session: Db, settings: AppSettings) -> Response:
    """Give the same record as PDF."""
    view = view_of(session, submission, settings)
    session.rollback()  # nothing more is read, so no connection waits for the press
    document = printed(view)
    content = pdf.render(document.html, attachments=document.attachments)
    return download(content, f"{file_name(view)}.pdf", "application/pdf")


@router.get(HOME + "/minutes.docx", operation_id="getMinutesDocx", response_class=Response)
def minutes_docx(submission: Revealed, session: Db, settings: AppSettings) -> Response:
    """Give the same record as a Word file."""
    view = view_of(session, submission, settings)
    return download(minutes_word(view), f"{file_name(view)}.docx", MEDIA_TYPE)
