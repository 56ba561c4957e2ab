"""Writes of the assessment: assign, score blind, lock, agree, close."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.accounts.queries import by_username
from app.agencies.queries import by_code
from app.assessments import queries
from app.assessments.models import (
    Agreement,
    Assignment,
    ConflictOfInterest,
    Judgement,
    JudgementRevision,
    ModerationNote,
    ScoreLock,
)
from app.assessments.schemas import (
    AgreementInput,
    AssignmentInput,
    ComparisonRow,
    ConflictInput,
    JudgementInput,
    JudgementView,
    NoteInput,
    UnlockInput,
)
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotFound, Stale
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.permissions import Actor, Institution, Permission, Role
from app.submissions import queries as submissions
from app.submissions.actions import move
from app.submissions.models import Submission
from app.submissions.states import MODERATE, START, UNLOCK, State, WrongState, advance

INSTITUTION_NAMES = {Institution.DISKOMINFO: "Diskominfo", Institution.BPS: "BPS"}


def assign(
    session: Session, actor: Actor, submission: Submission, given: AssignmentInput, now: datetime
) -> None:
    """Set who scores a submission; replaces the earlier set. Refuses conflicts of interest."""
    people = [by_username(session, username) for username in dict.fromkeys(given.assessors)]
    for person in people:
        _ensure_may_score(session, person, submission)
    session.execute(sa.delete(Assignment).where(col(Assignment.submission_id) == submission.id))
    agency = submissions.agency_of(session, submission)
    for person in people:
        is_substitute = agency.type == "walidata" and person.institution == Institution.DISKOMINFO
        session.add(
            Assignment(
                submission_id=submission.id,
                user_id=person.id,
                institution=person.institution or "",
                is_substitute=is_substitute,
                assigned_by=actor.user_id,
                assigned_at=now,
            )
        )
    session.flush()
    after = ",".join(person.username for person in people)
    entry = Entry(
        Permission.ASSIGNMENT_SET, "submission", submission.id, submission.id, after=after
    )
    record(session, actor, entry, now)


def _ensure_may_score(session: Session, person: User, submission: Submission) -> None:
    if person.role != Role.ASSESSOR or not person.is_active:
        raise InvalidInput(f"'{person.username}' bukan akun penilai yang aktif.")
    if person.agency_id == submission.agency_id:
        raise Conflict(
            f"{person.name} berasal dari OPD ini, jadi tidak boleh menilainya. Tunjuk pengganti."
        )
    if person.id in queries.conflicted_ids(session, submission.agency_id):
        raise Conflict(
            f"{person.name} menyatakan benturan kepentingan dengan OPD ini. Tunjuk pengganti."
        )


def declare_conflict(
    session: Session, actor: Actor, given: ConflictInput, now: datetime
) -> ConflictOfInterest:
    """Keep a conflict of interest: the person sees and scores nothing of that agency any more."""
    person, agency = by_username(session, given.username), by_code(session, given.agency)
    if actor.role is Role.ASSESSOR and actor.user_id != person.id:
        raise Forbidden("Penilai hanya menyatakan benturan kepentingan untuk dirinya sendiri.")
    if person.id in queries.conflicted_ids(session, agency.id):
        raise Conflict("Benturan kepentingan ini sudah tercatat.")
    row = ConflictOfInterest(
        user_id=person.id, agency_id=agency.id, reason=given.reason, declared_at=now
    )
    session.add(row)
    session.flush()
    after = f"{given.username} {given.agency}"
    entry = Entry(Permission.CONFLICT_DECLARE, "conflict", row.id, after=after, reason=given.reason)
    record(session, actor, entry, now)
    return row


def start(session: Session, actor: Actor, submission: Submission, now: datetime) -> None:
    """Begin the assessment (T6): both institutions must have an assessor without conflict."""
    advance(State(submission.state), START)
    free = queries.assessor_ids(session, submission)
    query = select(Assignment).where(Assignment.submission_id == submission.id)
    present = {row.institution for row in session.exec(query).all() if row.user_id in free}
    absent = [
        INSTITUTION_NAMES[institution] for institution in Institution if institution not in present
    ]
    if absent:
        raise Conflict(f"Belum ada penilai dari {' dan '.join(absent)}. Tugaskan dahulu.")
    move(session, submission, START, actor, now)
    after = State.UNDER_ASSESSMENT.value
    entry = Entry(
        Permission.ASSESSMENT_START,
        "submission",
        submission.id,
        submission.id,
        State.SUBMITTED,
        after,
    )
    record(session, actor, entry, now)


def own_institution(actor: Actor) -> Institution:
    """Give the assessor's institution; Forbidden for anyone without one."""
    if actor.institution is None:
        raise Forbidden("Akun ini tidak bernaung di instansi penilai.")
    return actor.institution


def save_judgement(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: tuple[JudgementInput, int],
    now: datetime,
) -> JudgementView:
    """Save the own institution's level; `given` is the input and the version it was made from.

    Raises Stale after a save in between, InvalidInput when a differing level lacks its reason.
    """
    judgement, version = given
    institution = own_institution(actor)
    _ensure_scoring(session, submission, institution, code)
    _ensure_reason(session, submission, code, judgement)
    row = queries.judgement_of(session, submission.id, institution, code)
    if (row.version if row else 0) != version:
        message = "Nilai ini sudah diubah rekan seinstansi setelah Anda membukanya. Bandingkan."
        raise Stale(message, _current(session, row))
    row = row or Judgement(
        submission_id=submission.id,
        institution=institution,
        code=code,
        level=1,
        version=0,
        by="",
        at=now,
    )
    before = f"v{row.version} level={row.level}" if version else ""
    fields = judgement.model_dump(include={"level", "note", "reason"})
    row.sqlmodel_update(fields | {"version": version + 1, "by": actor.user_id, "at": now})
    session.add(row)
    session.flush()
    session.add(
        JudgementRevision(
            judgement_id=row.id,
            **row.model_dump(include={"version", "level", "note", "reason", "by", "at"}),
        )
    )
    after = f"v{row.version} level={row.level} {digest(row.note)} {digest(row.reason)}"
    entry = Entry(Permission.SCORE_SAVE, "judgement", code, submission.id, before, after)
    record(session, actor, entry, now)
    return JudgementView.model_validate(row)


def _current(session: Session, row: Judgement | None) -> dict[str, object]:
    if row is None:
        return {"version": 0}
    fields = row.model_dump(include={"version", "level", "note", "reason"})
    by = submissions.person_name(session, row.by)
    return fields | {"updated_by": by, "updated_at": row.at.isoformat()}


def _ensure_scoring(
    session: Session, submission: Submission, institution: Institution, code: str
) -> None:
    if code not in submissions.codes_of(session, submission):
        raise NotFound
    if State(submission.state) is not State.UNDER_ASSESSMENT:
        advance(State(submission.state), MODERATE)
    if queries.lock_of(session, submission.id, institution):
        raise Conflict(
            "Nilai instansi Anda sudah dikunci. Hanya koordinator yang dapat membukanya."
        )


def _ensure_reason(
    session: Session, submission: Submission, code: str, given: JudgementInput
) -> None:
    top = submissions.instrument_of(session, submission).top
    if given.level > top:
        raise InvalidInput(f"Tingkat kematangan harus 1 sampai {top}.")
    claim = submissions.claims(session, submission.id).get(code, {}).get("level")
    if claim != given.level and not given.reason:
        message = (
            f"Nilai {given.level} berbeda dari klaim OPD ({claim}), jadi alasannya wajib diisi."
        )
        raise InvalidInput(
            message, [Fault("reason", "Alasan wajib diisi karena nilai berbeda dari klaim.")]
        )


def lock(session: Session, actor: Actor, submission: Submission, now: datetime) -> None:
    """Lock the own institution's levels; when both have locked, the pleno begins (T10)."""
    institution = own_institution(actor)
    if State(submission.state) is not State.UNDER_ASSESSMENT:
        advance(State(submission.state), MODERATE)
    if queries.lock_of(session, submission.id, institution):
        raise Conflict("Nilai instansi Anda sudah dikunci.")
    done = queries.judgements(session, submission.id, institution)
    left = [code for code in submissions.codes_of(session, submission) if code not in done]
    if left:
        faults = [Fault(code, "Belum dinilai.") for code in left]
        raise InvalidInput(f"Belum dapat dikunci: {len(left)} indikator belum dinilai.", faults)
    session.add(
        ScoreLock(
            submission_id=submission.id,
            institution=institution,
            locked_by=actor.user_id,
            locked_at=now,
        )
    )
    session.flush()
    if all(queries.lock_of(session, submission.id, each) for each in Institution):
        move(session, submission, MODERATE, None, now)
    entry = Entry(
        Permission.SCORE_LOCK, "submission", submission.id, submission.id, after=submission.state
    )
    record(session, actor, entry, now)


def unlock(
    session: Session, actor: Actor, submission: Submission, given: UnlockInput, now: datetime
) -> None:
    """Let an institution score again (T11), with reason, while the pleno is not closed."""
    row = queries.lock_of(session, submission.id, given.institution)
    if row is None:
        raise Conflict("Nilai instansi ini tidak sedang dikunci.")
    if submission.closed_at:
        raise Conflict("Pleno OPD ini sudah ditutup.")
    row.unlocked_by, row.unlocked_at, row.unlock_reason = actor.user_id, now, given.reason
    session.add(row)
    before = submission.state
    if State(submission.state) is State.MODERATION:
        move(session, submission, UNLOCK, actor, now, given.reason)
    tell(
        session,
        queries.assessor_ids(session, submission),
        "Nilai dibuka kembali oleh koordinator.",
        f"/penilaian/{submission.id}",
        now,
    )
    entry = Entry(
        Permission.SCORE_UNLOCK, "submission", submission.id, submission.id, before,
        f"{submission.state} {given.institution}", given.reason,
    )  # fmt: skip
    record(session, actor, entry, now)


def set_agreement(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: AgreementInput,
    now: datetime,
) -> None:
    """Agree on one indicator's level; reason required where levels differ and in a correction."""
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
    _ensure_agreement_reason(session, submission, code, given)
    put_agreement(session, actor, submission, (code, given.level, given.reason, "moderation"), now)
    after = f"level={given.level} {digest(given.reason)}"
    record(
        session,
        actor,
        Entry(Permission.MODERATION_SET, "agreement", code, submission.id, after=after),
        now,
    )


def _ensure_reopened(session: Session, submission: Submission, code: str) -> None:
    if code not in {
        row.code for row in submissions.open_items(session, submission.id, "correction")
    }:
        raise Conflict("Indikator ini tidak termasuk yang dibuka untuk koreksi.")


def _ensure_agreement_reason(
    session: Session, submission: Submission, code: str, given: AgreementInput
) -> None:
    levels = [
        row.level
        for institution in Institution
        if (row := queries.judgement_of(session, submission.id, institution, code))
    ]
    is_plain = len(levels) == len(Institution) and set(levels) == {given.level}
    if not given.reason and (not is_plain or State(submission.state) is State.CORRECTION):
        message = f"Alasan wajib diisi untuk {code}: nilai kedua instansi tidak sama dengan ini."
        raise InvalidInput(message, [Fault("reason", "Alasan wajib diisi.")])


def put_agreement(
    session: Session,
    actor: Actor,
    submission: Submission,
    value: tuple[str, int, str, str],
    now: datetime,
) -> Agreement:
    """Append an agreed value (code, level, reason, source); the earlier one stays as history."""
    code, level, reason, source = value
    earlier = session.exec(
        select(Agreement).where(
            Agreement.submission_id == submission.id,
            Agreement.code == code,
            col(Agreement.is_current),
        )
    ).first()
    if earlier:
        earlier.is_current = False
        session.add(earlier)
        session.flush()
    row = Agreement(
        submission_id=submission.id,
        code=code,
        number=(earlier.number if earlier else 0) + 1,
        level=level,
        reason=reason,
        source=source,
        by=actor.user_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


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
    entry = Entry(
        Permission.MODERATION_CLOSE,
        "submission",
        submission.id,
        submission.id,
        after=f"closed, {accepted} equal",
    )
    record(session, actor, entry, now)


def accept_equal(session: Session, actor: Actor, submission: Submission, now: datetime) -> int:
    """Take over every level on which both institutions agree; gives how many."""
    if State(submission.state) is not State.MODERATION or submission.closed_at:
        raise WrongState("Nilai hanya dapat disepakati dalam pleno yang belum ditutup.")
    number = _accept_equal(session, actor, submission, queries.comparison(session, submission), now)
    entry = Entry(
        Permission.MODERATION_SET,
        "submission",
        submission.id,
        submission.id,
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


def add_note(
    session: Session, actor: Actor, submission: Submission, given: NoteInput, now: datetime
) -> None:
    """Keep a remark between institutions and coordinator."""
    row = ModerationNote(
        submission_id=submission.id, code=given.code, text=given.text, by=actor.user_id, at=now
    )
    session.add(row)
    session.flush()
    entry = Entry(Permission.NOTE_WRITE, "note", row.id, submission.id, after=digest(given.text))
    record(session, actor, entry, now)
