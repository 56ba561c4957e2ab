"""JSON: the register of agencies."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.agencies import actions, queries
from app.agencies.schemas import AgencyInput, AgencyView
from app.api.links import links
from app.permissions import Actor, Permission
from app.web.guards import RoleWith
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["OPD"], route_class=ApiRoute)
Reader = Annotated[Actor, Depends(RoleWith(Permission.DIRECTORY_READ), scope="function")]
Manager = Annotated[Actor, Depends(RoleWith(Permission.OPD_MANAGE), scope="function")]


@router.get(
    "/agencies",
    operation_id="listAgencies",
    responses=links(200, changeAgency={"code": "$response.body#/0/code"}),
)
def agencies(_actor: Reader, session: Db) -> list[AgencyView]:
    """List the agencies in order of code."""
    return queries.all_agencies(session)


@router.post(
    "/agencies",
    status_code=201,
    operation_id="addAgency",
    responses=links(201, changeAgency={"code": "$response.body#/code"}),
)
def add(given: AgencyInput, actor: Manager, session: Db, now: Now) -> AgencyView:
    """Add an agency."""
    return AgencyView.model_validate(actions.add(session, actor, given, now))


@router.put("/agencies/{code}", operation_id="changeAgency")
def change(code: str, given: AgencyInput, actor: Manager, session: Db, now: Now) -> AgencyView:
    """Change an agency's entry; the code stays."""
    agency = queries.by_code(session, code)
    return AgencyView.model_validate(actions.change(session, actor, agency, given, now))
