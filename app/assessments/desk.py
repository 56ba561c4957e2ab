"""What an assessor sees: the queue, one OPD's list, one indicator. Nothing of the other side."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.accounts.queries import all_users
from app.agencies.queries import active
from app.assessments import duties, looks, queries, snippets, walks
from app.assessments.desk_schemas import DeskView, WalkView
from app.assessments.schemas import (
    ClaimedEvidence,
    ConflictPage,
    FilterView,
    IndicatorClaim,
    JudgementView,
    QueueLine,
    QueueRow,
    QueueView,
    SheetGroup,
    SheetRow,
    SheetView,
)
from app.clock import days_until, in_wib, last_minute
from app.errors import NotFound
from app.files.queries import states
from app.periods.models import Period
from app.permissions import Actor, Institution, Role
from app.questionnaires.schema import Instrument
from app.submissions import evidence_library
from app.submissions import queries as submissions
from app.submissions.citations import page_of
from app.submissions.models import Submission
from app.submissions.states import SENT, State

ORDER = ("scoring", "ready", "waiting", "returned", "locked", "done", "absent")
FILTERS: tuple[tuple[str, str, Callable[[QueueRow], bool]], ...] = (
    ("dinilai", "Perlu dinilai", lambda row: _status(row)[0] in {"scoring", "ready"}),
    ("menunggu", "Belum dimulai", lambda row: _status(row)[0] == "waiting"),
    ("pertanyaan", "Ada pertanyaan", lambda row: row.open_questions > 0),
    ("dikembalikan", "Dikembalikan", lambda row: _status(row)[0] == "returned"),
    ("dikunci", "Dikunci", lambda row: _status(row)[0] == "locked"),
    ("selesai", "Pleno dan hasil", lambda row: _status(row)[0] == "done"),
)


RANKS = {
    State.DRAFT: "absent",
    State.LAPSED: "absent",
    State.SUBMITTED: "waiting",
    State.RETURNED: "returned",
}
WORDS = {
    State.SUBMITTED: ("unscored", "Siap dimulai"),
    State.RETURNED: ("fix", "Diperbaiki OPD"),
}


def _status(row: QueueRow) -> tuple[str, str, str]:
    """Give where a row stands for its assessor: rank, badge, words."""
    state = State(row.state)
    if state is not State.UNDER_ASSESSMENT:
        return RANKS.get(state, "done"), *WORDS.get(state, (row.state, row.state_name))
    if row.is_locked:
        return "locked", "locked", "Dikunci"
    if row.judged == row.total:
        return "ready", "complete", "Siap dikunci"
    return "scoring", *(
        ("started", "Sedang dinilai") if row.judged else ("unscored", "Belum dinilai")
    )


def queue_page(
    session: Session, actor: Actor, period: Period, chosen: str, now: datetime
) -> QueueView:
    """Give the assessor's queue of a period; `chosen` is a filter's key.

    What can be done comes first, and of what stands alike what was sent longest ago.
    """
    rows = duties.queue(session, actor, period)
    sent = duties.sent_at(session, [row.submission_id for row in rows])
    rows.sort(key=lambda row: (ORDER.index(_status(row)[0]), sent.get(row.submission_id, now)))
    kept = next((test for key, _, test in FILTERS if key == chosen), None)
    closes_at = period.assessment_closes_at
    return QueueView(
        title=period.title,
        lines=tuple(
            _line(row, sent.get(row.submission_id), now)
            for row in rows
            if kept is None or kept(row)
        ),
        filters=tuple(
            FilterView(key=key, name=name, count=count)
            for key, name, test in FILTERS
            if (count := sum(map(test, rows))) or key == chosen
        ),
        chosen=chosen if kept else "",
        judged=sum(row.judged for row in rows if State(row.state) in SENT),
        total=sum(row.total for row in rows if State(row.state) in SENT),
        closes_at=last_minute(closes_at),
        days_left=days_until(closes_at, now),
    )


def _line(row: QueueRow, since: datetime | None, now: datetime) -> QueueLine:
    rank, badge, word = _status(row)
    return QueueLine(
        row=row,
        status=badge,
        word=word,
        href="" if rank == "absent" else f"/penilaian/{row.submission_id}",
        since=since,
        days=(in_wib(now).date() - in_wib(since).date()).days if since else 0,
    )


def sheet(session: Session, actor: Actor, submission: Submission, now: datetime) -> SheetView:
    """Give a submission's indicators with claim and own level."""
    instrument = submissions.instrument_of(session, submission)
    claims = submissions.claims(session, submission.id)
    own = _own(session, actor, submission)
    questions = queries.questions(session, actor, submission)
    asked = [row.code for row in questions if row.kind == "question" and not row.answered_at]
    rows = {
        item.code: SheetRow(
            code=item.code,
            name=item.short_name,
            claim=claims.get(item.code, {}).get("level"),
            own=own[item.code].level if item.code in own else None,
            evidence_count=len(claims.get(item.code, {}).get("evidence", ())),
            open_questions=asked.count(item.code),
        )
        for item in instrument.applicable(submission.agency_type)
    }
    return SheetView(
        standing=submissions.submission_view(session, submission, now),
        own=queries.standing(session, submission, actor.institution) if actor.institution else None,
        groups=groups_of(instrument, rows),
        next_code=next((code for code in rows if code not in own), ""),
        left=tuple(code for code in rows if code not in own),
        level_names=level_names(instrument),
        questions=tuple(questions),
        is_revealed=queries.is_revealed(submission),
    )


def _own(session: Session, actor: Actor, submission: Submission) -> dict[str, JudgementView]:
    if actor.institution is None:
        return {}
    return queries.judgements(session, submission.id, actor.institution)


def groups_of(instrument: Instrument, rows: Mapping[str, SheetRow]) -> tuple[SheetGroup, ...]:
    """Put the rows of a list under their domains."""
    groups = []
    for domain in instrument.domains:
        mine = tuple(rows[item.code] for item in domain.all_indicators() if item.code in rows)
        judged = sum(row.own is not None for row in mine)
        groups.append(SheetGroup(code=domain.code, name=domain.name, judged=judged, rows=mine))
    return tuple(group for group in groups if group.rows)


def level_names(instrument: Instrument) -> dict[int, str]:
    """Give the names of the levels by number."""
    return {level.level: level.name for level in instrument.levels}


def desk(
    session: Session,
    actor: Actor,
    submission: Submission,
    place: tuple[str, str],
    now: datetime,
) -> DeskView:
    """Give one indicator: what was sent, the rubric, the own judgement, the neighbours.

    place: the indicator's code, and the order one walks in ("indikator": across the own OPDs).
    """
    code, _ = place
    instrument = submissions.instrument_of(session, submission)
    codes = submissions.codes_of(session, submission)
    if code not in codes:
        raise NotFound
    own, aspect = _own(session, actor, submission), instrument.aspect_of(code)
    standing = submissions.submission_view(session, submission, now)
    return DeskView(
        standing=standing,
        indicator=instrument.indicator(code),
        domain_name=instrument.domain_of(code).name,
        aspect_name=aspect.name if aspect else "",
        level_names=level_names(instrument),
        claim=_claim(session, submissions.claims(session, submission.id).get(code, {}), now),
        own=own.get(code),
        saved=_saved(own.get(code), now),
        is_scorer=actor.institution is not None,
        closed=_closed(session, submission, actor.institution),
        walk=_walk(session, actor, submission, (place, standing.agency.short_name, codes), own),
        questions=tuple(queries.questions(session, actor, submission, code)),
        opened=looks.opened(session, actor, submission.id, code),
        snippets=tuple(snippets.usable(session, actor)),
    )


def walk(
    session: Session,
    actor: Actor,
    submission: Submission,
    place: tuple[str, str],
) -> WalkView:
    """Give the neighbours of an indicator: of the same OPD, or the same one of the next OPD."""
    name = submissions.agency_of(session, submission).short_name
    codes = submissions.codes_of(session, submission)
    return _walk(session, actor, submission, (place, name, codes), ())


def _walk(
    session: Session,
    actor: Actor,
    submission: Submission,
    about: tuple[tuple[str, str], str, tuple[str, ...]],
    own: Collection[str],
) -> WalkView:
    (code, order), name, codes = about
    if order == walks.ACROSS and actor.institution:
        rows = duties.queue(session, actor, submissions.period_of(session, submission))
        return walks.across(rows, submission.id, code)
    return walks.within(submission.id, name, codes, own, code)


def _claim(session: Session, answer: Mapping[str, Any], now: datetime) -> IndicatorClaim:
    items = answer.get("evidence", ())
    checks = evidence_library.link_checks(
        session, (item["id"] for item in items if item["url"]), now
    )
    scans = states(session, {item["sha256"] for item in items if item["sha256"]})
    return IndicatorClaim(
        level=answer.get("level"),
        explanation=answer.get("explanation", ""),
        reply=answer.get("reply", ""),
        evidence=tuple(
            ClaimedEvidence.model_validate(
                item
                | {
                    "page": page_of(item["citation"]),
                    "scan_state": scans.get(item["sha256"], ""),
                    "check": checks.get(item["id"]),
                }
            )
            for item in items
        ),
    )


def _saved(row: JudgementView | None, now: datetime) -> str:
    if row is None:
        return ""
    at = in_wib(row.at)
    is_today = at.date() == in_wib(now).date()
    return f"Tersimpan {at:%H.%M}" if is_today else f"Tersimpan {at:%d-%m-%Y %H.%M}"


def _closed(session: Session, submission: Submission, institution: Institution | None) -> str:
    """Say why the own level cannot be changed now; empty when it can."""
    state = State(submission.state)
    if state is State.SUBMITTED:
        return "Penilaian OPD ini belum dimulai."
    if state is State.RETURNED:
        return "OPD sedang memperbaiki indikator. Penilaian dilanjutkan sesudah dikirim ulang."
    if state is not State.UNDER_ASSESSMENT:
        return "Penilaian sudah selesai, jadi nilainya tidak dapat diubah di sini."
    if institution and queries.lock_of(session, submission.id, institution):
        return "Nilai instansi Anda sudah dikunci. Hanya koordinator yang dapat membukanya."
    return ""


def conflict_page(session: Session, actor: Actor) -> ConflictPage:
    """Give the OPDs, and for the coordinator the assessors, a conflict can be declared about."""
    is_own = actor.role is Role.ASSESSOR
    people = () if is_own else all_users(session)
    return ConflictPage(
        agencies=tuple((row.code, row.name) for row in active(session)),
        people=tuple(
            (row.username, row.name)
            for row in people
            if row.role == Role.ASSESSOR and row.is_active
        ),
    )
