"""What is frozen when an OPD sends: its answers, the hashes of its evidence, the instrument."""

import hashlib
import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import new_code
from app.permissions import Actor
from app.submissions import queries
from app.submissions.models import Snapshot, Submission
from app.submissions.schemas import AnswerView
from app.submissions.states import State


def take(session: Session, actor: Actor, submission: Submission, now: datetime) -> Snapshot:
    """Freeze the working copy under the next number, with its hash."""
    content = content_of(session, submission)
    number = session.exec(
        select(sa.func.count()).where(col(Snapshot.submission_id) == submission.id)
    ).one()
    snapshot = Snapshot(
        submission_id=submission.id,
        number=number + 1,
        content=content,
        sha256=content_hash(content),
        taken_by=actor.user_id,
        taken_at=now,
        code=new_code(),
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def content_of(session: Session, submission: Submission) -> dict[str, Any]:
    """Give the working copy as it would be frozen.

    While returned, only the reopened items are taken from it; the rest stays as sent before.
    """
    period = queries.period_of(session, submission)
    kept = queries.claims(session, submission.id)
    opened = queries.open_codes(session, submission)
    replies = _replies(session, submission)
    answers = []
    for view in queries.answer_views(session, submission):
        is_kept = opened is not None and view.code not in opened
        answers.append(kept[view.code] if is_kept else _frozen(view) | replies.get(view.code, {}))
    return {
        "instrument": period.instrument_id,
        "instrument_digest": period.instrument_digest,
        "agency_type": submission.agency_type,
        "answers": answers,
    }


def _replies(session: Session, submission: Submission) -> dict[str, dict[str, str]]:
    if State(submission.state) is not State.RETURNED:
        return {}
    items = queries.open_items(session, submission.id, "return")
    return {item.code: {"reply": item.reply} for item in items if item.reply}


def _frozen(view: AnswerView) -> dict[str, Any]:
    fields = {"id", "title", "file_name", "url", "sha256", "media_type", "size_bytes", "citation"}
    return {
        "code": view.code,
        "level": view.level,
        "explanation": view.explanation,
        "version": view.version,
        "evidence": [item.model_dump(include=fields) for item in view.evidence],
    }


def content_hash(content: dict[str, Any]) -> str:
    """Give SHA-256 over the canonical JSON of a snapshot's content."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
