"""Reads of the evidence library: its items, what they serve, who looked at them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.files.models import StoredFile
from app.submissions.evidence_schemas import LeafView, LinkCheckView
from app.submissions.link_checks import hint, standing
from app.submissions.models import Evidence, EvidenceUse
from app.submissions.schemas import EvidenceView

PAGE_ITEMS = 40
FEW = 8
"""So many items are seen at one glance, without a search."""
Checker, Seer = aliased(User), aliased(User)


def items(session: Session, submission_id: str) -> list[EvidenceView]:
    """Give the evidence library, oldest first, each item with the indicators it serves."""
    query = _rows().where(
        col(Evidence.submission_id) == submission_id, col(Evidence.removed_at).is_(None)
    )
    found = session.execute(query.order_by(col(Evidence.uploaded_at), col(Evidence.id))).all()
    uses: dict[str, list[str]] = {}
    for evidence_id, code in citations(session, submission_id):
        uses.setdefault(evidence_id, []).append(code)
    return [_view(row, sorted(uses.get(row[0].id, []))) for row in found]


def item(session: Session, evidence_id: str) -> EvidenceView:
    """Give one item, also a removed one."""
    row = session.execute(_rows().where(col(Evidence.id) == evidence_id)).one()
    return _view(row, codes_of(session, evidence_id))


def _rows() -> Any:
    return (
        sa.select(Evidence, StoredFile, col(Checker.name), col(Seer.name))
        .join(StoredFile, col(StoredFile.sha256) == col(Evidence.file_sha256), isouter=True)
        .join(Checker, col(Checker.id) == col(Evidence.checked_by), isouter=True)
        .join(Seer, col(Seer.id) == col(Evidence.personal_seen_by), isouter=True)
    )


def _view(found: Any, codes: Sequence[str]) -> EvidenceView:
    row, file, checked_by, seen_by = found
    return EvidenceView(
        **row.model_dump(include=KEPT),
        media_type=file.media_type if file else "",
        size_bytes=file.size_bytes if file else 0,
        sha256=row.file_sha256 or "",
        scan_state=file.scan_state if file else "",
        checked_by=checked_by or "",
        personal_seen_by=seen_by or "",
        codes=tuple(codes),
    )


KEPT = {
    "id", "title", "file_name", "url", "uploaded_at", "first_uploaded_at", "checked_at",
    "personal", "personal_seen_at",
}  # fmt: skip


def citations(session: Session, submission_id: str) -> dict[tuple[str, str], str]:
    """Give the citation of every use, by item and indicator."""
    query = sa.select(
        col(EvidenceUse.evidence_id), col(EvidenceUse.code), col(EvidenceUse.citation)
    ).where(col(EvidenceUse.submission_id) == submission_id)
    return {(evidence_id, code): citation for evidence_id, code, citation in session.execute(query)}


def codes_of(session: Session, evidence_id: str) -> list[str]:
    """Give the indicators an item serves."""
    query = select(EvidenceUse.code).where(EvidenceUse.evidence_id == evidence_id)
    return list(session.exec(query.order_by(col(EvidenceUse.code))))


def named(views: Iterable[EvidenceView], words: str) -> list[EvidenceView]:
    """Give the items whose title, file name or address holds every one of the words."""
    wanted = words.casefold().split()
    return [
        view
        for view in views
        if all(word in f"{view.title} {view.file_name} {view.url}".casefold() for word in wanted)
    ]


def leaf(views: Sequence[EvidenceView], words: str, number: int) -> LeafView:
    """Give a page of the items found by `words`, newest first; the last one beyond the end."""
    found = named(reversed(views), words)
    pages = max(1, -(-len(found) // PAGE_ITEMS))
    number = min(number, pages)
    start = (number - 1) * PAGE_ITEMS
    return LeafView(
        words=words,
        items=tuple(found[start : start + PAGE_ITEMS]),
        found=len(found),
        total=len(views),
        is_long=len(views) > FEW,
        number=number,
        pages=pages,
    )


def checks_of(views: Iterable[EvidenceView], now: datetime) -> dict[str, LinkCheckView]:
    """Give, for each link among the items, who opened it last and how long ago that is."""
    return {view.id: _check(view, now) for view in views if view.url}


def _check(view: EvidenceView, now: datetime) -> LinkCheckView:
    return LinkCheckView(
        by=view.checked_by,
        at=view.checked_at,
        state=standing(view.checked_at, now),
        hint=hint(view.url),
    )


def link_checks(
    session: Session, evidence_ids: Iterable[str], now: datetime
) -> dict[str, LinkCheckView]:
    """Give the same for links by their ids, as they stand now; no statement when there is none."""
    wanted = set(evidence_ids)
    if not wanted:
        return {}
    found = session.execute(_rows().where(col(Evidence.id).in_(wanted)))
    return checks_of([_view(row, ()) for row in found], now)
