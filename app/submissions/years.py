"""Which submissions does an OPD have, over the years? All held for a change."""

from sqlmodel import Session, col, select

from app.submissions.models import Submission


def held_of_agency(session: Session, agency_id: str) -> list[Submission]:
    """Give every submission of an agency as it is now, each locked, in one order for everyone."""
    query = select(Submission).where(Submission.agency_id == agency_id)
    held = query.order_by(col(Submission.id)).with_for_update(key_share=True)
    return list(session.exec(held.execution_options(populate_existing=True)))
