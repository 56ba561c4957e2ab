"""What the coordinator sees of one OPD: the pleno, what may go back, who has locked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.accounts.schemas import INSTITUTION_NAMES
from app.assessments import queries
from app.assessments.attendance import attendance
from app.assessments.desk import groups_of, level_names
from app.assessments.moderation_schemas import ModerationRow, ModerationView
from app.assessments.schemas import (
    ComparisonRow,
    ReturnPage,
    SheetRow,
    UnlockPage,
)
from app.clock import in_wib
from app.permissions import Institution
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import State

RETURN_DAYS = 7


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
