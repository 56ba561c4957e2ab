"""The JSON door: /api/v1, over the same actions as the pages."""

from typing import Any

from fastapi import APIRouter, Depends

from app.api import (
    accounts,
    agencies,
    assessments,
    assignments,
    backups,
    board,
    breakglass,
    calibration,
    comments,
    delegations,
    desk,
    evidence,
    exercises,
    followups,
    health,
    imports,
    instruments,
    jobs,
    journal,
    judgement_imports,
    letterheads,
    notices,
    objections,
    periods,
    pleno,
    reports,
    results,
    snippets,
    submissions,
    users,
    visits,
    worksheets,
)
from app.web.routing import ApiRoute, repeatable

_PROBLEM: dict[str, Any] = {
    "description": "Refused; what, why and the way out, as RFC 9457 (a problem).",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["pointer", "detail"],
                            "properties": {
                                "pointer": {"type": "string"},
                                "detail": {"type": "string"},
                            },
                        },
                    },
                    "current": {"type": "object"},
                },
            }
        }
    },
}
router = APIRouter()
_v1 = APIRouter(
    prefix="/api/v1",
    dependencies=[Depends(repeatable, scope="function")],
    responses={"4XX": _PROBLEM, "503": _PROBLEM},
)
for _door in (
    accounts, agencies, assessments, assignments, backups, board, breakglass, calibration, comments,
    delegations, desk, evidence, exercises, followups, imports, instruments, journal, jobs,
    judgement_imports, letterheads, notices, objections, periods, pleno, reports, results, snippets,
    submissions, users, visits, worksheets,
):  # fmt: skip
    _v1.include_router(_door.router)
router.include_router(_v1)
router.include_router(health.router)

__all__ = ["ApiRoute", "router"]
