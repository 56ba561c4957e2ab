"""Pages: the inbox, and whether it comes by mail too."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.accounts import notice_actions
from app.accounts.models import User
from app.accounts.schemas import MailChoice
from app.notices import queries
from app.notices.actions import mark_read
from app.permissions import Actor, Permission
from app.web.forms import Form, form_of
from app.web.guards import RoleWith
from app.web.responses import page, see_other
from app.web.unit_of_work import AppSettings
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
Own = Annotated[Actor, Depends(RoleWith(Permission.OWN_NOTICES), scope="function")]
Choice = Annotated[Form[MailChoice], Depends(form_of(MailChoice))]


@router.get("/kotak-masuk")
def inbox(actor: Own, here: Here, settings: AppSettings) -> Response:
    """Show the reader's messages, newest first."""
    user = here.session.get_one(User, actor.user_id)
    view = queries.inbox(here.session, actor.user_id)
    has_mail = bool(settings.smtp_url)
    return page(here.request, "notices/index.html", view=view, user=user, has_mail=has_mail)


@router.post("/kotak-masuk")
def read_all(actor: Own, here: Here) -> Response:
    """Mark every message as read."""
    mark_read(here.session, actor.user_id, here.now)
    return see_other("/kotak-masuk")


@router.post("/kotak-masuk/surel")
def choose_mail(actor: Own, here: Here, form: Choice) -> Response:
    """Keep whether the inbox comes by mail too."""
    notice_actions.choose(here.session, actor, here.now, by_mail=form.valid().by_mail)
    return see_other("/kotak-masuk", "tersimpan")
