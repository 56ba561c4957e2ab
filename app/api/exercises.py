"""JSON: exercise rounds of the assessors."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.links import SEEN, links
from app.exercises import actions, queries
from app.exercises.models import Exercise
from app.exercises.schemas import (
    DiscussionInput,
    ExerciseInput,
    ExerciseRow,
    ExerciseView,
    SampleInput,
    ScoreInput,
)
from app.permissions import Actor, Permission
from app.web.exercise_guards import ExerciseWith
from app.web.guards import RoleWith
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, etag, seen_version
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Latihan"], route_class=ApiRoute)
P = Permission
MADE = {"exercise_id": "$response.body#/id"}
FIRST = MADE | {"code": "$response.body#/items/0/code"}
AGAIN = {"exercise_id": "$request.path.exercise_id", "code": "$request.path.code"} | SEEN


def _with(permission: Permission) -> Any:
    return Depends(ExerciseWith(permission), scope="function")


Readable = Annotated[Exercise, _with(P.EXERCISE_READ)]
Led = Annotated[Exercise, _with(P.EXERCISE_LEAD)]
Scored = Annotated[Exercise, _with(P.EXERCISE_SCORE)]
Discussed = Annotated[Exercise, _with(P.EXERCISE_DISCUSS)]
Reader = Annotated[Actor, Depends(RoleWith(P.EXERCISE_READ), scope="function")]
Leader = Annotated[Actor, Depends(RoleWith(P.EXERCISE_LEAD), scope="function")]


@router.get(
    "/exercises",
    operation_id="listExercises",
    responses=links(200, getExercise={"exercise_id": "$response.body#/0/id"}),
)
def exercises(actor: Reader, session: Db) -> list[ExerciseRow]:
    """Give the exercises, newest first."""
    return queries.exercises(session, actor)


@router.post(
    "/exercises",
    status_code=201,
    operation_id="prepareExercise",
    responses=links(201, getExercise=MADE, openExercise=MADE, writeSample=FIRST),
)
def prepare(given: ExerciseInput, actor: Leader, session: Db, now: Now) -> ExerciseView:
    """Make an exercise: a copy of a published submission's answers, or a sample to be written."""
    row = actions.prepare(session, actor, given, now)
    return queries.exercise_view(session, actor, row)


@router.get(
    "/exercises/{exercise_id}",
    operation_id="getExercise",
    responses=links(200, openExercise=MADE, closeExercise=MADE, scoreExercise=FIRST),
)
def exercise(row: Readable, actor: SignedIn, session: Db) -> ExerciseView:
    """Give an exercise: sample and own levels; spread and discussion once it is closed."""
    return queries.exercise_view(session, actor, row)


@router.put(
    "/exercises/{exercise_id}/items/{code}",
    operation_id="writeSample",
    responses=links(200, writeSample=AGAIN, openExercise=MADE),
)
def write_sample(
    code: str,
    given: SampleInput,
    row: Led,
    actor: SignedIn,
    session: Db,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> ExerciseView:
    """Write what the assessors will read, while it is prepared; If-Match: the version seen."""
    item = actions.write_sample(session, actor, row, code, (given, seen_version(if_match)), now)
    response.headers["ETag"] = etag(item.version)
    return queries.exercise_view(session, actor, row)


@router.post(
    "/exercises/{exercise_id}/open",
    operation_id="openExercise",
    responses=links(200, closeExercise=MADE, scoreExercise=FIRST),
)
def open_up(row: Led, actor: SignedIn, session: Db, now: Now) -> ExerciseView:
    """Let all assessors of both institutions score."""
    actions.open_up(session, actor, row, now)
    return queries.exercise_view(session, actor, row)


@router.post(
    "/exercises/{exercise_id}/close",
    operation_id="closeExercise",
    responses=links(200, discussExercise=MADE),
)
def close(row: Led, actor: SignedIn, session: Db, now: Now) -> ExerciseView:
    """End the scoring and show the spread to all."""
    actions.close(session, actor, row, now)
    return queries.exercise_view(session, actor, row)


@router.put(
    "/exercises/{exercise_id}/scores/{code}",
    operation_id="scoreExercise",
    responses=links(200, scoreExercise=AGAIN, closeExercise=MADE),
)
def score(
    code: str,
    given: ScoreInput,
    row: Scored,
    actor: SignedIn,
    session: Db,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> ExerciseView:
    """Put down one's own level; If-Match carries the version seen ("0" for none yet)."""
    saved = actions.score(session, actor, row, code, (given, seen_version(if_match)), now)
    response.headers["ETag"] = etag(saved.version)
    return queries.exercise_view(session, actor, row)


@router.post(
    "/exercises/{exercise_id}/comments",
    status_code=201,
    operation_id="discussExercise",
    responses=links(201, getExercise=MADE),
)
def discuss(
    given: DiscussionInput, row: Discussed, actor: SignedIn, session: Db, now: Now
) -> ExerciseView:
    """Say something about an indicator of a closed exercise."""
    actions.discuss(session, actor, row, given, now)
    return queries.exercise_view(session, actor, row)
