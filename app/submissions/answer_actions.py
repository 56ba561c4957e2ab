"""Saves answers, with lost-update protection and history."""

from datetime import datetime

from sqlmodel import Session

from app.accounts.queries import name_of
from app.errors import InvalidInput, Stale
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.submissions import queries
from app.submissions.actions import ensure_editable
from app.submissions.models import Answer, AnswerRevision, Submission
from app.submissions.schemas import AnswerInput


def save_answer(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: tuple[AnswerInput, int],
    now: datetime,
) -> Answer:
    """Save one indicator's answer; `given` is the input and the version it was made from.

    Raises Stale with the present answer when someone else saved in between.
    """
    row, before, after = write_answer(session, actor, submission, code, given, now)
    entry = Entry(Permission.ANSWER_SAVE, "answer", code, submission.id, before, after)
    record(session, actor, entry, now)
    return row


def write_answer(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: tuple[AnswerInput, int],
    now: datetime,
) -> tuple[Answer, str, str]:
    """Put down an answer with its revision; gives it with the journal's words before and after.

    The caller keeps the journal line. Raises as `save_answer`.
    """
    answer, version = given
    ensure_editable(session, submission, code, now)
    _ensure_level(session, submission, answer.level)
    row = queries.answer_of(session, submission.id, code)
    if (row.version if row else 0) != version:
        raise Stale(_stale_sentence(session, row), _current(session, row))
    row = row or Answer(
        submission_id=submission.id, code=code, version=0, updated_by="", updated_at=now
    )
    before = _answer_line(row)
    row.level, row.explanation = answer.level, answer.explanation
    row.version, row.updated_by, row.updated_at = version + 1, actor.user_id, now
    _keep_with_revision(session, row)
    return row, before, _answer_line(row)


def _keep_with_revision(session: Session, row: Answer) -> None:
    session.add(row)
    session.flush()
    fields = row.model_dump(include={"version", "level", "explanation"})
    session.add(AnswerRevision(answer_id=row.id, by=row.updated_by, at=row.updated_at, **fields))


def _ensure_level(session: Session, submission: Submission, level: int | None) -> None:
    top = len(queries.instrument_of(session, submission).levels)
    if level is not None and level > top:
        raise InvalidInput(f"Tingkat kematangan harus 1 sampai {top}.")


def _answer_line(row: Answer) -> str:
    return f"v{row.version} level={row.level or '-'} {digest(row.explanation)}"


def _current(session: Session, row: Answer | None) -> dict[str, object]:
    if row is None:
        return {"version": 0, "level": None, "explanation": "", "updated_by": "", "updated_at": ""}
    return {
        "version": row.version,
        "level": row.level,
        "explanation": row.explanation,
        "updated_by": name_of(session, row.updated_by),
        "updated_at": row.updated_at.isoformat(),
    }


def _stale_sentence(session: Session, row: Answer | None) -> str:
    by = name_of(session, row.updated_by) if row else "orang lain"
    return (
        f"Jawaban ini sudah diubah oleh {by} setelah Anda membukanya. "
        "Bandingkan lalu pilih yang dipakai."
    )
