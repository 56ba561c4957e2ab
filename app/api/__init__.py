"""The JSON door: /api/v1, over the same actions as the pages."""

from fastapi import APIRouter, Depends

from app.api import (
    accounts,
    agencies,
    assessments,
    backups,
    breakglass,
    evidence,
    followups,
    health,
    imports,
    instruments,
    jobs,
    journal,
    letterheads,
    notices,
    objections,
    periods,
    reports,
    results,
    submissions,
    users,
)
from app.web.routing import ApiRoute, repeatable

router = APIRouter()
_v1 = APIRouter(prefix="/api/v1", dependencies=[Depends(repeatable, scope="function")])
for _door in (
    accounts, agencies, assessments, backups, breakglass, evidence, followups, imports,
    instruments, journal, jobs, letterheads, notices, objections, periods, reports, results,
    submissions, users,
):  # fmt: skip
    _v1.include_router(_door.router)
router.include_router(_v1)
router.include_router(health.router)

__all__ = ["ApiRoute", "router"]
