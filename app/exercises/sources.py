"""Which past submissions may an exercise be taken from? Those whose results are published."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.agencies.models import Agency
from app.periods import queries as periods
from app.periods.models import Period
from app.questionnaires import queries as instruments
from app.submissions.models import Submission
from app.submissions.states import State


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form for a new exercise offers: submissions by id, indicators by code."""

    sources: tuple[tuple[str, str], ...]
    indicators: tuple[tuple[str, str], ...]


def choices(session: Session) -> Choices:
    """Give the choices; no indicator before the first period was opened."""
    period = periods.running(session)
    if period is None:
        return Choices((), ())
    query = (
        select(Submission.id, Agency.name, Period.year)
        .join(Agency, col(Agency.id) == col(Submission.agency_id))
        .join(Period, col(Period.id) == col(Submission.period_id))
        .where(
            col(Submission.state) == State.PUBLISHED,
            col(Period.instrument_id) == period.instrument_id,
        )
        .order_by(col(Period.year).desc(), col(Agency.code))
    )
    sources = tuple((row, f"{name}, {year}") for row, name, year in session.exec(query))
    instrument = instruments.get(session, period.instrument_id)
    named = tuple((item.code, item.short_name) for item in instrument.indicators())
    return Choices(sources, named)
