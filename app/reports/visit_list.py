"""The list an assessor takes along to a visit: claims, open questions, room to write."""

from datetime import datetime

from sqlmodel import Session

from app.assessments.visiting import VisitItem, visit_page
from app.clock import in_wib
from app.letterheads.queries import effective
from app.permissions import Actor
from app.reports import frame
from app.reports.documents import Document
from app.reports.plain_text import Label, Note
from app.reports.sheets import SheetMeta, SheetView, sheet
from app.reports.views import View
from app.settings import Settings
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.templating import tanggal


class VisitRow(View):
    """One indicator with what the own side still wants to know."""

    code: Label
    name: Label
    claim: Label
    evidence_count: int
    asked: tuple[Note, ...]


class VisitListView(SheetView):
    """The list; `plans` say when and where."""

    agency_name: Label
    plans: tuple[Label, ...]
    rows: tuple[VisitRow, ...]


def visit_list(
    session: Session, actor: Actor, submission: Submission, settings: Settings, now: datetime
) -> tuple[Document, str]:
    """Set the list as this reader may see it; gives it with the name of its file."""
    view = visit_page(session, actor, submission, now)
    agency = submissions.agency_of(session, submission)
    instrument = submissions.instrument_of(session, submission)
    settings = effective(session, settings)
    meta = SheetMeta(
        title="Daftar Visitasi",
        subject=f"{agency.name}, {view.standing.period}",
        number=f"DV/{agency.code}/{view.standing.period}",
        letterhead=frame.letterhead(settings),
        place=settings.place,
        dated_on=in_wib(now).date(),
        page_size=settings.page_size,
    )
    made = VisitListView(
        document=meta,
        instrument_title=instrument.title,
        instrument_id=instrument.id,
        agency_name=agency.name,
        plans=tuple(
            f"{each.kind_name} {tanggal(each.held_on)} di {each.place}" for each in view.visits
        ),
        rows=tuple(_row(item) for item in view.items),
    )
    return sheet("reports/visit_list.html", made), f"daftar-visitasi-{agency.code}"


def _row(item: VisitItem) -> VisitRow:
    return VisitRow(
        code=item.code,
        name=item.name,
        claim=f"{item.claim} {item.claim_name}" if item.claim else "–",
        evidence_count=item.evidence_count,
        asked=item.asked,
    )
