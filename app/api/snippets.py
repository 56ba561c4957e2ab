"""JSON: an assessor's kept sentences for notes and reasons."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.assessments import actions, snippet_actions, snippets
from app.assessments.desk_schemas import SnippetInput, SnippetView
from app.permissions import Actor, Permission
from app.web.guards import RoleWith, known_id
from app.web.preconditions import IfMatch, etag, seen_version
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
Keeper = Annotated[Actor, Depends(RoleWith(Permission.SNIPPET_KEEP), scope="function")]


@router.get("/snippets", operation_id="listSnippets")
def index(actor: Keeper, session: Db) -> list[SnippetView]:
    """Give the own snippets, then those the own institution shares."""
    actions.own_institution(actor)
    return snippets.usable(session, actor)


@router.post("/snippets", status_code=201, operation_id="keepSnippet")
def keep(given: SnippetInput, actor: Keeper, session: Db, now: Now) -> SnippetView:
    """Keep a sentence: for oneself, or shared with the own institution. At most 100 a person."""
    return snippet_actions.keep(session, actor, given, now)


@router.put("/snippets/{snippet_id}", operation_id="changeSnippet")
def change(
    snippet_id: str,
    given: SnippetInput,
    actor: Keeper,
    session: Db,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> SnippetView:
    """Change an own snippet; If-Match carries the version seen."""
    pair = (given, seen_version(if_match))
    view = snippet_actions.change(session, actor, known_id(snippet_id), pair, now)
    response.headers["ETag"] = etag(view.version)
    return view


@router.delete("/snippets/{snippet_id}", status_code=204, operation_id="deleteSnippet")
def throw_away(snippet_id: str, actor: Keeper, session: Db, now: Now) -> None:
    """Delete an own snippet; where it was inserted its words stay."""
    snippet_actions.throw_away(session, actor, known_id(snippet_id), now)
