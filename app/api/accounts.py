"""JSON: who am I, accounts, tokens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from app.accounts import (
    actions,
    change_actions,
    link_actions,
    links,
    queries,
    recovery_actions,
    sessions,
)
from app.accounts.confirmation_actions import confirm, needed
from app.accounts.models import LoginSession
from app.accounts.schemas import (
    AccountInput,
    ConfirmationInput,
    MeView,
    PasswordInput,
    SessionView,
    TokenInput,
    TokenView,
    UserInput,
    UserView,
)
from app.errors import Conflict
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.web.confirmation import Confirmed
from app.web.errors import answer
from app.web.guards import RoleWith, known_id
from app.web.identity import lifetimes
from app.web.routing import ApiRoute, answer_once
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(tags=["Pengguna"], route_class=ApiRoute)
Manager = Annotated[Actor, Depends(RoleWith(Permission.USER_MANAGE), scope="function")]
Own = Annotated[Actor, Depends(RoleWith(Permission.OWN_SESSIONS), scope="function")]
Changer = Annotated[Actor, Depends(RoleWith(Permission.OWN_PASSWORD_CHANGE), scope="function")]
Confirmer = Annotated[Actor, Depends(RoleWith(Permission.ROLE_GRANT_CONFIRM), scope="function")]


class NewToken(BaseModel):
    """A token, shown once."""

    token: str


class LinkView(BaseModel):
    """A link to set a password; `link` is empty when it was mailed, else it is shown once."""

    purpose: str
    link: str


class GrantView(BaseModel):
    """A privileged role that waits for confirmation."""

    id: str
    username: str
    role: str


@router.get("/me", operation_id="me")
def me(actor: Own, session: Db) -> MeView:
    """Give the signed-in account."""
    return queries.me(session, actor.user_id)


@router.get("/me/tokens", operation_id="listTokens")
def tokens(actor: Own, session: Db) -> list[TokenView]:
    """List one's own tokens."""
    return queries.open_tokens(session, actor.user_id)


@router.post("/me/tokens", status_code=201, operation_id="makeToken")
def make_token(
    request: Request, given: TokenInput, actor: Own, _sure: Confirmed, session: Db, now: Now
) -> NewToken:
    """Make a token; its secret is shown only now."""
    answer_once(request)
    user = queries.get(session, actor.user_id)
    token = sessions.make_token(session, user, given.label, given.days, now)
    record(session, actor, Entry(Permission.OWN_SESSIONS, "token", user.id, after=given.label), now)
    return NewToken(token=token)


@router.delete("/me/tokens/{token_id}", status_code=204, operation_id="revokeToken")
def revoke_token(token_id: str, actor: Own, session: Db, now: Now) -> None:
    """End one of one's own tokens."""
    sessions.revoke_token(session, actor.user_id, known_id(token_id), now)
    record(session, actor, Entry(Permission.OWN_SESSIONS, "token", token_id, after="revoked"), now)


@router.get("/me/sessions", operation_id="listSessions")
def own_sessions(actor: Own, session: Db, now: Now, settings: AppSettings) -> list[SessionView]:
    """List one's own sign-ins that still work."""
    return queries.open_sessions(session, actor.user_id, lifetimes(settings).idle, now)


@router.delete("/me/sessions/{session_id}", status_code=204, operation_id="revokeSession")
def revoke_session(session_id: str, actor: Own, session: Db, now: Now) -> None:
    """End one of one's own sign-ins."""
    sessions.revoke_session(session, actor.user_id, known_id(session_id), now)
    entry = Entry(Permission.OWN_SESSIONS, "session", session_id, after="revoked")
    record(session, actor, entry, now)


@router.post("/me/confirmation", status_code=204, operation_id="confirm")
def confirm_again(
    given: ConfirmationInput, request: Request, actor: Own, session: Db, now: Now
) -> Response:
    """Confirm the sign-in of the cookie for five minutes: with the password, or the code."""
    if session.get(LoginSession, actor.session_digest) is None:
        raise Conflict("Token tidak perlu ditegaskan: pembuatnya sudah menegaskan diri.")
    if not confirm(session, actor, given.confirmation.get_secret_value(), now):
        return answer(request, needed(session, actor, is_wrong=True))
    return Response(status_code=204)


@router.post("/me/password", status_code=204, operation_id="changePassword")
def change_password(given: PasswordInput, actor: Changer, session: Db, now: Now) -> None:
    """Change one's own password; other sign-ins and all tokens end, also the one that asks."""
    words = (given.old.get_secret_value(), given.new.get_secret_value())
    actions.change_password(session, actor, *words, now)


@router.get("/users", operation_id="listUsers")
def users(_actor: Manager, session: Db) -> list[UserView]:
    """List the accounts."""
    return queries.all_users(session)


@router.post("/users", status_code=201, operation_id="addUser")
def add_user(given: UserInput, actor: Manager, _sure: Confirmed, session: Db, now: Now) -> UserView:
    """Add an account; admin, moderator and auditor wait for the auditor's confirmation."""
    user = actions.add(session, actor, given, now)
    return next(view for view in queries.all_users(session) if view.id == user.id)


@router.get("/users/grants", operation_id="listGrants")
def grants(_actor: Confirmer, session: Db) -> list[GrantView]:
    """List privileged roles that wait for confirmation."""
    return [
        GrantView(id=row.id, username=user.username, role=row.role)
        for row, user in queries.open_grants(session)
    ]


@router.post("/users/grants/{grant_id}/confirm", operation_id="confirmGrant")
def confirm_grant(
    grant_id: str, actor: Confirmer, _sure: Confirmed, session: Db, now: Now
) -> GrantView:
    """Confirm a privileged role."""
    user = actions.confirm_grant(session, actor, known_id(grant_id), now)
    return GrantView(id=grant_id, username=user.username, role=user.role)


@router.post("/users/{username}/disable", operation_id="disableUser")
def disable(username: str, actor: Manager, session: Db, now: Now) -> dict[str, bool]:
    """Switch an account off; its sign-ins die at once."""
    user = queries.by_username(session, username)
    actions.set_active(session, actor, user, now, is_active=False)
    return {"is_active": False}


@router.put("/users/{username}", operation_id="changeUser")
def change(username: str, given: AccountInput, actor: Manager, session: Db, now: Now) -> UserView:
    """Change name, mail, role or place of an account; its sign-ins and tokens end at once."""
    user = queries.by_username(session, username)
    change_actions.change(session, actor, user, given, now)
    return queries.view(session, user)


@router.post("/users/{username}/link", operation_id="offerLink")
def offer_link(
    request: Request,
    username: str,
    actor: Manager,
    session: Db,
    now: Now,
    settings: AppSettings,
) -> LinkView:
    """Mail an account a link to set its password; without mail give the link, once."""
    answer_once(request)
    user = queries.by_username(session, username)
    has_mail = bool(settings.smtp_url)
    purpose, token = link_actions.offer(session, actor, user, now, has_mail=has_mail)
    link = links.address(settings.base_url, purpose, token) if token else ""
    return LinkView(purpose=purpose.name.lower(), link=link)


@router.post("/users/{username}/second-factor/restart", operation_id="restartSecondFactor")
def restart_second_factor(username: str, actor: Manager, session: Db, now: Now) -> UserView:
    """Take the second factor off an account whose phone is lost; its sign-ins end."""
    user = queries.by_username(session, username)
    recovery_actions.restart(session, actor, user, now)
    return queries.view(session, user)
