"""Pages: one's own account; the accounts, for the admin; privileged roles, for the auditor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import SecretStr
from starlette.responses import Response

from app.accounts import (
    actions,
    link_actions,
    links,
    queries,
    recovery_actions,
    sessions,
)
from app.accounts.models import User
from app.accounts.schemas import (
    INSTITUTION_NAMES,
    ROLE_NAMES,
    MeView,
    OwnPasswordInput,
    PasswordForm,
    SessionView,
    TokenInput,
    TokenView,
    UserInput,
    UserView,
)
from app.agencies.queries import all_agencies, by_code
from app.errors import Conflict, InvalidInput, NotFound
from app.journal.record import Entry, record
from app.pages.session import RecoveryView
from app.permissions import PRIVILEGED, Actor, Permission, Role, holds
from app.settings import Settings
from app.web.confirmation import Confirmed
from app.web.forms import Form, form_of, refused
from app.web.guards import RoleWith, known_id
from app.web.identity import lifetimes
from app.web.responses import page, see_other
from app.web.unit_of_work import AppSettings, Db
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
Own = Annotated[Actor, Depends(RoleWith(P.OWN_SESSIONS), scope="function")]
Changer = Annotated[Actor, Depends(RoleWith(P.OWN_PASSWORD_CHANGE), scope="function")]
Manager = Annotated[Actor, Depends(RoleWith(P.USER_MANAGE), scope="function")]
Confirmer = Annotated[Actor, Depends(RoleWith(P.ROLE_GRANT_CONFIRM), scope="function")]
NewPassword = Annotated[Form[PasswordForm], Depends(form_of(PasswordForm))]
NewToken = Annotated[Form[TokenInput], Depends(form_of(TokenInput))]
NewUser = Annotated[Form[UserInput], Depends(form_of(UserInput))]
OwnPassword = Annotated[Form[OwnPasswordInput], Depends(form_of(OwnPasswordInput))]
ROLES = tuple((role.value, name) for role, name in ROLE_NAMES.items())
INSTITUTIONS = tuple((each.value, name) for each, name in INSTITUTION_NAMES.items())
WRONG_OLD = "Kata sandi sekarang tidak cocok."


@dataclass(frozen=True, slots=True)
class ProfileView:
    """One's own account: who, sign-ins, tokens."""

    user: MeView
    role: str
    organisation: str
    email: str
    totp_on: bool
    totp_required: bool
    recovery_codes: int
    sessions: list[SessionView]
    current: str
    tokens: list[TokenView]
    successions: list[UserView]
    new_token: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UserListView:
    """The accounts, of one role or all, with the form for a new one."""

    users: tuple[UserView, ...]
    counts: int
    chosen: str
    roles: tuple[tuple[str, str], ...]
    institutions: tuple[tuple[str, str], ...]
    agencies: tuple[tuple[str, str], ...]
    values: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link to set a password: mailed, shown once (`address`), or waiting for the auditor."""

    username: str
    name: str
    email: str
    address: str
    is_first: bool
    waits: bool


@router.get("/akun")
def profile(_actor: Own, here: Here, settings: AppSettings) -> Response:
    """Show one's own account."""
    return page(here.request, "accounts/profile.html", view=_profile(here, settings))


def _profile(
    here: Visit, settings: Settings, errors: Mapping[str, str] | None = None, token: str = ""
) -> ProfileView:
    me = queries.me(here.session, here.actor.user_id)
    user = queries.get(here.session, here.actor.user_id)
    institution = here.actor.institution
    agency = by_code(here.session, me.agency).name if me.agency else ""
    return ProfileView(
        user=me,
        role=ROLE_NAMES[here.actor.role],
        organisation=INSTITUTION_NAMES[institution] if institution else agency,
        email=user.email,
        totp_on=bool(user.totp_secret),
        totp_required=settings.totp == "required" and here.actor.role in PRIVILEGED,
        recovery_codes=queries.recovery_codes_left(here.session, user.id),
        sessions=queries.open_sessions(here.session, user.id, lifetimes(settings).idle, here.now),
        current=here.actor.session_digest,
        tokens=queries.open_tokens(here.session, user.id),
        successions=_successions(here),
        new_token=token,
        errors=errors or {},
    )


def _successions(here: Visit) -> list[UserView]:
    """Give the accounts whose work the reader may hand over: a head's own OPD's."""
    agency_id = here.actor.agency_id
    if (
        here.actor.role is Role.ADMIN
        or agency_id is None
        or not holds(here.actor, P.ROLE_HAND_OVER)
    ):
        return []
    return queries.of_agency(here.session, agency_id)


@router.post("/akun/kata-sandi")
def change_password(
    form: NewPassword, actor: Changer, here: Here, settings: AppSettings
) -> Response:
    """Change one's own password; other sign-ins and all tokens end."""
    if form.value and not _knows_password(form.value.current_password, actor, here):
        return _profile_again(here, settings, {"current_password": WRONG_OLD})
    try:
        given = form.valid()
        old, new = given.current_password, given.new_password
        words = (old.get_secret_value(), new.get_secret_value())
        actions.change_password(here.session, actor, *words, here.now)
    except InvalidInput as refusal:
        return _profile_again(here, settings, refused(here.session, refusal))
    return see_other("/akun", "sandi-diganti")


def _knows_password(password: SecretStr, actor: Actor, here: Visit) -> bool:
    return actions.is_own_password(here.session, actor, password.get_secret_value(), here.now)


def _profile_again(here: Visit, settings: Settings, errors: Mapping[str, str]) -> Response:
    view = _profile(here, settings, errors)
    return page(here.request, "accounts/profile.html", status=422, view=view)


@router.post("/akun/kode-cadangan")
def new_recovery_codes(
    form: OwnPassword, actor: Own, here: Here, settings: AppSettings
) -> Response:
    """Give ten fresh recovery codes, shown once; the earlier ones are dead."""
    given = form.value
    if given is None or not _knows_password(given.current_password, actor, here):
        errors = form.errors or {"current_password": WRONG_OLD}
        return _profile_again(here, settings, {"recovery_password": errors["current_password"]})
    codes = recovery_actions.reissue(here.session, actor, here.now)
    username = queries.get(here.session, actor.user_id).username
    view = RecoveryView(tuple(codes), username, "/akun")
    return page(here.request, "session/recovery_codes.html", status=201, view=view)


@router.post("/akun/sesi/pencabutan")
def revoke_others(actor: Own, here: Here) -> Response:
    """End every other sign-in of one's own."""
    sessions.revoke_others(here.session, actor.user_id, actor.session_digest, here.now)
    record(
        here.session, actor, Entry(P.OWN_SESSIONS, "session", "others", after="revoked"), here.now
    )
    return see_other("/akun", "dikeluarkan")


@router.post("/akun/sesi/{session_id}/pencabutan")
def revoke_session(session_id: str, actor: Own, here: Here) -> Response:
    """End one of one's own sign-ins."""
    sessions.revoke_session(here.session, actor.user_id, known_id(session_id), here.now)
    record(
        here.session, actor, Entry(P.OWN_SESSIONS, "session", session_id, after="revoked"), here.now
    )
    return see_other("/akun", "dikeluarkan")


@router.post("/akun/token")
def make_token(
    form: NewToken, actor: Own, _sure: Confirmed, here: Here, settings: AppSettings
) -> Response:
    """Make a token; its secret is shown only on this answer."""
    given = form.value
    if given is None:
        view = _profile(here, settings, form.errors)
        return page(here.request, "accounts/profile.html", status=422, view=view)
    user = queries.get(here.session, actor.user_id)
    token = sessions.make_token(here.session, user, given.label, given.days, here.now)
    record(
        here.session, actor, Entry(P.OWN_SESSIONS, "token", user.id, after=given.label), here.now
    )
    view = _profile(here, settings, token=token)
    return page(here.request, "accounts/profile.html", status=201, view=view)


@router.post("/akun/token/{token_id}/pencabutan")
def revoke_token(token_id: str, actor: Own, here: Here) -> Response:
    """End one of one's own tokens."""
    sessions.revoke_token(here.session, actor.user_id, known_id(token_id), here.now)
    record(here.session, actor, Entry(P.OWN_SESSIONS, "token", token_id, after="revoked"), here.now)
    return see_other("/akun", "dicabut")


@router.get("/pengguna")
def users(request: Request, _actor: Manager, session: Db, peran: str = "") -> Response:
    """List the accounts."""
    return page(request, "accounts/index.html", view=_users(session, peran))


def _users(
    session: Db,
    role: str = "",
    values: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> UserListView:
    found = queries.all_users(session)
    chosen = role if role in set(Role) else ""
    return UserListView(
        users=tuple(user for user in found if chosen in {"", user.role}),
        counts=len(found),
        chosen=chosen,
        roles=ROLES,
        institutions=INSTITUTIONS,
        agencies=agency_choices(session),
        values=values or {},
        errors=errors or {},
    )


def agency_choices(session: Db) -> tuple[tuple[str, str], ...]:
    """Give the agencies as choices of a form."""
    return tuple((row.code, f"{row.code} {row.name}") for row in all_agencies(session))


@router.post("/pengguna")
def add_user(
    form: NewUser, actor: Manager, _sure: Confirmed, here: Here, settings: AppSettings
) -> Response:
    """Add an account and invite its owner."""
    try:
        user = actions.add(here.session, actor, form.valid(), here.now)
    except (InvalidInput, Conflict, NotFound) as refusal:
        again = _users(here.session, "", form.raw, refused(here.session, refusal))
        return page(here.request, "accounts/index.html", status=422, view=again)
    return _link_page(here, user, settings, status=201)


def _link_page(here: Visit, user: User, settings: Settings, *, status: int = 200) -> Response:
    """Mail a link, or show it once; an account that waits for the auditor gets none yet."""
    address, purpose = "", links.purpose_for(user)
    if user.is_active:
        has_mail = bool(settings.smtp_url)
        purpose, token = link_actions.offer(
            here.session, here.actor, user, here.now, has_mail=has_mail
        )
        address = links.address(settings.base_url, purpose, token) if token else ""
    view = LinkView(
        username=user.username,
        name=user.name,
        email=user.email,
        address=address,
        is_first=purpose is links.Purpose.INVITATION,
        waits=not user.is_active,
    )
    return page(here.request, "accounts/link.html", status=status, view=view)


@router.get("/pengguna/peran")
def grants(request: Request, _actor: Confirmer, session: Db) -> Response:
    """List privileged roles that wait for the auditor."""
    return page(request, "accounts/grants.html", view=queries.grant_views(session))


@router.post("/pengguna/peran/{grant_id}")
def confirm_grant(grant_id: str, actor: Confirmer, _sure: Confirmed, here: Here) -> Response:
    """Confirm a privileged role; the account becomes active."""
    actions.confirm_grant(here.session, actor, known_id(grant_id), here.now)
    return see_other("/pengguna/peran", "dikonfirmasi")


@router.post("/pengguna/{username}/nonaktif")
def disable(username: str, actor: Manager, here: Here) -> Response:
    """Switch an account off; its sign-ins die at once."""
    user = queries.by_username(here.session, username)
    actions.set_active(here.session, actor, user, here.now, is_active=False)
    return see_other("/pengguna", "tersimpan")


@router.post("/pengguna/{username}/aktif")
def enable(username: str, actor: Manager, here: Here) -> Response:
    """Switch an account on again."""
    user = queries.by_username(here.session, username)
    actions.set_active(here.session, actor, user, here.now, is_active=True)
    return see_other("/pengguna", "tersimpan")


@router.post("/pengguna/{username}/sandi")
def offer_link(
    username: str, _actor: Manager, _sure: Confirmed, here: Here, settings: AppSettings
) -> Response:
    """Mail or show a link with which the person sets the password; the second factor stays."""
    user = queries.by_username(here.session, username)
    link_actions.ensure_awake(user)
    return _link_page(here, user, settings)


@router.post("/pengguna/{username}/kode")
def restart_second_factor(username: str, actor: Manager, _sure: Confirmed, here: Here) -> Response:
    """Take the second factor off an account whose phone is lost; its sign-ins end."""
    user = queries.by_username(here.session, username)
    recovery_actions.restart(here.session, actor, user, here.now)
    return see_other(f"/pengguna/{username}/ubah", "kode-mulai-ulang")
