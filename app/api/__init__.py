"""The JSON door: /api/v1, over the same actions as the pages."""

from fastapi import APIRouter, Depends

from app.api import (
    accounts,
    agencies,
    assessments,
    followups,
    health,
    imports,
    instruments,
    jobs,
    journal,
    letterheads,
    objections,
    periods,
    reports,
    results,
    submissions,
)
from app.web.routing import ApiRoute, repeatable

router = APIRouter()
_v1 = APIRouter(prefix="/api/v1", dependencies=[Depends(repeatable, scope="function")])
for _door in (
    accounts, agencies, assessments, followups, imports, instruments, journal, jobs, letterheads,
    objections, periods, reports, results, submissions,
):  # fmt: skip
    _v1.include_router(_door.router)
router.include_router(_v1)
router.include_router(health.router)

__all__ = ["ApiRoute", "router"]
