"""Questions to the OPD, replies, interview notes."""

from datetime import datetime

from sqlmodel import Session

from app.accounts.queries import ids_of_agency
from app.errors import Conflict, NotFound
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.permissions import Actor, Permission
from app.submissions import queries
from app.submissions.actions import ensure_editable
from app.submissions.models import Clarification, OpenItem, Submission
from app.submissions.schemas import QuestionInput, ReplyInput
from app.submissions.states import State


def ask(
    session: Session, actor: Actor, submission: Submission, given: QuestionInput, now: datetime
) -> Clarification:
    """Put a question to the OPD, or keep a note of the interview."""
    if given.code not in queries.codes_of(session, submission):
        raise NotFound
    row = Clarification(
        submission_id=submission.id,
        code=given.code,
        kind=given.kind,
        text=given.text,
        asked_by=actor.user_id,
        institution=actor.institution or "",
        asked_at=now,
    )
    session.add(row)
    session.flush()
    if given.kind == "question":
        link = f"/penilaian-mandiri/{submission.id}/indikator/{given.code}"
        people, text = (
            ids_of_agency(session, submission.agency_id),
            f"Ada pertanyaan untuk {given.code}.",
        )
        tell(session, people, text, link, now)
    after, action = digest(given.text), Permission.CLARIFICATION_ASK
    record(session, actor, Entry(action, "clarification", row.id, submission.id, after=after), now)
    return row


def reply_to_return(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: ReplyInput,
    now: datetime,
) -> OpenItem:
    """Say something to a return, seen by the assessors once it is sent again; the last one counts.

    Raises Conflict outside a return and for an indicator that was not returned.
    """
    ensure_editable(session, submission, code, now)
    found = [
        row for row in queries.open_items(session, submission.id, "return") if row.code == code
    ]
    if State(submission.state) is not State.RETURNED or not found:
        raise Conflict("Indikator ini tidak sedang dikembalikan, jadi tidak ada yang ditanggapi.")
    row, before = found[0], digest(found[0].reply)
    row.reply = given.answer
    session.add(row)
    after, action = digest(row.reply), Permission.ANSWER_SAVE
    record(session, actor, Entry(action, "return", row.id, submission.id, before, after), now)
    return row


def reply(
    session: Session,
    actor: Actor,
    submission: Submission,
    question_id: str,
    given: ReplyInput,
    now: datetime,
) -> Clarification:
    """Answer a question, once."""
    row = session.get(Clarification, question_id)
    if row is None or row.submission_id != submission.id or row.kind != "question":
        raise NotFound
    if row.answered_at:
        raise Conflict("Pertanyaan ini sudah dijawab.")
    row.answer, row.answered_by, row.answered_at = given.answer, actor.user_id, now
    session.add(row)
    link = f"/penilaian/{submission.id}/indikator/{row.code}"
    tell(session, [row.asked_by], f"Pertanyaan {row.code} dijawab.", link, now)
    after, action = digest(given.answer), Permission.CLARIFICATION_ANSWER
    record(session, actor, Entry(action, "clarification", row.id, submission.id, after=after), now)
    return row
