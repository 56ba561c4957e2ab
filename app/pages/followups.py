"""Pages: the OPD's action plan, from the recommendations of a published result."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.errors import InvalidInput, Stale
from app.followups import actions, queries
from app.followups.schemas import STATE_NAMES, PlanForm, PlanInput
from app.permissions import Permission
from app.results import queries as results
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.web.forms import Form, form_of, refused
from app.web.guards import SubmissionWith, can, known_id
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
HOME = "/penilaian-mandiri/{submission_id}/rencana-aksi"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Readable = Annotated[Submission, _with(Permission.PLAN_READ)]
Saveable = Annotated[Submission, _with(Permission.PLAN_SAVE)]
NewGiven = Annotated[Form[PlanInput], Depends(form_of(PlanInput))]
ChangeGiven = Annotated[Form[PlanForm], Depends(form_of(PlanForm))]


@router.get(HOME)
def plans(submission: Readable, here: Here, indikator: str = "", langkah: str = "") -> Response:
    """Show the plan; `indikator` opens a form for that recommendation, `langkah` one for a step."""
    return _page(here, submission, chosen=indikator, changed=langkah)


def _page(
    here: Visit,
    submission: Submission,
    *,
    chosen: str = "",
    changed: str = "",
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, object] | None = None,
) -> Response:
    """Draw the plan; after a refusal with what was typed, for a new step or the `changed` one."""
    return page(
        here.request,
        "followups/plan.html",
        status=422 if errors else 200,
        view=submissions.submission_view(here.session, submission, here.now),
        advice=results.advice(here.session, submission),
        plans=queries.plans(here.session, submission.id),
        states=tuple(STATE_NAMES.items()),
        chosen=chosen,
        changed=changed,
        can=can(here.session, here.actor, submission, here.now),
        errors=errors or {},
        typed=typed or {},
    )


@router.post(HOME)
def add(submission: Saveable, here: Here, form: NewGiven) -> Response:
    """Add a step."""
    try:
        actions.add(here.session, here.actor, submission, form.valid(), here.now)
    except InvalidInput as refusal:
        errors, chosen = refused(here.session, refusal), str(form.raw.get("code", ""))
        return _page(here, submission, chosen=chosen, errors=errors, typed=form.raw)
    return see_other(f"/penilaian-mandiri/{submission.id}/rencana-aksi", "tersimpan")


@router.post(HOME + "/{plan_id}")
def change(plan_id: str, submission: Saveable, here: Here, form: ChangeGiven) -> Response:
    """Change a step: what, who, by when, state, progress."""
    try:
        given = form.valid()
        change_of = (known_id(plan_id), given.version)
        actions.change(here.session, here.actor, submission, change_of, given, here.now)
    except (InvalidInput, Stale) as refusal:
        errors = refused(here.session, refusal)
        return _page(here, submission, changed=plan_id, errors=errors, typed=form.raw)
    return see_other(f"/penilaian-mandiri/{submission.id}/rencana-aksi", "tersimpan")
