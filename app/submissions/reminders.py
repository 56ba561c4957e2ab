"""Which reminder is due? Days before a window closes, told once each to the OPD's people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.accounts.queries import ids_of_agency
from app.clock import last_minute
from app.notices.actions import remind
from app.periods.models import Period
from app.submissions import queries
from app.submissions.models import Submission
from app.submissions.progress import complete_counts
from app.submissions.states import State
from app.templating import waktu

DAYS = {State.DRAFT: (7, 3, 1), State.RETURNED: (3, 1), State.PROVISIONAL: (3, 1)}
"""How many days ahead, by the state whose window closes. Source: issue 4, ux.md 3.5."""


def due(days: Sequence[int], closes_at: datetime, now: datetime) -> int | None:
    """Give the one reminder that counts now: the fewest days that still cover what is left.

    None when the window is over or farther away than every one of `days`.
    """
    left = closes_at - now
    if left <= timedelta(0):
        return None
    return min((each for each in days if left <= timedelta(days=each)), default=None)


def remind_all(session: Session, now: datetime) -> int:
    """Remind every OPD whose window closes soon; gives how many people were told.

    Safe to repeat: a reminder is known by its window's end and its days.
    """
    query = select(Submission, Period).join(Period, col(Period.id) == col(Submission.period_id))
    open_now = query.where(col(Submission.state).in_(DAYS)).order_by(col(Submission.id))
    return sum(
        _remind(session, submission, period, now) for submission, period in session.exec(open_now)
    )


def _remind(session: Session, submission: Submission, period: Period, now: datetime) -> int:
    state = State(submission.state)
    window = queries.window_of(period, submission)
    days = due(DAYS[state], window.closes_at, now) if window.closes_at else None
    if days is None or not window.is_open(now):
        return 0
    assert window.closes_at is not None  # noqa: S101  (days are counted to it)
    key = f"{submission.id} {window.closes_at.isoformat()} {days}"
    people = ids_of_agency(session, submission.agency_id)
    words = _text(session, submission, state, window.closes_at), _link(submission, state)
    return remind(session, people, key, words, now)


def _text(session: Session, submission: Submission, state: State, closes_at: datetime) -> str:
    until = waktu(last_minute(closes_at))
    if state is State.PROVISIONAL:
        return f"Masa sanggah berakhir {until}."
    if state is State.RETURNED:
        return f"Perbaikan isian yang dikembalikan ditunggu sampai {until}."
    total = len(queries.codes_of(session, submission))
    left = total - complete_counts(session, [submission.id]).get(submission.id, 0)
    rest = f"{left} dari {total} indikator belum lengkap" if left else "lengkap, belum dikirim"
    return f"Pengisian ditutup {until}: {rest}."


def _link(submission: Submission, state: State) -> str:
    end = "/sanggahan" if state is State.PROVISIONAL else ""
    return f"/penilaian-mandiri/{submission.id}{end}"
