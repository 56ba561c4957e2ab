"""Pages: one item of evidence: looked at, used for several indicators, checked by a person."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.errors import InvalidInput
from app.faults import sentence
from app.files.media_types import SHOWABLE
from app.permissions import Permission
from app.submissions import check_actions, evidence_actions, evidence_library
from app.submissions.evidence_schemas import ManyUsesInput, PlaceInput
from app.submissions.item_uses import item_view
from app.submissions.models import Evidence, Submission
from app.web.forms import Form, fields_of, form_of, refused
from app.web.guards import ReadableEvidence, SubmissionWith, can, known_id
from app.web.reading import file_of, journal_glass
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/penilaian-mandiri/{submission_id}/bukti/{evidence_id}"
CITATION = "citation-"
NOTHING = "Centang paling sedikit satu indikator."


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


async def uses(request: Request) -> Form[ManyUsesInput]:
    """Read which indicators are ticked, each with its field `citation-<code>`."""
    data = await fields_of(request)
    codes = [str(code) for code in data.getlist("codes[]")]
    citations = {name: str(text) for name, text in data.items() if name.startswith(CITATION)}
    raw: dict[str, object] = {"codes": codes, **citations}
    given = [{"code": code, "citation": citations.get(CITATION + code, "")} for code in codes]
    if not given:
        return Form(raw, None, {"uses": NOTHING})
    try:
        return Form(raw, ManyUsesInput.model_validate({"uses": given}))
    except ValidationError as error:
        said = {f"Pasal atau halaman {sentence(item)}." for item in error.errors()}
        return Form(raw, None, {"uses": " ".join(sorted(said))})


Uploadable = Annotated[Submission, _with(P.EVIDENCE_UPLOAD)]
UsesGiven = Annotated[Form[ManyUsesInput], Depends(uses)]
PlaceGiven = Annotated[Form[PlaceInput], Depends(form_of(PlaceInput))]


@router.get(HOME)
def item(
    evidence_id: str, submission: Annotated[Submission, _with(P.EVIDENCE_READ_LIVE)], here: Here
) -> Response:
    """Show one item of the library: what it serves, what else it may serve."""
    return _page(here, submission, known_id(evidence_id), {}, {})


def _page(
    here: Visit,
    submission: Submission,
    evidence_id: str,
    errors: Mapping[str, str],
    typed: Mapping[str, object],
) -> Response:
    return page(
        here.request,
        "submissions/item.html",
        status=422 if errors else 200,
        view=item_view(here.session, submission, evidence_id, here.now),
        can=can(here.session, here.actor, submission, here.now),
        errors=errors,
        typed=typed,
    )


@router.post(HOME + "/indikator")
def use(evidence_id: str, submission: Uploadable, here: Here, form: UsesGiven) -> Response:
    """Use an item for every indicator that is ticked."""
    try:
        given = (known_id(evidence_id), form.valid())
        evidence_actions.attach_to_many(here.session, here.actor, submission, given, here.now)
    except InvalidInput as refusal:
        errors = refused(here.session, refusal)
        return _page(here, submission, known_id(evidence_id), errors, form.raw)
    return see_other(f"/penilaian-mandiri/{submission.id}/bukti/{evidence_id}", "dipakai-banyak")


@router.post(HOME + "/pemeriksaan")
def check(evidence_id: str, submission: Uploadable, here: Here, form: PlaceGiven) -> Response:
    """Write down that a person opened the link."""
    given = form.valid()
    check_actions.check_link(here.session, here.actor, submission, known_id(evidence_id), here.now)
    return see_other(_place(submission, given.code), "diperiksa")


@router.post(HOME + "/data-pribadi")
def clear(evidence_id: str, submission: Uploadable, here: Here, form: PlaceGiven) -> Response:
    """Write down that a person looked for personal data."""
    given, found = form.valid(), known_id(evidence_id)
    check_actions.clear_personal(here.session, here.actor, submission, found, here.now)
    return see_other(_place(submission, given.code), "diperiksa")


def _place(submission: Submission, code: str) -> str:
    home = f"/penilaian-mandiri/{submission.id}"
    return f"{home}/indikator/{code}#evidence" if code else f"{home}/bukti"


@router.get("/bukti/{evidence_id}/lihat")
def viewer(
    item: Annotated[Evidence, Depends(ReadableEvidence(), scope="function")],
    here: Here,
    halaman: Annotated[int, Query(ge=0, le=9999)] = 0,
) -> Response:
    """Show a file inside a page of ours, at the page that is cited."""
    file = file_of(here.session, here.actor, item)
    permission, _ = here.request.state.asked
    journal_glass(here.request, here.actor, permission, item.id, here.now)
    kind = "other"
    if file.media_type in SHOWABLE:
        kind = "pdf" if file.media_type == "application/pdf" else "image"
    return page(
        here.request,
        "submissions/viewer.html",
        view=evidence_library.item(here.session, item.id),
        page=halaman,
        kind=kind,
    )
