"""What does the Berita Acara say as a Word file? The same as printed, for people to edit."""

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from app.reports.documents import DOTS, PAPER
from app.reports.minutes import MinutesRow, MinutesView
from app.reports.word_file import (
    MARGIN_MM,
    begun,
    centred,
    heading,
    numbered_pages,
    ruled_below,
    saved,
    table_of,
)
from app.templating import tanggal

NO_REASON = "Tanpa alasan tertulis."


def minutes_word(view: MinutesView) -> bytes:
    """Write the record as DOCX. Equal views give equal bytes."""
    meta = view.document
    author = f"{meta.letterhead.government}, {meta.letterhead.unit}"
    title = f"{meta.title} {view.agency_name} Tahun {view.year}"
    document = begun(title, author, meta.dated_on, meta.page_size)
    room = PAPER[meta.page_size][0] - 2 * MARGIN_MM
    _head(document, view)
    document.add_paragraph(view.opening)
    _people(document, view, room)
    document.add_paragraph(view.course)
    _levels(document, view, room)
    if view.differences:
        _differences(document, view, room)
    for text in (view.outcome, view.closing, f"{meta.place}, {tanggal(meta.dated_on)}"):
        document.add_paragraph(text).paragraph_format.keep_with_next = True
    _signatures(document, view)
    numbered_pages(document, f"{meta.title} · Nomor {meta.number}")
    return saved(document)


def _head(document: Document, view: MinutesView) -> None:
    kop, meta = view.document.letterhead, view.document
    centred(document, kop.government.upper(), points=12)
    centred(document, kop.unit.upper(), points=14, is_bold=True)
    ruled_below(centred(document, " ".join(part for part in (kop.address, kop.contact) if part)))
    centred(document, "")
    centred(document, meta.title.upper(), points=13, is_bold=True)
    centred(document, meta.subject)
    centred(document, f"Nomor {meta.number}").paragraph_format.space_after = Pt(12)


def _people(document: Document, view: MinutesView, room: int) -> None:
    if not view.attendees:
        for party in view.parties:
            document.add_paragraph(f"{party.name}, {party.role}", style="List Number")
        return
    heads = (("No.", 10), ("Nama", 50), ("Instansi", 45), ("Peran", room - 130), ("Kehadiran", 25))
    rows = (
        (
            str(number),
            person.name,
            person.institution or "–",
            person.role or "–",
            "Hadir" if person.is_present else "Tidak hadir",
        )
        for number, person in enumerate(view.attendees, 1)
    )
    table_of(document, heads, rows)


def _levels(document: Document, view: MinutesView, room: int) -> None:
    levels = (("Klaim", 14), ("Diskominfo", 22), ("BPS", 12), ("Disepakati", 22))
    heads = (("Indikator", 45), *levels, ("Alasan bila berbeda", room - 115))
    rows = (
        (
            f"{row.code} {row.name}",
            *(str(level or "–") for level in (row.claim, row.diskominfo, row.bps, row.agreed)),
            row.reason,
        )
        for row in view.rows
    )
    table_of(document, heads, rows, centres=(1, 2, 3, 4))


def _differences(document: Document, view: MinutesView, room: int) -> None:
    heading(document, "Perbedaan yang dibahas")
    width = (room - 20) / 3
    names = ("Alasan Diskominfo", "Alasan BPS", "Kesepakatan")
    heads = (("Indikator", 20), *((name, width) for name in names))
    table_of(document, heads, ((row.code, *_said(row)) for row in view.differences))


def _said(row: MinutesRow) -> tuple[str, ...]:
    pairs = (
        (row.diskominfo, row.diskominfo_reason),
        (row.bps, row.bps_reason),
        (row.agreed, row.reason),
    )
    return tuple(f"{level or '–'}. {reason or NO_REASON}" for level, reason in pairs)


def _signatures(document: Document, view: MinutesView) -> None:
    """Leave room to sign, two beside each other, without lines around them."""
    table = document.add_table(rows=(len(view.parties) + 1) // 2, cols=2)
    for place, party in enumerate(view.parties):
        row, column = divmod(place, 2)
        paragraph = table.cell(row, column).paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_together = True
        above = "\n" if row else ""
        paragraph.add_run(f"{above}{party.role},\n\n\n\n")
        paragraph.add_run(party.name or DOTS).underline = bool(party.name)
