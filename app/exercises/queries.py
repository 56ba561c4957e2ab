"""Reads of exercises. Before closing nobody is shown another's level, the coordinator neither."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import queries as accounts
from app.assessments.reliability import shown
from app.errors import NotFound
from app.exercises.models import Exercise, ExerciseComment, ExerciseItem, ExerciseScore
from app.exercises.schemas import (
    DiscussionView,
    ExerciseRow,
    ExerciseView,
    ItemResult,
    ItemView,
    LevelCount,
    OwnScore,
    PersonProgress,
    SaidReason,
)
from app.exercises.spread_of_scores import figures
from app.exercises.states import STATE_NAMES, State
from app.permissions import Actor, Institution, Permission, holds
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.scoring.spread import deviation, mean


def get(session: Session, exercise_id: str, actor: Actor, *, lock: bool = False) -> Exercise:
    """Give an exercise the actor may know of; NotFound for one that is still prepared."""
    query = select(Exercise).where(Exercise.id == exercise_id)
    found = session.exec(query.with_for_update() if lock else query).first()
    if found is None or (found.state == State.PREPARED and not _sees_prepared(actor)):
        raise NotFound
    return found


def _sees_prepared(actor: Actor) -> bool:
    return holds(actor, Permission.EXERCISE_LEAD)


def instrument_of(session: Session, exercise: Exercise) -> Instrument:
    """Give the instrument whose rubric the sample is scored by."""
    return instruments.get(session, exercise.instrument_id)


def item_of(session: Session, exercise: Exercise, code: str) -> ExerciseItem:
    """Give an indicator of the sample; NotFound when it is not in it."""
    query = select(ExerciseItem).where(
        ExerciseItem.exercise_id == exercise.id, ExerciseItem.code == code
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found


def score_of(session: Session, exercise: Exercise, code: str, user_id: str) -> ExerciseScore | None:
    """Give a person's score of an indicator, when there is one."""
    query = select(ExerciseScore).where(
        ExerciseScore.exercise_id == exercise.id,
        ExerciseScore.code == code,
        ExerciseScore.user_id == user_id,
    )
    return session.exec(query).first()


def items_of(session: Session, exercise: Exercise) -> list[ExerciseItem]:
    """Give the indicators of the sample by code."""
    query = select(ExerciseItem).where(ExerciseItem.exercise_id == exercise.id)
    return list(session.exec(query.order_by(col(ExerciseItem.code))))


def exercises(session: Session, actor: Actor) -> list[ExerciseRow]:
    """Give the exercises the actor may know of, newest first."""
    query = select(Exercise).order_by(col(Exercise.made_at).desc(), col(Exercise.id))
    rows = [
        row for row in session.exec(query) if row.state != State.PREPARED or _sees_prepared(actor)
    ]
    items = _counts(session, ExerciseItem)
    done = _counts(session, ExerciseScore, ExerciseScore.user_id == actor.user_id)
    return [
        ExerciseRow(
            id=row.id,
            title=row.title,
            state=row.state,
            state_name=STATE_NAMES[State(row.state)],
            items=items.get(row.id, 0),
            done=done.get(row.id, 0),
            made_at=row.made_at,
        )
        for row in rows
    ]


def _counts(session: Session, table: Any, *only: Any) -> dict[str, int]:
    query = sa.select(table.exercise_id, sa.func.count()).where(*only).group_by(table.exercise_id)
    return dict(session.execute(query).all())


def exercise_view(session: Session, actor: Actor, exercise: Exercise) -> ExerciseView:
    """Give one exercise as the actor may see it now."""
    instrument = instrument_of(session, exercise)
    query = select(ExerciseScore).where(ExerciseScore.exercise_id == exercise.id)
    scores = session.exec(query.order_by(col(ExerciseScore.level), col(ExerciseScore.id))).all()
    is_closed = exercise.state == State.CLOSED
    talk = _discussion(session, exercise) if is_closed else {}
    by_code: dict[str, list[ExerciseScore]] = {}
    for score in scores:
        by_code.setdefault(score.code, []).append(score)
    items = items_of(session, exercise)
    views = [
        _item(
            actor, item, instrument, by_code.get(item.code, []),
            tuple(talk.get(item.code, ())), is_closed=is_closed,
        )
        for item in items
    ]  # fmt: skip
    levels = [_by_institution(by_code.get(item.code, [])) for item in items]
    return ExerciseView(
        id=exercise.id,
        title=exercise.title,
        state=exercise.state,
        state_name=STATE_NAMES[State(exercise.state)],
        instrument_id=exercise.instrument_id,
        items=tuple(views),
        progress=_progress(session, scores) if _sees_prepared(actor) else (),
        figures=figures(levels, instrument.top) if is_closed else None,
    )


def _by_institution(scores: Sequence[ExerciseScore]) -> Mapping[str, list[int]]:
    return {
        each.value: [score.level for score in scores if score.institution == each]
        for each in Institution
    }


def _item(
    actor: Actor,
    item: ExerciseItem,
    instrument: Instrument,
    scores: Sequence[ExerciseScore],
    discussion: tuple[DiscussionView, ...],
    *,
    is_closed: bool,
) -> ItemView:
    own = next((row for row in scores if row.user_id == actor.user_id), None)
    return ItemView(
        **item.model_dump(include={"code", "claim", "explanation", "evidence", "version"}),
        name=instrument.indicator(item.code).short_name,
        own=OwnScore.model_validate(own) if own else None,
        result=_result(item, scores, instrument.top) if is_closed else None,
        discussion=discussion,
        reference=item.reference if is_closed or holds(actor, Permission.EXERCISE_LEAD) else None,
    )


def _result(item: ExerciseItem, scores: Sequence[ExerciseScore], top: int) -> ItemResult:
    levels, given = [score.level for score in scores], _by_institution(scores)
    return ItemResult(
        scored=len(scores),
        counts=tuple(
            LevelCount(level=level, **{name: row.count(level) for name, row in given.items()})
            for level in range(1, top + 1)
        ),
        mean=shown(mean(levels), 2),
        spread=deviation(levels),
        reference=item.reference,
        reasons=tuple(
            SaidReason(institution=row.institution, level=row.level, reason=row.reason)
            for row in scores
            if row.reason
        ),
    )


def _discussion(session: Session, exercise: Exercise) -> dict[str, list[DiscussionView]]:
    query = select(ExerciseComment).where(ExerciseComment.exercise_id == exercise.id)
    rows = session.exec(query.order_by(col(ExerciseComment.at), col(ExerciseComment.id))).all()
    people = accounts.names(session, [row.by for row in rows])
    found: dict[str, list[DiscussionView]] = {}
    for row in rows:
        view = DiscussionView(code=row.code, text=row.text, by=people[row.by], at=row.at)
        found.setdefault(row.code, []).append(view)
    return found


def _progress(session: Session, scores: Sequence[ExerciseScore]) -> tuple[PersonProgress, ...]:
    return tuple(
        PersonProgress(
            name=user.name,
            institution=institution,
            done=sum(score.user_id == user.id for score in scores),
        )
        for institution in Institution
        for user in accounts.assessors(session, institution)
    )
