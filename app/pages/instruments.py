"""Pages: the instruments, each with its whole rubric."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.permissions import Actor, Permission
from app.questionnaires import catalogue
from app.questionnaires.schema import AGENCY_TYPES, Instrument
from app.web.guards import RoleWith
from app.web.responses import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Actor, Depends(RoleWith(Permission.INSTRUMENT_READ_PUBLISHED), scope="function")]


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    """An instrument with what is said about it outside its files."""

    instrument: Instrument
    digest: str
    is_published: bool
    type_names: dict[str, str]


@router.get("/instrumen")
def index(request: Request, _actor: Reader) -> Response:
    """List the instruments."""
    return page(
        request, "instruments/index.html", view=[catalogue.get(one) for one in catalogue.ids()]
    )


@router.get("/instrumen/{instrument_id}")
def detail(request: Request, instrument_id: str, _actor: Reader) -> Response:
    """Show a whole instrument: tree, weights, rubric."""
    found = catalogue.get(instrument_id)
    is_published = instrument_id in catalogue.locked()
    view = InstrumentPage(found, catalogue.digest(instrument_id), is_published, dict(AGENCY_TYPES))
    return page(request, "instruments/detail.html", view=view)
