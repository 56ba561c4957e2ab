"""Takes evidence of an earlier year into this year's library: the same bytes, no second upload."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.journal.chain import digest
from app.journal.record import Entry, record
from app.permissions import Actor, Permission
from app.submissions import earlier_evidence
from app.submissions.evidence_actions import attach, ensure_may_upload
from app.submissions.evidence_schemas import ReuseInput
from app.submissions.models import Evidence, Submission
from app.submissions.schemas import CitationInput


def use_again(
    session: Session,
    actor: Actor,
    submission: Submission,
    reuse: tuple[str, ReuseInput],
    now: datetime,
) -> Evidence:
    """Take an item of an earlier year; use it for the indicator that is named, if any.

    reuse: id of the earlier item, what it is for. Repeating it gives the item that is there.
    """
    evidence_id, given = reuse
    ensure_may_upload(session, submission, now)
    earlier = earlier_evidence.item_before(session, submission, evidence_id)
    item = _present(session, submission, earlier)
    if item is None:
        item = _take(session, actor, submission, earlier, now)
    if given.code:
        citation = CitationInput(citation=given.citation)
        attach(session, actor, submission, (given.code, item.id, citation), now)
    return item


def _present(session: Session, submission: Submission, earlier: Evidence) -> Evidence | None:
    query = select(Evidence).where(
        Evidence.submission_id == submission.id,
        Evidence.file_sha256 == earlier.file_sha256,
        Evidence.url == earlier.url,
        col(Evidence.removed_at).is_(None),
    )
    return session.exec(query).first()


def _take(
    session: Session, actor: Actor, submission: Submission, earlier: Evidence, now: datetime
) -> Evidence:
    item = Evidence(
        **earlier.model_dump(include={"title", "file_sha256", "file_name", "url", "personal"}),
        submission_id=submission.id,
        uploaded_by=actor.user_id,
        uploaded_at=now,
        first_uploaded_at=earlier.first_uploaded_at or earlier.uploaded_at,
    )
    session.add(item)
    session.flush()
    after = f"sha256:{item.file_sha256}" if item.file_sha256 else digest(item.url)
    before = f"evidence:{earlier.id}"
    permission = Permission.EVIDENCE_UPLOAD
    entry = Entry(permission, "evidence", item.id, submission.id, before=before, after=after)
    record(session, actor, entry, now)
    return item
