"""Pages: one account as the admin keeps it: its sign-ins, and handing it over to a successor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.accounts import change_actions, handover_actions, queries, session_actions
from app.accounts.models import User
from app.accounts.schemas import ROLE_NAMES, AccountInput, SessionView, SuccessorInput, UserView
from app.delegations.handover_actions import hand_over_with_work
from app.errors import Conflict, InvalidInput
from app.pages.accounts import INSTITUTIONS, ROLES, agency_choices
from app.permissions import OF_AN_AGENCY, Actor, Permission, Role
from app.settings import Settings
from app.web.confirmation import Confirmed
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith, known_id
from app.web.identity import lifetimes
from app.web.responses import page, see_other
from app.web.unit_of_work import AppSettings
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
Manager = Annotated[Actor, Depends(RoleWith(P.USER_MANAGE), scope="function")]
Revoker = Annotated[Actor, Depends(RoleWith(P.SESSION_REVOKE_OTHER), scope="function")]
HandsOver = Annotated[Actor, Depends(RoleWith(P.ROLE_HAND_OVER), scope="function")]
ChangedUser = Annotated[Form[AccountInput], Depends(form_of(AccountInput))]
Successor = Annotated[Form[SuccessorInput], Depends(form_of(SuccessorInput))]


@dataclass(frozen=True, slots=True)
class UserPage:
    """One account with its live sign-ins."""

    user: UserView
    sessions: list[SessionView]
    tokens: int
    is_own: bool
    may_hand_over: bool


@dataclass(frozen=True, slots=True)
class HandOverView:
    """The form of a hand-over."""

    username: str
    name: str
    role: str
    is_own: bool
    back: tuple[str, str]
    values: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandedOverView:
    """The successor's first password, shown once."""

    username: str
    name: str
    password: str
    old: str
    role: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class EditView:
    """The form for an account that there is."""

    username: str
    name: str
    values: Mapping[str, object]
    errors: Mapping[str, str]
    roles: tuple[tuple[str, str], ...]
    institutions: tuple[tuple[str, str], ...]
    agencies: tuple[tuple[str, str], ...]
    user: UserView
    is_own: bool


@router.get("/pengguna/{username}")
def detail(username: str, _actor: Manager, here: Here, settings: AppSettings) -> Response:
    """Show an account and where it is signed in."""
    user = queries.by_username(here.session, username)
    return page(here.request, "accounts/detail.html", view=_detail(here, settings, user))


def _detail(here: Visit, settings: Settings, user: User) -> UserPage:
    return UserPage(
        user=queries.view(here.session, user),
        sessions=queries.open_sessions(here.session, user.id, lifetimes(settings).idle, here.now),
        tokens=len(queries.open_tokens(here.session, user.id)),
        is_own=user.id == here.actor.user_id,
        may_hand_over=user.is_active and Role(user.role) in OF_AN_AGENCY,
    )


@router.post("/pengguna/{username}/sesi/pencabutan")
def end_all(username: str, actor: Revoker, here: Here) -> Response:
    """End every sign-in and token of someone."""
    user = queries.by_username(here.session, username)
    session_actions.end_all(here.session, actor, user, here.now)
    return see_other(f"/pengguna/{username}", "sesi-ditutup")


@router.post("/pengguna/{username}/sesi/{session_id}/pencabutan")
def end_one(username: str, session_id: str, actor: Revoker, here: Here) -> Response:
    """End one sign-in of someone."""
    user = queries.by_username(here.session, username)
    session_actions.end_one(here.session, actor, user, known_id(session_id), here.now)
    return see_other(f"/pengguna/{username}", "dikeluarkan")


@router.get("/serah-terima/{username}")
def hand_over_form(username: str, actor: HandsOver, here: Here) -> Response:
    """Show the form for handing an OPD account over."""
    old = queries.by_username(here.session, username)
    handover_actions.ensure_in_reach(actor, old)
    return page(here.request, "accounts/hand_over.html", view=_form(here, old))


def _form(
    here: Visit,
    old: User,
    values: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HandOverView:
    is_admin = here.actor.role is Role.ADMIN
    return HandOverView(
        username=old.username,
        name=old.name,
        role=ROLE_NAMES[Role(old.role)],
        is_own=old.id == here.actor.user_id,
        back=("Pengguna", f"/pengguna/{old.username}") if is_admin else ("Akun saya", "/akun"),
        values=values or {},
        errors=errors or {},
    )


@router.post("/serah-terima/{username}")
def hand_over(
    username: str, form: Successor, actor: HandsOver, _sure: Confirmed, here: Here
) -> Response:
    """Hand an OPD account over to a successor and show the first password once."""
    old = queries.by_username(here.session, username)
    handover_actions.ensure_in_reach(actor, old)  # before a faulty form is shown with the name
    try:
        new, password = hand_over_with_work(here.session, actor, old, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        view = _form(here, old, form.raw, refused(here.session, refusal))
        return page(here.request, "accounts/hand_over.html", status=422, view=view)
    role, is_own = ROLE_NAMES[Role(new.role)], old.id == actor.user_id
    done = HandedOverView(new.username, new.name, password, old.name, role, is_own)
    return page(here.request, "accounts/handed_over.html", status=201, view=done)


@router.get("/pengguna/{username}/ubah")
def edit_user(username: str, _actor: Manager, here: Here) -> Response:
    """Show an account to change it."""
    return page(here.request, "accounts/edit.html", view=_edit(here, username))


def _edit(
    here: Visit,
    username: str,
    values: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> EditView:
    user = queries.by_username(here.session, username)
    shown = queries.view(here.session, user)
    return EditView(
        username=username,
        name=user.name,
        values=values or shown.model_dump(),
        errors=errors or {},
        roles=ROLES,
        institutions=INSTITUTIONS,
        agencies=agency_choices(here.session),
        user=shown,
        is_own=user.id == here.actor.user_id,
    )


@router.post("/pengguna/{username}/ubah")
def change_user(
    username: str, form: ChangedUser, actor: Manager, _sure: Confirmed, here: Here
) -> Response:
    """Change name, mail, role or place of an account; its sign-ins end at once."""
    user = queries.by_username(here.session, username)
    try:
        change_actions.change(here.session, actor, user, form.valid(), here.now)
    except InvalidInput as refusal:
        view = _edit(here, username, form.raw, refused(here.session, refusal))
        return page(here.request, "accounts/edit.html", status=422, view=view)
    return see_other("/pengguna", "tersimpan")
