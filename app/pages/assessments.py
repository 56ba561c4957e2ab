"""Pages: the assessor's queue, one OPD's list, one indicator, questions, advice on objections.

The desk's address says how one walks: `?urut=indikator` goes across the own OPDs.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.accounts import queries as accounts
from app.assessments import actions, by_indicator, desk, look_actions, looking, looks, walks
from app.assessments.desk_schemas import SameForm
from app.assessments.schemas import ConflictInput, JudgementForm, JudgementView
from app.clock import in_wib
from app.errors import AppError, Conflict, InvalidInput, NotFound, Stale
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
from app.web.guards import RoleWith, SubmissionWith, can, known_id
from app.web.responses import is_autosave, page, saved, see_other, told_as
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/penilaian"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


def order_of(urut: str = "") -> str:
    """Read how one walks; anything unknown is the way within one OPD."""
    return walks.ACROSS if urut == walks.ACROSS else ""


Order = Annotated[str, Depends(order_of)]
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]
Declarer = Annotated[Actor, Depends(RoleWith(P.CONFLICT_DECLARE), scope="function")]
Sent = Annotated[Submission, _with(P.ANSWER_READ_SNAPSHOT)]
Scored = Annotated[Submission, _with(P.SCORE_SAVE)]
JudgementGiven = Annotated[Form[JudgementForm], Depends(form_of(JudgementForm))]
SameGiven = Annotated[Form[SameForm], Depends(form_of(SameForm))]
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


@router.get(HOME + "/indikator")
def indicators(actor: Reader, here: Here) -> Response:
    """Show how far each indicator is across the assessor's OPDs."""
    actions.own_institution(actor)
    period = periods.running(here.session)
    view = by_indicator.listing(here.session, actor, period) if period else None
    return page(here.request, "assessments/indicators.html", view=view)


@router.get(HOME + "/indikator/{code}")
def across(code: str, actor: Reader, here: Here) -> Response:
    """Show one indicator's OPDs, to walk through them."""
    actions.own_institution(actor)
    period = periods.running(here.session)
    if period is None:
        raise NotFound
    view = by_indicator.across(here.session, actor, period, code)
    return page(here.request, "assessments/across.html", view=view)


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
def indicator(code: str, submission: Sent, here: Here, order: Order) -> Response:
    """Show one indicator: what was sent beside the rubric."""
    return _desk_page(here, submission, (code, order))


def _desk_page(
    here: Visit,
    submission: Submission,
    place: tuple[str, str],
    typed: Mapping[str, object] | None = None,
    refusal: AppError | None = None,
) -> Response:
    """Draw the page of an indicator; after a refusal with what was typed and what stands."""
    errors = refused(here.session, refusal) if refusal else {}
    return page(
        here.request,
        "assessments/indicator.html",
        status=refusal.status if refusal else 200,
        view=desk.desk(here.session, here.actor, submission, place, here.now),
        earlier=results.earlier(here.session, submission, place[0]),
        can=can(here.session, here.actor, submission, here.now),
        errors=errors,
        typed=typed or {},
        theirs=refusal.current if isinstance(refusal, Stale) else {},
    )


@router.post(HOME + "/{submission_id}/indikator/{code}")
def save(code: str, submission: Scored, here: Here, form: JudgementGiven, order: Order) -> Response:
    """Save the own level: for the script as JSON, else on to the next indicator."""
    try:
        given = form.valid()
        pair = (given, given.version)
        view = actions.save_judgement(here.session, here.actor, submission, code, pair, here.now)
    except (InvalidInput, Stale) as refusal:
        if is_autosave(here.request):
            raise
        return _desk_page(here, submission, (code, order), form.raw, refusal)
    return _saved(here, submission, (view, order), "tersimpan")


def _saved(
    here: Visit,
    submission: Submission,
    about: tuple[JudgementView, str],
    flash: str,
    said: str = "",
) -> Response:
    """Answer a save: the script with what stands, a form with the next indicator."""
    view, order = about
    if is_autosave(here.request):
        return saved(view.version, f"{in_wib(here.now):%H.%M}", said=said, level=view.level)
    way = desk.walk(here.session, here.actor, submission, (view.code, order))
    return see_other(way.onward or way.home, flash)


@router.post(HOME + "/{submission_id}/indikator/{code}/sama")
def save_same(code: str, submission: Scored, here: Here, form: SameGiven, order: Order) -> Response:
    """Save the claim as the own level; refused while its evidence is unopened."""
    cited = looks.cited(here.session, submission, code)
    try:
        given = form.valid()
        pair = (given, given.version)
        view = look_actions.save_same(here.session, here.actor, submission, code, pair, here.now)
    except (InvalidInput, Stale) as refusal:
        if is_autosave(here.request):
            raise
        return _desk_page(here, submission, (code, order), form.raw, refusal)
    flash = "sama" if cited else "sama-tanpa-bukti"
    return _saved(here, submission, (view, order), flash, looking.assent(cited))


@router.post(HOME + "/{submission_id}/indikator/{code}/bukti/{evidence_id}")
def look(code: str, evidence_id: str, submission: Scored, here: Here) -> Response:
    """Record that evidence is opened, then open it: beside the rubric by script, else its page."""
    opened = (code, known_id(evidence_id))
    view = look_actions.look(here.session, here.actor, submission, opened, here.now)
    if view.kind == "link":
        return page(here.request, "assessments/away.html", view=view)
    return told_as(view.model_dump()) if is_autosave(here.request) else see_other(view.address)


@router.post(HOME + "/{submission_id}/pertanyaan")
def ask(
    submission: Annotated[Submission, _with(P.CLARIFICATION_ASK)],
    here: Here,
    form: QuestionGiven,
    order: Order,
) -> Response:
    """Ask the OPD about an indicator, or keep a note of the interview."""
    try:
        given = form.valid()
        question_actions.ask(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        place = (str(form.raw.get("code", "")), order)
        return _desk_page(here, submission, place, form.raw, refusal)
    flash = "ditanyakan" if given.kind == "question" else "dicatat"
    return see_other(f"{walks.address(submission.id, given.code, order)}#questions", flash)


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
