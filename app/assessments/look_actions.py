"""Writes about looking: evidence was opened, the level is the same as the claim."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.assessments import looking, looks
from app.assessments.actions import own_institution, save_judgement
from app.assessments.desk_schemas import OpenedEvidence, SameInput
from app.assessments.models import EvidenceLook
from app.assessments.schemas import JudgementInput, JudgementView
from app.errors import Fault, InvalidInput, NotFound
from app.files.actions import ensure_servable
from app.files.models import StoredFile
from app.journal.record import Entry, record
from app.permissions import Actor, Institution, Permission
from app.submissions import queries as submissions
from app.submissions.models import Submission


def look(
    session: Session,
    actor: Actor,
    submission: Submission,
    cited: tuple[str, str],
    now: datetime,
) -> OpenedEvidence:
    """Record that the actor opens evidence of an indicator; `cited`: its code, the item's id.

    Once for each person, indicator and item: opening it again changes nothing. NotFound for what
    was not sent for this indicator, Conflict for what the virus scanner keeps back.
    """
    code, evidence_id = cited
    institution = own_institution(actor)
    sent = looks.claimed(session, submission, code).get(evidence_id)
    if sent is None:
        raise NotFound
    if sent["sha256"]:
        file = session.get_one(StoredFile, sent["sha256"])
        ensure_servable(file, sent["file_name"], is_own=False)
    if evidence_id not in looks.opened(session, actor, submission.id, code):
        _record(session, actor, (submission.id, code, institution), sent, now)
    return looks.shown(sent)


def _record(
    session: Session,
    actor: Actor,
    where: tuple[str, str, Institution],
    sent: Mapping[str, Any],
    now: datetime,
) -> None:
    submission_id, code, institution = where
    row = EvidenceLook(
        submission_id=submission_id,
        user_id=actor.user_id,
        institution=institution,
        code=code,
        evidence_id=sent["id"],
        sha256=sent["sha256"],
        at=now,
    )
    session.add(row)
    entry = Entry(Permission.SCORE_SAVE, "look", row.evidence_id, submission_id, after=code)
    record(session, actor, entry, now)


def save_same(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: tuple[SameInput, int],
    now: datetime,
) -> JudgementView:
    """Save the claimed level as the own one; InvalidInput while cited evidence is unopened.

    given: the words beside it, and the version they were written on.
    """
    words, version = given
    claim = submissions.claims(session, submission.id).get(code)
    if claim is None:
        raise NotFound
    cited = {item["id"]: item["title"] for item in claim["evidence"]}
    opened = looks.opened(session, actor, submission.id, code)
    if message := looking.refusal(cited, opened):
        raise InvalidInput(message, [Fault("same", message)])
    judgement = JudgementInput(level=claim["level"], note=words.note, reason=words.reason)
    return save_judgement(session, actor, submission, code, (judgement, version), now)
