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
from app.submissions.models import Clarification, Submission
from app.submissions.schemas import QuestionInput, ReplyInput


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
