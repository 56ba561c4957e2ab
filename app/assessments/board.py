"""What the coordinator's board shows of a round: OPDs by state, assessors by pace; no level."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.assessments import queries
from app.assessments.board_schemas import BoardLine, BoardView, ProgressView
from app.assessments.queries import SubmissionSubject
from app.assessments.reminders import REMINDABLE, Reminded, reminded_today
from app.assessments.schemas import BoardRow, FilterView
from app.assessments.workloads import workloads
from app.clock import days_until, last_minute
from app.periods.models import Period
from app.permissions import Actor, Institution, Permission, allows
from app.submissions.states import SENT, State

P = Permission


AWAITED = SubmissionSubject("", State.DRAFT, (), window_open=False)
"""Whoever may assign before an OPD has sent is the one who reminds it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the board is wanted: a filter's key, an assessor's username; empty for all."""

    state: str = ""
    person: str = ""


def _lacks_assessors(row: BoardRow) -> bool:
    is_before = row.state in {State.DRAFT, State.SUBMITTED, State.UNDER_ASSESSMENT}
    return is_before and any(not row.of(institution) for institution in Institution)


def _is_locked(row: BoardRow) -> bool:
    return any(row.locked.values()) and not row.is_closed


def _is_objected(row: BoardRow) -> bool:
    return row.state == State.OBJECTION


LINKS: tuple[tuple[Permission, str, str, Callable[[BoardRow], bool]], ...] = (
    (P.OBJECTION_READ, "Sanggahan", "/pleno/{}/sanggahan", _is_objected),
    (P.ASSIGNMENT_SET, "Penugasan", "/pleno/{}/penugasan", lambda _: True),
    (P.SUBMISSION_RETURN, "Kembalikan", "/pleno/{}/pengembalian", lambda _: True),
    (P.SCORE_UNLOCK, "Buka kunci", "/pleno/{}/buka-kunci", _is_locked),
)  # fmt: skip
FILTERS: tuple[tuple[str, str, Callable[[BoardRow], bool]], ...] = (
    ("belum-dikirim", "Belum dikirim", lambda row: row.state == State.DRAFT),
    ("menunggu", "Menunggu dimulai", lambda row: row.state == State.SUBMITTED),
    ("dinilai", "Sedang dinilai", lambda row: row.state == State.UNDER_ASSESSMENT),
    ("dikembalikan", "Dikembalikan", lambda row: row.state == State.RETURNED),
    ("pleno", "Pleno", lambda row: row.state == State.MODERATION and not row.is_closed),
    ("ditutup", "Pleno ditutup", lambda row: row.state == State.MODERATION and row.is_closed),
    ("sanggahan", "Disanggah", lambda row: row.state == State.OBJECTION),
    ("tanpa-penilai", "Penilai belum lengkap", _lacks_assessors),
    ("tidak-menyampaikan", "Tidak menyampaikan", lambda row: row.state == State.LAPSED),
)


def board(
    session: Session, actor: Actor, period: Period, chosen: Chosen, now: datetime
) -> BoardView:
    """Give the board of a period."""
    rows = queries.progress(session, period)
    told = reminded_today(session, now)
    people = workloads(session, period, rows, told.usernames, now)
    kept = next((test for key, _, test in FILTERS if key == chosen.state), None)
    person = chosen.person if chosen.person in {each.username for each in people} else ""
    own = [row for row in rows if not person or _scores(person, row)]
    return BoardView(
        title=period.title,
        lines=tuple(_line(actor, row, told) for row in own if kept is None or kept(row)),
        people=tuple(people),
        filters=_filters(own, chosen.state),
        chosen=chosen.state if kept else "",
        chosen_person=person,
        sent=sum(State(row.state) in SENT for row in rows),
        locked=sum(all(row.locked.values()) for row in rows),
        closed=sum(row.is_closed for row in rows),
        agencies=len(rows),
        closes_at=last_minute(period.assessment_closes_at),
        days_left=days_until(period.assessment_closes_at, now),
    )


def _scores(username: str, row: BoardRow) -> bool:
    return any(each.username == username for each in row.assessors)


def _filters(rows: Collection[BoardRow], chosen: str) -> tuple[FilterView, ...]:
    return tuple(
        FilterView(key=key, name=name, count=count)
        for key, name, test in FILTERS
        if (count := sum(map(test, rows))) or key == chosen
    )


def progress(session: Session, period: Period, now: datetime) -> ProgressView:
    """Give the same without what a page needs."""
    rows = queries.progress(session, period)
    told = reminded_today(session, now)
    return ProgressView(
        closes_at=period.assessment_closes_at,
        days_left=days_until(period.assessment_closes_at, now),
        submissions=tuple(rows),
        assessors=tuple(workloads(session, period, rows, told.usernames, now)),
    )


def _line(actor: Actor, row: BoardRow, told: Reminded) -> BoardLine:
    subject = SubmissionSubject("", row.state, (), window_open=False)
    is_settled = row.is_closed and row.state == State.MODERATION
    main: tuple[tuple[str, str], ...] = ()
    if allows(actor, P.SCORE_READ_BOTH, subject):
        main = (("Pleno", f"/pleno/{row.submission_id}"),)
    elif allows(actor, P.ANSWER_READ_SNAPSHOT, subject):
        main = (("Isian", f"/penilaian/{row.submission_id}"),)
    links = tuple(
        (label, address.format(row.submission_id))
        for permission, label, address, fits in LINKS
        if fits(row) and allows(actor, permission, subject)
    )
    status, word = ("closed", "Pleno ditutup") if is_settled else (row.state, row.state_name)
    may_remind = allows(actor, P.ASSIGNMENT_SET, AWAITED)
    return BoardLine(
        row=row,
        status=status,
        word=word,
        links=main + links,
        is_remindable=may_remind and State(row.state) in REMINDABLE,
        is_reminded=row.agency_code in told.agencies,
    )
