"""JSON: instruments, their arrival and publication, and the stateless simulation."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, UploadFile
from pydantic import BaseModel, ConfigDict

from app.errors import InvalidInput, NotFound
from app.permissions import Actor, Permission
from app.questionnaires import actions, queries
from app.questionnaires.archive import ZIP_MAX_BYTES
from app.questionnaires.schemas import ConfirmInput, DraftView, InstrumentBrief
from app.results.simulate import SimulationView, simulate
from app.texts import LevelNumber, Name
from app.web.guards import RoleWith
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Kuesioner"], route_class=ApiRoute)
P = Permission
Reader = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_READ_PUBLISHED), scope="function")]
Importer = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_IMPORT), scope="function")]
Proposer = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_PUBLISH_PROPOSE), scope="function")]
Confirmer = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_PUBLISH_CONFIRM), scope="function")]


class ScoreInput(BaseModel):
    """Levels to be scored without storing anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instrument: Name
    levels: dict[str, LevelNumber]
    agency_type: Name | None = None


@router.get("/instruments", operation_id="listInstruments")
def instruments(actor: Reader, session: Db) -> list[InstrumentBrief]:
    """List the instruments; those who publish them see the drafts too."""
    drafts = queries.drafts(session) if actor.role in queries.SEES_DRAFTS else []
    return [*queries.briefs(session), *(InstrumentBrief(**_line(each)) for each in drafts)]


def _line(draft: DraftView) -> dict[str, Any]:
    return draft.model_dump(include=set(InstrumentBrief.model_fields))


@router.post("/instruments", status_code=201, operation_id="importInstrument")
def take_in(
    file: Annotated[UploadFile, File()], actor: Importer, session: Db, now: Now
) -> DraftView:
    """Take the ZIP of an instrument's folder as a draft."""
    content = file.file.read(ZIP_MAX_BYTES + 1)
    return queries.draft_view(actions.take_in(session, actor, content, now))


@router.get("/instruments/{instrument_id}", operation_id="getInstrument")
def instrument(instrument_id: str, actor: Reader, session: Db) -> dict[str, Any]:
    """Give the whole instrument with its rubric; a draft to those only who publish it."""
    try:
        found = queries.get(session, instrument_id)
    except NotFound:
        if actor.role not in queries.SEES_DRAFTS:
            raise
        found = queries.read(queries.draft(session, instrument_id))
    return found.model_dump(mode="json", by_alias=True)


@router.delete("/instruments/{instrument_id}", status_code=204, operation_id="withdrawInstrument")
def withdraw(instrument_id: str, actor: Importer, session: Db, now: Now) -> None:
    """Take a draft away."""
    actions.withdraw(session, actor, instrument_id, now)


@router.post(
    "/instruments/{instrument_id}/propose", status_code=202, operation_id="proposeInstrument"
)
def propose(instrument_id: str, actor: Proposer, session: Db, now: Now) -> DraftView:
    """Put a draft up for the coordinator's confirmation."""
    actions.propose(session, actor, instrument_id, now)
    return queries.draft_view(queries.draft(session, instrument_id))


@router.post("/instruments/{instrument_id}/confirm", operation_id="confirmInstrument")
def confirm(
    instrument_id: str, given: ConfirmInput, actor: Confirmer, session: Db, now: Now
) -> InstrumentBrief:
    """Publish a draft; `sha256` is of what was looked at."""
    actions.confirm(session, actor, instrument_id, given.sha256, now)
    return next(each for each in queries.briefs(session) if each.id == instrument_id)


@router.post("/score", operation_id="score")
def score(given: ScoreInput, _actor: Reader, session: Db) -> SimulationView:
    """Score levels; the same figures as the `score` command."""
    try:
        chosen = queries.get(session, given.instrument)
    except NotFound as error:
        raise InvalidInput(f"Instrumen '{given.instrument}' tidak ada.") from error
    return simulate(chosen, given.levels, given.agency_type)
