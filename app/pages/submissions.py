"""Pages: the self-assessment as the OPD fills, checks and sends it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints
from starlette.responses import Response

from app.assessments import visiting
from app.assessments.queries import visible
from app.clock import in_wib
from app.comments import queries as comments
from app.delegations import queries as delegations
from app.delegations.schemas import Part
from app.errors import InvalidInput, NotFound, Stale
from app.followups import queries as followups
from app.followups.schemas import STATE_NAMES as STATE_NAMES_OF_PLANS
from app.permissions import Actor, Permission
from app.reports import charts, pdf
from app.reports import receipt as receipts
from app.results import claim as claims
from app.results import queries as results
from app.submissions import actions, answer_actions, filling, queries, question_actions, sent
from app.submissions.evidence_schemas import Search
from app.submissions.models import Submission
from app.submissions.schemas import AnswerForm, DeclarationInput, ReplyInput
from app.submissions.states import STATE_NAMES
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith, SubmissionWith, can, known_id
from app.web.responses import download, is_autosave, page, saved, see_other
from app.web.unit_of_work import AppSettings
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/penilaian-mandiri"
Code = Annotated[str, StringConstraints(max_length=20)]
NEWEST = (None, "", "", 200)


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Live = Annotated[Submission, _with(P.ANSWER_READ_LIVE)]
Saveable = Annotated[Submission, _with(P.ANSWER_SAVE)]
Sendable = Annotated[Submission, _with(P.SUBMISSION_SUBMIT)]
Sent = Annotated[Submission, _with(P.ANSWER_READ_SNAPSHOT)]
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]
Sought = Annotated[Search, Query()]
AnswerGiven = Annotated[Form[AnswerForm], Depends(form_of(AnswerForm))]
ReplyGiven = Annotated[Form[ReplyInput], Depends(form_of(ReplyInput))]
Declared = Annotated[Form[DeclarationInput], Depends(form_of(DeclarationInput))]


@router.get(HOME)
def listing(actor: Reader, here: Here) -> Response:
    """List the submissions the actor may know of, newest year first."""
    items, _ = visible(here.session, actor, NEWEST, here.now)
    items = sorted(items, key=lambda item: -item.period)
    return page(here.request, "submissions/index.html", view=items)


@router.get(HOME + "/{submission_id}")
def tasks(submission: Live, here: Here, bagian: Part = Part.ALL) -> Response:
    """Show every indicator with what it lacks, or one part of them."""
    view = filling.task_list(here.session, submission, here.now)
    work = delegations.work(here.session, here.actor, submission, view, here.now)
    return page(
        here.request,
        "submissions/tasks.html",
        view=view,
        work=work,
        part=bagian.value,
        parts=work.parts(view.groups),
        groups=work.shown(bagian, view.groups),
        visits=visiting.visible(here.session, here.actor, submission),
        can=_can(here, submission),
    )


def _can(here: Visit, submission: Submission) -> dict[str, bool]:
    return can(here.session, here.actor, submission, here.now)


@router.post(HOME + "/{submission_id}/siap")
def ready(
    submission: Annotated[Submission, _with(P.SUBMISSION_MARK_READY)], here: Here
) -> Response:
    """Tell the head that it is ready to be sent."""
    actions.mark_ready(here.session, here.actor, submission, here.now)
    return see_other(f"{HOME}/{submission.id}", "siap")


@router.post(HOME + "/{submission_id}/penarikan")
def recall(submission: Annotated[Submission, _with(P.SUBMISSION_RECALL)], here: Here) -> Response:
    """Take back what was sent."""
    actions.recall(here.session, here.actor, submission, here.now)
    return see_other(f"{HOME}/{submission.id}", "ditarik")


@router.get(HOME + "/{submission_id}/indikator/{code}")
def indicator(code: str, submission: Live, here: Here, search: Sought) -> Response:
    """Show one indicator with its rubric, to be filled or read."""
    return indicator_page(here, submission, code, search=search)


def indicator_page(
    here: Visit,
    submission: Submission,
    code: str,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, object] | None = None,
    theirs: Mapping[str, object] | None = None,
    search: Search = Search(),  # noqa: B008  (frozen)
) -> Response:
    """Draw the page of an indicator; after a refusal with what was typed and what stands."""
    view = filling.indicator(here.session, submission, code, here.now, search.cari)
    earlier = results.earlier(here.session, submission, code)
    return page(
        here.request,
        "submissions/indicator.html",
        status=412 if theirs else 422 if errors else 200,
        view=view,
        earlier=earlier,
        plans=followups.of_indicator(here.session, earlier.submission_id, code) if earlier else [],
        plan_states=STATE_NAMES_OF_PLANS,
        delegation=delegations.of_indicator(here.session, here.actor, submission, view, here.now),
        colleagues=delegations.colleagues(here.session, here.actor, submission),
        talk=comments.comments(here.session, here.actor, submission.id, code),
        now=here.now,
        can=_can(here, submission),
        errors=errors or {},
        typed=typed or {},
        theirs=theirs or {},
        known=[item.title for item in view.answer.evidence if item.id in search.sama],
    )


@router.post(HOME + "/{submission_id}/indikator/{code}")
def save(code: str, submission: Saveable, here: Here, form: AnswerGiven) -> Response:
    """Save one indicator: for the script as JSON, else on to the next page."""
    try:
        given = form.valid()
        pair = (given, given.version)
        view = answer_actions.save_answer(
            here.session, here.actor, submission, code, pair, here.now
        )
    except (InvalidInput, Stale) as refusal:
        if is_autosave(here.request):
            raise
        errors, theirs = refused(here.session, refusal), getattr(refusal, "current", None)
        return indicator_page(here, submission, code, errors=errors, typed=form.raw, theirs=theirs)
    if is_autosave(here.request):
        return saved(view.version, f"{in_wib(here.now):%H.%M}")
    goal = filling.following(here.session, submission, code) if given.then else code
    return see_other(f"{HOME}/{submission.id}/indikator/{goal}", "tersimpan")


@router.get(HOME + "/{submission_id}/indikator/{code}/riwayat")
def history(
    code: str, submission: Annotated[Submission, _with(P.ANSWER_HISTORY)], here: Here
) -> Response:
    """Show every saved version of an answer, newest first."""
    view = filling.indicator(here.session, submission, code, here.now)
    revisions = queries.history(here.session, submission, code)
    return page(here.request, "submissions/history.html", view=view, revisions=revisions)


@router.post(HOME + "/{submission_id}/pertanyaan/{question_id}/jawaban")
def reply(
    question_id: str,
    submission: Annotated[Submission, _with(P.CLARIFICATION_ANSWER)],
    here: Here,
    form: ReplyGiven,
) -> Response:
    """Answer a question of an assessor."""
    question = filling.question(here.session, submission.id, known_id(question_id))
    try:
        question_actions.reply(
            here.session, here.actor, submission, question.id, form.valid(), here.now
        )
    except InvalidInput as refusal:
        errors = {f"answer-{question.id}": refused(here.session, refusal).popitem()[1]}
        typed = {f"answer-{question.id}": form.raw.get("answer", "")}
        return indicator_page(here, submission, question.code, errors=errors, typed=typed)
    return see_other(f"{HOME}/{submission.id}/indikator/{question.code}#questions", "dijawab")


@router.post(HOME + "/{submission_id}/indikator/{code}/tanggapan")
def reply_to_return(code: str, submission: Saveable, here: Here, form: ReplyGiven) -> Response:
    """Say something to a return of this indicator."""
    try:
        question_actions.reply_to_return(
            here.session, here.actor, submission, code, form.valid(), here.now
        )
    except InvalidInput as refusal:
        errors = {"reply": refused(here.session, refusal).popitem()[1]}
        typed = {"reply": form.raw.get("answer", "")}
        return indicator_page(here, submission, code, errors=errors, typed=typed)
    return see_other(f"{HOME}/{submission.id}/indikator/{code}", "tersimpan")


@router.get(HOME + "/{submission_id}/periksa")
def check(submission: Live, here: Here) -> Response:
    """Show all answers, what is missing and what the claim amounts to."""
    return _check_page(here, submission, {})


def _check_page(here: Visit, submission: Submission, errors: Mapping[str, str]) -> Response:
    return page(
        here.request,
        "submissions/check.html",
        status=422 if errors else 200,
        view=filling.task_list(here.session, submission, here.now),
        claim=claims.claimed(here.session, submission),
        can=_can(here, submission),
        errors=errors,
    )


@router.get(HOME + "/{submission_id}/simulasi")
def simulation(
    submission: Live, here: Here, naik: Annotated[tuple[Code, ...], Query(max_length=200)] = ()
) -> Response:
    """Show what the claim amounts to, what raises it most, and what the ticked steps would do."""
    view = claims.what_if(here.session, submission, naik)
    top = queries.instrument_of(here.session, submission).top
    axes = [
        charts.Axis(each.name, Decimal(each.score)) for each in (view.wished or view.claim).domains
    ]
    draw = charts.radar if len(axes) > 2 else charts.bars
    return page(
        here.request,
        "submissions/simulation.html",
        view=view,
        standing=queries.submission_view(here.session, submission, here.now),
        chart=draw(axes, title="Nilai domain menurut klaim OPD", highest=top),
    )


@router.post(HOME + "/{submission_id}/pengiriman")
def submit(submission: Sendable, here: Here, form: Declared) -> Response:
    """Send, or send again what was returned; with gaps the check page comes back."""
    try:
        form.valid()
        actions.submit(here.session, here.actor, submission, here.now)
    except InvalidInput as refusal:
        return _check_page(here, submission, refused(here.session, refusal))
    return see_other(f"{HOME}/{submission.id}/periksa", "terkirim")


@router.get(HOME + "/{submission_id}/status")
def status(submission: Annotated[Submission, _with(P.SUBMISSION_STATUS)], here: Here) -> Response:
    """Show where a submission stands and how it came there; no content."""
    view = queries.submission_view(here.session, submission, here.now)
    moves = sent.moves_as_told(here.session, submission, here.actor)
    names = {state.value: name for state, name in STATE_NAMES.items()}
    return page(
        here.request,
        "submissions/status.html",
        view=view,
        moves=moves,
        names=names,
        can=can(here.session, here.actor, submission, here.now),
    )


@router.get(HOME + "/{submission_id}/tanda-terima")
def receipt(submission: Sent, here: Here) -> Response:
    """Show what was sent, with the hash that proves it."""
    view = queries.submission_view(here.session, submission, here.now)
    snapshot = queries.snapshot_view(here.session, submission)
    return page(here.request, "submissions/receipt.html", view=view, snapshot=snapshot)


@router.get(HOME + "/{submission_id}/tanda-terima.pdf")
def receipt_pdf(submission: Sent, here: Here, settings: AppSettings) -> Response:
    """Print the receipt: one page, so within the request."""
    snapshot = queries.newest_snapshot(here.session, submission.id)
    if snapshot is None:
        raise NotFound
    document = receipts.receipt(here.session, snapshot, settings)
    content = pdf.render(document.html, attachments=document.attachments)
    return download(content, f"tanda-terima-{snapshot.number}.pdf", "application/pdf")
