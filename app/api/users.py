"""JSON: one account as the admin keeps it: its sign-ins, and handing it over to a successor."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from app.accounts import queries, session_actions
from app.accounts.schemas import SessionView, SuccessorInput, UserView
from app.delegations.handover_actions import hand_over_with_work
from app.permissions import Actor, Permission
from app.web.confirmation import Confirmed
from app.web.guards import RoleWith, known_id
from app.web.identity import lifetimes
from app.web.routing import ApiRoute, answer_once
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(tags=["Pengguna"], route_class=ApiRoute)
P = Permission
Revoker = Annotated[Actor, Depends(RoleWith(P.SESSION_REVOKE_OTHER), scope="function")]
HandsOver = Annotated[Actor, Depends(RoleWith(P.ROLE_HAND_OVER), scope="function")]


class HandedOver(BaseModel):
    """The successor's account; the first password is shown only now."""

    user: UserView
    password: str


@router.get("/users/{username}/sessions", operation_id="listUserSessions")
def sessions(
    username: str, _actor: Revoker, session: Db, now: Now, settings: AppSettings
) -> list[SessionView]:
    """List where someone is signed in."""
    user = queries.by_username(session, username)
    return queries.open_sessions(session, user.id, lifetimes(settings).idle, now)


@router.delete("/users/{username}/sessions", status_code=204, operation_id="endSessions")
def end_all(username: str, actor: Revoker, session: Db, now: Now) -> None:
    """End every sign-in and every token of someone."""
    session_actions.end_all(session, actor, queries.by_username(session, username), now)


@router.delete(
    "/users/{username}/sessions/{session_id}", status_code=204, operation_id="endSession"
)
def end_one(username: str, session_id: str, actor: Revoker, session: Db, now: Now) -> None:
    """End one sign-in of someone."""
    user = queries.by_username(session, username)
    session_actions.end_one(session, actor, user, known_id(session_id), now)


@router.post("/users/{username}/hand_over", status_code=201, operation_id="handOver")
def hand_over(
    request: Request,
    username: str,
    given: SuccessorInput,
    actor: HandsOver,
    _sure: Confirmed,
    session: Db,
    now: Now,
) -> HandedOver:
    """Hand an operator's or head's work over to a new person; the old account is switched off."""
    answer_once(request)
    old = queries.by_username(session, username)
    new, password = hand_over_with_work(session, actor, old, given, now)
    return HandedOver(user=queries.view(session, new), password=password)
