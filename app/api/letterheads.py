"""JSON: the settings that the admin keeps in the program."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.api.links import SEEN, links
from app.letterheads import actions, queries
from app.letterheads.schemas import LetterheadInput, LetterheadView
from app.permissions import Actor, Permission
from app.web.guards import RoleWith
from app.web.preconditions import IfMatch, etag, seen_version
from app.web.routing import ApiRoute
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(tags=["Pengaturan"], route_class=ApiRoute)
Editor = Annotated[Actor, Depends(RoleWith(Permission.SETTINGS_EDIT), scope="function")]


@router.get("/settings", operation_id="getSettings", responses=links(200, saveSettings=SEEN))
def settings(
    _actor: Editor, session: Db, environment: AppSettings, response: Response
) -> LetterheadView:
    """Give the letterhead: what is set here, and what documents carry."""
    found = queries.view(session, environment)
    response.headers["ETag"] = etag(found.version)
    return found


@router.put("/settings", operation_id="saveSettings", responses=links(200, saveSettings=SEEN))
def save(
    given: LetterheadInput,
    actor: Editor,
    session: Db,
    now: Now,
    environment: AppSettings,
    response: Response,
    if_match: IfMatch = None,
) -> LetterheadView:
    """Save the letterhead; an empty field leaves the environment's value."""
    made = actions.save(session, actor, given, seen_version(if_match), now)
    response.headers["ETag"] = etag(made.version)
    return queries.view(session, environment)
