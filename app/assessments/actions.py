"""Writes of the assessment: assign, score blind, lock, agree, close."""

from datetime import datetime

from sqlmodel import Session, select

from app.accounts.models import User
from app.accounts.queries import by_username, name_of
from app.agencies.queries import by_code
from app.assessments import queries, rosters
from app.assessments.agreement_actions import retire_agreement
from app.assessments.eligibility import Assessed, is_substitute, obstacle
from app.assessments.models import (
    Assignment,
    ConflictOfInterest,
    Judgement,
    JudgementRevision,
    ModerationNote,
    ScoreLock,
)
from app.assessments.reasons import ensure_judgement_reason
from app.assessments.schemas import (
    AssignmentInput,
    ConflictInput,
    JudgementInput,
    JudgementView,
    NoteInput,
    UnlockInput,
)
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotFound, Stale
from app.journal.chain import digest
from app.journal.record import Entry, about_submission, record
from app.notices.actions import tell
from app.permissions import Actor, Institution, Permission, Role
from app.submissions import queries as submissions
from app.submissions.actions import move
from app.submissions.models import Submission
from app.submissions.states import MODERATE, START, UNLOCK, State, advance

INSTITUTION_NAMES = {Institution.DISKOMINFO: "Diskominfo", Institution.BPS: "BPS"}


def assign(
    session: Session, actor: Actor, submission: Submission, given: AssignmentInput, now: datetime
) -> None:
    """Set who scores a submission; replaces the earlier set. Refuses conflicts of interest."""
    people = [by_username(session, username) for username in dict.fromkeys(given.assessors)]
    agency = rosters.assessed(session, submission)
    for person in people:
        _ensure_may_score(session, person, agency)
    for earlier in session.exec(
        select(Assignment).where(Assignment.submission_id == submission.id)
    ).all():
        session.delete(earlier)
    session.flush()
    for person in people:
        session.add(
            Assignment(
                submission_id=submission.id,
                user_id=person.id,
                institution=person.institution or "",
                is_substitute=is_substitute(person.institution or "", agency),
                assigned_by=actor.user_id,
                assigned_at=now,
            )
        )
    session.flush()
    after = ",".join(person.username for person in people)
    entry = about_submission(submission.id, Permission.ASSIGNMENT_SET, after=after)
    record(session, actor, entry, now)


def _ensure_may_score(session: Session, person: User, agency: Assessed) -> None:
    if person.role != Role.ASSESSOR or not person.is_active:
        raise InvalidInput(f"'{person.username}' bukan akun penilai yang aktif.")
    declared = queries.conflicted_ids(session, agency.id)
    found = obstacle(rosters.assessor_of(person), agency, has_declared=person.id in declared)
    if found:
        raise Conflict(f"{person.name} {found}, jadi tidak boleh menilainya. Tunjuk pengganti.")


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
    present = rosters.present_institutions(session, submission)
    absent = [
        INSTITUTION_NAMES[institution] for institution in Institution if institution not in present
    ]
    if absent:
        raise Conflict(f"Belum ada penilai dari {' dan '.join(absent)}. Tugaskan dahulu.")
    move(session, submission, START, actor, now)
    after = State.UNDER_ASSESSMENT.value
    entry = about_submission(submission.id, Permission.ASSESSMENT_START, State.SUBMITTED, after)
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
    ensure_judgement_reason(session, submission, code, judgement)
    row = queries.judgement_of(session, submission.id, institution, code)
    if (row.version if row else 0) != version:
        message = "Nilai ini sudah diubah rekan seinstansi setelah Anda membukanya. Bandingkan."
        raise Stale(message, _current(session, row))
    row = row or _unwritten(submission, institution, code, now)
    before = f"v{row.version} level={row.level}" if version else ""
    if version and row.level != judgement.level:
        retire_agreement(session, submission, code)  # it rested on the old level
    fields = judgement.model_dump(include={"level", "note", "reason"})
    row.sqlmodel_update(fields | {"version": version + 1, "by": actor.user_id, "at": now})
    _keep_with_revision(session, row)
    after = f"v{row.version} level={row.level} {digest(row.note)} {digest(row.reason)}"
    entry = Entry(Permission.SCORE_SAVE, "judgement", code, submission.id, before, after)
    record(session, actor, entry, now)
    return JudgementView.model_validate(row)


def _unwritten(
    submission: Submission, institution: Institution, code: str, now: datetime
) -> Judgement:
    return Judgement(
        submission_id=submission.id,
        institution=institution,
        code=code,
        level=1,
        version=0,
        by="",
        at=now,
    )


def _keep_with_revision(session: Session, row: Judgement) -> None:
    session.add(row)
    session.flush()
    fields = row.model_dump(include={"version", "level", "note", "reason", "by", "at"})
    session.add(JudgementRevision(judgement_id=row.id, **fields))


def _current(session: Session, row: Judgement | None) -> dict[str, object]:
    if row is None:
        nothing: dict[str, object] = {"version": 0, "level": None, "note": "", "reason": ""}
        return nothing | {"updated_by": "", "updated_at": ""}
    fields = row.model_dump(include={"version", "level", "note", "reason"})
    by = name_of(session, row.by)
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
    entry = about_submission(submission.id, Permission.SCORE_LOCK, after=submission.state)
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
    entry = about_submission(
        submission.id,
        Permission.SCORE_UNLOCK,
        before,
        f"{submission.state} {given.institution}",
        given.reason,
    )
    record(session, actor, entry, now)


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
