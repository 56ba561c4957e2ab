"""The pleno: agreed levels, taken over where equal, closed when every indicator has one."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.assessments import queries
from app.assessments.models import Agreement
from app.assessments.reasons import ensure_agreement_reason
from app.assessments.schemas import AgreementInput, ComparisonRow
from app.errors import Conflict, Fault, InvalidInput, NotFound, Stale
from app.journal.chain import digest
from app.journal.record import Entry, about_submission, record
from app.permissions import Actor, Institution, Permission
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import State, WrongState


def set_agreement(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: AgreementInput,
    now: datetime,
) -> None:
    """Agree on one indicator's level; reason required where levels differ and in a correction.

    Raises Stale when another value stands than the one that was seen.
    """
    if code not in submissions.codes_of(session, submission):
        raise NotFound
    state = State(submission.state)
    if state not in {State.MODERATION, State.CORRECTION}:
        raise WrongState("Nilai hanya dapat disepakati dalam pleno atau koreksi.")
    if state is State.MODERATION and submission.closed_at:
        raise Conflict("Pleno OPD ini sudah ditutup.")
    if given.level > submissions.instrument_of(session, submission).top:
        raise InvalidInput("Tingkat kematangan di luar rentang instrumen.")
    if state is State.CORRECTION:
        _ensure_reopened(session, submission, code)
    _ensure_seen(session, submission, code, given)
    ensure_agreement_reason(session, submission, code, given)
    reason = given.reason or _shared_reason(session, submission, code)
    put_agreement(session, actor, submission, (code, given.level, reason, "moderation"), now)
    after = f"level={given.level} {digest(given.reason)}"
    record(
        session,
        actor,
        Entry(Permission.MODERATION_SET, "agreement", code, submission.id, after=after),
        now,
    )


def _ensure_seen(
    session: Session, submission: Submission, code: str, given: AgreementInput
) -> None:
    standing = queries.agreements(session, submission.id).get(code)
    if given.number is None or given.number == (standing.number if standing else 0):
        return
    what = f"tingkat {standing.level}" if standing else "tidak ada"
    raise Stale(
        f"Kesepakatan {code} baru saja diubah orang lain; yang berlaku: {what}. Periksa, lalu "
        "sepakati lagi bila perlu.",
        standing.model_dump(mode="json") if standing else {"number": 0},
    )


def _ensure_reopened(session: Session, submission: Submission, code: str) -> None:
    if code not in {
        row.code for row in submissions.open_items(session, submission.id, "correction")
    }:
        raise Conflict("Indikator ini tidak termasuk yang dibuka untuk koreksi.")


def _shared_reason(session: Session, submission: Submission, code: str) -> str:
    """Give the reason the institutions wrote for a level they share: the OPD reads it."""
    reasons = [
        row.reason
        for institution in reversed(Institution)
        if (row := queries.judgement_of(session, submission.id, institution, code))
    ]
    return next((reason for reason in reasons if reason), "")


def put_agreement(
    session: Session,
    actor: Actor,
    submission: Submission,
    value: tuple[str, int, str, str],
    now: datetime,
) -> Agreement:
    """Append an agreed value (code, level, reason, source); the earlier one stays as history."""
    code, level, reason, source = value
    row = Agreement(
        submission_id=submission.id,
        code=code,
        number=retire_agreement(session, submission, code) + 1,
        level=level,
        reason=reason,
        source=source,
        by=actor.user_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def retire_agreement(session: Session, submission: Submission, code: str) -> int:
    """Mark the value that stood as history; gives the newest number, 0 when there was none."""
    query = select(Agreement).where(
        Agreement.submission_id == submission.id, Agreement.code == code
    )
    newest = session.exec(query.order_by(col(Agreement.number).desc()).limit(1)).first()
    if newest is None:
        return 0
    newest.is_current = False
    session.add(newest)
    session.flush()
    return newest.number


def close(session: Session, actor: Actor, submission: Submission, now: datetime) -> None:
    """Close the pleno (T12): equal levels are taken over, every other needs its agreement."""
    if State(submission.state) is not State.MODERATION:
        raise WrongState("Hanya pleno yang sedang berjalan dapat ditutup.")
    if submission.closed_at:
        raise Conflict("Pleno OPD ini sudah ditutup.")
    rows = queries.comparison(session, submission)
    left = [row.code for row in rows if row.agreed is None and row.is_different]
    if left:
        faults = [
            Fault(code, "Nilai kedua instansi berbeda dan belum disepakati.") for code in left
        ]
        raise InvalidInput(f"Belum dapat ditutup: {len(left)} indikator belum disepakati.", faults)
    accepted = _accept_equal(session, actor, submission, rows, now)
    submission.closed_at = now
    session.add(submission)
    entry = about_submission(
        submission.id,
        Permission.MODERATION_CLOSE,
        after=f"closed, {accepted} equal",
    )
    record(session, actor, entry, now)


def accept_equal(session: Session, actor: Actor, submission: Submission, now: datetime) -> int:
    """Take over every level on which both institutions agree; gives how many."""
    if State(submission.state) is not State.MODERATION or submission.closed_at:
        raise WrongState("Nilai hanya dapat disepakati dalam pleno yang belum ditutup.")
    number = _accept_equal(session, actor, submission, queries.comparison(session, submission), now)
    entry = about_submission(
        submission.id,
        Permission.MODERATION_SET,
        after=f"{number} equal",
    )
    record(session, actor, entry, now)
    return number


def _accept_equal(
    session: Session, actor: Actor, submission: Submission, rows: list[ComparisonRow], now: datetime
) -> int:
    equal = [row for row in rows if row.agreed is None and not row.is_different]
    for row in equal:
        assert row.bps is not None  # noqa: S101  (not different: both are there)
        put_agreement(
            session, actor, submission, (row.code, row.bps.level, row.bps.reason, "equal"), now
        )
    return len(equal)
