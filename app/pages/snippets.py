"""Pages: an assessor's kept sentences for notes and reasons."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.assessments import actions, snippet_actions, snippets
from app.assessments.desk_schemas import SnippetForm, SnippetInput
from app.errors import AppError, Conflict, InvalidInput, Stale
from app.permissions import Actor, Permission
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith, known_id
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
HOME = "/penilaian/catatan"
Keeper = Annotated[Actor, Depends(RoleWith(Permission.SNIPPET_KEEP), scope="function")]
Given = Annotated[Form[SnippetForm], Depends(form_of(SnippetForm))]


@router.get(HOME)
def index(actor: Keeper, here: Here) -> Response:
    """Show the own snippets, to change, and those the own institution shares."""
    actions.own_institution(actor)
    return _page(here, "", {}, None)


def _page(
    here: Visit, snippet_id: str, typed: Mapping[str, object], refusal: AppError | None
) -> Response:
    """Draw the page; after a refusal the form of that snippet ("": the new one) as typed."""
    errors = refused(here.session, refusal) if refusal else {}
    return page(
        here.request,
        "assessments/snippets.html",
        status=refusal.status if refusal else 200,
        view=snippets.usable(here.session, here.actor),
        most=snippets.OWN_MAX,
        chosen=snippet_id,
        typed=typed,
        errors=errors,
        theirs=refusal.current if isinstance(refusal, Stale) else {},
    )


@router.post(HOME)
def keep(actor: Keeper, here: Here, form: Given) -> Response:
    """Keep a sentence."""
    try:
        snippet_actions.keep(here.session, actor, _input(form), here.now)
    except (InvalidInput, Conflict) as refusal:
        return _page(here, "", form.raw, refusal)
    return see_other(HOME, "disimpan-siap")


@router.post(HOME + "/{snippet_id}")
def change(snippet_id: str, actor: Keeper, here: Here, form: Given) -> Response:
    """Change an own snippet."""
    found = known_id(snippet_id)
    try:
        given = (_input(form), form.valid().version)
        snippet_actions.change(here.session, actor, found, given, here.now)
    except (InvalidInput, Stale) as refusal:
        return _page(here, found, form.raw, refusal)
    return see_other(HOME, "disimpan-siap")


def _input(form: Form[SnippetForm]) -> SnippetInput:
    return SnippetInput(**form.valid().model_dump(exclude={"version"}))


@router.post(HOME + "/{snippet_id}/hapus")
def throw_away(snippet_id: str, actor: Keeper, here: Here) -> Response:
    """Delete an own snippet."""
    snippet_actions.throw_away(here.session, actor, known_id(snippet_id), here.now)
    return see_other(HOME, "dihapus")
