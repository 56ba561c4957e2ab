"""Pages: what the coordinator does to one OPD: assign, return, unlock, pleno, objection."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.assessments import actions, agreement_actions, moderation, rosters
from app.assessments import queries as assessments
from app.assessments.schemas import AgreementInput, AssignmentInput, NoteInput, UnlockInput
from app.errors import Conflict, InvalidInput, Stale
from app.objections.hearing import hearing
from app.objections.schemas import DecideInput
from app.permissions import Permission, holds
from app.results import actions as results
from app.results.changes import changes
from app.submissions import actions as submissions
from app.submissions import queries as standings
from app.submissions.models import Submission
from app.submissions.schemas import ReturnForm
from app.web.forms import Form, form_of, refused
from app.web.guards import SubmissionWith, can
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/pleno"
ONE = HOME + "/{submission_id}"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Assignable = Annotated[Submission, _with(P.ASSIGNMENT_SET)]
Returnable = Annotated[Submission, _with(P.SUBMISSION_RETURN)]
Unlockable = Annotated[Submission, _with(P.SCORE_UNLOCK)]
Revealed = Annotated[Submission, _with(P.SCORE_READ_BOTH)]
Settable = Annotated[Submission, _with(P.MODERATION_SET)]
AssignmentGiven = Annotated[Form[AssignmentInput], Depends(form_of(AssignmentInput))]
ReturnGiven = Annotated[Form[ReturnForm], Depends(form_of(ReturnForm))]
UnlockGiven = Annotated[Form[UnlockInput], Depends(form_of(UnlockInput))]
AgreementGiven = Annotated[Form[AgreementInput], Depends(form_of(AgreementInput))]
NoteGiven = Annotated[Form[NoteInput], Depends(form_of(NoteInput))]
DecisionGiven = Annotated[Form[DecideInput], Depends(form_of(DecideInput))]
Texts = Mapping[str, object]


@router.get(ONE + "/penugasan")
def assignment(submission: Assignable, here: Here) -> Response:
    """Show the form for who scores an OPD."""
    return _form(here, submission, rosters.assignment_page, "assignment")


def _form(
    here: Visit,
    submission: Submission,
    view_of: Any,
    name: str,
    refusal: tuple[Texts, Texts] = ({}, {}),
) -> Response:
    """Draw a form about one submission; `refusal` is what was typed and why it was refused."""
    typed, errors = refusal
    view = view_of(here.session, submission, here.now)
    status = 422 if errors else 200
    template = f"moderation/{name}.html"
    return page(here.request, template, status=status, view=view, typed=typed, errors=errors)


@router.post(ONE + "/penugasan")
def assign(submission: Assignable, here: Here, form: AssignmentGiven) -> Response:
    """Set who scores an OPD; a conflict of interest is refused with its sentence."""
    try:
        actions.assign(here.session, here.actor, submission, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        again = (form.raw, refused(here.session, refusal))
        return _form(here, submission, rosters.assignment_page, "assignment", again)
    return see_other(f"{HOME}/penugasan#s-{submission.id}", "ditugaskan")


@router.get(ONE + "/pengembalian")
def returning(submission: Returnable, here: Here) -> Response:
    """Show the form for returning indicators."""
    return _form(here, submission, moderation.return_page, "return")


@router.post(ONE + "/pengembalian")
def send_back(submission: Returnable, here: Here, form: ReturnGiven) -> Response:
    """Return named indicators to the OPD until a day."""
    try:
        given = form.valid().as_input()
        submissions.send_back(here.session, here.actor, submission, given, here.now)
    except (InvalidInput, Conflict) as refusal:
        again = (form.raw, refused(here.session, refusal))
        return _form(here, submission, moderation.return_page, "return", again)
    return see_other(HOME, "dikembalikan")


@router.get(ONE + "/buka-kunci")
def unlocking(submission: Unlockable, here: Here) -> Response:
    """Show the form for letting an institution score again."""
    return _form(here, submission, moderation.unlock_page, "unlock")


@router.post(ONE + "/buka-kunci")
def unlock(submission: Unlockable, here: Here, form: UnlockGiven) -> Response:
    """Let an institution score again, with reason."""
    try:
        actions.unlock(here.session, here.actor, submission, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        again = (form.raw, refused(here.session, refusal))
        return _form(here, submission, moderation.unlock_page, "unlock", again)
    return see_other(HOME, "dibuka")


@router.get(ONE)
def pleno(submission: Revealed, here: Here, ubah: str = "") -> Response:
    """Show both institutions' levels and what is agreed; `ubah` opens one more indicator."""
    return _pleno_page(here, submission, ubah)


def _pleno_page(
    here: Visit,
    submission: Submission,
    code: str,
    refusal: tuple[Texts, Texts] = ({}, {}),
    left: Texts | None = None,
    status: int = 422,
) -> Response:
    """Draw the pleno; after a refusal with what was typed for `code`, or with what is `left`."""
    typed, errors = refusal
    return page(
        here.request,
        "moderation/pleno.html",
        status=status if errors or left else 200,
        view=moderation.pleno(here.session, submission, code, here.now),
        watches=holds(here.actor, P.DASHBOARD_PROGRESS),
        can=can(here.session, here.actor, submission, here.now),
        code=code,
        typed=typed,
        errors=errors,
        left=left or {},
    )


@router.post(ONE + "/kesepakatan/{code}")
def agree(code: str, submission: Settable, here: Here, form: AgreementGiven) -> Response:
    """Agree on one indicator's level, then go on to the next that differs."""
    try:
        agreement_actions.set_agreement(
            here.session, here.actor, submission, code, form.valid(), here.now
        )
    except (InvalidInput, Stale) as refusal:
        errors = {
            f"{name or 'level'}-{code}": text
            for name, text in refused(here.session, refusal).items()
        }
        return _pleno_page(here, submission, code, (form.raw, errors), status=refusal.status)
    goal = moderation.next_undecided(here.session, submission, code)
    return see_other(f"{HOME}/{submission.id}#{f'i-{goal}' if goal else 'closing'}", "tersimpan")


@router.post(ONE + "/kesamaan")
def accept_equal(submission: Settable, here: Here) -> Response:
    """Take over every level on which both institutions agree."""
    agreement_actions.accept_equal(here.session, here.actor, submission, here.now)
    return see_other(f"{HOME}/{submission.id}", "disamakan")


@router.get(ONE + "/catatan")
def notes(submission: Annotated[Submission, _with(P.NOTE_READ)], here: Here) -> Response:
    """Show the remarks of the pleno alone."""
    view = standings.submission_view(here.session, submission, here.now)
    found = assessments.notes(here.session, submission.id)
    return page(here.request, "moderation/notes.html", view=view, notes=found)


@router.post(ONE + "/catatan")
def add_note(
    submission: Annotated[Submission, _with(P.NOTE_WRITE)], here: Here, form: NoteGiven
) -> Response:
    """Keep a remark of the pleno."""
    try:
        actions.add_note(here.session, here.actor, submission, form.valid(), here.now)
    except InvalidInput as refusal:
        again = (form.raw, refused(here.session, refusal))
        return _pleno_page(here, submission, "", again)
    return see_other(f"{HOME}/{submission.id}#notes", "dicatat")


@router.post(ONE + "/penutupan")
def close(submission: Annotated[Submission, _with(P.MODERATION_CLOSE)], here: Here) -> Response:
    """Close the pleno; what is not agreed is named."""
    try:
        agreement_actions.close(here.session, here.actor, submission, here.now)
    except InvalidInput as refusal:
        return _pleno_page(here, submission, "", left=refused(here.session, refusal))
    return see_other(f"{HOME}/{submission.id}", "ditutup")


@router.get(ONE + "/sanggahan")
def objection(submission: Revealed, here: Here) -> Response:
    """Show the OPD's objection with both recommendations, to decide; not to the OPD."""
    return _objection_page(here, submission, "", {}, {})


def _objection_page(
    here: Visit, submission: Submission, code: str, typed: Texts, errors: Texts
) -> Response:
    return page(
        here.request,
        "moderation/objection.html",
        status=422 if errors else 200,
        view=hearing(here.session, here.actor, submission, here.now),
        revisions=changes(here.session, submission),
        watches=holds(here.actor, P.DASHBOARD_PROGRESS),
        can=can(here.session, here.actor, submission, here.now),
        code=code,
        typed=typed,
        errors=errors,
    )


@router.post(ONE + "/sanggahan/{code}/putusan")
def decide(
    code: str,
    submission: Annotated[Submission, _with(P.OBJECTION_DECIDE)],
    here: Here,
    form: DecisionGiven,
) -> Response:
    """Decide one objected indicator, with reason."""
    try:
        results.decide(here.session, here.actor, submission, code, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        return _objection_page(here, submission, code, form.raw, refused(here.session, refusal))
    return see_other(f"{HOME}/{submission.id}/sanggahan#i-{code}", "diputus")
