"""The frame around every page: who is signed in, where one may go, what just happened."""

from contextlib import AbstractContextManager, nullcontext

from fastapi import Request
from sqlmodel import Session

from app.accounts.schemas import INSTITUTION_NAMES, ROLE_NAMES
from app.agencies.models import Agency
from app.notices.queries import unread
from app.permissions import OF_AN_AGENCY, Actor, Role

INBOX = ("Kotak masuk", "/kotak-masuk")
NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.OPERATOR: (("Penilaian mandiri", "/penilaian-mandiri"), ("Peringkat", "/peringkat")),
    Role.HEAD: (("Penilaian mandiri", "/penilaian-mandiri"), ("Peringkat", "/peringkat")),
    Role.ASSESSOR: (("Penilaian", "/penilaian"), ("Instrumen", "/instrumen"), ("Peringkat", "/peringkat")),
    Role.MODERATOR: (("Pleno", "/pleno"), ("Periode", "/periode"), ("Peringkat", "/peringkat")),
    Role.LEADERSHIP: (("Peringkat", "/peringkat"), ("Periode", "/periode")),
    Role.ADMIN: (("Periode", "/periode"), ("OPD", "/opd"), ("Pengguna", "/pengguna"), ("Instrumen", "/instrumen")),
    Role.AUDITOR: (
        ("Jejak audit", "/jejak-audit"), ("Peran", "/pengguna/peran"), ("Periode", "/periode"),
        ("Peringkat", "/peringkat"),
    ),
}  # fmt: skip


def shell(request: Request, flash: str = "") -> dict[str, object]:
    """Give what layouts/base.html draws around a page; `flash` is a short good message."""
    actor: Actor | None = getattr(request.state, "actor", None)
    settings = request.app.state.settings
    user, nav = None, []
    if actor:
        with _session(request) as session:
            user, nav = (
                _user(session, actor),
                _nav(request.url.path, actor, unread(session, actor.user_id)),
            )
    return {
        "user": user,
        "nav": nav,
        "flash": [{"text": flash, "kind": "good"}] if flash else [],
        "demo": settings.demo,
        "city": settings.city,
    }


def _session(request: Request) -> AbstractContextManager[Session]:
    """Use the request's own session; a short one of our own after it ended (error pages)."""
    live: Session | None = getattr(request.state, "session", None)
    reading: AbstractContextManager[Session] = request.app.state.database.reading()
    return nullcontext(live) if live else reading


def _user(session: Session, actor: Actor) -> dict[str, str]:
    agency = session.get(Agency, actor.agency_id) if actor.role in OF_AN_AGENCY else None
    institution = INSTITUTION_NAMES[actor.institution] if actor.institution else ""
    return {
        "id": actor.user_id,
        "name": actor.name,
        "role": ROLE_NAMES[actor.role],
        "organisation": agency.name if agency else institution,
    }


def _nav(path: str, actor: Actor, count: int) -> list[dict[str, object]]:
    items = [("Beranda", "/", 0), *((*item, 0) for item in NAVIGATION[actor.role]), (*INBOX, count)]
    best = max((href for _, href, _ in items if _is_below(path, href)), key=len, default="")
    return [
        {"label": label, "href": href, "current": href == best, "count": number}
        for label, href, number in items
    ]


def _is_below(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href + "/"))
