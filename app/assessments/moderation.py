"""What the coordinator sees: the board, the pleno of one OPD, who scores it, what may go back."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.accounts.queries import assessors
from app.accounts.schemas import INSTITUTION_NAMES
from app.assessments import queries
from app.assessments.attendance import attendance
from app.assessments.desk import groups_of, level_names
from app.assessments.moderation_schemas import ModerationRow, ModerationView
from app.assessments.queries import SubmissionSubject
from app.assessments.schemas import (
    AssignmentPage,
    BoardLine,
    BoardRow,
    BoardView,
    Candidate,
    ComparisonRow,
    FilterView,
    ReturnPage,
    SheetRow,
    UnlockPage,
)
from app.clock import days_until, in_wib, last_minute
from app.periods.models import Period
from app.permissions import Actor, Institution, Permission, allows
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import SENT, State

P = Permission
RETURN_DAYS = 7


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


def board(session: Session, actor: Actor, period: Period, chosen: str, now: datetime) -> BoardView:
    """Give the board of a period; `chosen` is a filter's key."""
    rows = queries.progress(session, period)
    kept = next((test for key, _, test in FILTERS if key == chosen), None)
    return BoardView(
        title=period.title,
        lines=tuple(_line(actor, row) for row in rows if kept is None or kept(row)),
        filters=tuple(
            FilterView(key=key, name=name, count=count)
            for key, name, test in FILTERS
            if (count := sum(map(test, rows))) or key == chosen
        ),
        chosen=chosen if kept else "",
        sent=sum(State(row.state) in SENT for row in rows),
        locked=sum(all(row.locked.values()) for row in rows),
        closed=sum(row.is_closed for row in rows),
        agencies=len(rows),
        closes_at=last_minute(period.assessment_closes_at),
        days_left=days_until(period.assessment_closes_at, now),
    )


def _line(actor: Actor, row: BoardRow) -> BoardLine:
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
    return BoardLine(row=row, status=status, word=word, links=main + links)


def pleno(session: Session, submission: Submission, chosen: str, now: datetime) -> ModerationView:
    """Give what both institutions said: what differs, what is reopened and `chosen` first."""
    instrument = submissions.instrument_of(session, submission)
    rows = queries.comparison(session, submission)
    reopened = _reopened(session, submission)
    first = {row.code for row in rows if row.is_different} | reopened | {chosen}
    is_closed = submission.closed_at is not None
    is_open = State(submission.state) is State.MODERATION and not is_closed

    def named(row: ComparisonRow) -> ModerationRow:
        name = instrument.indicator(row.code).short_name
        return ModerationRow(
            row=row,
            name=name,
            is_settable=is_open or row.code in reopened,
            next_code=_undecided_after(rows, row.code),
        )

    return ModerationView(
        standing=submissions.submission_view(session, submission, now),
        assessors=tuple(queries.assignments(session, submission.id)),
        cards=tuple(named(row) for row in sorted(rows, key=_is_agreed) if row.code in first),
        others=tuple(named(row) for row in rows if row.code not in first),
        undecided=tuple(row.code for row in rows if row.is_different and row.agreed is None),
        waiting_equal=sum(not row.is_different and row.agreed is None for row in rows),
        agreed=sum(row.agreed is not None for row in rows),
        level_names=level_names(instrument),
        notes=tuple(queries.notes(session, submission.id)),
        attendance=attendance(session, submission.id),
        is_closed=is_closed,
    )


def _is_agreed(row: ComparisonRow) -> bool:
    return row.agreed is not None


def _reopened(session: Session, submission: Submission) -> set[str]:
    if State(submission.state) is not State.CORRECTION:
        return set()
    return {row.code for row in submissions.open_items(session, submission.id, "correction")}


def next_undecided(session: Session, submission: Submission, code: str) -> str:
    """Give the next difference without an agreed level, from the start again at the end."""
    return _undecided_after(queries.comparison(session, submission), code)


def _undecided_after(rows: Sequence[ComparisonRow], code: str) -> str:
    place = [row.code for row in rows].index(code)
    around = [*rows[place + 1 :], *rows[:place]]
    return next((row.code for row in around if row.is_different and row.agreed is None), "")


def assignment_page(session: Session, submission: Submission, now: datetime) -> AssignmentPage:
    """Give every assessor of both institutions with load and, in conflict, why not."""
    loads = queries.loads(session, submission.period_id)
    assigned = {row.username for row in queries.assignments(session, submission.id)}
    declared = queries.conflicted_ids(session, submission.agency_id)

    def obstacle(user_id: str, home: str | None) -> str:
        if home == submission.agency_id:
            return "Berasal dari OPD ini"
        return "Menyatakan benturan kepentingan" if user_id in declared else ""

    return AssignmentPage(
        standing=submissions.submission_view(session, submission, now),
        groups=tuple(
            (
                INSTITUTION_NAMES[institution],
                tuple(
                    Candidate(
                        username=user.username,
                        name=user.name,
                        institution=institution,
                        load=loads.get(user.id, 0),
                        is_assigned=user.username in assigned,
                        obstacle=obstacle(user.id, user.agency_id),
                    )
                    for user in assessors(session, institution)
                ),
            )
            for institution in Institution
        ),
    )


def return_page(session: Session, submission: Submission, now: datetime) -> ReturnPage:
    """Give the indicators that may be returned, and until when by default."""
    instrument = submissions.instrument_of(session, submission)
    claims = submissions.claims(session, submission.id)
    rows = {
        item.code: SheetRow(
            code=item.code,
            name=item.short_name,
            claim=claims.get(item.code, {}).get("level"),
            own=None,
            evidence_count=len(claims.get(item.code, {}).get("evidence", ())),
            open_questions=0,
        )
        for item in instrument.applicable(submission.agency_type)
    }
    return ReturnPage(
        standing=submissions.submission_view(session, submission, now),
        groups=groups_of(instrument, rows),
        left=submissions.period_of(session, submission).max_returns - submission.returns,
        until=_in_days(now, RETURN_DAYS),
    )


def _in_days(now: datetime, days: int) -> date:
    return in_wib(now).date() + timedelta(days=days)


def unlock_page(session: Session, submission: Submission, now: datetime) -> UnlockPage:
    """Give the institutions that have locked, by name."""
    return UnlockPage(
        standing=submissions.submission_view(session, submission, now),
        locked=tuple(
            (institution.value, INSTITUTION_NAMES[institution])
            for institution in Institution
            if queries.lock_of(session, submission.id, institution)
        ),
    )
