"""Moves a submission through its life. `move` is the only writer of its state."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.queries import ids_of_agency
from app.agencies.models import Agency
from app.agencies.queries import by_code
from app.clock import in_wib
from app.errors import Conflict, InvalidInput, NotFound
from app.journal.record import Entry, about_submission, record, settle
from app.notices.actions import tell
from app.periods.deadlines import Window
from app.periods.models import Participant, Period
from app.permissions import Actor, Permission
from app.submissions import queries, snapshot_actions
from app.submissions.completeness import Filled, missing
from app.submissions.models import Move, OpenItem, Snapshot, Submission
from app.submissions.schemas import ReturnInput
from app.submissions.states import (
    EDITABLE,
    EXPIRE,
    EXTEND,
    LAPSE,
    OPEN,
    RECALL,
    RESEND,
    RETURN,
    SCORED,
    SUBMIT,
    State,
    Transition,
    advance,
)

LEANT_ON = "windows"
"""Key in `Session.info`: the windows whose being open a change rests on."""


class WindowClosed(Conflict):
    """The moment of the change lies outside the window that governs the state."""


class Incomplete(InvalidInput):
    """Something is missing before sending."""


def move(
    session: Session,
    submission: Submission,
    transition: Transition,
    actor: Actor | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Take one edge of the state machine and remember it. The only writer of `state`."""
    before = submission.state
    if transition is not OPEN:
        submission.state = advance(State(before), transition)
    number = session.exec(
        select(sa.func.count()).where(col(Move.submission_id) == submission.id)
    ).one()
    session.add(submission)
    session.add(
        Move(
            submission_id=submission.id,
            number=number + 1,
            transition=transition.label,
            from_state="" if transition is OPEN else before,
            to_state=submission.state,
            by=actor.user_id if actor else None,
            at=now,
            reason=reason,
        )
    )
    session.flush()


def ensure_window(session: Session, submission: Submission, now: datetime) -> None:
    """Raise WindowClosed unless the window of the present state is open at `now`."""
    window = queries.window_of(queries.period_of(session, submission), submission)
    if not window.is_open(now):
        raise WindowClosed(_closed_sentence(window, now))
    session.info.setdefault(LEANT_ON, []).append(window)


def ensure_still_open(session: Session, now: datetime) -> None:
    """Raise WindowClosed when a window this transaction leant on has closed before its commit."""
    for window in session.info.get(LEANT_ON, ()):
        if not window.is_open(now):
            raise WindowClosed(_closed_sentence(window, now))


def _closed_sentence(window: Window, now: datetime) -> str:
    if window.opens_at and now < window.opens_at:
        return f"Jangka waktunya baru dibuka {in_wib(window.opens_at):%d-%m-%Y pukul %H.%M} WIB."
    if window.closes_at is None:
        return "Jangka waktunya tidak dibuka pada periode ini."
    return (
        f"Jangka waktunya ditutup {in_wib(window.closes_at):%d-%m-%Y pukul %H.%M} WIB, jadi "
        f"perubahan ini (diterima {in_wib(now):%H.%M.%S}) tidak disimpan. "
        "Hubungi admin untuk pembukaan kembali."
    )


def ensure_editable(session: Session, submission: Submission, code: str, now: datetime) -> None:
    """Raise unless this indicator may be changed now: state, window, reopened items, known code."""
    if code not in queries.codes_of(session, submission):
        raise NotFound
    if State(submission.state) not in EDITABLE:
        advance(State(submission.state), SUBMIT)
    ensure_window(session, submission, now)
    opened = queries.open_codes(session, submission)
    if opened is not None and code not in opened:
        raise Conflict("Indikator ini tidak termasuk yang dibuka kembali, jadi isinya tetap.")


def open_when_due(session: Session, actor: Actor, period: Period, now: datetime) -> None:
    """Do at once what the clock would do within a second; Conflict before the day has come."""
    if now < period.fill_opens_at:
        raise Conflict("Tanggal buka belum tiba. Ubah tanggalnya bila ingin membuka sekarang.")
    if period.opened_at is None:
        open_period(session, actor, period, now)


def open_period(session: Session, actor: Actor | None, period: Period, now: datetime) -> None:
    """Open a period whose day has come: a draft for every participant (T1)."""
    period.opened_at = now
    session.add(period)
    made = open_submissions(session, period, now)
    entry = Entry(Permission.PERIOD_OPEN, "period", period.id, after=f"{made} submissions")
    record(session, actor, entry, now)


def open_submissions(session: Session, period: Period, now: datetime) -> int:
    """Make a draft for every participant that has none (T1); gives how many were made."""
    query = (
        select(Agency)
        .join(Participant, col(Participant.agency_id) == col(Agency.id))
        .where(Participant.period_id == period.id)
        .order_by(col(Agency.code))
    )
    made = 0
    for agency in session.exec(query).all():
        if queries.of_agency(session, period.id, agency.id):
            continue
        submission = Submission(
            period_id=period.id,
            agency_id=agency.id,
            agency_type=agency.type,
            state=State.DRAFT,
            fill_closes_at=period.fill_closes_at,
            created_at=now,
        )
        session.add(submission)
        session.flush()
        move(session, submission, OPEN, None, now)
        people, text = ids_of_agency(session, agency.id), f"Pengisian {period.title} dibuka."
        tell(session, people, text, "/", now)
        made += 1
    return made


def mark_ready(session: Session, actor: Actor, submission: Submission, now: datetime) -> None:
    """Tell the head that the filling is ready to be sent."""
    if State(submission.state) not in EDITABLE:
        advance(State(submission.state), SUBMIT)
    ensure_window(session, submission, now)
    submission.ready_at = now
    session.add(submission)
    others = set(ids_of_agency(session, submission.agency_id)) - {actor.user_id}
    text = f"{actor.name} menyatakan isian siap dikirim. Periksa lalu kirim."
    tell(session, sorted(others), text, f"/penilaian-mandiri/{submission.id}", now)
    entry = about_submission(submission.id, Permission.SUBMISSION_MARK_READY)
    record(session, actor, entry, now)


def submit(session: Session, actor: Actor, submission: Submission, now: datetime) -> Snapshot:
    """Send: freeze a snapshot (T2), or send again what was returned (T8).

    Raises Incomplete with every gap, WindowClosed outside the window.
    """
    transition = RESEND if State(submission.state) is State.RETURNED else SUBMIT
    advance(State(submission.state), transition)
    ensure_window(session, submission, now)
    faults = missing(_filled(session, submission))
    if faults:
        raise Incomplete(f"Belum dapat dikirim: {len(faults)} hal belum lengkap.", faults)
    before = submission.state
    snapshot = snapshot_actions.take(session, actor, submission, now)
    move(session, submission, transition, actor, now)
    submission.ready_at = None
    after = f"{submission.state} snapshot={snapshot.number} sha256:{snapshot.sha256}"
    entry = about_submission(submission.id, Permission.SUBMISSION_SUBMIT, before, after)
    record(session, actor, entry, now)
    settle(session)  # the receipt shows the snapshot's anchor
    return snapshot


def _filled(session: Session, submission: Submission) -> Iterable[Filled]:
    for view in queries.answer_views(session, submission):
        scans = queries.scans_of(view.evidence)
        yield Filled(view.code, view.level, view.explanation, len(view.evidence), scans)


def recall(session: Session, actor: Actor, submission: Submission, now: datetime) -> None:
    """Take back what was sent (T3); the snapshot stays, marked recalled."""
    ensure_window(session, submission, now)
    move(session, submission, RECALL, actor, now)
    snapshot = queries.newest_snapshot(session, submission.id)
    if snapshot:
        snapshot.is_recalled = True
        session.add(snapshot)
    after = State.DRAFT.value
    entry = about_submission(submission.id, Permission.SUBMISSION_RECALL, State.SUBMITTED, after)
    record(session, actor, entry, now)


def extend(
    session: Session,
    actor: Actor,
    submission: Submission,
    until: datetime,
    reason: str,
    now: datetime,
) -> None:
    """Give one OPD more time to fill (T5 when it had lapsed); never shortens."""
    if until <= now or until <= submission.fill_closes_at:
        raise InvalidInput("Tanggal baru harus di masa depan dan sesudah tenggat yang sekarang.")
    if State(submission.state) is State.LAPSED:
        move(session, submission, EXTEND, actor, now, reason)
    elif State(submission.state) is not State.DRAFT:
        advance(State(submission.state), EXTEND)
    before = submission.fill_closes_at.isoformat()
    submission.fill_closes_at = until
    session.add(submission)
    _tell_agency(session, submission, "Tenggat pengisian OPD Anda diperpanjang.", now)
    entry = about_submission(
        submission.id, Permission.DEADLINE_EXTEND, before, until.isoformat(), reason
    )
    record(session, actor, entry, now)


def _tell_agency(session: Session, submission: Submission, text: str, now: datetime) -> None:
    people = ids_of_agency(session, submission.agency_id)
    tell(session, people, text, f"/penilaian-mandiri/{submission.id}", now)


def extend_all(
    session: Session,
    actor: Actor,
    period: Period,
    given: tuple[str | None, datetime, str],
    now: datetime,
) -> int:
    """Give one OPD (its code), or without code every OPD that still fills or lapsed, more time.

    given: agency code or None, the new instant, the reason. Gives how many were extended.
    """
    code, until, reason = given
    if period.announced_at:
        raise Conflict("Hasil sementara sudah diumumkan, jadi pengisian tidak dapat diperpanjang.")
    rows = queries.of_period(session, period.id, lock=True)
    if code is not None:
        agency = by_code(session, code)
        rows = [row for row in rows if row.agency_id == agency.id]
    else:
        rows = [row for row in rows if State(row.state) in {State.DRAFT, State.LAPSED}]
        rows = [row for row in rows if row.fill_closes_at < until] or rows
        period.fill_closes_at = max(period.fill_closes_at, until)
        session.add(period)
    if not rows:
        raise NotFound
    _ensure_before_moderation(session, period, rows)
    for row in rows:
        extend(session, actor, row, until, reason, now)
    return len(rows)


def _ensure_before_moderation(session: Session, period: Period, rows: Iterable[Submission]) -> None:
    """Raise Conflict when someone who lapsed would come back after a pleno has begun (T5)."""
    if not any(State(row.state) is State.LAPSED for row in rows):
        return
    states = {State(row.state) for row in queries.of_period(session, period.id)}
    if states & {State.MODERATION, *SCORED}:
        raise Conflict(
            "Pleno sudah dimulai, jadi OPD yang tidak menyampaikan tidak dapat dibuka kembali. "
            "Perpanjang hanya OPD yang masih mengisi, satu per satu."
        )


def send_back(
    session: Session, actor: Actor, submission: Submission, given: ReturnInput, now: datetime
) -> None:
    """Return named indicators to the OPD (T7), at most as often as the period allows."""
    period = queries.period_of(session, submission)
    advance(State(submission.state), RETURN)
    if submission.returns >= period.max_returns:
        raise Conflict(
            "Isian OPD ini sudah pernah dikembalikan; batas pengembalian periode ini tercapai."
        )
    if given.until <= now:
        raise InvalidInput("Batas waktu perbaikan harus di masa depan.")
    submission.returns += 1
    submission.return_until = given.until
    reopen_items(
        session, submission, "return", submission.returns, dict.fromkeys(given.codes, given.reason)
    )
    move(session, submission, RETURN, actor, now, given.reason)
    text = f"{len(set(given.codes))} indikator dikembalikan untuk diperbaiki."
    _tell_agency(session, submission, text, now)
    after = f"{State.RETURNED} {','.join(given.codes)} until={given.until.isoformat()}"
    before = State.UNDER_ASSESSMENT.value
    entry = about_submission(
        submission.id, Permission.SUBMISSION_RETURN, before, after, given.reason
    )
    record(session, actor, entry, now)


def reopen_items(
    session: Session, submission: Submission, kind: str, round_number: int, notes: dict[str, str]
) -> None:
    """Open named indicators again; InvalidInput for one that this OPD does not have."""
    unknown = sorted(set(notes) - set(queries.codes_of(session, submission)))
    if unknown:
        raise InvalidInput(f"Kode indikator tidak dikenal untuk OPD ini: {', '.join(unknown)}.")
    session.add_all(
        OpenItem(submission_id=submission.id, kind=kind, round=round_number, code=code, note=note)
        for code, note in notes.items()
    )
    session.flush()


def lapse(session: Session, submission: Submission, now: datetime) -> None:
    """Close a draft that was not sent in time (T4). Idempotent through its state."""
    move(session, submission, LAPSE, None, now)
    entry = about_submission(submission.id, "submission.lapse", State.DRAFT, State.LAPSED)
    record(session, None, entry, now)


def expire(session: Session, submission: Submission, now: datetime) -> None:
    """End a return that was not answered in time (T9): the last snapshot stands."""
    move(session, submission, EXPIRE, None, now)
    after = State.UNDER_ASSESSMENT.value
    record(
        session,
        None,
        about_submission(submission.id, "submission.expire", State.RETURNED, after),
        now,
    )


def tick(session: Session, now: datetime) -> int:
    """Do what the clock alone decides (T1, T4, T9); gives the number of steps taken.

    Run by the program every second and safe to repeat: each step leaves its source state.
    """
    due = select(Period).where(col(Period.fill_opens_at) <= now, col(Period.opened_at).is_(None))
    steps = 0
    for period in session.exec(due.with_for_update()).all():
        open_period(session, None, period, now)
        steps += 1
    late = select(Submission).where(
        Submission.state == State.DRAFT, col(Submission.fill_closes_at) <= now
    )
    for submission in session.exec(late.with_for_update()).all():
        lapse(session, submission, now)
        steps += 1
    unanswered = select(Submission).where(
        Submission.state == State.RETURNED, col(Submission.return_until) <= now
    )
    for submission in session.exec(unanswered.with_for_update()).all():
        expire(session, submission, now)
        steps += 1
    return steps
