"""The tanda terima: one page that proves what was sent, when and by whom."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlmodel import Session

from app.accounts.queries import names
from app.agencies.models import Agency
from app.clock import in_wib
from app.letterheads.queries import effective
from app.periods.models import Period
from app.reports import frame, queries
from app.reports.documents import Document, qr
from app.reports.plain_text import Label
from app.reports.sheets import SheetMeta, SheetView, sheet
from app.settings import Settings
from app.submissions import queries as submissions
from app.submissions.models import Snapshot


class ReceiptView(SheetView):
    """What the receipt says; `anchor` is the journal's head at the sending ("seq:hash").

    `code` and `url` lead to the public check; empty on receipts from before there was one.
    """

    period: Label
    agency_code: Label
    agency_name: Label
    sent_at: datetime
    sent_by: Label
    snapshot: Annotated[int, Field(ge=1)]
    indicators: int
    evidence: int
    sha256: Label
    anchor: Label
    code: str
    url: str


def receipt(session: Session, snapshot: Snapshot, settings: Settings) -> Document:
    """Set the receipt of one sending."""
    view = view_of(session, snapshot, settings)
    return sheet("reports/receipt.html", view, qr=qr(view.url) if view.url else "")


def view_of(session: Session, snapshot: Snapshot, settings: Settings) -> ReceiptView:
    """Read what a receipt says."""
    settings = effective(session, settings)
    submission = submissions.get(session, snapshot.submission_id)
    period = submissions.period_of(session, submission)
    agency = submissions.agency_of(session, submission)
    instrument = submissions.instrument_of(session, submission)
    answers = snapshot.content["answers"]
    return ReceiptView(
        document=_meta(agency, period, snapshot, settings),
        instrument_title=instrument.title,
        instrument_id=instrument.id,
        period=period.title,
        agency_code=agency.code,
        agency_name=agency.name,
        sent_at=snapshot.taken_at,
        sent_by=names(session, [snapshot.taken_by])[snapshot.taken_by],
        snapshot=snapshot.number,
        indicators=len(answers),
        evidence=len({item["id"] for answer in answers for item in answer["evidence"]}),
        sha256=snapshot.sha256,
        anchor=snapshot.anchor,
        code=snapshot.code or "",
        url=f"{settings.base_url.rstrip('/')}/v/{snapshot.code}" if snapshot.code else "",
    )


def _meta(agency: Agency, period: Period, snapshot: Snapshot, settings: Settings) -> SheetMeta:
    return SheetMeta(
        title=queries.RECEIPT_TITLE,
        subject=f"{agency.name}, {period.title}",
        number=queries.receipt_number(agency, period.year, snapshot),
        letterhead=frame.letterhead(settings),
        place=settings.place,
        dated_on=in_wib(snapshot.taken_at).date(),
        page_size=settings.page_size,
    )
