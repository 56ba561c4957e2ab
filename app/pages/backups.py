"""Pages: backups, for the admin. Their content never leaves by the web: it holds everything."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.backups import actions, queries
from app.backups.queries import BackupView
from app.jobs.models import Job
from app.jobs.queries import open_one
from app.permissions import Actor, Permission
from app.web.guards import RoleWith
from app.web.responses import page, see_other
from app.web.unit_of_work import AppSettings
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
Keeper = Annotated[Actor, Depends(RoleWith(Permission.BACKUP_RUN), scope="function")]


@dataclass(frozen=True, slots=True)
class BackupsView:
    """The backups there are, and the job under way."""

    backups: list[BackupView]
    job: Job | None
    folder: str


@router.get("/cadangan")
def backups(_actor: Keeper, here: Here, settings: AppSettings) -> Response:
    """List the backups there are."""
    waiting, folder = open_one(here.session, actions.BACKUP), queries.folder_of(settings)
    view = BackupsView(queries.all_backups(settings), waiting, str(folder))
    return page(here.request, "backups/index.html", view=view)


@router.post("/cadangan")
def ask(actor: Keeper, here: Here) -> Response:
    """Ask for a backup."""
    actions.ask(here.session, actor, here.now)
    return see_other("/cadangan", "dicadangkan")
