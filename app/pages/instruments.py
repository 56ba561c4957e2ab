"""Pages: the instruments, each with its whole rubric; new ones arrive and are published here."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.errors import AppError, Conflict, Fault, InvalidInput, NotFound, Stale, TooLarge
from app.permissions import Actor, Permission, holds
from app.questionnaires import actions, queries
from app.questionnaires.archive import ZIP_MAX_BYTES
from app.questionnaires.schema import AGENCY_TYPES, Instrument
from app.questionnaires.schemas import ConfirmInput, DraftView
from app.web.forms import Form, form_of
from app.web.guards import RoleWith
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
Reader = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_READ_PUBLISHED), scope="function")]
Importer = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_IMPORT), scope="function")]
Proposer = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_PUBLISH_PROPOSE), scope="function")]
Confirmer = Annotated[Actor, Depends(RoleWith(P.INSTRUMENT_PUBLISH_CONFIRM), scope="function")]
FAULTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class InstrumentList:
    """The instruments, and for those who publish them the drafts and the upload."""

    published: list[Instrument]
    drafts: list[DraftView]
    may_import: bool
    message: str = ""
    faults: tuple[Fault, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    """An instrument with what is said about it outside its files."""

    instrument: Instrument
    digest: str
    is_published: bool
    type_names: dict[str, str]
    draft: DraftView | None
    may: dict[str, bool]
    message: str = ""


@router.get("/instrumen")
def index(_actor: Reader, here: Here) -> Response:
    """List the instruments."""
    return _index(here)


def _index(here: Visit, refusal: AppError | None = None) -> Response:
    faults = refusal.faults if refusal else ()
    view = InstrumentList(
        queries.published(here.session),
        queries.drafts(here.session) if here.actor.role in queries.SEES_DRAFTS else [],
        holds(here.actor, P.INSTRUMENT_IMPORT),
        refusal.message if refusal else "",
        faults[:FAULTS_SHOWN],
        max(0, len(faults) - FAULTS_SHOWN),
    )
    status = refusal.status if refusal else 200
    return page(here.request, "instruments/index.html", status=status, view=view)


@router.post("/instrumen")
def take_in(_actor: Importer, here: Here, file: Annotated[UploadFile, File()]) -> Response:
    """Take the ZIP of an instrument's folder as a draft; every fault is shown."""
    content = file.file.read(ZIP_MAX_BYTES + 1)
    try:
        row = actions.take_in(here.session, here.actor, content, here.now)
    except (InvalidInput, Conflict, TooLarge) as refusal:
        here.session.rollback()
        return _index(here, refusal)
    return see_other(f"/instrumen/{row.id}", "rancangan")


@router.get("/instrumen/{instrument_id}")
def detail(instrument_id: str, _actor: Reader, here: Here) -> Response:
    """Show a whole instrument: tree, weights, rubric."""
    return _detail(here, instrument_id)


def _detail(here: Visit, instrument_id: str, refusal: AppError | None = None) -> Response:
    """Draw the page; a draft exists for those only who publish it."""
    instrument, draft = find(here, instrument_id)
    waits = draft is not None and draft.proposed_at is not None
    view = InstrumentPage(
        instrument,
        draft.sha256 if draft else queries.digest(here.session, instrument_id),
        not draft and queries.is_published(here.session, instrument_id),
        dict(AGENCY_TYPES),
        draft,
        {
            "withdraw": draft is not None and holds(here.actor, P.INSTRUMENT_IMPORT),
            "propose": not waits and holds(here.actor, P.INSTRUMENT_PUBLISH_PROPOSE),
            "confirm": waits and holds(here.actor, P.INSTRUMENT_PUBLISH_CONFIRM),
        },
        refusal.message if refusal else "",
    )
    status = refusal.status if refusal else 200
    return page(here.request, "instruments/detail.html", status=status, view=view)


def find(here: Visit, instrument_id: str) -> tuple[Instrument, DraftView | None]:
    """Give an instrument the reader may know of, with its standing while it is a draft."""
    try:
        return queries.get(here.session, instrument_id), None
    except NotFound:
        if here.actor.role not in queries.SEES_DRAFTS:
            raise
    row = queries.draft(here.session, instrument_id)
    return queries.read(row), queries.draft_view(row)


@router.post("/instrumen/{instrument_id}/penarikan")
def withdraw(instrument_id: str, _actor: Importer, here: Here) -> Response:
    """Take a draft away, so that a mended one can be uploaded."""
    actions.withdraw(here.session, here.actor, instrument_id, here.now)
    return see_other("/instrumen", "ditarik-rancangan")


@router.post("/instrumen/{instrument_id}/usulan")
def propose(instrument_id: str, _actor: Proposer, here: Here) -> Response:
    """Put a draft up for the coordinator's confirmation."""
    actions.propose(here.session, here.actor, instrument_id, here.now)
    return see_other(f"/instrumen/{instrument_id}", "diusulkan")


@router.post("/instrumen/{instrument_id}/penerbitan")
def confirm(
    instrument_id: str,
    _actor: Confirmer,
    here: Here,
    form: Annotated[Form[ConfirmInput], Depends(form_of(ConfirmInput))],
) -> Response:
    """Publish what the second person looked at; another content comes back to be looked at."""
    try:
        seen = form.valid().sha256
        actions.confirm(here.session, here.actor, instrument_id, seen, here.now)
    except Stale as refusal:
        here.session.rollback()
        return _detail(here, instrument_id, refusal)
    return see_other(f"/instrumen/{instrument_id}", "dikonfirmasi")
