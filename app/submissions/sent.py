"""Reads of what was sent and of the way a submission went, as each reader may see them."""

from typing import Any

from sqlmodel import Session

from app.permissions import OF_AN_AGENCY, Actor, Role
from app.submissions import queries
from app.submissions.models import Submission
from app.submissions.schemas import MoveView, SentEvidenceView
from app.submissions.states import START, UNLOCK

INSIDE = frozenset({START.label, UNLOCK.label})
WITHOUT_CONTENT = frozenset({Role.LEADERSHIP, Role.ADMIN})
"""They follow where a submission stands; a reason may quote what was answered or scored."""


def sent_evidence(session: Session, submission: Submission) -> list[SentEvidenceView]:
    """Give the evidence of the newest snapshot, once for each indicator that uses it."""
    content: dict[str, Any] = queries.snapshot_view(session, submission).content
    return [
        SentEvidenceView(code=answer["code"], **item)
        for answer in content["answers"]
        for item in answer["evidence"]
    ]


def moves_as_told(session: Session, submission: Submission, actor: Actor) -> list[MoveView]:
    """Give the submission's life so far, without what the reader is not to know.

    The OPD does not see who scores it; leadership and admin see no reasons.
    """
    found = queries.moves(session, submission.id)
    if actor.role in WITHOUT_CONTENT:
        return [move.model_copy(update={"reason": ""}) for move in found]
    return [_as_told(move) for move in found] if actor.role in OF_AN_AGENCY else found


def _as_told(move: MoveView) -> MoveView:
    is_inside = move.transition in INSIDE
    return move.model_copy(update={"by": "", "reason": ""}) if is_inside else move
