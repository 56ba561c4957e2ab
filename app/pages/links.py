"""Pages without a log-in: ask for a new password, set one by a link."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.accounts import link_actions
from app.accounts.links import Purpose
from app.accounts.models import User
from app.accounts.schemas import ForgottenInput, NewPasswordInput
from app.errors import Conflict, InvalidInput
from app.settings import Settings
from app.web.forms import Form, form_of, refused
from app.web.identity import address_of
from app.web.responses import page, see_other
from app.web.unit_of_work import AppSettings, Db, Now

router = APIRouter(include_in_schema=False)
NO_MAIL = "Matang di sini belum dapat mengirim surel. Hubungi admin untuk kata sandi baru."
ForgottenForm = Annotated[Form[ForgottenInput], Depends(form_of(ForgottenInput))]
PasswordForm = Annotated[Form[NewPasswordInput], Depends(form_of(NewPasswordInput))]


@dataclass(frozen=True, slots=True)
class ForgottenView:
    """What the page for a forgotten password shows."""

    has_mail: bool
    is_sent: bool = False
    who: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetPasswordView:
    """Whose password is set; the form goes back to the address it came from."""

    name: str
    username: str
    is_first: bool
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/masuk/lupa")
def forgotten(request: Request, settings: AppSettings) -> Response:
    """Ask who it is."""
    view = ForgottenView(bool(settings.smtp_url))
    return page(request, "session/forgotten.html", view=view)


@router.post("/masuk/lupa")
def ask_for_reset(
    request: Request, form: ForgottenForm, session: Db, now: Now, settings: AppSettings
) -> Response:
    """Take the wish; the answer is the same whether there is such an account or not."""
    _ensure_mail(settings)
    given = form.value
    if given is None:
        view = ForgottenView(has_mail=True, who=str(form.raw.get("who", "")), errors=form.errors)
        return page(request, "session/forgotten.html", status=422, view=view)
    link_actions.ask_for_reset(session, given.who, address_of(request), now)
    view = ForgottenView(has_mail=True, is_sent=True)
    return page(request, "session/forgotten.html", view=view)


def _ensure_mail(settings: Settings) -> None:
    if not settings.smtp_url:
        raise Conflict(NO_MAIL)


@router.get("/undangan/{token}")
def invitation(request: Request, token: str, session: Db, now: Now) -> Response:
    """Show the form for the first password."""
    user = link_actions.whose(session, Purpose.INVITATION, token, now)
    return _form(request, user, Purpose.INVITATION)


@router.post("/undangan/{token}")
def accept_invitation(
    request: Request, token: str, form: PasswordForm, session: Db, now: Now
) -> Response:
    """Set the first password."""
    return _set_password(request, (Purpose.INVITATION, token), form, session, now)


@router.get("/atur-ulang/{token}")
def reset(request: Request, token: str, session: Db, now: Now) -> Response:
    """Show the form for a new password."""
    return _form(request, link_actions.whose(session, Purpose.RESET, token, now), Purpose.RESET)


@router.post("/atur-ulang/{token}")
def take_reset(request: Request, token: str, form: PasswordForm, session: Db, now: Now) -> Response:
    """Set a new password."""
    return _set_password(request, (Purpose.RESET, token), form, session, now)


def _form(
    request: Request, user: User, purpose: Purpose, errors: Mapping[str, str] | None = None
) -> Response:
    is_first = purpose is Purpose.INVITATION
    view = SetPasswordView(user.name, user.username, is_first, errors or {})
    return page(request, "session/set_password.html", status=422 if errors else 200, view=view)


def _set_password(
    request: Request, link: tuple[Purpose, str], form: Form[NewPasswordInput], session: Db, now: Now
) -> Response:
    user = link_actions.whose(session, *link, now)
    try:
        words = form.valid().password.get_secret_value()
        link_actions.set_password(session, *link, words, now)
    except InvalidInput as refusal:
        return _form(request, user, link[0], refused(session, refusal))
    return see_other("/masuk", "sandi-dibuat")
