"""JSON: backups. Their content never leaves by the web: it holds everything."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.backups import actions, queries
from app.backups.queries import BackupView
from app.jobs.queries import JobView
from app.permissions import Actor, Permission
from app.web.guards import RoleWith
from app.web.routing import ApiRoute
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(tags=["Cadangan"], route_class=ApiRoute)
Keeper = Annotated[Actor, Depends(RoleWith(Permission.BACKUP_RUN), scope="function")]


@router.get("/backups", operation_id="listBackups")
def backups(_actor: Keeper, settings: AppSettings) -> list[BackupView]:
    """List the backups in the data folder, newest first."""
    return queries.all_backups(settings)


@router.post("/backups", status_code=202, operation_id="makeBackup")
def ask(actor: Keeper, session: Db, now: Now, response: Response) -> JobView:
    """Ask for a backup; 202 with its job, the one under way if there is one."""
    job = actions.ask(session, actor, now)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return JobView.model_validate(job)
