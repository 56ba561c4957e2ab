"""What did OPDs claim? Of many submissions at once, from what each sent last."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.submissions.models import Snapshot


def claimed(session: Session, ids: Collection[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Give the answers by submission and code, from the newest snapshot not recalled."""
    stands = col(Snapshot.submission_id).in_(ids), col(Snapshot.is_recalled).is_(False)
    newest = (
        sa.select(col(Snapshot.submission_id), sa.func.max(col(Snapshot.number)))
        .where(*stands)
        .group_by(col(Snapshot.submission_id))
    )
    pair = sa.tuple_(col(Snapshot.submission_id), col(Snapshot.number))
    return {
        row.submission_id: {each["code"]: each for each in row.content["answers"]}
        for row in session.exec(select(Snapshot).where(*stands, pair.in_(newest)))
    }
