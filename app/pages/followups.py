"""Pages: the OPD's action plan, from the recommendations of a published result."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.errors import InvalidInput, Stale
from app.followups import actions, proof_actions, queries
from app.followups.schemas import STATE_NAMES, PlanForm, PlanInput
from app.permissions import Permission
from app.results import queries as results
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import LinkInput
from app.web.arrivals import OneArrived, ProofRoute
from app.web.forms import Form, form_of, refused
from app.web.guards import SubmissionWith, can, known_id
from app.web.reading import stored
from app.web.responses import download, page, see_other
from app.web.unit_of_work import Files
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False, route_class=ProofRoute)
HOME = "/penilaian-mandiri/{submission_id}/rencana-aksi"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Readable = Annotated[Submission, _with(Permission.PLAN_READ)]
Saveable = Annotated[Submission, _with(Permission.PLAN_SAVE)]
NewGiven = Annotated[Form[PlanInput], Depends(form_of(PlanInput))]
LinkGiven = Annotated[Form[LinkInput], Depends(form_of(LinkInput))]
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


@router.post(HOME + "/{plan_id}/bukti")
def prove(
    plan_id: str,
    submission: Saveable,
    here: Here,
    storage: Files,
    file: Annotated[UploadFile, File()],  # noqa: ARG001  declares the form's field
    received: OneArrived,
) -> Response:
    """Add a file that shows that the step was taken."""
    given = (known_id(plan_id), received)
    proof_actions.add_file(here.session, here.actor, submission, storage, given, here.now)
    return _back(submission, plan_id, "diunggah")


@router.post(HOME + "/{plan_id}/tautan")
def prove_by_link(plan_id: str, submission: Saveable, here: Here, form: LinkGiven) -> Response:
    """Add a link that shows that the step was taken."""
    try:
        given = (known_id(plan_id), form.valid())
        proof_actions.add_link(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        errors = refused(here.session, refusal)
        return _page(here, submission, changed=plan_id, errors=errors, typed=form.raw)
    return _back(submission, plan_id, "tersimpan")


@router.post(HOME + "/bukti/{proof_id}/hapus")
def disprove(proof_id: str, submission: Saveable, here: Here) -> Response:
    """Take a proof out of the plan."""
    proof_actions.remove(here.session, here.actor, submission, known_id(proof_id), here.now)
    return see_other(f"/penilaian-mandiri/{submission.id}/rencana-aksi", "dihapus")


@router.get(HOME + "/bukti/{proof_id}")
def proof_content(proof_id: str, submission: Readable, here: Here, storage: Files) -> Response:
    """Give a proof's file."""
    proof = queries.proof(here.session, submission.id, known_id(proof_id))
    file = stored(here.session, here.actor, proof.file_sha256, proof.file_name)
    return download(storage.stream(file.sha256), proof.file_name, file.media_type, file.size_bytes)


def _back(submission: Submission, plan_id: str, word: str) -> Response:
    home = f"/penilaian-mandiri/{submission.id}/rencana-aksi"
    return see_other(f"{home}?langkah={plan_id}", word)
