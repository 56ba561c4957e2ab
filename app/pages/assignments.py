"""Pages: who scores what in the running round, by rule and by table; by hand: moderation."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.assessments import assignment_actions, assignment_table, board, proposals
from app.assessments.assignment_schemas import (
    Mode,
    ModeOnPages,
    ProposalInput,
    TableForm,
    TableView,
)
from app.assessments.rosters import roster
from app.errors import AppError, Conflict, InvalidInput, NotFound, Stale, TooLarge
from app.files.tables import BYTES_MAX
from app.files.workbooks import MEDIA_TYPE
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import STATES, Actor, Permission, holds
from app.web.forms import Form, form_of
from app.web.guards import RoleWith
from app.web.responses import download, page, see_other
from app.web.round_guards import RunningRoundWith, is_due
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/pleno/penugasan"
FAULTS_SHOWN = 100
Watcher = Annotated[Actor, Depends(RoleWith(P.DASHBOARD_PROGRESS), scope="function")]
Round = Annotated[Period | None, Depends(RunningRoundWith(P.ASSIGNMENT_SET), scope="function")]
ProposalGiven = Annotated[Form[ProposalInput], Depends(form_of(ProposalInput))]
RowsGiven = Annotated[Form[TableForm], Depends(form_of(TableForm))]


@router.get(HOME)
def assignments(_actor: Watcher, here: Here, keadaan: str = "") -> Response:
    """Show who scores which OPD."""
    period = periods.running(here.session)
    view = (
        board.board(here.session, here.actor, period, board.Chosen(keadaan), here.now)
        if period
        else None
    )
    return page(
        here.request,
        "moderation/assignments.html",
        view=view,
        declares=holds(here.actor, P.CONFLICT_DECLARE),
        assigns=is_due(here.actor.role, P.ASSIGNMENT_SET, STATES),
    )


def _opened(period: Period | None) -> Period:
    if period is None:
        raise NotFound
    return period


@router.get(HOME + "/usulan")
def proposal(given: Round, here: Here, cara: ModeOnPages = ModeOnPages.GAPS) -> Response:
    """Show what the rule would assign; nothing is written yet."""
    return _proposal_page(here, _opened(given), Mode[cara.name])


def _proposal_page(
    here: Visit, period: Period, mode: Mode, refusal: AppError | None = None
) -> Response:
    found = roster(here.session, period)
    return page(
        here.request,
        "moderation/assignment_proposal.html",
        status=refusal.status if refusal else 200,
        view=proposals.proposal(found, here.actor, period, mode),
        title=period.title,
        refusal=refusal.message if refusal else "",
    )


@router.post(HOME + "/usulan")
def take_over(given: Round, here: Here, form: ProposalGiven) -> Response:
    """Assign what the page showed; when anything it rests on changed, show it anew."""
    period, asked = _opened(given), form.valid()
    try:
        given_mark = (asked.mode, asked.seen)
        assignment_actions.take_over(here.session, here.actor, period, given_mark, here.now)
    except (Stale, InvalidInput, Conflict) as refusal:
        here.session.rollback()
        return _proposal_page(here, period, asked.mode, refusal)
    return see_other(HOME, "ditugaskan")


@router.get(HOME + "/penugasan.xlsx")
def table(given: Round, here: Here) -> Response:
    """Give the present assignments as the table that can be taken back."""
    period = _opened(given)
    content = assignment_table.assignment_book(roster(here.session, period), period, here.now)
    return download(content, f"penugasan-{period.year}.xlsx", MEDIA_TYPE)


@router.get(HOME + "/impor")
def choose(given: Round, here: Here) -> Response:
    """Show the form for a table of assignments."""
    return _choose(here, _opened(given))


def _choose(here: Visit, period: Period, refusal: AppError | None = None) -> Response:
    faults = refusal.faults if refusal else ()
    return page(
        here.request,
        "moderation/assignment_import.html",
        status=refusal.status if refusal else 200,
        view=periods.view(period, here.now),
        refusal=refusal.message if refusal else "",
        faults=faults[:FAULTS_SHOWN],
        more=max(0, len(faults) - FAULTS_SHOWN),
    )


@router.post(HOME + "/impor")
def compare(given: Round, here: Here, file: Annotated[UploadFile, File()]) -> Response:
    """Show what a table changes; nothing is stored yet."""
    period = _opened(given)
    here.session.rollback()  # nothing is written here, so nobody waits while the table is read
    try:
        content = file.file.read(BYTES_MAX + 1)
        found = roster(here.session, period)
        view = assignment_table.differences(found, here.actor, content, file.filename or "")
    except (InvalidInput, TooLarge) as refusal:
        return _choose(here, period, refusal)
    return _differences(here, period, view)


def _differences(here: Visit, period: Period, view: TableView) -> Response:
    return page(
        here.request, "moderation/assignment_differences.html", view=view, title=period.title
    )


@router.post(HOME + "/impor/penerapan")
def apply(given: Round, here: Here, form: RowsGiven) -> Response:
    """Assign what the page of differences showed; all of it or nothing."""
    period = _opened(given)
    try:
        rows = form.valid().rows
        assignment_actions.take_in(here.session, here.actor, period, rows, here.now)
    except (InvalidInput, Conflict, Stale) as refusal:
        here.session.rollback()
        return _choose(here, period, refusal)
    return see_other(HOME, "ditugaskan")
