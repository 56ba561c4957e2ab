"""Writes of evaluation years: set up, dates, steps that need two people."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from app.agencies.models import Agency
from app.agencies.queries import active, by_code
from app.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.journal.record import Entry, record
from app.periods import queries
from app.periods.deadlines import ensure_in_order
from app.periods.models import Participant, Period, Proposal
from app.periods.schemas import DatesInput, PeriodInput, StepInput
from app.permissions import Actor, Permission
from app.questionnaires import queries as instruments


def create(session: Session, actor: Actor | None, given: PeriodInput, now: datetime) -> Period:
    """Set up an evaluation year; Conflict when the year exists, InvalidInput for a bad plan."""
    ensure_in_order(given.fill_opens_at, given.fill_closes_at, given.assessment_closes_at)
    if session.exec(select(Period).where(Period.year == given.year)).first():
        raise Conflict(f"Periode {given.year} sudah ada.")
    try:
        digest = instruments.digest(session, given.instrument)
        instruments.get(session, given.instrument)
    except NotFound as error:
        raise InvalidInput(f"Instrumen '{given.instrument}' tidak ada.") from error
    period = Period(
        **given.model_dump(exclude={"instrument", "agencies", "target_index"}),
        instrument_id=given.instrument,
        instrument_digest=digest,
        target_index=given.target_index.replace(",", "."),
        created_at=now,
    )
    session.add(period)
    session.flush()
    chosen = _chosen(session, given.agencies) if given.agencies else active(session)
    session.add_all(Participant(period_id=period.id, agency_id=agency.id) for agency in chosen)
    after = f"{given.year} {given.instrument} {len(chosen)} agencies"
    record(session, actor, Entry(Permission.CYCLE_CREATE, "period", period.id, after=after), now)
    return period


def _chosen(session: Session, codes: Sequence[str]) -> list[Agency]:
    try:
        return [by_code(session, code) for code in dict.fromkeys(codes)]
    except NotFound as error:
        raise InvalidInput("Daftar OPD memuat kode yang tidak ada.") from error


def change_dates(
    session: Session, actor: Actor, period: Period, given: DatesInput, now: datetime
) -> Period:
    """Change the dates of a period that has not opened."""
    if period.opened_at:
        raise Conflict("Periode sudah dibuka. Gunakan perpanjangan tenggat dengan alasan.")
    ensure_in_order(given.fill_opens_at, given.fill_closes_at, given.assessment_closes_at)
    before = f"{period.fill_opens_at.isoformat()}..{period.fill_closes_at.isoformat()}"
    period.sqlmodel_update(given.model_dump())
    session.add(period)
    after = f"{given.fill_opens_at.isoformat()}..{given.fill_closes_at.isoformat()}"
    entry = Entry(
        Permission.CYCLE_EDIT_DATES_BEFORE_OPEN, "period", period.id, before=before, after=after
    )
    record(session, actor, entry, now)
    return period


def propose(
    session: Session,
    actor: Actor,
    period: Period,
    step: tuple[str, Permission, StepInput],
    now: datetime,
) -> Proposal:
    """Put a step up for a second person; the open proposal of the same kind is given back."""
    kind, permission, given = step
    same = queries.open_proposal(session, period.id, kind)
    if same:
        return same
    proposal = Proposal(
        period_id=period.id,
        kind=kind,
        reason=given.reason,
        content=given.items,
        proposed_by=actor.user_id,
        proposed_at=now,
    )
    session.add(proposal)
    session.flush()
    entry = Entry(permission, "period", period.id, after=f"proposed {kind}", reason=given.reason)
    record(session, actor, entry, now)
    return proposal


def confirm(session: Session, actor: Actor, period: Period, kind: str, now: datetime) -> Proposal:
    """Take the second person's yes; Conflict without proposal, Forbidden for the proposer."""
    proposal = queries.open_proposal(session, period.id, kind)
    if proposal is None:
        raise Conflict("Belum ada usulan yang menunggu konfirmasi untuk langkah ini.")
    if proposal.proposed_by == actor.user_id:
        raise Forbidden("Langkah ini harus dikonfirmasi oleh orang lain.")
    proposal.confirmed_by, proposal.confirmed_at = actor.user_id, now
    session.add(proposal)
    session.flush()
    return proposal


def drop_proposals(session: Session, period: Period) -> str:
    """Drop every step that waits: what it was proposed for is no more. Gives their kinds."""
    waiting = queries.open_proposals(session, period.id)
    for proposal in waiting:
        session.delete(proposal)
    return " ".join(sorted(proposal.kind for proposal in waiting))
