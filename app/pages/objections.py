"""Pages: the head's objection to a provisional result."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.accounts.schemas import INSTITUTION_NAMES
from app.errors import InvalidInput
from app.faults import sentence
from app.objections import actions, queries
from app.objections.schemas import EditInput, ObjectionInput
from app.permissions import Permission
from app.results.changes import changes
from app.results.queries import result_view
from app.submissions import filling
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.web.forms import Form, doubled, fields_of, form_of, refused
from app.web.guards import SubmissionWith, can
from app.web.responses import page, see_other
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
HOME = "/penilaian-mandiri/{submission_id}"
REASON = "reason-"
NOTHING = "Tulis alasan pada paling sedikit satu indikator."


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


async def filing(request: Request) -> Form[ObjectionInput]:
    """Read a filing: one field `reason-<code>` for each indicator, empty ones left out."""
    data = await fields_of(request)
    raw = {name: str(value) for name, value in data.items() if name.startswith(REASON)}
    if twice := doubled(data, raw):
        return Form(raw, None, twice)
    items = [
        {"code": name.removeprefix(REASON), "reason": text}
        for name, text in raw.items()
        if text.strip()
    ]
    if not items:
        return Form(raw, None, {"": NOTHING})
    try:
        return Form(raw, ObjectionInput.model_validate({"items": items}))
    except ValidationError as error:
        faults = [(item["loc"], sentence(item)) for item in error.errors()]
        places = {
            f"{REASON}{items[int(loc[1])]['code']}": f"Alasan {said}." for loc, said in faults
        }
        return Form(raw, None, places)


FilingGiven = Annotated[Form[ObjectionInput], Depends(filing)]
EditGiven = Annotated[Form[EditInput], Depends(form_of(EditInput))]


@router.get(HOME + "/sanggahan")
def objections(submission: Annotated[Submission, _with(P.RESULT_READ_OWN)], here: Here) -> Response:
    """Show the result indicator by indicator, to be objected to; later the decisions."""
    return _page(here, submission, {}, {})


def _page(
    here: Visit, submission: Submission, errors: Mapping[str, str], typed: Mapping[str, object]
) -> Response:
    instrument = submissions.instrument_of(here.session, submission)
    return page(
        here.request,
        "objections/own.html",
        status=422 if errors else 200,
        view=result_view(here.session, submission),
        filings=queries.views(here.session, here.actor, submission.id),
        revisions=changes(here.session, submission),
        window=filling.window(here.session, submission, here.now),
        level_names={level.level: level.name for level in instrument.levels},
        can=can(here.session, here.actor, submission, here.now),
        errors=errors,
        typed=typed,
    )


@router.get("/hasil/{submission_id}/sanggahan")
def reading(submission: Annotated[Submission, _with(P.OBJECTION_READ)], here: Here) -> Response:
    """Show every filing with its decisions; the institutions' advice not to the OPD."""
    return page(
        here.request,
        "objections/reading.html",
        view=submissions.submission_view(here.session, submission, here.now),
        filings=queries.views(here.session, here.actor, submission.id),
        revisions=changes(here.session, submission),
        institutions=INSTITUTION_NAMES,
        instrument=submissions.instrument_of(here.session, submission),
    )


@router.post(HOME + "/sanggahan")
def file(
    submission: Annotated[Submission, _with(P.OBJECTION_FILE)], here: Here, form: FilingGiven
) -> Response:
    """File an objection to the indicators whose reason was written."""
    try:
        actions.file(here.session, here.actor, submission, form.valid(), here.now)
    except InvalidInput as refusal:
        return _page(here, submission, refused(here.session, refusal), form.raw)
    return see_other(f"/penilaian-mandiri/{submission.id}/sanggahan", "disanggah")


@router.post(HOME + "/sanggahan/{code}")
def edit(
    code: str,
    submission: Annotated[Submission, _with(P.OBJECTION_EDIT)],
    here: Here,
    form: EditGiven,
) -> Response:
    """Better the reason of an undecided item."""
    try:
        actions.edit(here.session, here.actor, submission, code, form.valid(), here.now)
    except InvalidInput as refusal:
        message = refused(here.session, refusal).popitem()[1]
        typed = {f"{REASON}{code}": form.raw.get("reason", "")}
        return _page(here, submission, {f"{REASON}{code}": message}, typed)
    return see_other(f"/penilaian-mandiri/{submission.id}/sanggahan", "tersimpan")


@router.post(HOME + "/penarikan-sanggahan")
def withdraw(
    submission: Annotated[Submission, _with(P.OBJECTION_WITHDRAW)], here: Here
) -> Response:
    """Withdraw the whole filing while nothing is decided."""
    actions.withdraw(here.session, here.actor, submission, here.now)
    return see_other(f"/penilaian-mandiri/{submission.id}/sanggahan", "batal-sanggah")
