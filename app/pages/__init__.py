"""The HTML door."""

from fastapi import APIRouter

from app.pages import evidence, home, periods, session, submissions

router = APIRouter()
router.include_router(session.router)
router.include_router(home.router)
router.include_router(periods.router)
router.include_router(submissions.router)
router.include_router(evidence.router)
