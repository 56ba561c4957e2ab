"""How far each submission is filled, for lists: two queries whatever their length."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from app.submissions.completeness import Filled, gaps
from app.submissions.models import Answer, EvidenceUse


def answered_counts(session: Session, submission_ids: Sequence[str]) -> dict[str, int]:
    """Give the number of indicators with a level, by submission."""
    query = (
        sa.select(col(Answer.submission_id), sa.func.count())
        .where(col(Answer.submission_id).in_(submission_ids), col(Answer.level).is_not(None))
        .group_by(col(Answer.submission_id))
    )
    return dict(session.execute(query).all())


def complete_counts(session: Session, submission_ids: Sequence[str]) -> dict[str, int]:
    """Give the number of indicators without a gap, by submission."""
    uses = (
        sa.select(
            col(EvidenceUse.submission_id), col(EvidenceUse.code), sa.func.count().label("uses")
        )
        .group_by(col(EvidenceUse.submission_id), col(EvidenceUse.code))
        .subquery()
    )
    query = (
        sa.select(
            col(Answer.submission_id),
            col(Answer.code),
            col(Answer.level),
            col(Answer.explanation),
            uses.c.uses,
        )
        .join(
            uses,
            sa.and_(uses.c.submission_id == Answer.submission_id, uses.c.code == Answer.code),
            isouter=True,
        )
        .where(col(Answer.submission_id).in_(submission_ids))
    )
    done: dict[str, int] = {}
    for submission_id, code, level, explanation, number in session.execute(query):
        whole = not gaps(Filled(code, level, explanation, number or 0))
        done[submission_id] = done.get(submission_id, 0) + whole
    return done
