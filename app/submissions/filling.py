"""What an OPD sees while it fills: the task list, one indicator, what was sent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.accounts.queries import names
from app.clock import days_until, in_wib, last_minute
from app.errors import NotFound
from app.files.personal_data import found, said
from app.questionnaires.schema import Instrument
from app.submissions import earlier_evidence, evidence_library, queries
from app.submissions.earlier_evidence import Wish
from app.submissions.evidence_schemas import IndicatorView, ShelfView
from app.submissions.models import Clarification, OpenItem, Submission
from app.submissions.schemas import (
    AnswerView,
    EvidenceView,
    ReceiptView,
    TaskGroup,
    TaskListView,
    TaskRow,
    WindowView,
)
from app.submissions.states import UNSENT, State
from app.submissions.visits import waits_for_opd

WINDOWED = frozenset({State.DRAFT, State.RETURNED, State.PROVISIONAL, State.OBJECTION})
CHOICES_MAX = 30
NOTED = {State.RETURNED: "return", State.OBJECTION: "objection"}


def task_list(session: Session, submission: Submission, now: datetime) -> TaskListView:
    """Give every indicator with what it lacks, by domain; the returned ones once more on top."""
    instrument = queries.instrument_of(session, submission)
    answers = queries.answer_views(session, submission)
    rows = _rows(session, submission, instrument, answers)
    returned = tuple(row for row in rows.values() if row.note)
    newest = max((view for view in answers if view.updated_at), key=_saved_at, default=None)
    return TaskListView(
        standing=queries.submission_view(session, submission, now),
        is_draft=State(submission.state) in UNSENT,
        window=window(session, submission, now),
        groups=_groups(instrument, rows),
        returned=returned,
        repaired=sum(row.state != "fix" for row in returned),
        next_code=next((row.code for row in rows.values() if row.is_waiting), ""),
        questions=tuple(
            row for row in queries.asked(session, submission.id) if waits_for_opd(row, now)
        ),
        incomplete=tuple(row for row in rows.values() if row.gaps),
        level_names=_level_names(instrument),
        saved_at=newest.updated_at if newest else None,
        saved_by=newest.updated_by if newest else "",
        receipt=receipt(session, submission),
    )


def waiting(session: Session, submission: Submission) -> frozenset[str]:
    """Give the indicators at which the OPD has something to do, and can."""
    instrument = queries.instrument_of(session, submission)
    return _waiting(session, submission, instrument, queries.answer_views(session, submission))


def _waiting(
    session: Session, submission: Submission, instrument: Instrument, answers: Sequence[AnswerView]
) -> frozenset[str]:
    rows = _rows(session, submission, instrument, answers)
    return frozenset(row.code for row in rows.values() if row.is_waiting)


def _saved_at(view: AnswerView) -> datetime:
    assert view.updated_at is not None  # noqa: S101  (the caller leaves out what was never saved)
    return view.updated_at


def _rows(
    session: Session, submission: Submission, instrument: Instrument, answers: Sequence[AnswerView]
) -> dict[str, TaskRow]:
    returned = _returned(session, submission)
    notes = {code: item.note for code, item in returned.items()}
    sent = queries.claims(session, submission.id) if notes else {}
    unanswered = {code for code, item in returned.items() if not item.reply}
    return {
        view.code: TaskRow(
            code=view.code,
            name=instrument.indicator(view.code).short_name,
            state=_state(view, unanswered, sent),
            level=view.level,
            explanation=view.explanation,
            evidence_count=len(view.evidence),
            gaps=view.gaps,
            note=notes.get(view.code, ""),
            is_open=view.is_open,
        )
        for view in answers
    }


def _returned(session: Session, submission: Submission) -> dict[str, OpenItem]:
    if State(submission.state) is not State.RETURNED:
        return {}
    return {row.code: row for row in queries.open_items(session, submission.id, "return")}


def _state(view: AnswerView, unanswered: Collection[str], sent: Mapping[str, Any]) -> str:
    """Give the status word's key; a returned indicator waits until it was changed or replied to."""
    if view.code in unanswered and not _is_changed(view, sent.get(view.code, {})):
        return "fix"
    if not view.gaps:
        return "complete"
    return "started" if view.level or view.explanation or view.evidence else "empty"


def _is_changed(view: AnswerView, sent: Mapping[str, Any]) -> bool:
    uses = [(item.id, item.citation) for item in view.evidence]
    before = [(item["id"], item["citation"]) for item in sent.get("evidence", ())]
    return (view.version, uses) != (sent.get("version"), before)


def _groups(instrument: Instrument, rows: Mapping[str, TaskRow]) -> tuple[TaskGroup, ...]:
    groups = []
    for domain in instrument.domains:
        mine = tuple(rows[item.code] for item in domain.all_indicators() if item.code in rows)
        complete = sum(not row.gaps for row in mine)
        groups.append(TaskGroup(code=domain.code, name=domain.name, complete=complete, rows=mine))
    return tuple(group for group in groups if group.rows)


def _level_names(instrument: Instrument) -> dict[int, str]:
    return {level.level: level.name for level in instrument.levels}


def window(session: Session, submission: Submission, now: datetime) -> WindowView | None:
    """Give the window that counts for the OPD now; None where nothing of it can pass."""
    if State(submission.state) not in WINDOWED:
        return None
    closes_at = queries.window_of(queries.period_of(session, submission), submission).closes_at
    if closes_at is None:
        return None
    return WindowView(closes_at=last_minute(closes_at), days_left=days_until(closes_at, now))


def receipt(session: Session, submission: Submission) -> ReceiptView | None:
    """Give what was sent last and stands, without its content; None before the first sending."""
    row = queries.newest_snapshot(session, submission.id)
    if row is None:
        return None
    taken_by = names(session, [row.taken_by])[row.taken_by]
    fields = row.model_dump(include={"number", "sha256", "anchor", "taken_at"})
    return ReceiptView(**fields, taken_by=taken_by)


def indicator(
    session: Session, submission: Submission, code: str, now: datetime, words: str = ""
) -> IndicatorView:
    """Give one indicator with rubric, answer, evidence and neighbours; NotFound if not asked.

    words: what the evidence that may be chosen is looked for by.
    """
    instrument = queries.instrument_of(session, submission)
    answers = queries.answer_views(session, submission)
    if code not in (codes := [view.code for view in answers]):
        raise NotFound
    place = codes.index(code)
    answer, aspect = answers[place], instrument.aspect_of(code)
    before, after = _neighbours(answers, answer)
    return IndicatorView(
        standing=queries.submission_view(session, submission, now),
        window=window(session, submission, now),
        indicator=instrument.indicator(code),
        domain_name=instrument.domain_of(code).name,
        aspect_name=aspect.name if aspect else "",
        level_names=_level_names(instrument),
        answer=answer,
        saved=_saved(answer, now),
        position=place + 1,
        complete=sum(not view.gaps for view in answers),
        previous_code=before,
        next_code=after,
        incomplete_code=_next_incomplete(answers, place),
        **_offers(session, submission, answer, words, now),
        questions=tuple(queries.asked(session, submission.id, code)),
        **_said(session, submission, code),
        is_attachable=_is_attachable(session, submission, code),
        is_waiting=code in _waiting(session, submission, instrument, answers),
    )


def _neighbours(answers: Sequence[AnswerView], answer: AnswerView) -> tuple[str, str]:
    """Give the indicators before and after; from an open one only to open ones."""
    path = [view.code for view in answers if view.is_open or not answer.is_open]
    step = path.index(answer.code)
    return path[step - 1] if step else "", path[step + 1] if step + 1 < len(path) else ""


def _saved(answer: AnswerView, now: datetime) -> str:
    if answer.updated_at is None:
        return ""
    at = in_wib(answer.updated_at)
    is_today = at.date() == in_wib(now).date()
    return f"Tersimpan {at:%H.%M}" if is_today else f"Tersimpan {at:%d-%m-%Y %H.%M}"


def _next_incomplete(answers: Sequence[AnswerView], place: int) -> str:
    """Give the first incomplete indicator after this one, from the start again at the end."""
    around = [*answers[place + 1 :], *answers[:place]]
    return next((view.code for view in around if view.gaps), "")


def _offers(
    session: Session, submission: Submission, answer: AnswerView, words: str, now: datetime
) -> dict[str, Any]:
    """Give what helps with the evidence: what may be chosen, which links nobody opened lately."""
    items = evidence_library.items(session, submission.id)
    wish = Wish(answer.code, words)
    return {
        "links": evidence_library.checks_of(answer.evidence, now),
        "personal": said(found(answer.explanation)),
        "shelf": _shelf(items, answer, words),
        "earlier": earlier_evidence.offered(session, submission, items, wish, now),
    }


def _is_attachable(session: Session, submission: Submission, code: str) -> bool:
    opened = queries.open_codes(session, submission)
    return opened is None or code in opened


def _shelf(items: Sequence[EvidenceView], answer: AnswerView, words: str) -> ShelfView:
    """Give what the indicator does not use yet, newest first."""
    used = {item.id for item in answer.evidence}
    unused = [item for item in reversed(items) if item.id not in used]
    wanted = evidence_library.named(unused, words)
    return ShelfView(
        words=words,
        items=tuple(wanted[:CHOICES_MAX]),
        found=len(wanted),
        total=len(unused),
        is_long=len(unused) > CHOICES_MAX,
    )


def _said(session: Session, submission: Submission, code: str) -> dict[str, Any]:
    """Give why the indicator was opened again, and the OPD's reply."""
    kind = NOTED.get(State(submission.state))
    rows = queries.open_items(session, submission.id, kind) if kind else []
    row = next((row for row in rows if row.code == code), None)
    return {"note": row.note if row else "", "reply": row.reply if row else ""}


def following(session: Session, submission: Submission, code: str) -> str:
    """Give the open indicator after this one; the same one at the end."""
    opened = queries.open_codes(session, submission)
    codes = [
        each for each in queries.codes_of(session, submission) if opened is None or each in opened
    ]
    return codes[min(codes.index(code) + 1, len(codes) - 1)]


def question(session: Session, submission_id: str, question_id: str) -> Clarification:
    """Give a question of this submission; NotFound when there is none."""
    row = session.get(Clarification, question_id)
    if row is None or row.submission_id != submission_id:
        raise NotFound
    return row
