"""Reads of the self-assessment. Lists select columns, not objects (performance.md 2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.queries import names
from app.agencies.models import Agency
from app.errors import NotFound
from app.periods.deadlines import Window, objection_window
from app.periods.models import Period
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.submissions import evidence_library, visits
from app.submissions.completeness import Filled, gaps
from app.submissions.models import (
    Answer,
    AnswerRevision,
    Clarification,
    Evidence,
    EvidenceUse,
    Move,
    OpenItem,
    Snapshot,
    Submission,
)
from app.submissions.progress import answered_counts, complete_counts
from app.submissions.schemas import (
    AgencyBrief,
    AnswerRevisionView,
    AnswerView,
    ClarificationView,
    EvidenceView,
    MoveView,
    SnapshotView,
    SubmissionView,
)
from app.submissions.states import EDITABLE, STATE_NAMES, State


def get(session: Session, submission_id: str, *, lock: bool = False) -> Submission:
    """Give the submission, its row locked for a change when asked; NotFound when there is none."""
    query = select(Submission).where(Submission.id == submission_id)
    found = session.exec(query.with_for_update(key_share=True) if lock else query).first()
    if found is None:
        raise NotFound
    return found


def of_agency(session: Session, period_id: str, agency_id: str) -> Submission | None:
    """Give an agency's submission in a period, when there is one."""
    query = select(Submission).where(Submission.period_id == period_id)
    return session.exec(query.where(Submission.agency_id == agency_id)).first()


def of_period(session: Session, period_id: str, *, lock: bool = False) -> list[Submission]:
    """Give every submission of a period in order of agency code; `lock`: as they are now, held."""
    query = select(Submission).join(Agency, col(Agency.id) == col(Submission.agency_id))
    query = query.where(Submission.period_id == period_id).order_by(col(Agency.code))
    if lock:
        held = query.with_for_update(key_share=True, of=Submission)
        query = held.execution_options(populate_existing=True)
    return list(session.exec(query))


def period_of(session: Session, submission: Submission) -> Period:
    """Give the period a submission belongs to."""
    return session.get_one(Period, submission.period_id)


def agency_of(session: Session, submission: Submission) -> Agency:
    """Give the agency a submission belongs to."""
    return session.get_one(Agency, submission.agency_id)


def instrument_of(session: Session, submission: Submission) -> Instrument:
    """Give the instrument of the submission's period."""
    return instruments.get(session, period_of(session, submission).instrument_id)


def codes_of(session: Session, submission: Submission) -> tuple[str, ...]:
    """Give the codes of the indicators that apply to this submission's agency, in order."""
    instrument = instrument_of(session, submission)
    return tuple(item.code for item in instrument.applicable(submission.agency_type))


def window_of(period: Period, submission: Submission) -> Window:
    """Give the window that governs the submission's present state. Source: reliability.md 1.1."""
    state = State(submission.state)
    if state is State.RETURNED:
        return Window(period.fill_opens_at, submission.return_until)
    if state in {State.PROVISIONAL, State.OBJECTION}:
        return objection_window(period)
    return Window(period.fill_opens_at, submission.fill_closes_at)


def open_codes(session: Session, submission: Submission) -> frozenset[str] | None:
    """Give the indicators that may be touched now: None = all, else the reopened ones."""
    state = State(submission.state)
    if state is State.DRAFT:
        return None
    kind = {State.RETURNED: "return", State.OBJECTION: "objection"}.get(state)
    rows = session.exec(
        select(OpenItem).where(
            OpenItem.submission_id == submission.id, OpenItem.kind == (kind or "")
        )
    ).all()
    newest = max((row.round for row in rows), default=0)
    return frozenset(row.code for row in rows if row.round == newest)


def open_items(session: Session, submission_id: str, kind: str) -> list[OpenItem]:
    """Give the reopened indicators of the newest round of a kind, with their notes."""
    query = select(OpenItem).where(OpenItem.submission_id == submission_id, OpenItem.kind == kind)
    rows = session.exec(query.order_by(col(OpenItem.code))).all()
    newest = max((row.round for row in rows), default=0)
    return [row for row in rows if row.round == newest]


def answer_of(session: Session, submission_id: str, code: str) -> Answer | None:
    """Give the working copy of one indicator, when there is one."""
    return session.exec(
        select(Answer).where(Answer.submission_id == submission_id, Answer.code == code)
    ).first()


def answer_view(session: Session, submission: Submission, code: str) -> AnswerView:
    """Give one indicator's working copy; an empty one (version 0) when nothing was saved."""
    codes = codes_of(session, submission)
    if code not in codes:
        raise NotFound
    row = answer_of(session, submission.id, code)
    evidence = [
        item for item in evidence_library.items(session, submission.id) if code in item.codes
    ]
    return _answer_view(
        session, submission, code, row, _cited(session, submission.id, code, evidence)
    )


def answer_views(session: Session, submission: Submission) -> list[AnswerView]:
    """Give every applicable indicator's working copy, in the instrument's order."""
    rows = {
        row.code: row
        for row in session.exec(select(Answer).where(Answer.submission_id == submission.id))
    }
    items = evidence_library.items(session, submission.id)
    citations = evidence_library.citations(session, submission.id)
    people = names(session, [row.updated_by for row in rows.values()])
    opened = open_codes(session, submission)
    is_editable = State(submission.state) in EDITABLE
    views = []
    for code in codes_of(session, submission):
        used = tuple(
            item.model_copy(update={"citation": citations[item.id, code]})
            for item in items
            if code in item.codes
        )
        is_open = is_editable and (opened is None or code in opened)
        views.append(_view(code, rows.get(code), used, people, is_open=is_open))
    return views


def _answer_view(
    session: Session,
    submission: Submission,
    code: str,
    row: Answer | None,
    used: tuple[EvidenceView, ...],
) -> AnswerView:
    opened = open_codes(session, submission)
    is_open = State(submission.state) in EDITABLE and (opened is None or code in opened)
    people = names(session, [row.updated_by]) if row else {}
    return _view(code, row, used, people, is_open=is_open)


def scans_of(used: Iterable[EvidenceView]) -> tuple[tuple[str, str], ...]:
    """Give name and scan state of each file among the items."""
    return tuple((item.file_name, item.scan_state) for item in used if item.sha256)


def _view(
    code: str,
    row: Answer | None,
    used: tuple[EvidenceView, ...],
    people: dict[str, str],
    *,
    is_open: bool,
) -> AnswerView:
    filled = Filled(
        code,
        row.level if row else None,
        row.explanation if row else "",
        len(used),
        scans_of(used),
    )
    return AnswerView(
        code=code,
        level=filled.level,
        explanation=filled.explanation,
        version=row.version if row else 0,
        updated_by=people.get(row.updated_by, "") if row else "",
        updated_at=row.updated_at if row else None,
        evidence=used,
        gaps=tuple(gaps(filled)),
        is_open=is_open,
    )


def _cited(
    session: Session, submission_id: str, code: str, items: Iterable[EvidenceView]
) -> tuple[EvidenceView, ...]:
    citations = evidence_library.citations(session, submission_id)
    return tuple(item.model_copy(update={"citation": citations[item.id, code]}) for item in items)


def evidence_of(session: Session, evidence_id: str) -> Evidence:
    """Give an evidence item, also a removed one; NotFound when there is none."""
    row = session.get(Evidence, evidence_id)
    if row is None:
        raise NotFound
    return row


def is_in_snapshot(session: Session, evidence: Evidence) -> bool:
    """Tell whether a snapshot that stands carries this item."""
    snapshot = newest_snapshot(session, evidence.submission_id)
    if snapshot is None:
        return False
    answers: list[dict[str, Any]] = snapshot.content["answers"]
    return any(item["id"] == evidence.id for answer in answers for item in answer["evidence"])


def is_for_objection(session: Session, evidence: Evidence) -> bool:
    """Tell whether this item was brought for an objection: used since its window opened."""
    opened_at = period_of(session, get(session, evidence.submission_id)).objection_opens_at
    if opened_at is None:
        return False
    query = select(EvidenceUse.id).where(
        EvidenceUse.evidence_id == evidence.id, col(EvidenceUse.attached_at) >= opened_at
    )
    return session.exec(query.limit(1)).first() is not None


def history(session: Session, submission: Submission, code: str) -> list[AnswerRevisionView]:
    """Give every saved version of an answer, newest first; NotFound for an unknown indicator."""
    if code not in codes_of(session, submission):
        raise NotFound
    answer = answer_of(session, submission.id, code)
    if answer is None:
        return []
    query = select(AnswerRevision).where(AnswerRevision.answer_id == answer.id)
    rows = session.exec(query.order_by(col(AnswerRevision.version).desc())).all()
    people = names(session, [row.by for row in rows])
    return [
        AnswerRevisionView(
            version=row.version,
            level=row.level,
            explanation=row.explanation,
            by=people[row.by],
            at=row.at,
        )
        for row in rows
    ]


def newest_snapshot(session: Session, submission_id: str) -> Snapshot | None:
    """Give the newest snapshot that was not recalled."""
    query = select(Snapshot).where(
        Snapshot.submission_id == submission_id, col(Snapshot.is_recalled).is_(False)
    )
    return session.exec(query.order_by(col(Snapshot.number).desc()).limit(1)).first()


def snapshot_view(session: Session, submission: Submission) -> SnapshotView:
    """Give what was sent; NotFound before the first sending."""
    row = newest_snapshot(session, submission.id)
    if row is None:
        raise NotFound
    taken_by = names(session, [row.taken_by])[row.taken_by]
    return SnapshotView(
        **row.model_dump(include={"number", "sha256", "anchor", "taken_at", "code", "content"}),
        taken_by=taken_by,
    )


def claims(session: Session, submission_id: str) -> dict[str, dict[str, Any]]:
    """Give the answers of the newest snapshot by code: level, explanation, evidence."""
    row = newest_snapshot(session, submission_id)
    return {answer["code"]: answer for answer in row.content["answers"]} if row else {}


def moves(session: Session, submission_id: str) -> list[MoveView]:
    """Give the submission's life so far, oldest first."""
    rows = session.exec(
        select(Move).where(Move.submission_id == submission_id).order_by(col(Move.number))
    ).all()
    people = names(session, [row.by for row in rows])
    return [
        MoveView(
            **row.model_dump(exclude={"id", "submission_id", "by"}),
            by=people.get(row.by or "", "sistem"),
        )
        for row in rows
    ]


def clarifications(session: Session, submission_id: str, code: str = "") -> list[ClarificationView]:
    """Give questions, replies and interview notes, oldest first."""
    query = select(Clarification).where(Clarification.submission_id == submission_id)
    if code:
        query = query.where(Clarification.code == code)
    rows = session.exec(query.order_by(col(Clarification.asked_at), col(Clarification.code))).all()
    came = visits.brought(session, [row.id for row in rows if row.kind == "evidence"])
    return [
        ClarificationView.model_validate(row.model_dump() | {"brought": came.get(row.id, ())})
        for row in rows
    ]


def asked(session: Session, submission_id: str, code: str = "") -> list[ClarificationView]:
    """Give questions and wishes for evidence, oldest first; interview notes stay inside."""
    return [row for row in clarifications(session, submission_id, code) if row.kind != "interview"]


def submission_views(
    session: Session, period: Period, now: datetime, rows: Sequence[Submission]
) -> list[SubmissionView]:
    """Give the standing of these submissions of one period, in order of agency code."""
    ids = [row.id for row in rows]
    wanted = select(Agency).where(col(Agency.id).in_({row.agency_id for row in rows}))
    agencies = {agency.id: agency for agency in session.exec(wanted)}
    answered, complete = answered_counts(session, ids), complete_counts(session, ids)
    instrument = instruments.get(session, period.instrument_id)
    views = [
        SubmissionView(
            id=row.id,
            period=period.year,
            agency=AgencyBrief.model_validate(agencies[row.agency_id]),
            state=row.state,
            state_name=STATE_NAMES[State(row.state)],
            answered=answered.get(row.id, 0),
            complete=complete.get(row.id, 0),
            total=len(instrument.applicable(row.agency_type)),
            is_ready=row.ready_at is not None,
            fill_opens_at=period.fill_opens_at,
            fill_closes_at=row.fill_closes_at,
            return_until=row.return_until,
            is_window_open=window_of(period, row).is_open(now),
        )
        for row in rows
    ]
    return sorted(views, key=lambda view: view.agency.code)


def submission_view(session: Session, submission: Submission, now: datetime) -> SubmissionView:
    """Give the standing of one submission."""
    return submission_views(session, period_of(session, submission), now, [submission])[0]
