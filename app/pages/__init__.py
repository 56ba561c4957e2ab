"""The HTML door."""

from fastapi import APIRouter

from app.pages import session

router = APIRouter()
router.include_router(session.router)
