"""JSON: instruments, and the stateless simulation."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from app.errors import InvalidInput, NotFound
from app.permissions import Actor, Permission
from app.questionnaires import catalogue
from app.results.simulate import SimulationView, simulate
from app.texts import LevelNumber, Name
from app.web.guards import RoleWith
from app.web.routing import ApiRoute

router = APIRouter(tags=["Kuesioner"], route_class=ApiRoute)
Reader = Annotated[Actor, Depends(RoleWith(Permission.INSTRUMENT_READ_PUBLISHED), scope="function")]


class InstrumentBrief(BaseModel):
    """An instrument in one line."""

    id: str
    title: str
    version: str
    indicators: int
    levels: int
    sha256: str


class ScoreInput(BaseModel):
    """Levels to be scored without storing anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instrument: Name
    levels: dict[str, LevelNumber]
    agency_type: Name | None = None


@router.get("/instruments", operation_id="listInstruments")
def instruments(_actor: Reader) -> list[InstrumentBrief]:
    """List the instruments."""
    return [
        InstrumentBrief(
            id=one.id,
            title=one.title,
            version=one.version,
            indicators=len(one.indicators()),
            levels=one.top,
            sha256=catalogue.digest(one.id),
        )
        for one in map(catalogue.get, catalogue.ids())
    ]


@router.get("/instruments/{instrument_id}", operation_id="getInstrument")
def instrument(instrument_id: str, _actor: Reader) -> dict[str, Any]:
    """Give the whole instrument with its rubric."""
    return catalogue.get(instrument_id).model_dump(mode="json", by_alias=True)


@router.post("/score", operation_id="score")
def score(given: ScoreInput, _actor: Reader) -> SimulationView:
    """Score levels; the same figures as the `score` command."""
    try:
        chosen = catalogue.get(given.instrument)
    except NotFound as error:
        raise InvalidInput(f"Instrumen '{given.instrument}' tidak ada.") from error
    return simulate(chosen, given.levels, given.agency_type)
