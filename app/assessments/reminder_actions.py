"""Reminds an assessor or an OPD at the coordinator's click, each person once a day."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, select

from app.accounts.queries import by_username, ids_of_agency
from app.agencies.models import Agency
from app.assessments import queries
from app.assessments.board_schemas import ReminderInput, ReminderView, WorkloadView
from app.assessments.reminders import REMINDABLE, key_of, to_agency, to_assessor
from app.assessments.workloads import workloads
from app.errors import Conflict, Fault, InvalidInput
from app.journal.record import Entry, about_submission, record
from app.notices import actions as notices
from app.periods.models import Period
from app.permissions import Actor
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import State

SEND = "reminder.send"
NOBODY = "Tidak ada yang dipilih, jadi tidak ada yang diingatkan."
UNKNOWN = "tidak ada pada periode ini"


def remind(
    session: Session, actor: Actor, period: Period, given: ReminderInput, now: datetime
) -> ReminderView:
    """Put a notice into each inbox that has none of today; a line in the journal for each target.

    Raises InvalidInput for whom the round does not know, Conflict for whom nobody waits for.
    """
    people = _people(session, period, given.assessors, now)
    awaited = _awaited(session, period, given.agencies)
    if not people and not awaited:
        raise InvalidInput(NOBODY)
    told = already = 0
    for person in people:
        ids = [by_username(session, person.username).id]
        entry = Entry(SEND, "user", person.username)
        number = _tell(session, actor, (ids, to_assessor(person, period), entry), now)
        told, already = told + number, already + len(ids) - number
    for submission in awaited:
        ids = ids_of_agency(session, submission.agency_id)
        entry = about_submission(submission.id, SEND)
        number = _tell(session, actor, (ids, to_agency(submission, period), entry), now)
        told, already = told + number, already + len(ids) - number
    return ReminderView(told=told, already=already)


def _tell(
    session: Session, actor: Actor, what: tuple[list[str], tuple[str, str], Entry], now: datetime
) -> int:
    ids, words, entry = what
    number = notices.remind(session, ids, key_of(now), words, now)
    if number:
        record(session, actor, entry, now)
    return number


def _people(
    session: Session, period: Period, usernames: Sequence[str], now: datetime
) -> list[WorkloadView]:
    if not usernames:
        return []
    rows = queries.progress(session, period)
    known = {each.username: each for each in workloads(session, period, rows, (), now)}
    _ensure_known(usernames, known.keys(), "assessors")
    found = [known[name] for name in dict.fromkeys(usernames)]
    idle = [each.name for each in found if not each.left and not each.unlocked]
    if idle:
        raise Conflict(f"Tidak ada yang ditunggu dari {', '.join(idle)}. Muat ulang papan.")
    return found


def _awaited(session: Session, period: Period, codes: Sequence[str]) -> list[Submission]:
    if not codes:
        return []
    rows = submissions.of_period(session, period.id)
    agencies = {agency.id: agency for agency in session.exec(select(Agency))}
    known = {agencies[row.agency_id].code: row for row in rows}
    _ensure_known(codes, known.keys(), "agencies")
    found = [known[code] for code in dict.fromkeys(codes)]
    sent = [
        agencies[row.agency_id].short_name for row in found if State(row.state) not in REMINDABLE
    ]
    if sent:
        raise Conflict(f"Tidak ada yang ditunggu dari {', '.join(sent)}. Muat ulang papan.")
    return found


def _ensure_known(asked: Sequence[str], known: Collection[str], place: str) -> None:
    faults = [Fault(place, f"'{name}' {UNKNOWN}.") for name in asked if name not in known]
    if faults:
        raise InvalidInput("Yang diingatkan tidak dikenal. Muat ulang papan.", faults)
