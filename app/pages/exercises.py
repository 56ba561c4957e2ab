"""Pages: exercise rounds of the assessors."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.errors import AppError, InvalidInput, NotFound, Stale
from app.exercises import actions, queries
from app.exercises.models import Exercise
from app.exercises.schemas import (
    DiscussionForm,
    DiscussionInput,
    ExerciseInput,
    SampleForm,
    SampleInput,
    ScoreForm,
    ScoreInput,
)
from app.exercises.sources import Choices, choices
from app.permissions import Actor, Permission, holds
from app.web.exercise_guards import ExerciseWith
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/latihan"
ONE = HOME + "/{exercise_id}"
ITEM = ONE + "/indikator/{code}"


def _with(permission: Permission) -> Any:
    return Depends(ExerciseWith(permission), scope="function")


Readable = Annotated[Exercise, _with(P.EXERCISE_READ)]
Led = Annotated[Exercise, _with(P.EXERCISE_LEAD)]
Scored = Annotated[Exercise, _with(P.EXERCISE_SCORE)]
Discussed = Annotated[Exercise, _with(P.EXERCISE_DISCUSS)]
Reader = Annotated[Actor, Depends(RoleWith(P.EXERCISE_READ), scope="function")]
Leader = Annotated[Actor, Depends(RoleWith(P.EXERCISE_LEAD), scope="function")]
ExerciseGiven = Annotated[Form[ExerciseInput], Depends(form_of(ExerciseInput))]
SampleGiven = Annotated[Form[SampleForm], Depends(form_of(SampleForm))]
ScoreGiven = Annotated[Form[ScoreForm], Depends(form_of(ScoreForm))]
Said = Annotated[Form[DiscussionForm], Depends(form_of(DiscussionForm))]
Texts = Mapping[str, object]


def _can(actor: Actor) -> dict[str, bool]:
    """Give, for templates, which of the permissions of exercises the actor's role holds."""
    names = (P.EXERCISE_LEAD, P.EXERCISE_SCORE, P.EXERCISE_DISCUSS)
    return {each.value: holds(actor, each) for each in names}


@router.get(HOME)
def exercises(_actor: Reader, here: Here) -> Response:
    """Show the exercises, and to the coordinator the form for a new one."""
    return _list(here, {}, {})


def _list(here: Visit, typed: Texts, errors: Texts) -> Response:
    can = _can(here.actor)
    return page(
        here.request,
        "exercises/index.html",
        status=422 if errors else 200,
        view=queries.exercises(here.session, here.actor),
        choices=choices(here.session) if can[P.EXERCISE_LEAD] else Choices((), ()),
        can=can,
        typed=typed,
        errors=errors,
    )


@router.post(HOME)
def prepare(actor: Leader, here: Here, form: ExerciseGiven) -> Response:
    """Make a new exercise."""
    try:
        row = actions.prepare(here.session, actor, form.valid(), here.now)
    except InvalidInput as refusal:
        return _list(here, form.raw, refused(here.session, refusal))
    return see_other(f"{HOME}/{row.id}", "disiapkan")


@router.get(ONE)
def exercise(row: Readable, here: Here) -> Response:
    """Show an exercise: what is to be scored, or once closed the spread."""
    return _detail(here, row, {})


def _detail(here: Visit, row: Exercise, errors: Texts) -> Response:
    return page(
        here.request,
        "exercises/detail.html",
        status=422 if errors else 200,
        view=queries.exercise_view(here.session, here.actor, row),
        can=_can(here.actor),
        errors=errors,
    )


@router.post(ONE + "/pembukaan")
def open_up(row: Led, here: Here) -> Response:
    """Let all assessors score; what is missing is named."""
    try:
        actions.open_up(here.session, here.actor, row, here.now)
    except InvalidInput as refusal:
        return _detail(here, row, refused(here.session, refusal))
    return see_other(f"{HOME}/{row.id}", "latihan-dibuka")


@router.post(ONE + "/penutupan")
def close(row: Led, here: Here) -> Response:
    """End the scoring and show the spread to all."""
    actions.close(here.session, here.actor, row, here.now)
    return see_other(f"{HOME}/{row.id}", "latihan-ditutup")


@router.get(ITEM)
def item(code: str, row: Readable, here: Here) -> Response:
    """Show one indicator of the sample beside its rubric."""
    return _item(here, row, code)


def _item(
    here: Visit,
    row: Exercise,
    code: str,
    typed: Texts | None = None,
    refusal: AppError | None = None,
) -> Response:
    errors = refused(here.session, refusal) if refusal else {}
    view = queries.exercise_view(here.session, here.actor, row)
    codes = [each.code for each in view.items]
    if code not in codes:
        raise NotFound
    place = codes.index(code)
    instrument = queries.instrument_of(here.session, row)
    return page(
        here.request,
        "exercises/item.html",
        status=refusal.status if refusal else 200,
        view=view,
        item=view.items[place],
        indicator=instrument.indicator(code),
        level_names={each.level: each.name for each in instrument.levels},
        following=codes[place + 1] if place + 1 < len(codes) else "",
        can=_can(here.actor),
        typed=typed or {},
        errors=errors,
    )


@router.post(ITEM)
def score(code: str, row: Scored, here: Here, form: ScoreGiven) -> Response:
    """Put down one's own level, then on to the next indicator."""
    try:
        given = form.valid()
        level = ScoreInput(level=given.level, reason=given.reason)
        actions.score(here.session, here.actor, row, code, (level, given.version), here.now)
    except (InvalidInput, Stale) as refusal:
        return _item(here, row, code, form.raw, refusal)
    codes = [each.code for each in queries.items_of(here.session, row)]
    rest = codes[codes.index(code) + 1 :]
    goal = f"/indikator/{rest[0]}" if rest else ""
    return see_other(f"{HOME}/{row.id}{goal}", "tersimpan")


@router.post(ITEM + "/contoh")
def write_sample(code: str, row: Led, here: Here, form: SampleGiven) -> Response:
    """Write what the assessors will read."""
    try:
        given = form.valid()
        sample = SampleInput(**given.model_dump(exclude={"version"}))
        actions.write_sample(here.session, here.actor, row, code, (sample, given.version), here.now)
    except (InvalidInput, Stale) as refusal:
        return _item(here, row, code, form.raw, refusal)
    return see_other(f"{HOME}/{row.id}", "tersimpan")


@router.post(ITEM + "/komentar")
def discuss(code: str, row: Discussed, here: Here, form: Said) -> Response:
    """Say something about an indicator of a closed exercise."""
    try:
        given = DiscussionInput(code=code, text=form.valid().text)
        actions.discuss(here.session, here.actor, row, given, here.now)
    except InvalidInput as refusal:
        return _item(here, row, code, form.raw, refusal)
    return see_other(f"{HOME}/{row.id}/indikator/{code}#talk", "tersimpan")
