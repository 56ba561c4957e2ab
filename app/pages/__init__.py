"""The HTML door."""

from fastapi import APIRouter, Depends

from app.pages import (
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
    evidence,
    evidence_items,
    exercises,
    followups,
    guide,
    home,
    imports,
    instruments,
    jobs,
    journal,
    judgement_imports,
    letterheads,
    links,
    moderation,
    notices,
    objections,
    periods,
    pleno,
    ranking,
    results,
    session,
    snippets,
    submissions,
    users,
    verify,
    visits,
    worksheets,
)
from app.web.routing import ensure_named_once

router = APIRouter(dependencies=[Depends(ensure_named_once)])
router.include_router(session.router)
router.include_router(links.router)
router.include_router(home.router)
router.include_router(periods.router)
router.include_router(submissions.router)
router.include_router(evidence.router)
router.include_router(evidence_items.router)
router.include_router(delegations.router)
router.include_router(comments.router)
router.include_router(imports.router)
router.include_router(objections.router)
router.include_router(followups.router)
router.include_router(ranking.router)
router.include_router(results.router)
router.include_router(judgement_imports.router)  # /penilaian/impor is no submission
router.include_router(snippets.router)
router.include_router(assessments.router)
router.include_router(board.router)
router.include_router(assignments.router)
router.include_router(moderation.router)
router.include_router(calibration.router)
router.include_router(exercises.router)
router.include_router(pleno.router)
router.include_router(notices.router)
router.include_router(accounts.router)
router.include_router(users.router)
router.include_router(breakglass.router)
router.include_router(backups.router)
router.include_router(jobs.router)
router.include_router(agencies.router)
router.include_router(guide.router)
router.include_router(instruments.router)
router.include_router(journal.router)
router.include_router(letterheads.router)
router.include_router(verify.router)
router.include_router(visits.router)
router.include_router(worksheets.router)
