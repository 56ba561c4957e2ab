"""The LKE: the filled form, every indicator with level, explanation and evidence.

Kept and handed on is only what was sent (reliability.md, invariant 11); the OPD alone may print
its working copy, which is marked as a draft on every page.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator
from sqlmodel import Session

from app.clock import in_wib
from app.letterheads.queries import effective
from app.periods.models import Period
from app.permissions import Actor
from app.questionnaires.schema import Domain, Indicator, Instrument
from app.reports import frame
from app.reports.documents import Document
from app.reports.filled_form import FilledForm, named_proof, present_form, sent_form
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
    level: Level | None
    level_name: Label
    criterion: Note
    explanation: WholeText
    evidence: tuple[EvidenceCitation, ...]
    result: Level | None
    result_name: Label
    reason: WholeText


class WorksheetGroup(View):
    """A domain's answers."""

    code: Label
    name: Label
    answers: tuple[WorksheetAnswer, ...]


class Sending(View):
    """What the receipt says of the form that was sent: `sha256` is the snapshot's."""

    at: datetime
    by: Label
    number: int
    sha256: Label


class WorksheetView(SheetView):
    """The whole form; without `sending` it is a draft, as it stood at `drawn_at`."""

    agency_code: Label
    agency_name: Label
    sending: Sending | None
    drawn_at: datetime
    group_name: Label
    top: Level
    groups: tuple[WorksheetGroup, ...]


def worksheet(session: Session, submission: Submission, settings: Settings) -> Document:
    """Set the form that was sent last; NotFound before the first sending."""
    view = view_of(session, submission, sent_form(session, submission), settings)
    return sheet("reports/worksheet.html", view)


def present_worksheet(
    session: Session, actor: Actor, submission: Submission, settings: Settings, now: datetime
) -> Document:
    """Set the form as it stands now, for the OPD itself."""
    form = present_form(session, actor, submission, now)
    return sheet("reports/worksheet.html", view_of(session, submission, form, settings))


def view_of(
    session: Session, submission: Submission, form: FilledForm, settings: Settings
) -> WorksheetView:
    """Read what the form says."""
    settings = effective(session, settings)
    period = submissions.period_of(session, submission)
    agency = submissions.agency_of(session, submission)
    instrument = submissions.instrument_of(session, submission)
    groups = (_group(domain, instrument, form) for domain in instrument.domains)
    return WorksheetView(
        document=_meta(agency.name, agency.code, (period, form.drawn_at), settings),
        instrument_title=instrument.title,
        instrument_id=instrument.id,
        agency_code=agency.code,
        agency_name=agency.name,
        sending=_sending(form),
        drawn_at=form.drawn_at,
        group_name=instrument.group_names[0],
        top=instrument.top,
        groups=tuple(group for group in groups if group.answers),
    )


def _sending(form: FilledForm) -> Sending | None:
    sent = form.sent
    if sent is None:
        return None
    return Sending(at=sent.taken_at, by=sent.taken_by, number=sent.number, sha256=sent.sha256)


def _meta(name: str, code: str, when: tuple[Period, datetime], settings: Settings) -> SheetMeta:
    period, drawn_at = when
    return SheetMeta(
        title="Lembar Kerja Evaluasi",
        subject=f"{name}, {period.title}",
        number=f"LKE/{code}/{period.year}",
        letterhead=frame.letterhead(settings),
        place=settings.place,
        dated_on=in_wib(drawn_at).date(),
        page_size=settings.page_size,
    )


def _group(domain: Domain, instrument: Instrument, form: FilledForm) -> WorksheetGroup:
    return WorksheetGroup(
        code=domain.code,
        name=domain.name,
        answers=tuple(
            _answer(item, instrument, form)
            for item in domain.all_indicators()
            if item.code in form.answers
        ),
    )


def _answer(item: Indicator, instrument: Instrument, form: FilledForm) -> WorksheetAnswer:
    given, result = form.answers[item.code], form.results.get(item.code)
    level: int | None = given["level"]
    return WorksheetAnswer(
        code=item.code,
        name=item.name,
        question=item.question,
        level=level,
        level_name=instrument.level_name(level) if level else "",
        criterion=item.level(level).criterion if level else "",
        explanation=given["explanation"],
        evidence=tuple(_proof(proof) for proof in given["evidence"]),
        result=result.final if result else None,
        result_name=instrument.level_name(result.final) if result else "",
        reason=result.reason if result else "",
    )


def _proof(proof: Mapping[str, Any]) -> EvidenceCitation:
    return EvidenceCitation(title=named_proof(proof), citation=proof["citation"])
