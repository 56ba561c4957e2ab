"""Pages: the coordinator's board of the running round, its workbook, its reminders."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.accounts.quotas import Use
from app.assessments import board, reminder_actions
from app.assessments.board import Chosen
from app.assessments.board_book import board_book
from app.assessments.board_schemas import ReminderInput
from app.errors import AppError, Conflict, InvalidInput, NotFound
from app.files.workbooks import MEDIA_TYPE
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import STATES, Actor, Permission
from app.web.forms import Form, form_of
from app.web.guards import RoleWith
from app.web.quotas import count_of_account
from app.web.responses import download, page, see_other
from app.web.round_guards import RunningRoundWith, is_due
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/pleno"
Watcher = Annotated[Actor, Depends(RoleWith(P.DASHBOARD_PROGRESS), scope="function")]
Round = Annotated[Period | None, Depends(RunningRoundWith(P.ASSIGNMENT_SET), scope="function")]
ReminderGiven = Annotated[Form[ReminderInput], Depends(form_of(ReminderInput))]


@router.get(HOME)
def show(_actor: Watcher, here: Here, keadaan: str = "", penilai: str = "") -> Response:
    """Show where every OPD of the running period stands, and how far each assessor is."""
    return _board_page(here, Chosen(keadaan, penilai))


def _board_page(here: Visit, chosen: Chosen, refusal: AppError | None = None) -> Response:
    period = periods.running(here.session)
    view = board.board(here.session, here.actor, period, chosen, here.now) if period else None
    return page(
        here.request,
        "moderation/board.html",
        status=refusal.status if refusal else 200,
        view=view,
        reminds=is_due(here.actor.role, P.ASSIGNMENT_SET, STATES),
        refusal=refusal.message if refusal else "",
    )


@router.get(HOME + "/papan.xlsx")
def workbook(actor: Watcher, here: Here, keadaan: str = "", penilai: str = "") -> Response:
    """Give the board as it is shown, as a workbook."""
    count_of_account(here.request, actor, Use.EXPORT, here.now)
    period = periods.running(here.session)
    if period is None:
        raise NotFound
    view = board.board(here.session, actor, period, Chosen(keadaan, penilai), here.now)
    return download(board_book(view, here.now), f"papan-{period.year}.xlsx", MEDIA_TYPE)


@router.post(HOME + "/pengingat")
def remind(given: Round, here: Here, form: ReminderGiven) -> Response:
    """Remind assessors or OPDs; who was told today already is not told again."""
    if given is None:
        raise NotFound
    try:
        done = reminder_actions.remind(here.session, here.actor, given, form.valid(), here.now)
    except (InvalidInput, Conflict) as refusal:
        here.session.rollback()
        return _board_page(here, Chosen(), refusal)
    return see_other(HOME, "diingatkan" if done.told else "sudah-diingatkan")
