"""Who took part in the pleno? What is recorded, and who is expected before it is."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.schemas import INSTITUTION_NAMES
from app.assessments import queries
from app.assessments.attendance_schemas import (
    PEOPLE_MAX,
    AttendancePage,
    AttendanceView,
    ParticipantView,
)
from app.assessments.models import Attendance, Attendee
from app.permissions import Actor, Institution
from app.submissions import queries as submissions
from app.submissions.models import Submission

EMPTY_LINES = 4
NOBODY = AttendanceView(version=0, participants=())
EMPTY = ParticipantView(name="", institution="", role="", is_present=True)


def attendance_of(session: Session, submission_id: str) -> Attendance | None:
    """Give the record of a pleno, when there is one."""
    query = select(Attendance).where(Attendance.submission_id == submission_id)
    return session.exec(query).first()


def people_of(session: Session, attendance_id: str) -> list[Attendee]:
    """Give the people of a record in their order."""
    query = select(Attendee).where(Attendee.attendance_id == attendance_id)
    return list(session.exec(query.order_by(col(Attendee.position))))


def attendance(session: Session, submission_id: str) -> AttendanceView:
    """Give who took part; nobody while it is not recorded."""
    row = attendance_of(session, submission_id)
    if row is None:
        return NOBODY
    people = people_of(session, row.id)
    return AttendanceView(
        version=row.version,
        participants=tuple(ParticipantView.model_validate(each) for each in people),
    )


def attendance_page(
    session: Session, actor: Actor, submission: Submission, now: datetime
) -> AttendancePage:
    """Give the form: what is recorded, else the assessors and the coordinator who asks."""
    known = attendance(session, submission.id)
    lines = known.participants or _expected(session, actor, submission)
    spare = min(EMPTY_LINES, PEOPLE_MAX - len(lines))
    return AttendancePage(
        standing=submissions.submission_view(session, submission, now),
        version=known.version,
        lines=(*lines, *([EMPTY] * spare)),
        is_closed=submission.closed_at is not None,
    )


def _expected(
    session: Session, actor: Actor, submission: Submission
) -> tuple[ParticipantView, ...]:
    assessors = (
        ParticipantView(
            name=person.name,
            institution=INSTITUTION_NAMES[Institution(person.institution)],
            role="Penilai pengganti" if person.is_substitute else "Penilai",
            is_present=True,
        )
        for person in queries.assignments(session, submission.id)
    )
    chair = ParticipantView(name=actor.name, institution="", role="Koordinator", is_present=True)
    return (*assessors, chair)
