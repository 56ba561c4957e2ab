"""JSON: action plans."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Response, UploadFile

from app.followups import actions, proof_actions, queries
from app.followups.schemas import PlanInput, PlanView, ProofView
from app.permissions import Permission
from app.submissions.models import Submission
from app.submissions.schemas import LinkInput
from app.web.arrivals import OneArrived, ProofApiRoute
from app.web.guards import SubmissionWith, known_id
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, seen_version
from app.web.reading import stored
from app.web.responses import download
from app.web.unit_of_work import Db, Files, Now

router = APIRouter(tags=["Tindak lanjut"], route_class=ProofApiRoute)


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


@router.get("/submissions/{submission_id}/action_plan", operation_id="listPlans")
def plans(
    submission: Annotated[Submission, _with(Permission.PLAN_READ)], session: Db
) -> list[PlanView]:
    """Give the OPD's action plan."""
    return queries.plans(session, submission.id)


@router.post("/submissions/{submission_id}/action_plan", status_code=201, operation_id="addPlan")
def add(
    given: PlanInput,
    submission: Annotated[Submission, _with(Permission.PLAN_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> PlanView:
    """Add a step."""
    return PlanView.model_validate(actions.add(session, actor, submission, given, now))


@router.put("/submissions/{submission_id}/action_plan/{plan_id}", operation_id="changePlan")
def change(
    plan_id: str,
    given: PlanInput,
    submission: Annotated[Submission, _with(Permission.PLAN_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
    if_match: IfMatch = None,
) -> PlanView:
    """Change a step; If-Match carries the version seen."""
    change_of = (known_id(plan_id), seen_version(if_match))
    actions.change(session, actor, submission, change_of, given, now)
    return queries.plan(session, submission.id, plan_id)


@router.post(
    "/submissions/{submission_id}/action_plan/{plan_id}/proofs",
    status_code=201,
    operation_id="addPlanProof",
)
def prove(
    plan_id: str,
    submission: Annotated[Submission, _with(Permission.PLAN_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
    storage: Files,
    file: Annotated[UploadFile, File()],  # noqa: ARG001  declares the form's field
    received: OneArrived,
) -> ProofView:
    """Add a file that shows that the step was taken."""
    given = (known_id(plan_id), received)
    proof = proof_actions.add_file(session, actor, submission, storage, given, now)
    return ProofView.model_validate(proof)


@router.post(
    "/submissions/{submission_id}/action_plan/{plan_id}/proof_links",
    status_code=201,
    operation_id="addPlanProofLink",
)
def prove_by_link(
    plan_id: str,
    given: LinkInput,
    submission: Annotated[Submission, _with(Permission.PLAN_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> ProofView:
    """Add a link that shows that the step was taken."""
    linked = (known_id(plan_id), given)
    proof = proof_actions.add_link(session, actor, submission, linked, now)
    return ProofView.model_validate(proof)


@router.delete(
    "/submissions/{submission_id}/action_plan/proofs/{proof_id}",
    status_code=204,
    operation_id="removePlanProof",
)
def disprove(
    proof_id: str,
    submission: Annotated[Submission, _with(Permission.PLAN_SAVE)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> None:
    """Take a proof out of the plan."""
    proof_actions.remove(session, actor, submission, known_id(proof_id), now)


@router.get(
    "/submissions/{submission_id}/action_plan/proofs/{proof_id}/content",
    operation_id="getPlanProofContent",
    response_class=Response,
    responses={200: {"content": {"*/*": {}}}},
)
def proof_content(
    proof_id: str,
    submission: Annotated[Submission, _with(Permission.PLAN_READ)],
    actor: SignedIn,
    session: Db,
    storage: Files,
) -> Response:
    """Give a proof's file, as a download that no page can run."""
    proof = queries.proof(session, submission.id, known_id(proof_id))
    file = stored(session, actor, proof.file_sha256, proof.file_name)
    return download(storage.stream(file.sha256), proof.file_name, file.media_type, file.size_bytes)
