"""Reads of break-glass."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.queries import names
from app.breakglass.models import BreakGlass
from app.breakglass.schemas import BreakGlassView, SentAnswer
from app.submissions import queries as submissions
from app.submissions.models import Submission


def open_one(
    session: Session, user_id: str, submission_id: str, now: datetime
) -> BreakGlass | None:
    """Give the admin's opening of this submission that still lasts, or None."""
    query = select(BreakGlass).where(
        BreakGlass.user_id == user_id,
        BreakGlass.submission_id == submission_id,
        col(BreakGlass.closed_at).is_(None),
        col(BreakGlass.closes_at) > now,
    )
    return session.exec(query.limit(1)).first()


def of_submission(session: Session, submission_id: str) -> list[BreakGlassView]:
    """Give every opening of a submission, newest first."""
    query = select(BreakGlass).where(BreakGlass.submission_id == submission_id)
    rows = session.exec(query.order_by(col(BreakGlass.opened_at).desc())).all()
    people = names(session, [row.user_id for row in rows])
    return [_view(row, people) for row in rows]


def view(session: Session, row: BreakGlass) -> BreakGlassView:
    """Give one opening."""
    return _view(row, names(session, [row.user_id]))


def _view(row: BreakGlass, people: dict[str, str]) -> BreakGlassView:
    return BreakGlassView(**row.model_dump(exclude={"user_id"}), by=people[row.user_id])


def sent_answers(session: Session, submission: Submission) -> list[SentAnswer]:
    """Give what stands in the newest snapshot, in the instrument's order."""
    instrument = submissions.instrument_of(session, submission)
    claims = submissions.claims(session, submission.id)
    return [
        SentAnswer(
            code=item.code,
            name=item.name,
            level=claims[item.code]["level"],
            level_name=instrument.level_name(claims[item.code]["level"]),
            explanation=claims[item.code]["explanation"],
            evidence=claims[item.code]["evidence"],
        )
        for item in instrument.applicable(submission.agency_type)
        if item.code in claims
    ]
