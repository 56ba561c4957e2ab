"""Pages: the OPD's evidence library, its use for indicators, the files themselves."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi import Form as Field
from starlette.responses import Response

from app.accounts.quotas import Use
from app.errors import InvalidInput
from app.files.media_types import SHOWABLE
from app.pages.submissions import Sought, indicator_page
from app.permissions import Permission
from app.submissions import (
    earlier_evidence,
    evidence_actions,
    evidence_archive,
    evidence_library,
    queries,
    reuse_actions,
)
from app.submissions.earlier_evidence import Wish
from app.submissions.evidence_schemas import ReuseInput, Search
from app.submissions.models import Evidence, Submission
from app.submissions.schemas import ChoiceInput, CitationInput, LinkUseInput, UseInput
from app.templating import tanggal
from app.texts import Line
from app.web.arrivals import ArrivalRoute, Arrived
from app.web.forms import Form, form_of, refused
from app.web.guards import ReadableEvidence, SubmissionWith, can, known_id
from app.web.quotas import count_of_account
from app.web.reading import file_of, journal_read
from app.web.responses import download, is_autosave, page, see_other, told
from app.web.unit_of_work import Files
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False, route_class=ArrivalRoute)
P = Permission
HOME = "/penilaian-mandiri/{submission_id}"


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


Uploadable = Annotated[Submission, _with(P.EVIDENCE_UPLOAD)]
Removable = Annotated[Submission, _with(P.EVIDENCE_DELETE)]
Item = Annotated[Evidence, Depends(ReadableEvidence(), scope="function")]
LinkGiven = Annotated[Form[LinkUseInput], Depends(form_of(LinkUseInput))]
ReuseGiven = Annotated[Form[ReuseInput], Depends(form_of(ReuseInput))]
ChoiceGiven = Annotated[Form[ChoiceInput], Depends(form_of(ChoiceInput))]
CitationGiven = Annotated[Form[CitationInput], Depends(form_of(CitationInput))]


def _use(code: Annotated[Line, Field()] = "", citation: Annotated[Line, Field()] = "") -> UseInput:
    return UseInput(code=code, citation=citation)


@router.get(HOME + "/bukti")
def library(
    submission: Annotated[Submission, _with(P.EVIDENCE_READ_LIVE)], here: Here, search: Sought
) -> Response:
    """Show the OPD's evidence library, and what it had the year before."""
    return _library_page(here, submission, {}, {}, search)


def _page(
    here: Visit,
    submission: Submission,
    code: str,
    errors: Mapping[str, str],
    typed: Mapping[str, object],
) -> Response:
    """Draw the page the form stood on: an indicator's, or the library."""
    if code:
        return indicator_page(here, submission, code, errors=errors, typed=typed)
    return _library_page(here, submission, errors, typed, Search())


def _library_page(
    here: Visit,
    submission: Submission,
    errors: Mapping[str, str],
    typed: Mapping[str, object],
    search: Search,
) -> Response:
    items = evidence_library.items(here.session, submission.id)
    wish = Wish(words=search.cari)
    return page(
        here.request,
        "submissions/library.html",
        status=422 if errors else 200,
        view=queries.submission_view(here.session, submission, here.now),
        links=evidence_library.checks_of(items, here.now),
        shelf=evidence_library.leaf(items, search.cari, search.halaman),
        earlier=earlier_evidence.offered(here.session, submission, items, wish, here.now),
        can=can(here.session, here.actor, submission, here.now),
        known=[item.title for item in items if item.id in search.sama],
        errors=errors,
        typed=typed,
    )


@router.post(HOME + "/bukti")
def upload(
    submission: Uploadable,
    here: Here,
    storage: Files,
    file: Annotated[list[UploadFile], File()],  # noqa: ARG001  declares the form's field
    use: Annotated[UseInput, Depends(_use)],
    arrived: Arrived,
) -> Response:
    """Take files into the library, used at once when an indicator is named."""
    taken, faults = evidence_actions.take_in(
        here.session, here.actor, submission, storage, (arrived, use), here.now
    )
    if is_autosave(here.request):
        return told(faults[0].message, 422) if faults else told(_arrival(taken, here))
    if faults:
        message = " ".join(fault.message for fault in faults)
        return _page(here, submission, use.code, {"file": message}, {})
    known = [item.id for item in taken if item.uploaded_at != here.now]
    word = "dipakai" if use.code else "" if known else "diunggah"
    return see_other(_place(submission, use.code, known), word)


def _arrival(taken: list[Evidence], here: Visit) -> str:
    """Say what became of a file: it is new, or the library had it, or an earlier year's had."""
    item = taken[0]
    if item.uploaded_at != here.now:
        return f"Berkas ini sudah ada: {item.title}. Yang ada dipakai."
    if item.first_uploaded_at:
        return f"Terunggah. Berkas ini sama dengan bukti {tanggal(item.first_uploaded_at)}."
    return "Terunggah."


def _place(submission: Submission, code: str, known: Sequence[str] = ()) -> str:
    """Give where a form leads back to; `known` items are named there as there already."""
    home = f"/penilaian-mandiri/{submission.id}"
    asked = "?" + "&".join(f"sama={each}" for each in known) if known else ""
    return f"{home}/indikator/{code}{asked}#evidence" if code else f"{home}/bukti{asked}"


@router.post(HOME + "/bukti/{evidence_id}/pakai-lagi")
def use_again(evidence_id: str, submission: Uploadable, here: Here, form: ReuseGiven) -> Response:
    """Take an item of an earlier year into the library, used at once when an indicator is named."""
    try:
        reuse = (known_id(evidence_id), form.valid())
        reuse_actions.use_again(here.session, here.actor, submission, reuse, here.now)
    except InvalidInput as refusal:
        code = str(form.raw.get("code", ""))
        return _page(here, submission, code, refused(here.session, refusal), form.raw)
    code = reuse[1].code
    return see_other(_place(submission, code), "dipakai" if code else "dipakai-lagi")


@router.post(HOME + "/tautan")
def add_link(submission: Uploadable, here: Here, form: LinkGiven) -> Response:
    """Take a link into the library, used at once when an indicator is named."""
    try:
        given = form.valid()
        evidence_actions.use_link(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        code = str(form.raw.get("code", ""))
        return _page(here, submission, code, refused(here.session, refusal), form.raw)
    return see_other(_place(submission, given.code), "dipakai" if given.code else "diunggah")


@router.post(HOME + "/bukti/{evidence_id}/hapus")
def remove(evidence_id: str, submission: Removable, here: Here) -> Response:
    """Take an item out of the library and off every indicator."""
    evidence_actions.remove_evidence(
        here.session, here.actor, submission, known_id(evidence_id), here.now
    )
    return see_other(_place(submission, ""), "dihapus")


@router.post(HOME + "/indikator/{code}/bukti")
def choose(code: str, submission: Uploadable, here: Here, form: ChoiceGiven) -> Response:
    """Use an item of the library for an indicator."""
    try:
        given = form.valid()
        use = (code, known_id(given.evidence), given)
        evidence_actions.attach(here.session, here.actor, submission, use, here.now)
    except InvalidInput as refusal:
        return _page(here, submission, code, refused(here.session, refusal), form.raw)
    return see_other(_place(submission, code), "dipakai")


@router.post(HOME + "/indikator/{code}/bukti/{evidence_id}")
def cite(
    code: str, evidence_id: str, submission: Uploadable, here: Here, form: CitationGiven
) -> Response:
    """Say where in an item the proof stands; an item not used yet is used from now on."""
    try:
        use = (code, known_id(evidence_id), form.valid())
        evidence_actions.attach(here.session, here.actor, submission, use, here.now)
    except InvalidInput as refusal:
        return _page(here, submission, code, refused(here.session, refusal), form.raw)
    return see_other(_place(submission, code), "tersimpan")


@router.post(HOME + "/indikator/{code}/bukti/{evidence_id}/lepas")
def detach(code: str, evidence_id: str, submission: Removable, here: Here) -> Response:
    """Stop using an item for an indicator."""
    evidence_actions.detach(
        here.session, here.actor, submission, code, known_id(evidence_id), here.now
    )
    return see_other(_place(submission, code), "dilepas")


@router.get("/bukti/{evidence_id}")
def content(item: Item, here: Here, storage: Files, tampil: bool = False) -> Response:  # noqa: FBT001, FBT002
    """Give a file; each reading is journalled. `tampil`: shown in the browser where it can be."""
    file = file_of(here.session, here.actor, item)
    permission, _ = here.request.state.asked
    journal_read(here.request, here.actor, permission, item.id, here.now)
    is_shown = tampil and file.media_type in SHOWABLE
    return download(
        storage.stream(file.sha256),
        item.file_name,
        file.media_type,
        file.size_bytes,
        inline=is_shown,
    )


@router.get(HOME + "/bukti/arsip")
def archive(
    submission: Annotated[Submission, _with(P.EXPORT_EVIDENCE_ZIP)], here: Here, storage: Files
) -> Response:
    """Give all evidence of the snapshot as one ZIP; the reading is journalled."""
    count_of_account(here.request, here.actor, Use.EXPORT, here.now)
    packed = evidence_archive.plan(here.session, submission)
    journal_read(here.request, here.actor, P.EXPORT_EVIDENCE_ZIP, submission.id, here.now)
    return download(packed.pieces(storage), packed.name, "application/zip")
