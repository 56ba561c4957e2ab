"""What does an OPD's form say now? As sent, with the hash; before that the working copy, a draft.

For the OPD itself only: whoever else reads gets what was sent (reliability.md, invariant 11).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.assessments.queries import subject_of
from app.permissions import Actor, Permission, allows
from app.results import queries as results
from app.results.schemas import IndicatorResultView
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import SnapshotView
from app.submissions.states import UNSENT, State


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The answers by code, each with level, explanation and evidence; `sent` None: a draft."""

    answers: Mapping[str, Mapping[str, Any]]
    sent: SnapshotView | None
    drawn_at: datetime
    results: Mapping[str, IndicatorResultView] = field(default_factory=dict)


def sent_form(session: Session, submission: Submission) -> FilledForm:
    """Give what was sent last; NotFound before the first sending."""
    sent = submissions.snapshot_view(session, submission)
    return FilledForm(submissions.claims(session, submission.id), sent, sent.taken_at)


def present_form(
    session: Session, actor: Actor, submission: Submission, now: datetime
) -> FilledForm:
    """Give the form as it stands, with the result as far as the actor may see it."""
    if State(submission.state) in UNSENT:
        views = submissions.answer_views(session, submission)
        return FilledForm({view.code: view.model_dump() for view in views}, None, now)
    form = sent_form(session, submission)
    if not allows(actor, Permission.RESULT_READ_OWN, subject_of(session, submission, now)):
        return form
    found = results.result_view(session, submission).indicators
    return FilledForm(form.answers, form.sent, form.drawn_at, {row.code: row for row in found})


def named_proof(proof: Mapping[str, Any]) -> str:
    """Give an item of evidence by its title, with its file or address where that says more."""
    where = proof["file_name"] or proof["url"]
    return str(proof["title"]) if where in {"", proof["title"]} else f"{proof['title']} [{where}]"


def form_name(session: Session, submission: Submission) -> str:
    """Give what the form is called as a file, without ending: agency, year, whether a draft."""
    period = submissions.period_of(session, submission)
    agency = submissions.agency_of(session, submission)
    mark = "-DRAF" if State(submission.state) in UNSENT else ""
    return f"lke-{agency.code}-{period.year}{mark}"
