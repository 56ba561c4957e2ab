"""Pages: the assessor's queue, one OPD's list, one indicator, questions, advice on objections."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.accounts import queries as accounts
from app.assessments import actions, desk
from app.assessments.schemas import ConflictInput, JudgementForm
from app.clock import in_wib
from app.errors import AppError, Conflict, InvalidInput, Stale
from app.objections import actions as objections
from app.objections.hearing import hearing
from app.objections.schemas import RecommendInput
from app.periods import queries as periods
from app.permissions import Actor, Permission, Role
from app.results import queries as results
from app.submissions import evidence_library, question_actions, sent
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import QuestionInput
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith, SubmissionWith, can
from app.web.responses import is_autosave, page, saved, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/penilaian"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]
Declarer = Annotated[Actor, Depends(RoleWith(P.CONFLICT_DECLARE), scope="function")]
Sent = Annotated[Submission, _with(P.ANSWER_READ_SNAPSHOT)]
JudgementGiven = Annotated[Form[JudgementForm], Depends(form_of(JudgementForm))]
QuestionGiven = Annotated[Form[QuestionInput], Depends(form_of(QuestionInput))]
ConflictGiven = Annotated[Form[ConflictInput], Depends(form_of(ConflictInput))]
AdviceGiven = Annotated[Form[RecommendInput], Depends(form_of(RecommendInput))]


@router.get(HOME)
def queue(actor: Reader, here: Here, keadaan: str = "") -> Response:
    """Show what the assessor has to score in the running period."""
    actions.own_institution(actor)
    period = periods.running(here.session)
    view = desk.queue_page(here.session, actor, period, keadaan, here.now) if period else None
    return page(here.request, "assessments/queue.html", view=view)


@router.get(HOME + "/benturan")
def conflict(_actor: Declarer, here: Here) -> Response:
    """Show the form for a conflict of interest."""
    return _conflict_page(here, {}, {})


def _conflict_page(here: Visit, typed: Mapping[str, object], errors: Mapping[str, str]) -> Response:
    return page(
        here.request,
        "assessments/conflict.html",
        status=422 if errors else 200,
        view=desk.conflict_page(here.session, here.actor),
        username=accounts.get(here.session, here.actor.user_id).username,
        typed=typed,
        errors=errors,
    )


@router.post(HOME + "/benturan")
def declare_conflict(actor: Declarer, here: Here, form: ConflictGiven) -> Response:
    """Keep a conflict of interest: an assessor's own, or by the coordinator anyone's."""
    try:
        actions.declare_conflict(here.session, actor, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        return _conflict_page(here, form.raw, refused(here.session, refusal))
    return see_other(HOME if actor.institution else "/pleno", "benturan")


@router.get(HOME + "/{submission_id}")
def sheet(submission: Sent, here: Here) -> Response:
    """Show an OPD's indicators with claim and own level."""
    return _sheet_page(here, submission, {})


def _sheet_page(here: Visit, submission: Submission, errors: Mapping[str, str]) -> Response:
    return page(
        here.request,
        "assessments/sheet.html",
        status=422 if errors else 200,
        view=desk.sheet(here.session, here.actor, submission, here.now),
        can=can(here.session, here.actor, submission, here.now),
        errors=errors,
    )


@router.get(HOME + "/{submission_id}/bukti")
def evidence(
    submission: Annotated[Submission, _with(P.EVIDENCE_READ_SNAPSHOT)], here: Here
) -> Response:
    """Show the evidence that was sent, by indicator."""
    view = submissions.submission_view(here.session, submission, here.now)
    items = sent.sent_evidence(here.session, submission)
    return page(
        here.request,
        "assessments/evidence.html",
        view=view,
        items=items,
        links=evidence_library.link_checks(
            here.session, (item.id for item in items if item.url), here.now
        ),
        instrument=submissions.instrument_of(here.session, submission),
        can=can(here.session, here.actor, submission, here.now),
        has_queue=here.actor.role is Role.ASSESSOR,
    )


@router.get(HOME + "/{submission_id}/nilai")
def levels(submission: Annotated[Submission, _with(P.SCORE_READ_OWN)], here: Here) -> Response:
    """Show the own institution's levels, also after they were locked."""
    return page(
        here.request,
        "assessments/levels.html",
        view=desk.sheet(here.session, here.actor, submission, here.now),
    )


@router.post(HOME + "/{submission_id}/mulai")
def start(submission: Annotated[Submission, _with(P.ASSESSMENT_START)], here: Here) -> Response:
    """Begin the assessment."""
    actions.start(here.session, here.actor, submission, here.now)
    return see_other(f"{HOME}/{submission.id}", "dimulai")


@router.post(HOME + "/{submission_id}/kunci")
def lock(submission: Annotated[Submission, _with(P.SCORE_LOCK)], here: Here) -> Response:
    """Lock the own institution's levels; what is missing is shown in the list."""
    try:
        actions.lock(here.session, here.actor, submission, here.now)
    except InvalidInput as refusal:
        return _sheet_page(here, submission, refused(here.session, refusal))
    return see_other(f"{HOME}/{submission.id}", "dikunci")


@router.get(HOME + "/{submission_id}/indikator/{code}")
def indicator(code: str, submission: Sent, here: Here) -> Response:
    """Show one indicator: what was sent beside the rubric."""
    return _desk_page(here, submission, code)


def _desk_page(
    here: Visit,
    submission: Submission,
    code: str,
    typed: Mapping[str, object] | None = None,
    refusal: AppError | None = None,
) -> Response:
    """Draw the page of an indicator; after a refusal with what was typed and what stands."""
    errors = refused(here.session, refusal) if refusal else {}
    return page(
        here.request,
        "assessments/indicator.html",
        status=refusal.status if refusal else 200,
        view=desk.desk(here.session, here.actor, submission, code, here.now),
        earlier=results.earlier(here.session, submission, code),
        can=can(here.session, here.actor, submission, here.now),
        errors=errors,
        typed=typed or {},
        theirs=refusal.current if isinstance(refusal, Stale) else {},
    )


@router.post(HOME + "/{submission_id}/indikator/{code}")
def save(
    code: str,
    submission: Annotated[Submission, _with(P.SCORE_SAVE)],
    here: Here,
    form: JudgementGiven,
) -> Response:
    """Save the own level: for the script as JSON, else on to the next indicator."""
    try:
        given = form.valid()
        pair = (given, given.version)
        view = actions.save_judgement(here.session, here.actor, submission, code, pair, here.now)
    except (InvalidInput, Stale) as refusal:
        if is_autosave(here.request):
            raise
        return _desk_page(here, submission, code, form.raw, refusal)
    if is_autosave(here.request):
        return saved(view.version, f"{in_wib(here.now):%H.%M}")
    goal = desk.following(here.session, submission, code)
    address = f"{HOME}/{submission.id}"
    return see_other(f"{address}/indikator/{goal}" if goal else address, "tersimpan")


@router.post(HOME + "/{submission_id}/pertanyaan")
def ask(
    submission: Annotated[Submission, _with(P.CLARIFICATION_ASK)], here: Here, form: QuestionGiven
) -> Response:
    """Ask the OPD about an indicator, or keep a note of the interview."""
    try:
        given = form.valid()
        question_actions.ask(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        return _desk_page(here, submission, str(form.raw.get("code", "")), form.raw, refusal)
    flash = "ditanyakan" if given.kind == "question" else "dicatat"
    return see_other(f"{HOME}/{submission.id}/indikator/{given.code}#questions", flash)


@router.get(HOME + "/{submission_id}/sanggahan")
def objection(submission: Annotated[Submission, _with(P.SCORE_READ_BOTH)], here: Here) -> Response:
    """Show the OPD's objection beside both institutions' levels, to advise on; not to the OPD."""
    return _objection_page(here, submission, "", {}, {})


def _objection_page(
    here: Visit,
    submission: Submission,
    code: str,
    typed: Mapping[str, object],
    errors: Mapping[str, str],
) -> Response:
    return page(
        here.request,
        "assessments/objection.html",
        status=422 if errors else 200,
        view=hearing(here.session, here.actor, submission, here.now),
        can=can(here.session, here.actor, submission, here.now),
        code=code,
        typed=typed,
        errors=errors,
    )


@router.post(HOME + "/{submission_id}/sanggahan/{code}/rekomendasi")
def advise(
    code: str,
    submission: Annotated[Submission, _with(P.OBJECTION_RECOMMEND)],
    here: Here,
    form: AdviceGiven,
) -> Response:
    """Advise on an objected indicator for the own institution."""
    try:
        objections.recommend(here.session, here.actor, submission, code, form.valid(), here.now)
    except InvalidInput as refusal:
        return _objection_page(here, submission, code, form.raw, refused(here.session, refusal))
    return see_other(f"{HOME}/{submission.id}/sanggahan#i-{code}", "tersimpan")
