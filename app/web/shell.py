"""What layouts/base.html draws around every page: who is signed in, where, what just happened."""

from contextlib import AbstractContextManager, nullcontext

from fastapi import Request
from sqlmodel import Session

from app.letterheads.queries import effective
from app.notices.queries import unread
from app.permissions import Actor
from app.settings import Settings

INBOX = "/kotak-masuk"


def shell(request: Request, flash: str = "") -> dict[str, object]:
    """Give the layout's own names; `flash` is a short good message."""
    actor: Actor | None = getattr(request.state, "actor", None)
    settings: Settings = request.app.state.settings
    counts = {}
    with _session(request) as session:
        city = effective(session, settings).city
        if actor:
            counts[INBOX] = unread(session, actor.user_id)
    return {
        "actor": actor,
        "path": request.scope["path"],
        "is_demo": settings.demo,
        "city": city,
        "flash": flash,
        "nav_counts": counts,
    }


def _session(request: Request) -> AbstractContextManager[Session]:
    """Use the request's own session; a short one of our own after it ended (error pages)."""
    live: Session | None = getattr(request.state, "session", None)
    reading: AbstractContextManager[Session] = request.app.state.database.reading()
    return nullcontext(live) if live else reading
