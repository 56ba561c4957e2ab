"""What of interviews and visits may this reader see? Blind to the other institution, as scores."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.assessments import queries
from app.assessments.desk import level_names
from app.assessments.schemas import View
from app.errors import NotFound
from app.permissions import OF_AN_AGENCY, Actor
from app.submissions import queries as submissions
from app.submissions import visits
from app.submissions.models import Evidence, Submission, Visit
from app.submissions.schemas import ClarificationView, SubmissionView
from app.submissions.visit_schemas import VisitView


class VisitItem(View):
    """One indicator as it is looked at on the spot: claim, and what is still open."""

    code: str
    name: str
    claim: int | None
    claim_name: str
    evidence_count: int
    asked: tuple[str, ...]


class VisitPage(View):
    """Plans, findings and wishes of a submission, and its indicators."""

    standing: SubmissionView
    visits: tuple[VisitView, ...]
    wishes: tuple[ClarificationView, ...]
    items: tuple[VisitItem, ...]
    now: datetime


def _is_seen(actor: Actor, submission: Submission, institution: str) -> bool:
    """Tell whether a reader of an institution may know what this institution did."""
    is_blind = actor.institution is not None and not queries.is_revealed(submission)
    return not is_blind or institution in {actor.institution, ""}


def visible(session: Session, actor: Actor, submission: Submission) -> list[VisitView]:
    """Give the interviews and visits this reader may know of."""
    is_for_opd = actor.role in OF_AN_AGENCY
    rows = [
        row
        for row in visits.planned(session, submission.id)
        if is_for_opd or _is_seen(actor, submission, row.institution)
    ]
    return visits.views(session, rows, is_for_opd=is_for_opd)


def visit_of(session: Session, actor: Actor, submission: Submission, visit_id: str) -> Visit:
    """Give a visit this assessor or coordinator may know of; NotFound for any other."""
    for row in visits.planned(session, submission.id):
        if row.id == visit_id and _is_seen(actor, submission, row.institution):
            return row
    raise NotFound


def is_brought_for(
    session: Session, actor: Actor, submission: Submission, evidence: Evidence
) -> bool:
    """Tell whether an item was brought for a wish this reader may know of."""
    wishes = visits.wishes_answered_with(session, evidence.id)
    return any(_is_seen(actor, submission, wish.institution) for wish in wishes)


def visit_page(session: Session, actor: Actor, submission: Submission, now: datetime) -> VisitPage:
    """Give everything about interviews and visits; NotFound for the OPD, which has its own page."""
    if actor.role in OF_AN_AGENCY:
        raise NotFound
    questions = queries.questions(session, actor, submission)
    return VisitPage(
        standing=submissions.submission_view(session, submission, now),
        visits=tuple(visible(session, actor, submission)),
        wishes=tuple(row for row in questions if row.kind == "evidence"),
        items=_items(session, submission, questions),
        now=now,
    )


def _items(
    session: Session, submission: Submission, questions: Sequence[ClarificationView]
) -> tuple[VisitItem, ...]:
    instrument = submissions.instrument_of(session, submission)
    claims, names = submissions.claims(session, submission.id), level_names(instrument)
    asked: dict[str, list[str]] = {}
    for row in questions:
        if (row.kind == "question" and not row.answered_at) or row.kind == "evidence":
            asked.setdefault(row.code, []).append(row.text)
    return tuple(
        VisitItem(
            code=item.code,
            name=item.short_name,
            claim=(level := claims.get(item.code, {}).get("level")),
            claim_name=names.get(level, "") if level else "",
            evidence_count=len(claims.get(item.code, {}).get("evidence", ())),
            asked=tuple(asked.get(item.code, ())),
        )
        for item in instrument.applicable(submission.agency_type)
    )
