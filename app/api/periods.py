"""JSON: evaluation years and the steps of the whole round."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.links import links
from app.periods import actions, queries
from app.periods.schemas import (
    DatesInput,
    ExtendInput,
    PeriodInput,
    PeriodView,
    ProposalView,
    StepInput,
)
from app.permissions import Actor, Permission, Role
from app.reports import actions as reports
from app.results import actions as results
from app.submissions import actions as submission_actions
from app.submissions import queries as submissions
from app.submissions.states import State
from app.web.confirmation import Confirmed
from app.web.guards import PeriodOfYear, RoleWith
from app.web.round_guards import ANNOUNCE, FINALISE, PUBLISH, REOPEN
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Periode"], route_class=ApiRoute)
P = Permission
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]
Creator = Annotated[Actor, Depends(RoleWith(P.CYCLE_CREATE), scope="function")]
Dater = Annotated[Actor, Depends(RoleWith(P.CYCLE_EDIT_DATES_BEFORE_OPEN), scope="function")]
Extender = Annotated[Actor, Depends(RoleWith(P.DEADLINE_EXTEND), scope="function")]
YEAR = {"year": "$response.body#/year"}
OF_A_PERIOD = (
    "changeDates", "openPeriod", "extendDeadline", "announce", "finalise", "publish", "reopen",
    "getRanking", "getRankingCsv", "getScores", "publicResults", "publicResultsCsv",
)  # fmt: skip
Opener = Annotated[Actor, Depends(RoleWith(P.PERIOD_OPEN), scope="function")]


@router.get(
    "/periods",
    operation_id="listPeriods",
    responses=links(200, getPeriod={"year": "$response.body#/0/year"}),
)
def periods(_actor: Reader, session: Db, now: Now) -> list[PeriodView]:
    """List the periods, newest first."""
    return [queries.view(period, now) for period in queries.all_periods(session)]


@router.post(
    "/periods",
    status_code=201,
    operation_id="createPeriod",
    responses=links(201, getPeriod=YEAR, changeDates=YEAR, openPeriod=YEAR),
)
def create(given: PeriodInput, actor: Creator, session: Db, now: Now) -> PeriodView:
    """Set up an evaluation year. It opens by itself at `fill_opens_at`."""
    return queries.view(actions.create(session, actor, given, now), now)


@router.get(
    "/periods/{year}",
    operation_id="getPeriod",
    responses=links(200, **dict.fromkeys(OF_A_PERIOD, YEAR)),
)
def period(_actor: Reader, found: PeriodOfYear, session: Db, now: Now) -> dict[str, Any]:
    """Give a period with the number of submissions in each state and the steps that wait."""
    rows = submissions.of_period(session, found.id)
    states = {state.value: sum(row.state == state for row in rows) for state in State}
    waiting: list[ProposalView] = queries.proposal_views(session, found.id)
    return queries.view(found, now).model_dump(mode="json") | {
        "states": {state: number for state, number in states.items() if number},
        "proposals": [proposal.model_dump(mode="json") for proposal in waiting],
    }


@router.put("/periods/{year}/dates", operation_id="changeDates")
def change_dates(
    given: DatesInput, actor: Dater, found: PeriodOfYear, session: Db, now: Now
) -> PeriodView:
    """Change the dates before the period opens."""
    return queries.view(actions.change_dates(session, actor, found, given, now), now)


@router.post("/periods/{year}/open", operation_id="openPeriod")
def open_now(actor: Opener, found: PeriodOfYear, session: Db, now: Now) -> PeriodView:
    """Do at once what the clock would do within a second: open the period that is due."""
    submission_actions.open_when_due(session, actor, found, now)
    return queries.view(found, now)


@router.post("/periods/{year}/extend", operation_id="extendDeadline")
def extend(
    given: ExtendInput, actor: Extender, found: PeriodOfYear, session: Db, now: Now
) -> dict[str, int]:
    """Give one OPD, or all that still fill, more time."""
    wish = (given.agency, given.until, given.reason)
    return {"extended": submission_actions.extend_all(session, actor, found, wish, now)}


@router.post("/periods/{year}/announce", operation_id="announce")
def announce(
    actor: Annotated[Actor, Depends(ANNOUNCE, scope="function")],
    found: PeriodOfYear,
    session: Db,
    now: Now,
) -> PeriodView:
    """Give every OPD its provisional result at one instant."""
    results.announce(session, actor, found, now)
    return queries.view(found, now)


@router.post("/periods/{year}/finalise", operation_id="finalise")
def finalise(
    actor: Annotated[Actor, Depends(FINALISE, scope="function")],
    _sure: Confirmed,
    found: PeriodOfYear,
    session: Db,
    now: Now,
    response: Response,
    given: StepInput | None = None,
) -> PeriodView:
    """The coordinator proposes (202), the admin confirms (200)."""
    if actor.role is Role.MODERATOR:
        results.propose_finalise(session, actor, found, given or StepInput(), now)
        response.status_code = 202
    else:
        reports.finalise(session, actor, found, now)
    return queries.view(found, now)


@router.post("/periods/{year}/publish", operation_id="publish")
def publish(
    actor: Annotated[Actor, Depends(PUBLISH, scope="function")],
    _sure: Confirmed,
    found: PeriodOfYear,
    session: Db,
    now: Now,
    response: Response,
    given: StepInput | None = None,
) -> PeriodView:
    """The admin proposes (202), the coordinator confirms (200), once every document is made."""
    if actor.role is Role.ADMIN:
        reports.propose_publish(session, actor, found, given or StepInput(), now)
        response.status_code = 202
    else:
        reports.publish(session, actor, found, now)
    return queries.view(found, now)


@router.post("/periods/{year}/reopen", operation_id="reopen")
def reopen(
    actor: Annotated[Actor, Depends(REOPEN, scope="function")],
    _sure: Confirmed,
    found: PeriodOfYear,
    session: Db,
    now: Now,
    response: Response,
    given: StepInput | None = None,
) -> PeriodView:
    """The coordinator proposes a correction of named indicators (202), the admin confirms (200)."""
    if actor.role is Role.MODERATOR:
        results.propose_reopen(session, actor, found, given or StepInput(), now)
        response.status_code = 202
    else:
        results.confirm_reopen(session, actor, found, now)
    return queries.view(found, now)
