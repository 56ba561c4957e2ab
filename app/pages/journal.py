"""Pages: the audit trail, for the auditor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.schemas import INSTITUTION_NAMES, ROLE_NAMES
from app.errors import InvalidInput
from app.journal import queries
from app.journal.anchors import printed
from app.journal.queries import JournalView
from app.permissions import Actor, Institution, Permission, Role
from app.submissions.models import Submission
from app.submissions.queries import agency_of
from app.web.export import journal_export
from app.web.guards import RoleWith, SubmissionWith
from app.web.responses import page
from app.web.unit_of_work import Db
from app.web.visit import Here

router = APIRouter(include_in_schema=False)
Reader = Annotated[Actor, Depends(RoleWith(Permission.AUDIT_READ_ALL), scope="function")]
Verifier = Annotated[Actor, Depends(RoleWith(Permission.AUDIT_VERIFY), scope="function")]
Exporter = Annotated[Actor, Depends(RoleWith(Permission.AUDIT_EXPORT), scope="function")]
OfSubmission = Annotated[
    Submission, Depends(SubmissionWith(Permission.AUDIT_READ_SUBMISSION), scope="function")
]
LINES = 50


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A stretch of the trail. `older` is the address of the lines before it, empty at the end.

    about: whose submission it is of, when of one only.
    """

    lines: list[JournalView]
    actions: tuple[tuple[str, str], ...]
    action: str
    submission: str
    about: str
    older: str
    is_newest: bool
    head: str
    roles: Mapping[Role, str]
    institutions: Mapping[Institution, str]


@dataclass(frozen=True, slots=True)
class CheckView:
    """What a check of the whole trail found. `anchor` is what was pasted to compare with."""

    fault: str | None
    seq: str
    head: str
    anchor: str
    anchor_error: str


@router.get("/jejak-audit")
def journal(
    request: Request,
    _actor: Reader,
    session: Db,
    tindakan: Annotated[str, Query(max_length=60)] = "",
    isian: Annotated[str, Query(max_length=16)] = "",
    sebelum: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> Response:
    """Show the trail, newest first, of one action or one submission."""
    return _page(request, session, (tindakan, isian, sebelum))


@router.get("/jejak-audit/isian/{submission_id}")
def of_submission(request: Request, submission: OfSubmission, session: Db) -> Response:
    """Show the newest lines about one submission."""
    return _page(request, session, ("", submission.id, 0))


def _page(request: Request, session: Db, wanted: tuple[str, str, int]) -> Response:
    """Draw the trail; `wanted`: an action, a submission, the line before which to begin."""
    tindakan, isian, sebelum = wanted
    found = queries.lines(
        session, action=tindakan, submission_id=isian, before_seq=sebelum, limit=LINES
    )
    wish = {"tindakan": tindakan, "isian": isian, "sebelum": str(found[-1].seq) if found else ""}
    older = "/jejak-audit?" + urlencode({name: value for name, value in wish.items() if value})
    view = JournalPage(
        lines=found,
        actions=tuple((name, name) for name in queries.actions(session)),
        action=tindakan,
        submission=isian,
        about=_about(session, isian),
        older=older if len(found) == LINES else "",
        is_newest=not sebelum,
        head=queries.head_hash(session),
        roles=ROLE_NAMES,
        institutions=INSTITUTION_NAMES,
    )
    return page(request, "journal/index.html", view=view)


def _about(session: Session, submission_id: str) -> str:
    row = session.get(Submission, submission_id) if submission_id else None
    return f"Isian {agency_of(session, row).name}" if row else ""


@router.get("/jejak-audit/ekspor")
def export(actor: Exporter, here: Here) -> Response:
    """Download the whole trail as JSON lines; the download leaves a line."""
    return journal_export(here.request, actor, here.now)


@router.get("/jejak-audit/pemeriksaan")
def check(
    request: Request,
    _actor: Verifier,
    session: Db,
    jangkar: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """Check the whole trail, also against a pasted anchor, and show what was found."""
    known, error = _anchor(jangkar)
    fault = queries.fault(session, known)
    seq, _, head = queries.head_hash(session).partition(":")
    view = CheckView(fault, seq, head, jangkar, error)
    return page(request, "journal/check.html", view=view)


def _anchor(text: str) -> tuple[dict[int, str], str]:
    try:
        return (printed(text) if text else {}), ""
    except InvalidInput as refusal:
        return {}, refusal.message
