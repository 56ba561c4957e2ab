"""Reads of evaluation years."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.queries import names
from app.clock import last_minute
from app.errors import NotFound
from app.periods.deadlines import PHASE_NAMES, Phase, objection_window, phase, phase_ends_at
from app.periods.models import Participant, Period, Proposal
from app.periods.schemas import PeriodView, PhaseRow, ProposalView
from app.templating import tanggal


def by_year(session: Session, year: int, *, lock: bool = False) -> Period:
    """Give the period of a year, its row locked when asked; NotFound when there is none."""
    query = select(Period).where(Period.year == year)
    period = session.exec(query.with_for_update(key_share=True) if lock else query).first()
    if period is None:
        raise NotFound
    return period


def all_periods(session: Session) -> list[Period]:
    """Give every period, newest year first."""
    return list(session.exec(select(Period).order_by(col(Period.year).desc())))


def newest(session: Session) -> Period | None:
    """Give the newest period, when there is one."""
    return session.exec(select(Period).order_by(col(Period.year).desc()).limit(1)).first()


def running(session: Session) -> Period | None:
    """Give the newest period that has been opened, when there is one."""
    query = select(Period).where(col(Period.opened_at).is_not(None))
    return session.exec(query.order_by(col(Period.year).desc()).limit(1)).first()


def before(session: Session, period: Period) -> Period | None:
    """Give the newest published period before this one, when there is one."""
    query = select(Period).where(
        col(Period.year) < period.year, col(Period.published_at).is_not(None)
    )
    return session.exec(query.order_by(col(Period.year).desc()).limit(1)).first()


def view(period: Period, now: datetime) -> PeriodView:
    """Give a period with its phase."""
    present = phase(period, now)
    return PeriodView(
        **period.model_dump(include=set(PeriodView.model_fields) - {"instrument"}),
        instrument=period.instrument_id,
        phase=present,
        phase_name=PHASE_NAMES[present],
        phase_ends_at=phase_ends_at(period, now),
    )


def phase_rows(period: Period, now: datetime) -> list[PhaseRow]:
    """Give the phases of the year with their dates and which one it is now."""
    order = [each for each in Phase if period.objections_enabled or each is not Phase.OBJECTION]
    present = order.index(phase(period, now))
    dates = _phase_dates(period)
    return [
        PhaseRow(
            label=PHASE_NAMES[each],
            dates=dates.get(each, ""),
            state="done" if place < present else "now" if place == present else "next",
        )
        for place, each in enumerate(order)
    ]


def _phase_dates(period: Period) -> dict[Phase, str]:
    window = objection_window(period)
    dates = {
        Phase.PREPARATION: f"sampai {_last_day(period.fill_opens_at)}",
        Phase.SELF_ASSESSMENT: _span(period.fill_opens_at, period.fill_closes_at),
        Phase.ASSESSMENT: f"sampai {_last_day(period.assessment_closes_at)}",
    }
    if window.opens_at and window.closes_at:
        dates[Phase.OBJECTION] = _span(window.opens_at, window.closes_at)
    if period.finalised_at:
        dates[Phase.RATIFICATION] = f"ditetapkan {tanggal(period.finalised_at)}"
    if period.published_at:
        dates[Phase.PUBLISHED] = f"sejak {tanggal(period.published_at)}"
    return dates


def _span(opens_at: datetime, closes_at: datetime) -> str:
    return f"{tanggal(opens_at)} – {_last_day(closes_at)}"


def _last_day(closes_at: datetime) -> str:
    return tanggal(last_minute(closes_at))


def participant_ids(session: Session, period_id: str) -> list[str]:
    """Give the agencies that take part."""
    return list(
        session.exec(select(Participant.agency_id).where(Participant.period_id == period_id))
    )


def open_proposal(session: Session, period_id: str, kind: str) -> Proposal | None:
    """Give the step of a kind that waits for confirmation, when there is one."""
    return session.exec(
        select(Proposal).where(
            Proposal.period_id == period_id,
            Proposal.kind == kind,
            col(Proposal.confirmed_at).is_(None),
        )
    ).first()


def open_proposals(session: Session, period_id: str) -> list[Proposal]:
    """Give every step that waits for confirmation, oldest first."""
    query = select(Proposal).where(
        Proposal.period_id == period_id, col(Proposal.confirmed_at).is_(None)
    )
    return list(session.exec(query.order_by(col(Proposal.proposed_at))))


def proposal_views(session: Session, period_id: str) -> list[ProposalView]:
    """Give the steps that wait for a second person."""
    rows = open_proposals(session, period_id)
    people = names(session, [row.proposed_by for row in rows])
    return [
        ProposalView(
            id=row.id,
            kind=row.kind,
            reason=row.reason,
            proposed_by=people[row.proposed_by],
            proposed_at=row.proposed_at,
            items=row.content,
        )
        for row in rows
    ]
