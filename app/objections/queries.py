"""Reads of objections."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.objections.advice import seen_by
from app.objections.models import Objection, ObjectionItem, Recommendation
from app.objections.schemas import ObjectionItemView, ObjectionView, RecommendationView
from app.permissions import Actor


def live(session: Session, submission_id: str) -> Objection | None:
    """Give the filing that stands, when there is one."""
    query = select(Objection).where(
        Objection.submission_id == submission_id, col(Objection.withdrawn_at).is_(None)
    )
    return session.exec(query.order_by(col(Objection.filed_at).desc()).limit(1)).first()


def items(session: Session, objection_id: str) -> list[ObjectionItem]:
    """Give the items of a filing in order of code."""
    query = select(ObjectionItem).where(ObjectionItem.objection_id == objection_id)
    return list(session.exec(query.order_by(col(ObjectionItem.code))))


def item(session: Session, submission_id: str, code: str) -> ObjectionItem:
    """Give the item of the standing filing; NotFound when there is none."""
    objection = live(session, submission_id)
    found = [row for row in items(session, objection.id) if row.code == code] if objection else []
    if not found:
        raise NotFound
    return found[0]


def recommendations(session: Session, item_id: str) -> list[Recommendation]:
    """Give the institutions' advice on an item."""
    query = select(Recommendation).where(Recommendation.item_id == item_id)
    return list(session.exec(query.order_by(col(Recommendation.institution))))


def undecided(session: Session, submission_id: str) -> list[str]:
    """Give the codes that still wait for a decision."""
    objection = live(session, submission_id)
    return (
        [row.code for row in items(session, objection.id) if row.decided_at is None]
        if objection
        else []
    )


def with_undecided(session: Session, submission_ids: Sequence[str]) -> frozenset[str]:
    """Give the submissions with an item that still waits for a decision."""
    query = (
        select(Objection.submission_id)
        .join(ObjectionItem, col(ObjectionItem.objection_id) == col(Objection.id))
        .where(
            col(Objection.submission_id).in_(submission_ids),
            col(Objection.withdrawn_at).is_(None),
            col(ObjectionItem.decided_at).is_(None),
        )
    )
    return frozenset(session.exec(query))


def views(session: Session, actor: Actor, submission_id: str) -> list[ObjectionView]:
    """Give every filing, oldest first, withdrawn ones too, with the advice the reader may see."""
    query = select(Objection).where(Objection.submission_id == submission_id)
    rows = session.exec(query.order_by(col(Objection.filed_at))).all()
    return [
        ObjectionView(
            id=row.id,
            filed_at=row.filed_at,
            withdrawn_at=row.withdrawn_at,
            items=tuple(
                _item_view(
                    each,
                    seen_by(
                        actor,
                        recommendations(session, each.id),
                        is_decided=each.decided_at is not None,
                    ),
                )
                for each in items(session, row.id)
            ),
        )
        for row in rows
    ]


def _item_view(row: ObjectionItem, advice: Sequence[Recommendation]) -> ObjectionItemView:
    return ObjectionItemView(
        code=row.code,
        reason=row.reason,
        is_decided=row.decided_at is not None,
        decided_level=row.decided_level,
        decision_reason=row.decision_reason,
        recommendations=tuple(RecommendationView.model_validate(each) for each in advice),
    )
