"""Pages: help, and what happens to personal data. Open to everyone."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.web.identity import MaybeActor
from app.web.responses import page

router = APIRouter(include_in_schema=False)


@router.get("/bantuan")
def help_page(request: Request, _actor: MaybeActor) -> Response:
    """Show how the work is done, role by role."""
    return page(request, "guide/index.html")


@router.get("/privasi")
def privacy(request: Request, _actor: MaybeActor) -> Response:
    """Show which personal data are kept, why and how long."""
    return page(request, "guide/privacy.html")
