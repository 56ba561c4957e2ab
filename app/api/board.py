"""JSON: how far a round is, and reminders."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.accounts.quotas import Use
from app.assessments import board, reminder_actions
from app.assessments.board_book import board_book
from app.assessments.board_schemas import ProgressView, ReminderInput, ReminderView
from app.files.workbooks import MEDIA_TYPE
from app.periods.models import Period
from app.permissions import Actor, Permission
from app.web.guards import PeriodOfYear, RoleWith
from app.web.identity import SignedIn
from app.web.quotas import count_of_account
from app.web.responses import download
from app.web.round_guards import RoundWith
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
P = Permission
HOME = "/periods/{year}"
Watcher = Annotated[Actor, Depends(RoleWith(P.DASHBOARD_PROGRESS), scope="function")]
Round = Annotated[Period, Depends(RoundWith(P.ASSIGNMENT_SET), scope="function")]


@router.get(HOME + "/progress", operation_id="getProgress")
def progress(_actor: Watcher, period: PeriodOfYear, session: Db, now: Now) -> ProgressView:
    """Give how far every OPD and every assessor of a round is; no levels."""
    return board.progress(session, period, now)


@router.get(
    HOME + "/progress.xlsx",
    operation_id="getProgressTable",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
)
def workbook(
    request: Request, actor: Watcher, period: PeriodOfYear, session: Db, now: Now
) -> Response:
    """Give the same as a workbook (XLSX)."""
    count_of_account(request, actor, Use.EXPORT, now)
    view = board.board(session, actor, period, board.Chosen(), now)
    return download(board_book(view, now), f"papan-{period.year}.xlsx", MEDIA_TYPE)


@router.post(HOME + "/reminders", operation_id="remind")
def remind(
    given: ReminderInput, period: Round, actor: SignedIn, session: Db, now: Now
) -> ReminderView:
    """Remind assessors with work left and OPDs that have not sent; each person once a day."""
    return reminder_actions.remind(session, actor, period, given, now)
