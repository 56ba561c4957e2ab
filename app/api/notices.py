"""JSON: the inbox."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.accounts import notice_actions
from app.accounts.schemas import MailChoice
from app.notices import queries
from app.notices.actions import mark_read
from app.notices.queries import NoticeView
from app.permissions import Actor, Permission
from app.web.guards import RoleWith
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Kotak masuk"], route_class=ApiRoute)
Own = Annotated[Actor, Depends(RoleWith(Permission.OWN_NOTICES), scope="function")]


@router.get("/me/notices", operation_id="listNotices")
def notices(actor: Own, session: Db) -> list[NoticeView]:
    """Give one's newest messages, newest first."""
    return queries.inbox(session, actor.user_id)


@router.post("/me/notices/read", status_code=204, operation_id="readNotices")
def read(actor: Own, session: Db, now: Now) -> None:
    """Mark everything in one's inbox as read."""
    mark_read(session, actor.user_id, now)


@router.put("/me/notices/mail", status_code=204, operation_id="chooseNoticeMail")
def choose_mail(actor: Own, given: MailChoice, session: Db, now: Now) -> None:
    """Keep whether one's inbox comes by mail too."""
    notice_actions.choose(session, actor, now, by_mail=given.by_mail)
