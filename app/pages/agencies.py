"""Pages: the register of agencies, for the admin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.agencies import actions, queries
from app.agencies.schemas import AgencyForm, AgencyInput, AgencyView
from app.errors import Conflict, InvalidInput
from app.permissions import Actor, Permission
from app.questionnaires.schema import AGENCY_TYPES
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith
from app.web.responses import page, see_other
from app.web.unit_of_work import Db
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
Manager = Annotated[Actor, Depends(RoleWith(Permission.OPD_MANAGE), scope="function")]
AddForm = Annotated[Form[AgencyInput], Depends(form_of(AgencyInput))]
EditForm = Annotated[Form[AgencyForm], Depends(form_of(AgencyForm))]


@dataclass(frozen=True, slots=True)
class AgencyListView:
    """The register with the form for a new agency."""

    agencies: list[AgencyView]
    types: tuple[tuple[str, str], ...]
    values: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgencyEditView:
    """One agency's form."""

    agency: AgencyView
    types: tuple[tuple[str, str], ...]
    values: Mapping[str, object]
    errors: Mapping[str, str] = field(default_factory=dict)


TYPES = tuple(AGENCY_TYPES.items())


@router.get("/opd")
def index(request: Request, _actor: Manager, session: Db) -> Response:
    """List the register."""
    view = AgencyListView(queries.all_agencies(session), TYPES)
    return page(request, "agencies/index.html", view=view)


@router.post("/opd")
def add(form: AddForm, actor: Manager, here: Here) -> Response:
    """Add an agency."""
    try:
        actions.add(here.session, actor, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        errors = refused(here.session, refusal)
        view = AgencyListView(queries.all_agencies(here.session), TYPES, form.raw, errors)
        return page(here.request, "agencies/index.html", status=422, view=view)
    return see_other("/opd", "tersimpan")


@router.get("/opd/{code}")
def edit(request: Request, code: str, _actor: Manager, session: Db) -> Response:
    """Show one agency's entry."""
    agency = AgencyView.model_validate(queries.by_code(session, code))
    return page(
        request, "agencies/edit.html", view=AgencyEditView(agency, TYPES, agency.model_dump())
    )


@router.post("/opd/{code}")
def change(code: str, form: EditForm, actor: Manager, here: Here) -> Response:
    """Change an agency's entry; the code stays."""
    agency = queries.by_code(here.session, code)
    try:
        given = AgencyInput(code=code, **form.valid().model_dump())
        actions.change(here.session, actor, agency, given, here.now)
    except InvalidInput as refusal:
        errors = refused(here.session, refusal)
        view = AgencyEditView(AgencyView.model_validate(agency), TYPES, form.raw, errors)
        return page(here.request, "agencies/edit.html", status=422, view=view)
    return see_other("/opd", "tersimpan")


@router.post("/opd/{code}/nonaktif")
def deactivate(code: str, actor: Manager, here: Here) -> Response:
    """Take an agency out of coming periods."""
    agency = queries.by_code(here.session, code)
    actions.set_active(here.session, actor, agency, here.now, is_active=False)
    return see_other("/opd", "tersimpan")


@router.post("/opd/{code}/aktif")
def activate(code: str, actor: Manager, here: Here) -> Response:
    """Take an agency back into coming periods."""
    agency = queries.by_code(here.session, code)
    actions.set_active(here.session, actor, agency, here.now, is_active=True)
    return see_other("/opd", "tersimpan")
