"""The LKE: the filled form as it was sent, every indicator with level, explanation and evidence.

Only a snapshot is printed, never the working copy (reliability.md, invariant 11).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator
from sqlmodel import Session

from app.clock import in_wib
from app.letterheads.queries import effective
from app.periods.models import Period
from app.questionnaires.schema import Domain, Instrument
from app.reports import frame
from app.reports.documents import Document
from app.reports.plain_text import Label, Note, tame
from app.reports.sheets import SheetMeta, SheetView, sheet
from app.reports.views import EvidenceCitation, Level, View
from app.settings import Settings
from app.submissions import queries as submissions
from app.submissions.models import Submission

WholeText = Annotated[str, AfterValidator(tame)]
"""A user's text in full length."""


class WorksheetAnswer(View):
    """One indicator as filled."""

    code: Label
    name: Label
    question: Note
    level: Level
    level_name: Label
    criterion: Note
    explanation: WholeText
    evidence: tuple[EvidenceCitation, ...]


class WorksheetGroup(View):
    """A domain's answers."""

    code: Label
    name: Label
    answers: tuple[WorksheetAnswer, ...]


class WorksheetView(SheetView):
    """The whole form; `sha256` is the snapshot's, as on the receipt."""

    agency_code: Label
    agency_name: Label
    sent_at: datetime
    sent_by: Label
    snapshot: int
    sha256: Label
    group_name: Label
    top: Level
    groups: tuple[WorksheetGroup, ...]


def worksheet(session: Session, submission: Submission, settings: Settings) -> Document:
    """Set the form that was sent last; NotFound before the first sending."""
    return sheet("reports/worksheet.html", view_of(session, submission, settings))


def view_of(session: Session, submission: Submission, settings: Settings) -> WorksheetView:
    """Read what the form says; NotFound before the first sending."""
    settings = effective(session, settings)
    sent = submissions.snapshot_view(session, submission)
    period = submissions.period_of(session, submission)
    agency = submissions.agency_of(session, submission)
    instrument = submissions.instrument_of(session, submission)
    answers = submissions.claims(session, submission.id)
    groups = (_group(domain, instrument, answers) for domain in instrument.domains)
    return WorksheetView(
        document=_meta(agency.name, agency.code, (period, sent.taken_at), settings),
        instrument_title=instrument.title,
        instrument_id=instrument.id,
        agency_code=agency.code,
        agency_name=agency.name,
        sent_at=sent.taken_at,
        sent_by=sent.taken_by,
        snapshot=sent.number,
        sha256=sent.sha256,
        group_name=instrument.group_names[0],
        top=instrument.top,
        groups=tuple(group for group in groups if group.answers),
    )


def _meta(name: str, code: str, when: tuple[Period, datetime], settings: Settings) -> SheetMeta:
    period, sent_at = when
    return SheetMeta(
        title="Lembar Kerja Evaluasi",
        subject=f"{name}, {period.title}",
        number=f"LKE/{code}/{period.year}",
        letterhead=frame.letterhead(settings),
        place=settings.place,
        dated_on=in_wib(sent_at).date(),
        page_size=settings.page_size,
    )


def _group(
    domain: Domain, instrument: Instrument, answers: Mapping[str, Mapping[str, Any]]
) -> WorksheetGroup:
    return WorksheetGroup(
        code=domain.code,
        name=domain.name,
        answers=tuple(
            WorksheetAnswer(
                code=item.code,
                name=item.name,
                question=item.question,
                level=answers[item.code]["level"],
                level_name=instrument.level_name(answers[item.code]["level"]),
                criterion=item.level(answers[item.code]["level"]).criterion,
                explanation=answers[item.code]["explanation"],
                evidence=tuple(_proof(proof) for proof in answers[item.code]["evidence"]),
            )
            for item in domain.all_indicators()
            if item.code in answers
        ),
    )


def _proof(proof: Mapping[str, Any]) -> EvidenceCitation:
    where = proof["file_name"] or proof["url"]
    title = proof["title"] if where in {"", proof["title"]} else f"{proof['title']} [{where}]"
    return EvidenceCitation(title=title, citation=proof["citation"])
