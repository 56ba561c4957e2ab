"""Pages: evaluation years, their dates, and the steps of the whole round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import Response

from app.clock import end_of_day, in_wib, last_minute
from app.errors import AppError, Conflict, InvalidInput, NotFound
from app.pages.rounds import period_page
from app.periods import actions, queries
from app.periods.models import Period
from app.periods.schemas import DatesForm, ExtendForm, PeriodForm, ReopenForm, StepInput
from app.permissions import Actor, Permission, Role, holds
from app.questionnaires import queries as instruments
from app.reports import actions as reports
from app.results import actions as results
from app.submissions import actions as submission_actions
from app.web.confirmation import Confirmed
from app.web.forms import Form, form_of, refused
from app.web.guards import PeriodOfYear, RoleWith
from app.web.responses import page, see_other
from app.web.round_guards import ANNOUNCE, FINALISE, PUBLISH, REOPEN
from app.web.unit_of_work import Db, Now
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
Reader = Annotated[Actor, Depends(RoleWith(P.DIRECTORY_READ), scope="function")]
Creator = Annotated[Actor, Depends(RoleWith(P.CYCLE_CREATE), scope="function")]
Dater = Annotated[Actor, Depends(RoleWith(P.CYCLE_EDIT_DATES_BEFORE_OPEN), scope="function")]
Opener = Annotated[Actor, Depends(RoleWith(P.PERIOD_OPEN), scope="function")]
Extender = Annotated[Actor, Depends(RoleWith(P.DEADLINE_EXTEND), scope="function")]
Retrier = Annotated[Actor, Depends(RoleWith(P.JOBS_RETRY), scope="function")]
Announcer = Annotated[Actor, Depends(ANNOUNCE.on_pages(), scope="function")]
Finaliser = Annotated[Actor, Depends(FINALISE.on_pages(), scope="function")]
Publisher = Annotated[Actor, Depends(PUBLISH.on_pages(), scope="function")]
Reopener = Annotated[Actor, Depends(REOPEN.on_pages(), scope="function")]
CreateForm = Annotated[Form[PeriodForm], Depends(form_of(PeriodForm))]
DaysForm = Annotated[Form[DatesForm], Depends(form_of(DatesForm))]
MoreTimeForm = Annotated[Form[ExtendForm], Depends(form_of(ExtendForm))]
CorrectionForm = Annotated[Form[ReopenForm], Depends(form_of(ReopenForm))]


@dataclass(frozen=True, slots=True)
class PeriodFormView:
    """The form of a new period, or of the dates of one that has not opened (then `year` is set)."""

    values: Mapping[str, object]
    instruments: tuple[tuple[str, str], ...] = ()
    year: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/periode")
def index(request: Request, actor: Reader, session: Db, now: Now) -> Response:
    """List the periods, newest first."""
    periods = [queries.view(period, now) for period in queries.all_periods(session)]
    view = {"periods": periods, "may_create": holds(actor, P.CYCLE_CREATE)}
    return page(request, "periods/index.html", view=view)


@router.get("/periode/baru")
def new(request: Request, _actor: Creator, session: Db) -> Response:
    """Show the form for a new period."""
    view = _create_view(session, {"objections_enabled": "ya"}, {})
    return page(request, "periods/create.html", view=view)


def _create_view(
    session: Session, values: Mapping[str, object], errors: Mapping[str, str]
) -> PeriodFormView:
    choices = tuple((one.id, one.title) for one in instruments.published(session))
    return PeriodFormView(
        {"max_returns": "1", "objection_days": "5", **values}, choices, errors=errors
    )


@router.post("/periode/baru")
def create(form: CreateForm, actor: Creator, here: Here) -> Response:
    """Set up an evaluation year. It opens by itself on its first day."""
    try:
        period = actions.create(here.session, actor, form.valid().as_input(), here.now)
    except (InvalidInput, Conflict) as refusal:
        view = _create_view(here.session, form.raw, refused(here.session, refusal))
        return page(here.request, "periods/create.html", status=422, view=view)
    return see_other(f"/periode/{period.year}", "tersimpan")


@router.get("/periode/{year}")
def detail(actor: Reader, found: PeriodOfYear, here: Here, status: str = "") -> Response:
    """Show a period: phases, steps, submissions, documents, as far as the reader may see them."""
    return page(
        here.request,
        "periods/detail.html",
        view=period_page(here.session, actor, found, here.now, chosen=status),
    )


@router.get("/periode/{year}/tanggal")
def dates(request: Request, _actor: Dater, found: PeriodOfYear) -> Response:
    """Show the dates of a period that has not opened."""
    values = {
        "fill_opens_on": in_wib(found.fill_opens_at).date(),
        "fill_closes_on": in_wib(last_minute(found.fill_closes_at)).date(),
        "assessment_closes_on": in_wib(last_minute(found.assessment_closes_at)).date(),
    }
    view = PeriodFormView({name: day.isoformat() for name, day in values.items()}, year=found.year)
    return page(request, "periods/dates.html", view=view)


@router.post("/periode/{year}/tanggal")
def change_dates(form: DaysForm, actor: Dater, found: PeriodOfYear, here: Here) -> Response:
    """Change the dates before the period opens."""
    year = found.year
    try:
        actions.change_dates(here.session, actor, found, form.valid().as_input(), here.now)
    except (InvalidInput, Conflict) as refusal:
        view = PeriodFormView(form.raw, year=year, errors=refused(here.session, refusal))
        return page(here.request, "periods/dates.html", status=422, view=view)
    return see_other(f"/periode/{year}", "tersimpan")


@router.post("/periode/{year}/pembukaan")
def open_now(actor: Opener, found: PeriodOfYear, here: Here) -> Response:
    """Do at once what the clock would do within a second: open the period that is due."""
    submission_actions.open_when_due(here.session, actor, found, here.now)
    return see_other(f"/periode/{found.year}", "periode-dibuka")


@router.post("/periode/{year}/perpanjangan")
def extend(form: MoreTimeForm, _actor: Extender, found: PeriodOfYear, here: Here) -> Response:
    """Give one OPD, or all that still fill, more time."""
    try:
        given = form.valid()
        wish = (given.agency, end_of_day(given.until), given.reason)
        submission_actions.extend_all(here.session, here.actor, found, wish, here.now)
    except (InvalidInput, Conflict, NotFound) as refusal:
        return _again(here, found, form, refusal)
    return see_other(f"/periode/{found.year}", "diperpanjang")


def _again(
    here: Visit, found: Period, form: Form[ExtendForm] | Form[ReopenForm], refusal: AppError
) -> Response:
    """Show the period again with what was typed and why it was refused."""
    errors = refused(here.session, refusal)
    values = {name: str(value) for name, value in form.raw.items()}
    view = period_page(here.session, here.actor, found, here.now, typed=(values, errors))
    return page(here.request, "periods/detail.html", status=422, view=view)


@router.post("/periode/{year}/pengumuman")
def announce(actor: Announcer, found: PeriodOfYear, here: Here) -> Response:
    """Give every OPD its provisional result at one instant."""
    results.announce(here.session, actor, found, here.now)
    return see_other(f"/periode/{found.year}", "diumumkan")


@router.post("/periode/{year}/penetapan")
def finalise(actor: Finaliser, _sure: Confirmed, found: PeriodOfYear, here: Here) -> Response:
    """The coordinator proposes, the admin confirms."""
    if actor.role is Role.MODERATOR:
        results.propose_finalise(here.session, actor, found, StepInput(), here.now)
        return see_other(f"/periode/{found.year}", "diusulkan")
    reports.finalise(here.session, actor, found, here.now)
    return see_other(f"/periode/{found.year}", "dikonfirmasi")


@router.post("/periode/{year}/publikasi")
def publish(actor: Publisher, _sure: Confirmed, found: PeriodOfYear, here: Here) -> Response:
    """The admin proposes, the coordinator confirms, once every document is made."""
    if actor.role is Role.ADMIN:
        reports.propose_publish(here.session, actor, found, StepInput(), here.now)
        return see_other(f"/periode/{found.year}", "diusulkan")
    reports.publish(here.session, actor, found, here.now)
    return see_other(f"/periode/{found.year}", "dikonfirmasi")


@router.post("/periode/{year}/koreksi")
def reopen(
    form: CorrectionForm, _actor: Reopener, _sure: Confirmed, found: PeriodOfYear, here: Here
) -> Response:
    """The coordinator proposes a correction of named indicators, the admin confirms."""
    if here.actor.role is Role.ADMIN:
        results.confirm_reopen(here.session, here.actor, found, here.now)
        return see_other(f"/periode/{found.year}", "dikonfirmasi")
    try:
        results.propose_reopen(here.session, here.actor, found, form.valid().as_input(), here.now)
    except (InvalidInput, Conflict) as refusal:
        return _again(here, found, form, refusal)
    return see_other(f"/periode/{found.year}", "diusulkan")


@router.post("/periode/{year}/dokumen")
def retry_documents(actor: Retrier, found: PeriodOfYear, here: Here) -> Response:
    """Ask again for the documents that could not be made."""
    reports.retry_failed(here.session, actor, found, here.now)
    return see_other(f"/periode/{found.year}", "diminta")
