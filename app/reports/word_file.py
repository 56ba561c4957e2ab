"""How is a Word file written? Plain styles people can edit; equal input gives equal bytes."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from app.reports.documents import PAPER
from app.reports.views import PageSize

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARGIN_MM: Final = 25
FONT: Final = "Arial"
FONT_POINTS: Final = 10.5
TABLE_POINTS: Final = 8.5
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP can say: the parts of a file carry no clock."""


def begun(title: str, author: str, dated_on: date, size: PageSize) -> Document:
    """Give an empty document on this paper; title, author and day stand in its properties."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in PAPER[size])
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(FONT_POINTS)
    style.paragraph_format.space_after = Pt(6)
    _in_indonesian(style)
    properties, moment = document.core_properties, datetime.combine(dated_on, time(), UTC)
    properties.title, properties.author, properties.comments = title, author, ""
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.language = author, "id-ID"
    return document


def _in_indonesian(style: Any) -> None:
    """Name the language: else the spelling check marks every word, and readers speak English."""
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), "id-ID")
    style.element.get_or_add_rPr().append(mark)


def centred(
    document: Document, text: str, *, points: float = FONT_POINTS, is_bold: bool = False
) -> Paragraph:
    """Add a centred line."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(points)
    return paragraph


def ruled_below(paragraph: Paragraph) -> None:
    """Draw the double rule of a letterhead under a line."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "double"), ("sz", "6"), ("space", "4"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  (no public name for borders)
    properties.insert_element_before(borders, "w:spacing", "w:jc")


def heading(document: Document, text: str) -> None:
    """Add a heading that navigation finds, in the text's own colour."""
    paragraph = document.add_heading(text, 2)
    run = paragraph.runs[0]
    run.font.name, run.font.size, run.font.color.rgb = FONT, Pt(12), RGBColor(0, 0, 0)


def table_of(
    document: Document,
    heads: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str]],
    centres: Sequence[int] = (),
) -> None:
    """Add a table: heads with widths in mm, repeated on every page; no row breaks across pages."""
    table: Any = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for cell, (text, _) in zip(table.rows[0].cells, heads, strict=True):
        _put(cell, text, is_bold=True)
    _mark(table.rows[0], "w:tblHeader")
    for texts in rows:
        row = table.add_row()
        _mark(row, "w:cantSplit")
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _put(cell, text, is_centred=place in centres)
    for column, (_, width) in zip(table.columns, heads, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _put(cell: _Cell, text: str, *, is_bold: bool = False, is_centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(TABLE_POINTS)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  (no public name for it)


def numbered_pages(document: Document, text: str) -> None:
    """Put a line with the page's number under every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(f"{text} · halaman ")
    run.font.size = Pt(TABLE_POINTS)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001  (no public name for fields)


def saved(document: Document) -> bytes:
    """Give the file's bytes, each part dated alike."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with ZipFile(raw) as parts, ZipFile(out, "w") as kept:
        for name in parts.namelist():
            kept.writestr(ZipInfo(name, EPOCH), parts.read(name), ZIP_DEFLATED)
    return out.getvalue()
