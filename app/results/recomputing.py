"""Computes every stored result again, to prove that it still follows from its levels."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.periods.models import Period
from app.questionnaires import queries as instruments
from app.results.compute import figures
from app.results.models import Result
from app.submissions.models import Submission


def recomputed(session: Session) -> Sequence[tuple[Result, bool]]:
    """Compute every stored result again; gives each with whether it is the same."""
    outcome = []
    for result, agency_type in session.exec(
        select(Result, Submission.agency_type)
        .join(Submission, col(Submission.id) == col(Result.submission_id))
        .order_by(col(Result.made_at), col(Result.id))
    ).all():
        period = session.get_one(Period, result.period_id)
        found = figures(
            instruments.get(session, period.instrument_id),
            result.instrument_digest,
            agency_type,
            result.levels,
        )
        stored = (result.index, result.exact, result.grade, result.groups, result.sha256)
        outcome.append(
            (result, stored == (found.index, found.exact, found.grade, found.groups, found.sha256))
        )
    return outcome
