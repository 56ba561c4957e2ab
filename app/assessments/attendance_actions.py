"""Records who took part in a pleno, as long as it is not closed."""

from datetime import datetime

from sqlmodel import Session

from app.assessments import attendance
from app.assessments.attendance_schemas import AttendanceInput, AttendanceView
from app.assessments.models import Attendance, Attendee
from app.errors import Conflict, Stale
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.submissions.models import Submission
from app.submissions.states import State, WrongState


def record_attendance(
    session: Session,
    actor: Actor,
    submission: Submission,
    given: tuple[AttendanceInput, int],
    now: datetime,
) -> AttendanceView:
    """Put the list of participants in the place of the earlier one.

    given: the list, and the version it was made from (0 for none yet); Stale when another stands.
    """
    people, seen = given
    if State(submission.state) is not State.MODERATION:
        raise WrongState("Peserta dicatat selama pleno berjalan.")
    if submission.closed_at:
        raise Conflict("Pleno OPD ini sudah ditutup, jadi daftar pesertanya tetap.")
    known = attendance.attendance(session, submission.id)
    if seen != known.version:
        raise Stale(
            "Daftar peserta baru saja diubah orang lain. Muat ulang halaman lalu ulangi.",
            known.model_dump(mode="json"),
        )
    row = attendance.attendance_of(session, submission.id) or Attendance(
        submission_id=submission.id, version=0, by="", at=now
    )
    row.sqlmodel_update({"version": seen + 1, "by": actor.user_id, "at": now})
    session.add(row)
    session.flush()
    _replace(session, row, people)
    after = f"v{row.version} {len(people.participants)} {digest(people.model_dump_json())}"
    entry = Entry(Permission.MODERATION_SET, "attendance", row.id, submission.id, after=after)
    record(session, actor, entry, now)
    return attendance.attendance(session, submission.id)


def _replace(session: Session, row: Attendance, people: AttendanceInput) -> None:
    for gone in attendance.people_of(session, row.id):
        session.delete(gone)
    session.flush()
    session.add_all(
        Attendee(attendance_id=row.id, position=position, **person.model_dump())
        for position, person in enumerate(people.participants, 1)
    )
    session.flush()
