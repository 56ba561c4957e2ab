"""Saves a whole table of answers: all of it or nothing, one line in the journal."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.errors import InvalidInput
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.submissions.answer_actions import write_answer
from app.submissions.models import Submission
from app.submissions.schemas import AnswerInput, AnswerRow

NOTHING_CHOSEN = (
    "Tidak ada baris yang dipilih, jadi tidak ada yang diubah. Unggah berkasnya lagi, lalu "
    "centang baris yang hendak dipakai."
)


def take_in(
    session: Session,
    actor: Actor,
    submission: Submission,
    rows: Sequence[AnswerRow],
    now: datetime,
) -> int:
    """Save every row; gives how many.

    Raises InvalidInput when there is none, Stale when someone else saved one of them in between,
    and as `write_answer`.
    """
    if not rows:
        raise InvalidInput(NOTHING_CHOSEN)
    before, after = [], []
    for row in rows:
        answer = AnswerInput(level=row.level, explanation=row.explanation)
        given = (answer, row.version)
        _, old, new = write_answer(session, actor, submission, row.code, given, now)
        before.append(f"{row.code} {old}")
        after.append(f"{row.code} {new}")
    entry = Entry(
        Permission.ANSWER_IMPORT,
        "answers",
        submission.id,
        submission.id,
        "; ".join(before),
        "; ".join(after),
    )
    record(session, actor, entry, now)
    return len(rows)
