"""Writes of exercises: prepare, write the sample, open, score, close, discuss."""

from datetime import datetime

from sqlmodel import Session

from app.accounts import queries as accounts
from app.assessments.actions import own_institution
from app.assessments.queries import agreements, subject_of
from app.errors import Conflict, Fault, InvalidInput, Stale
from app.exercises import queries
from app.exercises.models import Exercise, ExerciseComment, ExerciseItem, ExerciseScore
from app.exercises.schemas import DiscussionInput, ExerciseInput, SampleInput, ScoreInput
from app.exercises.states import State, ensure
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.periods import queries as periods
from app.permissions import Actor, Institution, Permission, require
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import State as SubmissionState

ANONYMOUS = "OPD contoh"
NO_PERIOD = "Belum ada periode yang dibuka, jadi belum ada rubrik untuk dilatih."
CHANGED = "Isian ini sudah diubah di jendela lain. Muat ulang halaman, lalu ulangi."
UNFINISHED = "Contoh ini belum lengkap: tulis klaim dan penjelasannya dahulu."


def prepare(session: Session, actor: Actor, given: ExerciseInput, now: datetime) -> Exercise:
    """Make an exercise of some indicators, from a published submission or to be written.

    What is taken over is a copy as text: claim, explanation, titles of the evidence, the final
    level; the OPD's name is replaced. Raises NotFound or Conflict as the matrix says for reading
    the submission, InvalidInput for an indicator that is not in it.
    """
    source = _source(session, actor, given.submission_id, now)
    period = submissions.period_of(session, source) if source else periods.running(session)
    if period is None:
        raise Conflict(NO_PERIOD)
    row = Exercise(
        title=given.title,
        instrument_id=period.instrument_id,
        made_by=actor.user_id,
        made_at=now,
    )
    _ensure_known(session, row, source, given)
    session.add(row)
    session.flush()
    session.add_all(_items(session, row, source, given))
    origin = f"dari {given.submission_id}" if source else "tertulis"
    after = f"{given.title}; {','.join(given.codes)}; {origin}"
    record(session, actor, Entry(Permission.EXERCISE_LEAD, "exercise", row.id, after=after), now)
    return row


def _source(session: Session, actor: Actor, submission_id: str, now: datetime) -> Submission | None:
    if not submission_id:
        return None
    source = submissions.get(session, submission_id)
    require(actor, Permission.ANSWER_READ_SNAPSHOT, subject_of(session, source, now))
    if SubmissionState(source.state) is not SubmissionState.PUBLISHED:
        raise Conflict("Contoh hanya diambil dari isian yang hasilnya sudah dipublikasikan.")
    return source


def _ensure_known(
    session: Session, row: Exercise, source: Submission | None, given: ExerciseInput
) -> None:
    instrument = queries.instrument_of(session, row)
    asked = instrument.applicable(source.agency_type) if source else instrument.indicators()
    known = {item.code for item in asked}
    strange = [code for code in given.codes if code not in known]
    if strange or len(set(given.codes)) < len(given.codes):
        message = f"Indikator tidak ada dalam contoh ini: {', '.join(strange) or 'tertulis ganda'}."
        raise InvalidInput(message, [Fault("codes", message)])


def _items(
    session: Session, row: Exercise, source: Submission | None, given: ExerciseInput
) -> list[ExerciseItem]:
    if source is None:
        return [ExerciseItem(exercise_id=row.id, code=code) for code in given.codes]
    answers, final = submissions.claims(session, source.id), agreements(session, source.id)
    agency = submissions.agency_of(session, source)

    def anonymous(text: str) -> str:
        for name in (agency.name, agency.short_name):
            text = text.replace(name, ANONYMOUS)
        return text

    return [
        ExerciseItem(
            exercise_id=row.id,
            code=code,
            claim=answers[code]["level"],
            explanation=anonymous(answers[code]["explanation"]),
            evidence=anonymous(
                "\n".join(
                    f"{item['title']} ({item['citation']})" if item["citation"] else item["title"]
                    for item in answers[code]["evidence"]
                )
            ),
            reference=final[code].level if code in final else None,
        )
        for code in given.codes
    ]


def write_sample(
    session: Session,
    actor: Actor,
    exercise: Exercise,
    code: str,
    given: tuple[SampleInput, int],
    now: datetime,
) -> ExerciseItem:
    """Put down what the assessors will read; `given` is the input and the version it replaces."""
    sample, version = given
    ensure(exercise.state, State.PREPARED)
    row = queries.item_of(session, exercise, code)
    _ensure_level(session, exercise, max(sample.claim, sample.reference or 1))
    if row.version != version:
        raise Stale(CHANGED, {"version": row.version})
    row.sqlmodel_update(sample.model_dump() | {"version": version + 1})
    session.add(row)
    after = f"v{row.version} klaim={row.claim} {digest(row.explanation)} {digest(row.evidence)}"
    entry = Entry(Permission.EXERCISE_LEAD, "exercise_item", row.id, after=after)
    record(session, actor, entry, now)
    return row


def open_up(session: Session, actor: Actor, exercise: Exercise, now: datetime) -> None:
    """Let all assessors score; every one of both institutions is told."""
    ensure(exercise.state, State.PREPARED)
    items = queries.items_of(session, exercise)
    faults = [
        Fault(item.code, UNFINISHED) for item in items if item.claim is None or not item.explanation
    ]
    if faults:
        raise InvalidInput(f"Belum dapat dibuka: {len(faults)} contoh belum lengkap.", faults)
    exercise.opened_at = now
    _move(session, actor, exercise, State.OPEN, now)
    text = f"Latihan kalibrasi '{exercise.title}' dibuka: {len(items)} indikator untuk dinilai."
    tell(session, _assessor_ids(session), text, f"/latihan/{exercise.id}", now)


def close(session: Session, actor: Actor, exercise: Exercise, now: datetime) -> None:
    """End the scoring; from now on everybody sees the spread and may discuss."""
    ensure(exercise.state, State.OPEN)
    exercise.closed_at = now
    _move(session, actor, exercise, State.CLOSED, now)
    text = f"Latihan kalibrasi '{exercise.title}' ditutup. Sebarannya terbuka untuk dibahas."
    tell(session, _assessor_ids(session), text, f"/latihan/{exercise.id}", now)


def _move(session: Session, actor: Actor, exercise: Exercise, to: State, now: datetime) -> None:
    before, exercise.state = exercise.state, to.value
    session.add(exercise)
    entry = Entry(Permission.EXERCISE_LEAD, "exercise", exercise.id, before=before, after=to.value)
    record(session, actor, entry, now)


def _assessor_ids(session: Session) -> list[str]:
    return [user.id for each in Institution for user in accounts.assessors(session, each)]


def score(
    session: Session,
    actor: Actor,
    exercise: Exercise,
    code: str,
    given: tuple[ScoreInput, int],
    now: datetime,
) -> ExerciseScore:
    """Put down one's own level; `given` is the input and the version it replaces (0: none)."""
    level, version = given
    institution = own_institution(actor)
    ensure(exercise.state, State.OPEN)
    _ensure_reason(queries.item_of(session, exercise, code), level)
    _ensure_level(session, exercise, level.level)
    row = queries.score_of(session, exercise, code, actor.user_id)
    if (row.version if row else 0) != version:
        raise Stale(CHANGED, row.model_dump(include={"version", "level", "reason"}) if row else {})
    row = row or ExerciseScore(
        exercise_id=exercise.id, code=code, user_id=actor.user_id, institution=institution,
        level=level.level, version=0, at=now,
    )  # fmt: skip
    row.sqlmodel_update(level.model_dump() | {"version": version + 1, "at": now})
    session.add(row)
    session.flush()
    after = f"v{row.version} level={row.level} {digest(row.reason)}"
    entry = Entry(Permission.EXERCISE_SCORE, "exercise_score", row.id, after=after)
    record(session, actor, entry, now)
    return row


def _ensure_level(session: Session, exercise: Exercise, highest: int) -> None:
    top = queries.instrument_of(session, exercise).top
    if highest > top:
        message = f"Tingkat kematangan harus 1 sampai {top}."
        raise InvalidInput(message, [Fault("level", message)])


def _ensure_reason(item: ExerciseItem, given: ScoreInput) -> None:
    if given.level != item.claim and not given.reason:
        message = f"Alasan wajib diisi: nilai {given.level} berbeda dari klaim ({item.claim})."
        raise InvalidInput(message, [Fault("reason", message)])


def discuss(
    session: Session, actor: Actor, exercise: Exercise, given: DiscussionInput, now: datetime
) -> ExerciseComment:
    """Say something about an indicator of a closed exercise; all who take part may read it."""
    ensure(exercise.state, State.CLOSED)
    queries.item_of(session, exercise, given.code)
    row = ExerciseComment(
        exercise_id=exercise.id, code=given.code, text=given.text, by=actor.user_id, at=now
    )
    session.add(row)
    session.flush()
    entry = Entry(Permission.EXERCISE_DISCUSS, "exercise_comment", row.id, after=digest(given.text))
    record(session, actor, entry, now)
    return row
