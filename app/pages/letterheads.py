"""Pages: the settings that the admin keeps in the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.errors import InvalidInput, Stale
from app.letterheads import actions, queries
from app.letterheads.schemas import LetterheadForm, LetterheadInput
from app.permissions import Actor, Permission
from app.settings import Settings
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith
from app.web.responses import page, see_other
from app.web.unit_of_work import AppSettings
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
Editor = Annotated[Actor, Depends(RoleWith(Permission.SETTINGS_EDIT), scope="function")]


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The form with what the environment says for every field left empty."""

    version: int
    values: Mapping[str, object]
    environment: LetterheadInput
    errors: Mapping[str, str]


@router.get("/pengaturan")
def settings(_actor: Editor, here: Here, environment: AppSettings) -> Response:
    """Show the letterhead."""
    return _page(here, environment, {}, {})


def _page(
    here: Visit,
    environment: Settings,
    typed: Mapping[str, object],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    found = queries.view(here.session, environment)
    view = SettingsView(
        found.version,
        found.chosen.model_dump() | dict(typed),
        queries.of_settings(environment),
        errors,
    )
    return page(here.request, "letterheads/edit.html", status=status, view=view)


@router.post("/pengaturan")
def save(
    _actor: Editor,
    here: Here,
    environment: AppSettings,
    form: Annotated[Form[LetterheadForm], Depends(form_of(LetterheadForm))],
) -> Response:
    """Save the letterhead; documents made from now on carry it."""
    try:
        given = form.valid()
        actions.save(here.session, here.actor, given, given.version, here.now)
    except (InvalidInput, Stale) as refusal:
        errors = refused(here.session, refusal)
        return _page(here, environment, form.raw, errors, refusal.status)
    return see_other("/pengaturan", "tersimpan")
