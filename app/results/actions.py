"""Writes of results: announce, decide objections, finalise, publish, reopen."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.accounts.queries import ids_of_agency
from app.agencies.queries import by_code, short_names
from app.assessments import queries as assessments
from app.assessments.agreement_actions import put_agreement
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.objections import queries as objections
from app.objections.schemas import DecideInput
from app.periods import actions as periods
from app.periods.deadlines import objection_window
from app.periods.models import Period, Proposal
from app.periods.schemas import StepInput
from app.permissions import Actor, Institution, Permission
from app.questionnaires import queries as instruments
from app.results import queries
from app.results.compute import ENGINE_VERSION, figures
from app.results.models import Result
from app.results.queries import FINAL, PROVISIONAL, PUBLISHED, REPLACED
from app.submissions import queries as submissions
from app.submissions.actions import move, reopen_items
from app.submissions.models import Submission
from app.submissions.states import ANNOUNCE, FINALISE, PUBLISH, REFINALISE, REOPEN, State

SCORED_OR_OUT = frozenset(
    {
        State.PROVISIONAL,
        State.OBJECTION,
        State.CORRECTION,
        State.LAPSED,
        State.FINAL,
        State.PUBLISHED,
    }
)
TO_FINALISE = frozenset({State.PROVISIONAL, State.OBJECTION, State.CORRECTION})
PUBLIC_OR_OUT = frozenset({State.PUBLISHED, State.LAPSED})


def announce(session: Session, actor: Actor, period: Period, now: datetime) -> None:
    """Give every OPD its provisional result at one instant (T13). A second call changes nothing."""
    if period.announced_at:
        return
    rows = submissions.of_period(session, period.id, lock=True)
    _ensure_announceable(session, period, now)
    for row in rows:
        if State(row.state) is State.MODERATION:
            _new_revision(session, row, period, PROVISIONAL, now)
            move(session, row, ANNOUNCE, actor, now)
    period.announced_at = now
    if period.objections_enabled:
        period.objection_opens_at = now
        period.objection_closes_at = now + timedelta(days=period.objection_days)
    session.add(period)
    _tell_agencies(session, rows, f"Hasil sementara {period.title} diumumkan.", now)
    after = f"{sum(State(row.state) is State.PROVISIONAL for row in rows)} provisional"
    record(session, actor, Entry(Permission.RESULT_ANNOUNCE, "period", period.id, after=after), now)


def _ensure_announceable(session: Session, period: Period, _now: datetime) -> None:
    rows = submissions.of_period(session, period.id)
    if all(State(row.state) is State.LAPSED for row in rows):
        raise Conflict("Belum ada OPD yang menyampaikan isian pada periode ini.")
    _refuse(session, rows, _not_closed, "Belum dapat diumumkan")


def obstacle(session: Session, period: Period, step: str, now: datetime) -> str:
    """Say why a step of the round cannot be taken now; empty when nothing stands in the way."""
    checks = {
        "announce": _ensure_announceable,
        "finalise": _ensure_finalisable,
        "publish": _ensure_publishable,
    }
    try:
        checks[step](session, period, now)
    except Conflict as refusal:
        return refusal.message
    return ""


def _not_closed(row: Submission) -> str:
    if State(row.state) is State.LAPSED or (State(row.state) is State.MODERATION and row.closed_at):
        return ""
    return "pleno belum ditutup"


def _refuse(
    session: Session,
    rows: Iterable[Submission],
    fault_of: Callable[[Submission], str],
    sentence: str,
) -> None:
    wrong = {row.agency_id: fault for row in rows if (fault := fault_of(row))}
    if wrong:
        called = short_names(session, wrong)
        faults = [Fault(called[agency_id], fault) for agency_id, fault in wrong.items()]
        names = ", ".join(fault.place for fault in faults[:5]) + (" …" if len(faults) > 5 else "")
        raise Conflict(f"{sentence}: {len(faults)} OPD ({names}) {faults[0].message}.", faults)


def _tell_agencies(session: Session, rows: Iterable[Submission], text: str, now: datetime) -> None:
    for row in rows:
        room = "penilaian-mandiri" if State(row.state) is State.LAPSED else "hasil"
        tell(session, ids_of_agency(session, row.agency_id), text, f"/{room}/{row.id}", now)


def _new_revision(
    session: Session, row: Submission, period: Period, stage: str, now: datetime
) -> Result:
    """Compute the next revision from the agreed levels that stand."""
    agreed = assessments.agreements(session, row.id)
    levels = {code: agreed[code].level for code in submissions.codes_of(session, row)}
    found = figures(
        instruments.get(session, period.instrument_id),
        period.instrument_digest,
        row.agency_type,
        levels,
    )
    result = Result(
        submission_id=row.id,
        period_id=period.id,
        revision=_retire(session, row) + 1,
        stage=stage,
        levels=levels,
        index=found.index,
        exact=found.exact,
        grade=found.grade,
        groups=found.groups,
        sheet={"reasons": {code: agreed[code].reason for code in levels}},
        instrument_digest=period.instrument_digest,
        engine_version=ENGINE_VERSION,
        sha256=found.sha256,
        made_at=now,
    )
    session.add(result)
    session.flush()
    return result


def _retire(session: Session, row: Submission) -> int:
    """Mark the revision that stood as history; gives its number, 0 when there was none."""
    earlier = queries.current(session, row.id)
    if earlier is None:
        return 0
    earlier.is_current = False
    session.add(earlier)
    session.flush()
    return earlier.revision


def decide(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: DecideInput,
    now: datetime,
) -> Result:
    """Decide one objected indicator (T16): needs the advice of both institutions."""
    item = objections.item(session, submission.id, code)
    if item.decided_at:
        raise Conflict("Butir sanggahan ini sudah diputus.")
    advised = {row.institution for row in objections.recommendations(session, item.id)}
    if advised != set(Institution):
        raise Conflict("Kedua instansi harus memberi rekomendasi sebelum sanggahan diputus.")
    period = submissions.period_of(session, submission)
    if given.level > instruments.get(session, period.instrument_id).top:
        raise InvalidInput("Tingkat kematangan di luar rentang instrumen.")
    item.decided_level, item.decision_reason = given.level, given.reason
    item.decided_by, item.decided_at = actor.user_id, now
    session.add(item)
    put_agreement(session, actor, submission, (code, given.level, given.reason, "objection"), now)
    result = _new_revision(session, submission, period, PROVISIONAL, now)
    text = f"Sanggahan {code} diputus."
    tell(
        session, ids_of_agency(session, submission.agency_id), text, f"/hasil/{submission.id}", now
    )
    after = f"level={given.level} {digest(given.reason)}"
    entry = Entry(Permission.OBJECTION_DECIDE, "objection_item", code, submission.id, after=after)
    record(session, actor, entry, now)
    return result


def propose_finalise(
    session: Session, actor: Actor, period: Period, given: StepInput, now: datetime
) -> Proposal:
    """Put the finalising up for the admin's confirmation."""
    _ensure_finalisable(session, period, now)
    return periods.propose(
        session, actor, period, ("finalise", Permission.RESULT_FINALISE_PROPOSE, given), now
    )


def _ensure_finalisable(session: Session, period: Period, now: datetime) -> None:
    rows = submissions.of_period(session, period.id)
    if not period.announced_at:
        raise Conflict("Hasil sementara belum diumumkan.")
    if not objection_window(period).is_over(now):
        raise Conflict("Masa sanggah belum berakhir.")
    _refuse(session, rows, _not_scored, "Belum dapat ditetapkan")
    _ensure_some_in(rows, TO_FINALISE, "Hasil sudah ditetapkan.")
    waiting = objections.with_undecided(session, [row.id for row in rows])

    def objected(row: Submission) -> str:
        return "masih memiliki sanggahan yang belum diputus" if row.id in waiting else ""

    _refuse(session, rows, objected, "Belum dapat ditetapkan")


def _ensure_some_in(rows: Iterable[Submission], states: Iterable[State], sentence: str) -> None:
    if not {State(row.state) for row in rows} & set(states):
        raise Conflict(sentence)


def _not_scored(row: Submission) -> str:
    return "" if State(row.state) in SCORED_OR_OUT else "belum sampai hasil sementara"


def confirm_finalise(session: Session, actor: Actor, period: Period, now: datetime) -> list[Result]:
    """Freeze results and ranking of the round (T17, T20). A second call changes nothing.

    Gives the results that became final, for which documents are to be made.
    """
    rows = submissions.of_period(session, period.id, lock=True)
    pending = [row for row in rows if State(row.state) in TO_FINALISE]
    if not pending and period.finalised_at:
        return []
    _ensure_finalisable(session, period, now)
    periods.confirm(session, actor, period, "finalise", now)
    for row in pending:
        is_correction = State(row.state) is State.CORRECTION
        if is_correction:
            _new_revision(session, row, period, FINAL, now)
        move(session, row, REFINALISE if is_correction else FINALISE, actor, now)
    period.finalised_at = period.finalised_at or now
    session.add(period)
    changed = _rank(session, period, now)
    after = " ".join(f"{result.submission_id}:{result.index}:{result.place}" for result in changed)
    entry = Entry(
        Permission.RESULT_FINALISE_CONFIRM,
        "period",
        period.id,
        after=f"{len(changed)} final {digest(after)}",
    )
    record(session, actor, entry, now)
    return changed


def _rank(session: Session, period: Period, now: datetime) -> list[Result]:
    """Give every counted result its place; one whose place was fixed before gets a new revision."""
    view = queries.ranking(session, period, only_public=False)
    found = queries.results_of(session, period, only_public=False)
    counted = sum(row.place is not None for row in view.rows)
    changed = []
    for line in view.rows:
        result = found.get(line.submission_id)
        if result is None:
            continue
        if result.place is not None:
            if (result.place, result.of) == (line.place, counted):
                continue
            result = _new_revision(
                session, submissions.get(session, line.submission_id), period, FINAL, now
            )
        result.stage, result.place, result.of = FINAL, line.place, counted
        session.add(result)
        changed.append(result)
    session.flush()
    return changed


def propose_publish(
    session: Session, actor: Actor, period: Period, given: StepInput, now: datetime
) -> Proposal:
    """Put the publication up for the coordinator's confirmation."""
    _ensure_publishable(session, period, now)
    return periods.propose(
        session, actor, period, ("publish", Permission.RESULT_PUBLISH_PROPOSE, given), now
    )


def _ensure_publishable(session: Session, period: Period, now: datetime) -> None:
    if not period.finalised_at:
        raise Conflict("Hasil belum ditetapkan.")
    if period.publish_at and now < period.publish_at:
        raise Conflict("Tanggal publikasi belum tiba.")
    rows = submissions.of_period(session, period.id)
    _refuse(session, rows, _not_final, "Belum dapat dipublikasikan")
    _ensure_some_in(rows, {State.FINAL}, "Hasil sudah dipublikasikan.")


def _not_final(row: Submission) -> str:
    settled = {State.FINAL, State.PUBLISHED, State.LAPSED}
    return "" if State(row.state) in settled else "belum ditetapkan"


def confirm_publish(session: Session, actor: Actor, period: Period, now: datetime) -> list[Result]:
    """Make results public in one transaction (T18). A second call changes nothing.

    The caller has made sure that every document is made (reports.queries.unmade).
    """
    rows = submissions.of_period(session, period.id, lock=True)
    pending = [row for row in rows if State(row.state) is State.FINAL]
    if period.published_at and {State(row.state) for row in rows} <= PUBLIC_OR_OUT:
        return []
    _ensure_publishable(session, period, now)
    periods.confirm(session, actor, period, "publish", now)
    fresh = session.exec(
        select(Result).where(
            Result.period_id == period.id, Result.stage == FINAL, col(Result.is_current)
        )
    ).all()
    for result in fresh:
        old = queries.public(session, result.submission_id)
        if old:
            old.stage = REPLACED
            session.add(old)
        result.stage = PUBLISHED
        session.add(result)
    for row in pending:
        move(session, row, PUBLISH, actor, now)
    period.published_at = period.published_at or now
    session.add(period)
    _tell_agencies(session, pending, f"Hasil {period.title} dipublikasikan.", now)
    entry = Entry(
        Permission.RESULT_PUBLISH_CONFIRM, "period", period.id, after=f"{len(fresh)} published"
    )
    record(session, actor, entry, now)
    return list(fresh)


def propose_reopen(
    session: Session, actor: Actor, period: Period, given: StepInput, now: datetime
) -> Proposal:
    """Put a correction up: reason, and the indicators of each OPD."""
    if not given.reason or not given.items:
        raise InvalidInput("Koreksi memerlukan alasan dan daftar indikator tiap OPD.")
    for code, codes in given.items.items():
        row = _reopenable(session, period, code)
        unknown = sorted(set(codes) - set(submissions.codes_of(session, row)))
        if unknown or not codes:
            raise InvalidInput(
                f"Kode indikator untuk {code} tidak dikenal atau kosong: {', '.join(unknown)}."
            )
    return periods.propose(
        session, actor, period, ("reopen", Permission.RESULT_REOPEN_PROPOSE, given), now
    )


def _reopenable(session: Session, period: Period, agency_code: str) -> Submission:
    try:
        agency = by_code(session, agency_code)
    except NotFound as error:
        raise InvalidInput(f"OPD dengan kode '{agency_code}' tidak ada.") from error
    row = submissions.of_agency(session, period.id, agency.id)
    if row is None or State(row.state) not in REOPEN.sources:
        raise Conflict(f"Hasil {agency.short_name} belum ditetapkan, jadi belum dapat dikoreksi.")
    return row


def confirm_reopen(
    session: Session, actor: Actor, period: Period, now: datetime
) -> list[Submission]:
    """Open named indicators for correction (T19); what was published stays visible meanwhile.

    A finalising or publication that was proposed before ends: it was meant for other results.
    """
    submissions.of_period(session, period.id, lock=True)
    proposal = periods.confirm(session, actor, period, "reopen", now)
    rows = []
    for code, codes in proposal.content.items():
        row = _reopenable(session, period, code)
        rounds = len(queries.revisions(session, row.id))
        reopen_items(session, row, "correction", rounds, dict.fromkeys(codes, proposal.reason))
        move(session, row, REOPEN, actor, now, proposal.reason)
        rows.append(row)
    dropped = periods.drop_proposals(session, period)
    after = f"{len(rows)} reopened" + (f", dropped {dropped}" if dropped else "")
    entry = Entry(
        Permission.RESULT_REOPEN_CONFIRM, "period", period.id, after=after, reason=proposal.reason
    )
    record(session, actor, entry, now)
    return rows
