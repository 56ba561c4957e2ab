"""Pages: the OPD shares its work out among its people."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.delegations import actions, queries
from app.delegations.schemas import AssigneeInput, DelegationInput, ScopeInput, ShareInput
from app.errors import AppError, Conflict, InvalidInput, NotFound
from app.pages.submissions import indicator_page
from app.permissions import Permission
from app.submissions import filling
from app.submissions.models import Submission
from app.submissions.queries import codes_of
from app.web.forms import Form, form_of, refused
from app.web.guards import SubmissionWith, can
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
OWN = "/penilaian-mandiri/{submission_id}"
HOME = OWN + "/pembagian"
ONE = OWN + "/indikator/{code}/pembagian"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Live = Annotated[Submission, _with(Permission.ANSWER_READ_LIVE)]
Shared = Annotated[Submission, _with(Permission.WORK_DELEGATE)]
Given = Annotated[Form[DelegationInput], Depends(form_of(DelegationInput))]
GivenBack = Annotated[Form[ScopeInput], Depends(form_of(ScopeInput))]
GivenOne = Annotated[Form[ShareInput], Depends(form_of(ShareInput))]
Successor = Annotated[Form[AssigneeInput], Depends(form_of(AssigneeInput))]


@router.get(HOME)
def sharing(submission: Live, here: Here) -> Response:
    """Show who takes care of what, with a box to tick for each indicator and each domain."""
    return _page(here, submission)


def _page(
    here: Visit,
    submission: Submission,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, object] | None = None,
) -> Response:
    tasks = filling.task_list(here.session, submission, here.now)
    return page(
        here.request,
        "delegations/share.html",
        status=422 if errors else 200,
        view=tasks,
        work=queries.work(here.session, here.actor, submission, tasks, here.now),
        can=can(here.session, here.actor, submission, here.now),
        errors=errors or {},
        typed=typed or {},
    )


@router.post(HOME)
def delegate(submission: Shared, here: Here, form: Given) -> Response:
    """Let someone take care of what is ticked."""
    try:
        actions.delegate(here.session, here.actor, submission, form.valid(), here.now)
    except InvalidInput as refusal:
        return _refused(here, submission, form, refusal)
    return see_other(HOME.format(submission_id=submission.id), "dibagi")


def _refused(here: Visit, submission: Submission, form: Form[Any], refusal: AppError) -> Response:
    errors = refused(here.session, refusal)
    return _page(here, submission, errors=errors, typed=form.raw)


@router.post(HOME + "/penarikan")
def withdraw(submission: Shared, here: Here, form: GivenBack) -> Response:
    """Take back what is ticked."""
    try:
        actions.withdraw(here.session, here.actor, submission, form.valid(), here.now)
    except InvalidInput as refusal:
        return _refused(here, submission, form, refusal)
    return see_other(HOME.format(submission_id=submission.id), "bagian-ditarik")


@router.post(HOME + "/serah-terima")
def hand_over(submission: Shared, here: Here, form: Successor) -> Response:
    """Hand everything of one's own to a colleague."""
    try:
        actions.hand_over(here.session, here.actor, submission, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        return _refused(here, submission, form, refusal)
    return see_other(HOME.format(submission_id=submission.id), "bagian-diserahkan")


@router.post(ONE)
def delegate_one(code: str, submission: Shared, here: Here, form: GivenOne) -> Response:
    """Let someone take care of the indicator of the page."""
    _known(here, submission, code)
    try:
        given = DelegationInput(codes=[code], **form.valid().model_dump())
        actions.delegate(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        errors = refused(here.session, refusal)
        return indicator_page(here, submission, code, errors=errors, typed=form.raw)
    return see_other(f"/penilaian-mandiri/{submission.id}/indikator/{code}", "dibagi")


def _known(here: Visit, submission: Submission, code: str) -> None:
    if code not in codes_of(here.session, submission):
        raise NotFound


@router.post(ONE + "/penarikan")
def withdraw_one(code: str, submission: Shared, here: Here) -> Response:
    """Take the indicator of the page back."""
    _known(here, submission, code)
    try:
        given = ScopeInput(codes=[code])
        actions.withdraw(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        errors = refused(here.session, refusal)
        return indicator_page(here, submission, code, errors=errors)
    return see_other(f"/penilaian-mandiri/{submission.id}/indikator/{code}", "bagian-ditarik")
