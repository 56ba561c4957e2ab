"""What those who decide on an objection see: reason, new evidence, levels, both recommendations."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.assessments import queries as assessments
from app.assessments.desk import level_names
from app.assessments.schemas import ClaimedEvidence, ComparisonRow
from app.files.models import StoredFile
from app.objections import queries
from app.objections.advice import own_advice, seen_by
from app.objections.models import Objection, ObjectionItem, Recommendation
from app.objections.schemas import HearingItem, HearingView, RecommendationView
from app.permissions import Actor, Institution
from app.questionnaires.schema import Instrument
from app.submissions import evidence_library
from app.submissions import queries as submissions
from app.submissions.citations import page_of
from app.submissions.models import Evidence, EvidenceUse, Submission


def hearing(session: Session, actor: Actor, submission: Submission, now: datetime) -> HearingView:
    """Give the standing objection; an institution sees the other's advice once its own is in."""
    objection = queries.live(session, submission.id)
    items = queries.items(session, objection.id) if objection else []
    advice = _advice(session, [item.id for item in items])
    evidence = _brought(session, objection, now) if objection else {}
    rows = {row.code: row for row in assessments.comparison(session, submission)}
    instrument = submissions.instrument_of(session, submission)
    return HearingView(
        submission_id=submission.id,
        agency_name=submissions.agency_of(session, submission).name,
        state=submission.state,
        filed_at=objection.filed_at if objection else None,
        items=tuple(
            _item(
                actor,
                instrument,
                item,
                rows[item.code],
                advice.get(item.id, ()),
                evidence.get(item.code, ()),
            )
            for item in items
        ),
        level_names=level_names(instrument),
        top=instrument.top,
    )


def _advice(session: Session, item_ids: Sequence[str]) -> dict[str, list[Recommendation]]:
    query = select(Recommendation).where(col(Recommendation.item_id).in_(item_ids))
    found: dict[str, list[Recommendation]] = {}
    for row in session.exec(query.order_by(col(Recommendation.institution).desc())):
        found.setdefault(row.item_id, []).append(row)
    return found


def _brought(
    session: Session, objection: Objection, now: datetime
) -> Mapping[str, Sequence[ClaimedEvidence]]:
    """Give the evidence used since the filing, by indicator."""
    query = (
        select(EvidenceUse, Evidence, StoredFile)
        .join(Evidence, col(Evidence.id) == col(EvidenceUse.evidence_id))
        .join(StoredFile, col(StoredFile.sha256) == col(Evidence.file_sha256), isouter=True)
        .where(
            EvidenceUse.submission_id == objection.submission_id,
            col(EvidenceUse.attached_at) >= objection.filed_at,
            col(Evidence.removed_at).is_(None),
        )
        .order_by(col(EvidenceUse.attached_at))
    )
    found: dict[str, list[ClaimedEvidence]] = {}
    rows: list[tuple[EvidenceUse, Evidence, StoredFile | None]] = list(session.exec(query))
    links = (item.id for _, item, _ in rows if item.url)
    checks = evidence_library.link_checks(session, links, now)
    for use, item, file in rows:
        view = ClaimedEvidence(
            **item.model_dump(include={"id", "title", "file_name", "url"}),
            media_type=file.media_type if file else "",
            size_bytes=file.size_bytes if file else 0,
            citation=use.citation,
            page=page_of(use.citation),
            scan_state=file.scan_state if file else "",
            check=checks.get(item.id),
        )
        found.setdefault(use.code, []).append(view)
    return found


def _item(
    actor: Actor,
    instrument: Instrument,
    item: ObjectionItem,
    row: ComparisonRow,
    advice: Sequence[Recommendation],
    evidence: Sequence[ClaimedEvidence],
) -> HearingItem:
    own = own_advice(actor, advice)
    seen = seen_by(actor, advice, is_decided=item.decided_at is not None)
    return HearingItem(
        code=item.code,
        name=instrument.indicator(item.code).short_name,
        reason=item.reason,
        row=row,
        evidence=tuple(evidence),
        advice=tuple(RecommendationView.model_validate(each) for each in seen),
        own=RecommendationView.model_validate(own) if own else None,
        is_ready=len(advice) == len(Institution),
        decided_level=item.decided_level,
        decision_reason=item.decision_reason,
    )
