"""Pages: who took part in a pleno, and the Berita Acara as files."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.assessments.attendance import attendance_page
from app.assessments.attendance_actions import record_attendance
from app.assessments.attendance_schemas import PEOPLE_MAX, AttendanceForm, AttendanceInput
from app.errors import InvalidInput, Stale
from app.faults import sentence
from app.permissions import Permission
from app.reports import pdf
from app.reports.minutes import file_name, printed, view_of
from app.reports.minutes_word import minutes_word
from app.reports.word_file import MEDIA_TYPE
from app.submissions.models import Submission
from app.web.forms import Form, doubled, fields_of, refused
from app.web.guards import SubmissionWith
from app.web.responses import download, page, see_other
from app.web.unit_of_work import AppSettings
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
HOME = "/pleno/{submission_id}"
FIELDS = ("name", "institution", "role", "present")
Revealed = Annotated[
    Submission, Depends(SubmissionWith(Permission.SCORE_READ_BOTH), scope="function")
]
Settable = Annotated[
    Submission, Depends(SubmissionWith(Permission.MODERATION_SET), scope="function")
]


async def people(request: Request) -> Form[AttendanceForm]:
    """Read the list: four fields a person, each ending in the line's number; unnamed ones fall."""
    data = await fields_of(request)
    names = [f"{field}-{line}" for line in range(1, PEOPLE_MAX + 1) for field in FIELDS]
    raw = {name: str(data[name]) for name in [*names, "version"] if name in data}
    if twice := doubled(data, raw):
        return Form(raw, None, twice)
    lines = [line for line in range(1, PEOPLE_MAX + 1) if raw.get(f"name-{line}", "").strip()]
    if not lines:
        return Form(raw, None, {"name-1": "Tulis nama paling sedikit satu peserta."})
    return _checked(raw, lines)


def _checked(raw: Mapping[str, str], lines: list[int]) -> Form[AttendanceForm]:
    version = raw.get("version", "")
    given = {
        "participants": [_person(raw, line) for line in lines],
        "version": int(version) if version.isdecimal() and len(version) < 10 else 0,
    }
    try:
        return Form(raw, AttendanceForm.model_validate(given))
    except ValidationError as error:
        return Form(raw, None, dict(_place(item, lines) for item in error.errors()))


def _person(raw: Mapping[str, str], line: int) -> dict[str, object]:
    return {
        "name": raw[f"name-{line}"],
        "institution": raw.get(f"institution-{line}", ""),
        "role": raw.get(f"role-{line}", ""),
        "is_present": f"present-{line}" in raw,
    }


def _place(item: object, lines: list[int]) -> tuple[str, str]:
    """Give the field a fault stands in and the sentence, with the line's number."""
    assert isinstance(item, dict)  # noqa: S101  (pydantic's own report)
    where = item["loc"]
    if len(where) < 3:
        return "name-1", f"Peserta {sentence(item)}."
    line = lines[int(where[1])]
    return f"{where[2]}-{line}", f"Baris {line}: {sentence(item)}."


PeopleGiven = Annotated[Form[AttendanceForm], Depends(people)]


@router.get(HOME + "/peserta")
def attendance(submission: Settable, here: Here) -> Response:
    """Show the form for who took part."""
    return _page(here, submission, {}, {})


def _page(
    here: Visit,
    submission: Submission,
    typed: Mapping[str, object],
    errors: Mapping[str, str],
    status: int = 422,
) -> Response:
    return page(
        here.request,
        "moderation/attendance.html",
        status=status if errors else 200,
        view=attendance_page(here.session, here.actor, submission, here.now),
        typed=typed,
        errors=errors,
    )


@router.post(HOME + "/peserta")
def record(submission: Settable, here: Here, form: PeopleGiven) -> Response:
    """Record who took part."""
    try:
        given = form.valid()
        people = AttendanceInput(participants=given.participants)
        record_attendance(here.session, here.actor, submission, (people, given.version), here.now)
    except (InvalidInput, Stale) as refusal:
        return _page(
            here, submission, form.raw, refused(here.session, refusal), status=refusal.status
        )
    return see_other(f"/pleno/{submission.id}#closing", "peserta")


@router.get(HOME + "/berita-acara")
def minutes_pdf(submission: Revealed, here: Here, settings: AppSettings) -> Response:
    """Give the record of the closed pleno as PDF."""
    view = view_of(here.session, submission, settings)
    here.session.rollback()  # nothing more is read, so no connection waits for the press
    document = printed(view)
    content = pdf.render(document.html, attachments=document.attachments)
    return download(content, f"{file_name(view)}.pdf", "application/pdf")


@router.get(HOME + "/berita-acara.docx")
def minutes_docx(submission: Revealed, here: Here, settings: AppSettings) -> Response:
    """Give the same record as a Word file."""
    view = view_of(here.session, submission, settings)
    return download(minutes_word(view), f"{file_name(view)}.docx", MEDIA_TYPE)
