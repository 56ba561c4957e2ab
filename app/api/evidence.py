"""JSON: files of the evidence library coming in and going out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from app.accounts.quotas import Use
from app.permissions import Permission
from app.submissions import (
    check_actions,
    earlier_evidence,
    evidence_actions,
    evidence_archive,
    evidence_library,
    reuse_actions,
)
from app.submissions.earlier_evidence import Wish
from app.submissions.evidence_schemas import EarlierLibraryView, ReuseInput
from app.submissions.models import Evidence, Submission
from app.submissions.schemas import EvidenceView
from app.texts import Line
from app.web.arrivals import ArrivalApiRoute, OneArrived
from app.web.guards import ReadableEvidence, SubmissionWith, known_id
from app.web.identity import SignedIn
from app.web.quotas import count_of_account
from app.web.reading import file_of, journal_read
from app.web.responses import download
from app.web.unit_of_work import Db, Files, Now

router = APIRouter(tags=["Isian"], route_class=ArrivalApiRoute)
P = Permission


def _with(permission: Permission) -> Any:
    return Depends(SubmissionWith(permission), scope="function")


@router.post(
    "/submissions/{submission_id}/evidence", status_code=201, operation_id="uploadEvidence"
)
def upload(
    submission: Annotated[Submission, _with(P.EVIDENCE_UPLOAD)],
    actor: SignedIn,
    session: Db,
    now: Now,
    storage: Files,
    file: Annotated[UploadFile, File()],  # noqa: ARG001  declares the form's field
    received: OneArrived,
    title: Annotated[Line, Form()] = "",
) -> EvidenceView:
    """Take a file into the library."""
    given = (received, title)
    item = evidence_actions.upload_evidence(session, actor, submission, storage, given, now)
    return evidence_library.item(session, item.id)


@router.get("/submissions/{submission_id}/evidence/earlier", operation_id="listEarlierEvidence")
def earlier(
    submission: Annotated[Submission, _with(P.EVIDENCE_READ_LIVE)], session: Db, now: Now
) -> EarlierLibraryView | None:
    """Give what of the year before may be used again; null when there is nothing."""
    here = evidence_library.items(session, submission.id)
    return earlier_evidence.offered(session, submission, here, Wish(), now)


@router.post(
    "/submissions/{submission_id}/evidence/{evidence_id}/reuse",
    status_code=201,
    operation_id="reuseEvidence",
)
def use_again(
    evidence_id: str,
    submission: Annotated[Submission, _with(P.EVIDENCE_UPLOAD)],
    actor: SignedIn,
    session: Db,
    now: Now,
    given: ReuseInput | None = None,
) -> EvidenceView:
    """Take an item of an earlier year, the same bytes; used at once when `code` is given."""
    reuse = (evidence_id, given or ReuseInput())
    item = reuse_actions.use_again(session, actor, submission, reuse, now)
    return evidence_library.item(session, item.id)


@router.post(
    "/submissions/{submission_id}/evidence/{evidence_id}/link_check", operation_id="checkLink"
)
def check_link(
    evidence_id: str,
    submission: Annotated[Submission, _with(P.EVIDENCE_UPLOAD)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> EvidenceView:
    """Write down that a person opened the link."""
    check_actions.check_link(session, actor, submission, known_id(evidence_id), now)
    return evidence_library.item(session, evidence_id)


@router.post(
    "/submissions/{submission_id}/evidence/{evidence_id}/personal_data_check",
    operation_id="checkPersonalData",
)
def check_personal_data(
    evidence_id: str,
    submission: Annotated[Submission, _with(P.EVIDENCE_UPLOAD)],
    actor: SignedIn,
    session: Db,
    now: Now,
) -> EvidenceView:
    """Write down that a person looked for personal data in it."""
    check_actions.clear_personal(session, actor, submission, known_id(evidence_id), now)
    return evidence_library.item(session, evidence_id)


@router.get(
    "/evidence/{evidence_id}/content",
    operation_id="getEvidenceContent",
    response_class=Response,
    responses={200: {"content": {"*/*": {}}}},
)
def content(
    item: Annotated[Evidence, Depends(ReadableEvidence(), scope="function")],
    request: Request,
    actor: SignedIn,
    session: Db,
    now: Now,
    storage: Files,
) -> Response:
    """Give the bytes, as a download that no page can run. Each reading is journalled."""
    file = file_of(session, actor, item)
    permission, _ = request.state.asked
    journal_read(request, actor, permission, item.id, now)
    return download(storage.stream(file.sha256), item.file_name, file.media_type, file.size_bytes)


@router.get(
    "/submissions/{submission_id}/evidence.zip",
    operation_id="getEvidenceArchive",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}},
)
def archive(
    submission: Annotated[Submission, _with(P.EXPORT_EVIDENCE_ZIP)],
    request: Request,
    actor: SignedIn,
    session: Db,
    now: Now,
    storage: Files,
) -> Response:
    """Give all evidence of the snapshot as one ZIP with a manifest. The reading is journalled."""
    count_of_account(request, actor, Use.EXPORT, now)
    packed = evidence_archive.plan(session, submission)
    journal_read(request, actor, P.EXPORT_EVIDENCE_ZIP, submission.id, now)
    return download(packed.pieces(storage), packed.name, "application/zip")
