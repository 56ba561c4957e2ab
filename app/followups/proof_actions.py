"""Writes of proofs: what shows that a step of the plan was taken."""

from datetime import datetime

from sqlmodel import Session

from app.errors import Conflict, NotFound
from app.files.actions import Received, store
from app.files.storage import Storage
from app.followups import queries
from app.followups.models import ActionPlan, PlanProof
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.submissions.models import Submission
from app.submissions.schemas import LinkInput

PROOFS_MAX = 200


def add_file(
    session: Session,
    actor: Actor,
    submission: Submission,
    storage: Storage,
    given: tuple[str, Received],
    now: datetime,
) -> PlanProof:
    """Keep a received file as proof of a step; `given` is the step's id and the file.

    Raises FileRefused for bytes known to be infected, Conflict beyond PROOFS_MAX.
    """
    plan_id, received = given
    plan = _plan(session, submission, plan_id)
    file = store(session, storage, received, now)
    proof = PlanProof(
        plan_id=plan.id,
        submission_id=submission.id,
        title=received.name,
        file_sha256=file.sha256,
        file_name=received.name,
        added_by=actor.user_id,
        added_at=now,
    )
    return _add(session, actor, proof, f"sha256:{file.sha256}", now)


def add_link(
    session: Session,
    actor: Actor,
    submission: Submission,
    given: tuple[str, LinkInput],
    now: datetime,
) -> PlanProof:
    """Keep a link as proof of a step; `given` is the step's id and the link."""
    plan_id, link = given
    plan = _plan(session, submission, plan_id)
    proof = PlanProof(
        plan_id=plan.id,
        submission_id=submission.id,
        title=link.title,
        url=link.url,
        added_by=actor.user_id,
        added_at=now,
    )
    return _add(session, actor, proof, digest(link.url), now)


def _plan(session: Session, submission: Submission, plan_id: str) -> ActionPlan:
    plan = session.get(ActionPlan, plan_id)
    if plan is None or plan.submission_id != submission.id:
        raise NotFound
    if len(queries.proofs(session, submission.id)) >= PROOFS_MAX:
        raise Conflict(
            f"Rencana aksi ini sudah memuat {PROOFS_MAX} bukti pelaksanaan. Hapus yang tidak "
            "diperlukan lalu tambahkan lagi."
        )
    return plan


def _add(session: Session, actor: Actor, proof: PlanProof, what: str, now: datetime) -> PlanProof:
    session.add(proof)
    session.flush()
    after = f"{proof.plan_id} {what}"
    entry = Entry(Permission.PLAN_SAVE, "plan_proof", proof.id, proof.submission_id, after=after)
    record(session, actor, entry, now)
    return proof


def remove(
    session: Session, actor: Actor, submission: Submission, proof_id: str, now: datetime
) -> None:
    """Take a proof out of the plan; the trail keeps that it was there."""
    proof = queries.proof(session, submission.id, proof_id)
    proof.removed_at = now
    session.add(proof)
    session.flush()
    entry = Entry(Permission.PLAN_SAVE, "plan_proof", proof.id, submission.id, before=proof.plan_id)
    record(session, actor, entry, now)
