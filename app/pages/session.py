"""Pages: sign in and out, the second factor, the first admin."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import segno
from fastapi import APIRouter, Depends, Query, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.accounts import actions, queries, second_factor, sessions
from app.accounts.models import LoginSession, User
from app.accounts.schemas import ROLE_NAMES, CodeInput, FirstAdminInput, LoginInput, UserInput
from app.errors import InvalidInput, NotFound, Unauthenticated
from app.permissions import PRIVILEGED, SIGN_IN, Role
from app.settings import Settings
from app.web.forms import Form, form_of, refused
from app.web.identity import address_of, cookie_name, lacks_second_factor, lifetimes, signed_in
from app.web.responses import page, see_other
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(include_in_schema=False)
LOCAL = re.compile(r"/(?![/\\])[^\\\s]*")
CODE, SETUP = "/masuk/kode", "/masuk/kode/pasang"
FORGET = '"cookies", "storage", "cache"'
DEMO_ORDER = (
    Role.LEADERSHIP, Role.MODERATOR, Role.ASSESSOR, Role.OPERATOR, Role.HEAD, Role.ADMIN,
    Role.AUDITOR,
)  # fmt: skip
Following = Annotated[str, Query(alias="next", max_length=200)]
LoginForm = Annotated[Form[LoginInput], Depends(form_of(LoginInput))]
CodeForm = Annotated[Form[CodeInput], Depends(form_of(CodeInput))]
FirstAdminForm = Annotated[Form[FirstAdminInput], Depends(form_of(FirstAdminInput))]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account that the demonstration offers."""

    username: str
    password: str
    role: str
    organisation: str
    name: str


@dataclass(frozen=True, slots=True)
class LoginView:
    """What the log-in page shows."""

    username: str = ""
    next: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    demo_groups: tuple[tuple[str, tuple[DemoAccount, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class CodeView:
    """What the pages of the second factor show; `qr_svg` and `secret` while it is set up."""

    next: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    qr_svg: Markup = Markup("")  # noqa: RUF009  (immutable)
    secret: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """Recovery codes, shown once."""

    codes: tuple[str, ...]
    username: str
    next: str


@dataclass(frozen=True, slots=True)
class FirstAdminView:
    """What the page for the first admin shows."""

    code: str = ""
    name: str = ""
    username: str = ""
    email: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def entered(
    settings: Settings, opened: tuple[LoginSession, str], user: User, address: str
) -> Response:
    """Send on to `address` with the cookie; by the second factor first, when that is still due."""
    row, token = opened
    due = _due(settings, row, user)
    return with_cookie(
        settings, see_other(f"{due}?next={quote(address)}" if due else address), token
    )


def with_cookie(settings: Settings, response: Response, token: str) -> Response:
    """Give the browser the token of its sign-in."""
    is_secure = settings.is_https
    response.set_cookie(
        cookie_name(settings), token, path="/", httponly=True, samesite="lax", secure=is_secure
    )
    return response


@router.get("/masuk")
def login(
    request: Request, session: Db, now: Now, settings: AppSettings, following: Following = ""
) -> Response:
    """Show the log-in page; who is signed in already goes on."""
    found = signed_in(request, session, now)
    if found:
        return see_other(_due(settings, *found) or local(following))
    if not settings.demo and not queries.any_admin(session):
        return see_other("/awal")
    return _login_page(request, settings, LoginView(next=following), status=200)


@router.post("/masuk")
def sign_in(
    request: Request, form: LoginForm, session: Db, now: Now, settings: AppSettings
) -> Response:
    """Sign in. Unknown, wrong and disabled look the same; a failed try is kept."""
    typed = LoginView(
        str(form.raw.get("username", ""))[:200], str(form.raw.get("next", ""))[:200], form.errors
    )
    given = form.value
    if given is None:
        return _login_page(request, settings, typed)
    address, password = address_of(request), given.password.get_secret_value()
    user = actions.check_password(session, given.username.strip().lower(), password, address, now)
    if user is None:
        return _login_page(
            request, settings, LoginView(typed.username, typed.next, {"": actions.WRONG})
        )
    origin = sessions.Origin(address, request.headers.get("user-agent", ""))
    opened = actions.sign_in(session, user, lifetimes(settings), origin, now)
    return entered(settings, opened, user, local(given.next))


def _login_page(
    request: Request, settings: Settings, view: LoginView, *, status: int = 422
) -> Response:
    groups = demo_groups(settings.data / "accounts.csv") if settings.demo else ()
    shown = LoginView(view.username, view.next, view.errors, groups)
    return page(request, "session/login.html", status=status, view=shown)


def local(address: str) -> str:
    """Give an address of this site back; anything else becomes the home page."""
    return address if LOCAL.fullmatch(address) else "/"


def demo_groups(file: Path) -> tuple[tuple[str, tuple[DemoAccount, ...]], ...]:
    """Read the demonstration's accounts, by role, the leadership first."""
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [
            DemoAccount(row["username"], row["password"], row["role"], row["opd"], row["name"])
            for row in csv.DictReader(lines)
        ]
    rows.sort(key=lambda row: DEMO_ORDER.index(Role(row.role)))
    return tuple(
        (ROLE_NAMES[Role(role)], tuple(found))
        for role, found in groupby(rows, key=lambda row: row.role)
    )


@router.post("/keluar")
def sign_out(request: Request, session: Db, now: Now, settings: AppSettings) -> Response:
    """End the sign-in and make the browser forget."""
    found = signed_in(request, session, now)
    if found:
        sessions.revoke_session(session, found[1].id, found[0].id, now)
    response = see_other("/masuk")
    response.delete_cookie(cookie_name(settings), path="/")
    response.headers["Clear-Site-Data"] = FORGET
    return response


def _due(settings: Settings, row: LoginSession, user: User) -> str:
    """Give the page of the step that is still due, or nothing."""
    if not lacks_second_factor(settings, row, user):
        return ""
    return CODE if user.totp_secret else SETUP


def half_open(request: Request, session: Db, now: Now) -> tuple[LoginSession, User]:
    """Give the sign-in, also one without its second factor; Unauthenticated for nobody."""
    found = signed_in(request, session, now)
    if found is None:
        raise Unauthenticated(SIGN_IN)
    return found


HalfOpen = Annotated[tuple[LoginSession, User], Depends(half_open, scope="function")]


@router.get(CODE)
def code_page(
    request: Request, found: HalfOpen, settings: AppSettings, following: Following = ""
) -> Response:
    """Ask for the one-time code."""
    due = _due(settings, *found)
    if due != CODE:
        return see_other(due or local(following))
    return page(request, "session/totp.html", view=CodeView(following))


@router.post(CODE)
def enter_code(
    request: Request, form: CodeForm, found: HalfOpen, session: Db, now: Now, settings: AppSettings
) -> Response:
    """Take the one-time code; a failed try is kept."""
    row, user = found
    given = form.value
    fits = (
        given is not None
        and bool(user.totp_secret)
        and actions.check_code(session, user, given.code, now, address_of(request))
    )
    if given is None or not fits:
        wrong = (
            "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, "
            "atau pakai kode cadangan lain."
        )
        view = CodeView(str(form.raw.get("next", "")), {"code": wrong})
        return page(request, "session/totp.html", status=422, view=view)
    renewed = actions.renew(session, row, user, lifetimes(settings), now)
    return entered(settings, renewed, user, local(given.next))


@router.get(SETUP)
def setup_page(
    request: Request, found: HalfOpen, settings: AppSettings, following: Following = ""
) -> Response:
    """Show the QR code of a fresh second factor."""
    if found[1].totp_secret:
        return see_other(_due(settings, *found) or "/akun")
    view = _setup_view(settings, found[1], second_factor.new_secret(), following, {})
    return page(request, "session/totp_setup.html", view=view)


@router.post(SETUP)
def set_up(
    request: Request, form: CodeForm, found: HalfOpen, session: Db, now: Now, settings: AppSettings
) -> Response:
    """Start using the second factor, proven by its first code; show the recovery codes once."""
    row, user = found
    secret = form.value.secret if form.value else ""
    try:
        given = form.valid()
        codes = actions.set_second_factor(session, user, given.secret, given.code, now)
    except InvalidInput as refusal:
        errors = refused(session, refusal)
        view = _setup_view(
            settings,
            user,
            secret or second_factor.new_secret(),
            str(form.raw.get("next", "")),
            errors,
        )
        return page(request, "session/totp_setup.html", status=422, view=view)
    _, token = actions.renew(session, row, user, lifetimes(settings), now)
    shown = RecoveryView(tuple(codes), user.username, local(given.next))
    response = page(request, "session/recovery_codes.html", status=201, view=shown)
    return with_cookie(settings, response, token)


def _setup_view(
    settings: Settings, user: User, secret: str, following: str, errors: Mapping[str, str]
) -> CodeView:
    uri = second_factor.provisioning_uri(secret, user.username, f"Matang {settings.city}")
    image = segno.make(uri, micro=False).svg_inline(scale=4, dark="#16211e", omitsize=True)
    is_required = settings.totp == "required" and Role(user.role) in PRIVILEGED
    return CodeView(following, errors, Markup(image), secret, is_required)  # noqa: S704  (made by segno from our own text)


@router.get("/awal")
def first_admin_page(request: Request, session: Db, kode: str = "") -> Response:
    """Show the form for the first admin; gone once there is one."""
    _ensure_no_admin(session)
    return page(request, "session/first_admin.html", view=FirstAdminView(kode[:64]))


def _ensure_no_admin(session: Session) -> None:
    if queries.any_admin(session):
        raise NotFound


@router.post("/awal")
def first_admin(
    request: Request, form: FirstAdminForm, session: Db, now: Now, settings: AppSettings
) -> Response:
    """Make the first admin with the one-time code, and sign in."""
    _ensure_no_admin(session)
    address = address_of(request)
    if form.value and not actions.is_setup_code(session, form.value.code, address, now):
        wrong = {"code": actions.WRONG_SETUP_CODE}
        return _first_admin_page(request, form, wrong)
    try:
        given = form.valid()
        fields = given.model_dump(include={"name", "username", "email", "password"})
        user = actions.make_first_admin(
            session, given.code, UserInput(**fields, role=Role.ADMIN), now
        )
    except InvalidInput as refusal:
        return _first_admin_page(request, form, refused(session, refusal))
    origin = sessions.Origin(address, request.headers.get("user-agent", ""))
    opened = actions.sign_in(session, user, lifetimes(settings), origin, now)
    return entered(settings, opened, user, "/")


def _first_admin_page(
    request: Request, form: Form[FirstAdminInput], errors: Mapping[str, str]
) -> Response:
    typed = {name: str(form.raw.get(name, "")) for name in ("code", "name", "username", "email")}
    view = FirstAdminView(**typed, errors=errors)
    return page(request, "session/first_admin.html", status=422, view=view)
