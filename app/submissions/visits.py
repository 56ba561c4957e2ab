"""Which interviews and visits are planned? What evidence came for which wish of the assessors."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from app.files.models import StoredFile
from app.submissions.brought_schemas import BroughtView
from app.submissions.models import BroughtEvidence, Clarification, Evidence, Visit
from app.submissions.schemas import ClarificationView
from app.submissions.visit_schemas import FindingView, VisitView


def planned(session: Session, submission_id: str) -> list[Visit]:
    """Give the interviews and visits of a submission in order of their day."""
    query = select(Visit).where(Visit.submission_id == submission_id)
    return list(session.exec(query.order_by(col(Visit.held_on), col(Visit.at), col(Visit.id))))


def views(session: Session, rows: list[Visit], *, is_for_opd: bool) -> list[VisitView]:
    """Give visits with their findings; the OPD gets day, place and kind alone."""
    if is_for_opd:
        hidden = {"people": "", "institution": ""}
        return [VisitView.model_validate(row.model_dump() | hidden) for row in rows]
    found = _findings(session, [row.id for row in rows])
    return [
        VisitView.model_validate(row.model_dump() | {"findings": tuple(found.get(row.id, ()))})
        for row in rows
    ]


def _findings(session: Session, ids: list[str]) -> dict[str, list[FindingView]]:
    query = (
        select(Clarification)
        .where(col(Clarification.visit_id).in_(ids))
        .order_by(col(Clarification.code), col(Clarification.asked_at))
    )
    found: dict[str, list[FindingView]] = {}
    for row in session.exec(query):
        view = FindingView(code=row.code, text=row.text, at=row.asked_at)
        found.setdefault(row.visit_id or "", []).append(view)
    return found


def brought(session: Session, wish_ids: Iterable[str]) -> dict[str, list[BroughtView]]:
    """Give what the OPD brought, by wish, oldest first; no statement when nothing was wished."""
    wanted = list(wish_ids)
    if not wanted:
        return {}
    query = (
        select(BroughtEvidence, Evidence, StoredFile)
        .join(Evidence, col(Evidence.id) == col(BroughtEvidence.evidence_id))
        .join(StoredFile, col(StoredFile.sha256) == col(Evidence.file_sha256))
        .where(col(BroughtEvidence.clarification_id).in_(wanted))
        .where(col(Evidence.removed_at).is_(None))
        .order_by(col(BroughtEvidence.at), col(BroughtEvidence.id))
    )
    found: dict[str, list[BroughtView]] = {}
    for link, item, file in session.exec(query):
        view = BroughtView(
            id=item.id,
            title=item.title,
            file_name=item.file_name,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            scan_state=file.scan_state,
            at=link.at,
        )
        found.setdefault(link.clarification_id, []).append(view)
    return found


def waits_for_opd(row: ClarificationView, now: datetime) -> bool:
    """Tell whether the OPD has something to do: a question, or a wish it may still answer."""
    if row.kind == "evidence":
        return not row.brought and row.until is not None and now < row.until
    return row.kind == "question" and row.answered_at is None


def wishes_answered_with(session: Session, evidence_id: str) -> list[Clarification]:
    """Give the wishes for which an item of the library was brought."""
    query = (
        select(Clarification)
        .join(BroughtEvidence, col(BroughtEvidence.clarification_id) == col(Clarification.id))
        .where(BroughtEvidence.evidence_id == evidence_id)
    )
    return list(session.exec(query))
