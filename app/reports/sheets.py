"""The plain documents beside the two reports: letterhead, title, text; no cover."""

from datetime import date

from app.reports import words
from app.reports.documents import DOTS, Document, page_css
from app.reports.emblem import EMBLEM
from app.reports.plain_text import Label
from app.reports.views import Letterhead, PageSize, View
from app.templating import render


class SheetMeta(View):
    """The frame of a sheet; `subject` stands under the title and in the running head."""

    title: Label
    subject: Label
    number: Label
    letterhead: Letterhead
    place: Label
    dated_on: date
    page_size: PageSize
    provisional: bool = False


class SheetView(View):
    """What every sheet has; each kind adds its own fields."""

    document: SheetMeta
    instrument_title: Label
    instrument_id: Label


def sheet(template: str, view: SheetView, **parts: str) -> Document:
    """Set a sheet, with the drawn `parts` its kind needs. Equal views give equal HTML."""
    html = render(
        template,
        view=view,
        page_css=page_css(view.document.page_size),
        emblem=EMBLEM,
        dots=DOTS,
        words=words,
        **parts,
    )
    return Document(html, ())
