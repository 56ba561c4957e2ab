"""One argument for the routes of pages: who asks, when, and in which transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.permissions import Actor
from app.web.identity import SignedIn
from app.web.unit_of_work import Db, Now


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of someone signed in."""

    request: Request
    actor: Actor
    session: Session
    now: datetime


def visit(request: Request, actor: SignedIn, session: Db, now: Now) -> Visit:
    """Bring together what nearly every page needs."""
    return Visit(request, actor, session, now)


Here = Annotated[Visit, Depends(visit, scope="function")]
