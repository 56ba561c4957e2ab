"""Scenes of the law, furnished: neighbours, notes, plans, exercises, whatever a city can hold."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from app.assessments.models import (
    Attendance,
    Attendee,
    Judgement,
    JudgementRevision,
    ModerationNote,
    ScoreLock,
    Snippet,
)
from app.breakglass.models import BreakGlass
from app.comments.models import Comment
from app.db import Database
from app.exercises import states as exercises
from app.exercises.models import Exercise, ExerciseComment, ExerciseItem, ExerciseScore
from app.files.models import StoredFile
from app.files.storage import Storage
from app.followups.models import ActionPlan, PlanProof
from app.jobs.models import Job
from app.notices.models import Notice
from app.objections.models import ObjectionItem, Recommendation
from app.permissions import STATES, Institution
from app.reports import actions as reports
from app.reports.models import Report
from app.results.queries import current
from app.submissions import queries as submissions
from app.submissions.models import Clarification, Evidence, Visit
from app.submissions.states import State
from tests.factories import ASSESSORS, INSTRUMENT, City, advance, fill, operator_of, the_period
from tests.papers import pdf
from tests.permissions.scenes import make
from tests.play import Scene, behind_its_back, dump

WALIDATA, INSPEKTORAT = "1.02", "1.03"
ANNOUNCED = frozenset(STATES[5:10])
SENT = frozenset(STATES[1:10])


def stage(state: str, folder: Path, empty: Path, start: datetime) -> Scene:
    """Make the scene of a state, with neighbours and everything that can stand in a city."""
    scene = make(state, folder, empty, start, before=_neighbours)
    database = Database(f"sqlite:///{folder / f'{state}.db'}")
    with behind_its_back(database) as session:
        _enrich(session, scene, Storage(scene.files))
    rows = dump(database)
    database.engine.dispose()
    return replace(scene, rows=rows)


def _neighbours(session: Session, city: City, storage: Storage, state: str, now: datetime) -> None:
    """Let Inspektorat leave a draft, and the walidata too or go as far as the pleno."""
    fill(session, city, storage, INSPEKTORAT, 2, now)
    if state in ANNOUNCED or state == State.MODERATION:
        advance(session, city, storage, WALIDATA, State.MODERATION, now)
    else:
        fill(session, city, storage, WALIDATA, 4, now)


def _enrich(session: Session, scene: Scene, storage: Storage) -> None:
    """Add what the way here did not leave: open scoring, notes, advice, plans, a broken glass."""
    city, now = scene.city, scene.now
    for code, submission_id in city.submissions.items():
        row = submissions.get(session, submission_id)
        first, *_, last = submissions.codes_of(session, row)
        operator_id = operator_of(city, code).user_id
        _unsent_evidence(session, storage, (operator_id, submission_id), now)
        session.add(_talk((operator_id, submission_id, first), now))
        if row.state in {State.UNDER_ASSESSMENT, State.RETURNED}:
            _open_scoring(session, city, (code, submission_id, (first, last)), now)
        if row.state in ANNOUNCED or row.state == State.MODERATION:
            _pleno(session, city, submission_id, (first, now))
        if row.state in SENT:
            _past(session, city, submission_id, now)
        if row.state in {State.PUBLISHED, State.CORRECTION}:
            plan = _plan(city, code, submission_id, now)
            session.add(plan)
            session.flush()
            session.add(_proof(plan))
        if row.state in {State.PROVISIONAL, State.OBJECTION} and (
            result := current(session, submission_id)
        ):
            by = city.actors["koordinator"].user_id
            reports.want_evaluation(session, the_period(session), row, (result, by), now)
    _advice(session, city, now)
    _exercises(session, city, now)
    _kept(session, city, now)
    session.add(Job(name="reports.render", state="failed", error="Rusak.", created_at=now))


def _exercises(session: Session, city: City, now: datetime) -> None:
    """Leave one exercise in each state, scored by two, talked about once it is closed."""
    leader = city.actors["koordinator"].user_id
    for state in exercises.State:
        row = Exercise(
            title="Latihan", instrument_id=INSTRUMENT, state=state, made_by=leader, made_at=now
        )
        session.add(row)
        session.flush()
        session.add(
            ExerciseItem(
                exercise_id=row.id, code="101", claim=3, explanation="Isi.", evidence="SOP"
            )
        )
        for username in ASSESSORS["1.01"] if state != exercises.State.PREPARED else ():
            actor = city.actors[username]
            session.add(
                ExerciseScore(
                    exercise_id=row.id, code="101", user_id=actor.user_id, level=2,
                    institution=actor.institution or "", reason="Alasan.", at=now,
                )
            )  # fmt: skip
        if state == exercises.State.CLOSED:
            session.add(
                ExerciseComment(exercise_id=row.id, code="101", text="Bahas.", by=leader, at=now)
            )


def _unsent_evidence(
    session: Session, storage: Storage, whose: tuple[str, str], now: datetime
) -> None:
    content = pdf(f"belum dikirim {whose[1]}")
    digest = storage.put(content)
    session.add(
        StoredFile(
            sha256=digest, size_bytes=len(content), media_type="application/pdf", stored_at=now
        )
    )
    session.flush()
    session.add(
        Evidence(
            submission_id=whose[1],
            title="Belum dikirim",
            file_sha256=digest,
            file_name="draf.pdf",
            uploaded_by=whose[0],
            uploaded_at=long_ago(now),
        )
    )


def _talk(about: tuple[str, str, str], now: datetime) -> Comment:
    by, submission_id, code = about
    return Comment(submission_id=submission_id, code=code, text="Antara kita.", by=by, at=now)


def long_ago(now: datetime) -> datetime:
    """Give a time well before `now`: what is new since an objection is shown to assessors."""
    return now - timedelta(days=90)


def _open_scoring(
    session: Session, city: City, about: tuple[str, str, tuple[str, str]], now: datetime
) -> None:
    code, submission_id, items = about
    for username in ASSESSORS[code]:
        actor = city.actors[username]
        for item in items:
            row = Judgement(
                submission_id=submission_id, institution=actor.institution or "", code=item,
                level=2, note="Catatan.", reason="Alasan.", by=actor.user_id, at=now,
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add(
                JudgementRevision(
                    judgement_id=row.id, version=1, level=2, note="Dulu.", by=actor.user_id, at=now
                )
            )
        for kind in ("question", "interview"):
            session.add(
                Clarification(
                    submission_id=submission_id, code=items[0], kind=kind, text="Tanya?",
                    asked_by=actor.user_id, institution=actor.institution or "", asked_at=now,
                    answer="Jawab." if kind == "question" else "",
                )
            )  # fmt: skip
        session.add(
            Visit(
                submission_id=submission_id, held_on=date(2026, 6, 20), place="Aula.",
                people="Penilai.", institution=actor.institution or "", by=actor.user_id, at=now,
            )
        )  # fmt: skip
    session.add(_unlocking(city, submission_id, now))


def _unlocking(city: City, submission_id: str, now: datetime) -> ScoreLock:
    moderator, institution = city.actors["koordinator"].user_id, Institution.BPS
    return ScoreLock(
        submission_id=submission_id, institution=institution, locked_by=moderator, locked_at=now,
        unlocked_by=moderator, unlocked_at=now, unlock_reason="Keliru.",
    )  # fmt: skip


def _pleno(session: Session, city: City, submission_id: str, at: tuple[str, datetime]) -> None:
    by = city.actors["koordinator"].user_id
    session.add(
        ModerationNote(submission_id=submission_id, code=at[0], text="Rahasia.", by=by, at=at[1])
    )
    attendance = Attendance(submission_id=submission_id, by=by, at=at[1])
    session.add(attendance)
    session.flush()
    session.add(
        Attendee(
            attendance_id=attendance.id, position=1, name="Peserta", institution="BPS",
            role="Penilai", is_present=True,
        )
    )  # fmt: skip
    session.add(_unlocking(city, submission_id, at[1]))


def _past(session: Session, city: City, submission_id: str, now: datetime) -> None:
    """Leave a broken glass that is closed again."""
    admin = city.actors["admin"].user_id
    session.add(
        BreakGlass(
            submission_id=submission_id, user_id=admin, reason="Darurat.",
            opened_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1),
            closed_at=now - timedelta(hours=1),
        )
    )  # fmt: skip
    session.add(Notice(user_id=admin, text="Darurat.", at=now))


def _plan(city: City, code: str, submission_id: str, now: datetime) -> ActionPlan:
    return ActionPlan(
        submission_id=submission_id, code="101", what="Menyusun.", who="Sekretaris",
        due_on=date(2027, 1, 1), progress="Mulai.", updated_by=operator_of(city, code).user_id,
        updated_at=now,
    )  # fmt: skip


def _proof(plan: ActionPlan) -> PlanProof:
    return PlanProof(
        plan_id=plan.id, submission_id=plan.submission_id, title="Notula.", file_name="notula",
        url="https://contoh.go.id", added_by=plan.updated_by, added_at=plan.updated_at,
    )  # fmt: skip


def _advice(session: Session, city: City, now: datetime) -> None:
    for item in session.exec(select(ObjectionItem)):
        for username in ASSESSORS["1.01"]:
            actor = city.actors[username]
            session.add(
                Recommendation(
                    item_id=item.id, institution=actor.institution or "", level=4,
                    reason="Saran.", by=actor.user_id, at=now,
                )
            )  # fmt: skip


def _kept(session: Session, city: City, now: datetime) -> None:
    """Let every assessor keep two sentences, one of them shared with the own institution."""
    for actor in city.actors.values():
        for is_shared in (False, True) if actor.institution else ():
            session.add(
                Snippet(
                    user_id=actor.user_id, institution=actor.institution or "", text="Kalimat.",
                    is_shared=is_shared, at=now,
                )
            )  # fmt: skip


# --- the words ---


def unprinted(session: Session) -> list[Report]:
    """Give every document, as if none were printed yet."""
    rows = list(session.exec(select(Report)))
    for row in rows:
        row.state, row.file_sha256 = "wanted", None
        session.add(row)
    return rows
