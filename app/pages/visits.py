"""Pages: interviews and visits, what was found, evidence asked for and brought."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.assessments import visiting
from app.errors import AppError, Conflict, InvalidInput, Stale
from app.pages.submissions import indicator_page
from app.permissions import Permission
from app.reports import pdf
from app.reports.visit_list import visit_list
from app.submissions import visit_actions as actions
from app.submissions.models import Submission
from app.submissions.visit_schemas import FindingInput, VisitForm, WishForm
from app.web.arrivals import AnswerRoute, Arrived
from app.web.forms import Form, form_of, refused
from app.web.guards import SubmissionWith, can, known_id
from app.web.responses import download, is_autosave, page, see_other, told
from app.web.unit_of_work import AppSettings, Files
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False, route_class=AnswerRoute)
P = Permission
HOME = "/penilaian/{submission_id}/visitasi"
FINDING = "-finding"
OWN = "/penilaian-mandiri/{submission_id}/pertanyaan/{question_id}/bukti"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Sent = Annotated[Submission, _with(P.ANSWER_READ_SNAPSHOT)]
Asking = Annotated[Submission, _with(P.CLARIFICATION_ASK)]
VisitGiven = Annotated[Form[VisitForm], Depends(form_of(VisitForm))]
FindingGiven = Annotated[Form[FindingInput], Depends(form_of(FindingInput))]
WishGiven = Annotated[Form[WishForm], Depends(form_of(WishForm))]


@router.get(HOME)
def visits(submission: Sent, here: Here) -> Response:
    """Show plans, findings and evidence that was asked for; the OPD has its own page."""
    return _page(here, submission)


def _page(
    here: Visit,
    submission: Submission,
    part: str = "",
    typed: Mapping[str, object] | None = None,
    refusal: AppError | None = None,
) -> Response:
    """Draw the page; after a refusal with what was typed in the form called `part`."""
    errors = refused(here.session, refusal) if refusal else {}
    return page(
        here.request,
        "assessments/visits.html",
        status=refusal.status if refusal else 200,
        view=visiting.visit_page(here.session, here.actor, submission, here.now),
        can=can(here.session, here.actor, submission, here.now),
        institution=here.actor.institution or "",
        part=part,
        summary={_anchor(part, name): text for name, text in errors.items()},
        typed=typed or {},
        errors=errors,
    )


def _anchor(part: str, name: str) -> str:
    """Give the id of a field: the same form stands on the page once for each visit."""
    if part == "wish" or not name:
        return name
    return f"{name}-{'new' if part == 'plan' else part.removesuffix(FINDING)}"


@router.post(HOME)
def plan(submission: Asking, here: Here, form: VisitGiven) -> Response:
    """Plan an interview or visit."""
    try:
        actions.plan_visit(here.session, here.actor, submission, form.valid(), here.now)
    except InvalidInput as refusal:
        return _page(here, submission, "plan", form.raw, refusal)
    return see_other(f"/penilaian/{submission.id}/visitasi", "tersimpan")


@router.post(HOME + "/{visit_id}")
def change(visit_id: str, submission: Asking, here: Here, form: VisitGiven) -> Response:
    """Change a plan of the own institution."""
    visit = visiting.visit_of(here.session, here.actor, submission, known_id(visit_id))
    try:
        given = form.valid()
        actions.change_visit(
            here.session, here.actor, submission, visit, (given, given.version), here.now
        )
    except (InvalidInput, Stale) as refusal:
        return _page(here, submission, visit_id, form.raw, refusal)
    return see_other(f"/penilaian/{submission.id}/visitasi#v-{visit_id}", "tersimpan")


@router.post(HOME + "/{visit_id}/temuan")
def finding(visit_id: str, submission: Asking, here: Here, form: FindingGiven) -> Response:
    """Keep what was found about one indicator."""
    visit = visiting.visit_of(here.session, here.actor, submission, known_id(visit_id))
    try:
        actions.note_finding(here.session, here.actor, submission, visit, form.valid(), here.now)
    except InvalidInput as refusal:
        return _page(here, submission, visit_id + FINDING, form.raw, refusal)
    return see_other(f"/penilaian/{submission.id}/visitasi#v-{visit_id}", "dicatat")


@router.post("/penilaian/{submission_id}/permintaan-bukti")
def wish(submission: Asking, here: Here, form: WishGiven) -> Response:
    """Reopen named indicators for evidence until a day."""
    try:
        given = form.valid().as_input()
        actions.wish_evidence(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        return _page(here, submission, "wish", form.raw, refusal)
    return see_other(f"/penilaian/{submission.id}/visitasi#wishes", "ditanyakan")


@router.get("/penilaian/{submission_id}/daftar-visitasi.pdf")
def printed(submission: Asking, here: Here, settings: AppSettings) -> Response:
    """Print the indicators with claim and open questions, to take along."""
    document, name = visit_list(here.session, here.actor, submission, settings, here.now)
    here.session.rollback()  # nothing more is read, so no connection waits for the press
    content = pdf.render(document.html, attachments=document.attachments)
    return download(content, f"{name}.pdf", "application/pdf")


@router.post(OWN)
def bring(
    question_id: str,
    submission: Annotated[Submission, _with(P.CLARIFICATION_ANSWER)],
    here: Here,
    storage: Files,
    file: Annotated[list[UploadFile], File()],  # noqa: ARG001  declares the form's field
    arrived: Arrived,
) -> Response:
    """Answer a wish with files, before its date."""
    given = (known_id(question_id), arrived)
    try:
        row, faults = actions.bring_evidence(
            here.session, here.actor, submission, storage, given, here.now
        )
    except Conflict as refusal:
        if is_autosave(here.request):
            return told(refusal.message, refusal.status)
        raise
    if is_autosave(here.request):
        return told(faults[0].message, 422) if faults else told("Terunggah.")
    if faults:
        message = " ".join(fault.message for fault in faults)
        errors = {f"file-{row.id}": message}
        return indicator_page(here, submission, row.code, errors=errors, typed={})
    return see_other(
        f"/penilaian-mandiri/{submission.id}/indikator/{row.code}#questions", "diserahkan"
    )
