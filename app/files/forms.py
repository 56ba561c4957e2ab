"""How is a workbook made in which people fill some cells? With its titles, lists and guide.

What each form holds and whom it belongs to is told by the rooms that make it.
"""

from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from typing import Any, Protocol

from app.errors import Fault, InvalidInput
from app.files.tables import Table
from app.files.workbooks import put_text, row_height
from app.texts import PROSE_MAX

A4 = 9
GUIDE_WIDTH, TITLE_MAX, HINT_MAX = 76, 200, 255
CELL = {"valign": "top", "text_wrap": True, "font_size": 9, "border": 1, "border_color": "#C9CFD4"}
READ = CELL | {"bg_color": "#F3F5F6", "num_format": "@"}
TYPED = CELL | {"bg_color": "#FFFBE6", "locked": False}
HEAD = CELL | {"bold": True, "bg_color": "#0B5E55", "font_color": "#FFFFFF"}
HELD = {"format_rows": True, "format_columns": True}
"""A protected sheet on which rows and columns can still be made wider."""
Rows = tuple[int, int]
"""The first and the last row of a range."""


class LevelNamed(Protocol):
    """A level with what people call it."""

    @property
    def level(self) -> int:
        """Its number, from 1."""

    @property
    def name(self) -> str:
        """Its word."""


def head_row(book: Any, sheet: Any, row: int, columns: Sequence[tuple[str, int]]) -> None:
    """Write the titles of the columns, keep them in sight and on every printed page."""
    look = book.add_format(HEAD)
    for place, (title, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        put_text(sheet, row, place, title, look)
    sheet.ignore_errors({"number_stored_as_text": "A1:B1000"})
    sheet.freeze_panes(row + 1, 2)
    sheet.repeat_rows(row)


def fit_row(sheet: Any, row: int, columns: Sequence[tuple[str, int]], texts: Sequence[str]) -> None:
    """Make a row as high as its texts need."""
    widths = [width for _, width in columns]
    sheet.set_row(row, row_height(list(zip(texts, widths, strict=True))))


def page_setup(sheet: Any, title: str) -> None:
    """Print across: as wide as the page, its title and number on each."""
    plain = title.replace("&", "&&")[:TITLE_MAX]
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L{plain}")
    sheet.set_footer("&RHalaman &P dari &N")


def put_level(sheet: Any, place: tuple[int, int], level: int | None, look: Any) -> None:
    """Write a level, or an empty cell that looks like one."""
    if level is None:
        sheet.write_blank(*place, None, look)
    else:
        sheet.write_number(*place, level, look)


def choose_level(sheet: Any, rows: Rows, column: int, levels: Sequence[LevelNamed]) -> None:
    """Let cells of a column take one of the levels, chosen from a list, or nothing."""
    names = ", ".join(f"{each.level} {each.name}" for each in levels)
    rule = {
        "validate": "list",
        "source": [each.level for each in levels],
        "input_title": "Tingkat kematangan",
        "input_message": f"Pilih satu: {names}."[:HINT_MAX],
        "error_title": "Tingkat tidak dikenal",
        "error_message": f"Pilih bilangan bulat 1 sampai {len(levels)}, atau kosongkan.",
    }
    sheet.data_validation(rows[0], column, rows[1], column, rule)


def limit_text(sheet: Any, rows: Rows, column: int, what: str, way_out: str) -> None:
    """Let cells of a column take at most PROSE_MAX letters."""
    rule = {
        "validate": "length",
        "criteria": "<=",
        "value": PROSE_MAX,
        "error_title": f"{what} terlalu panjang",
        "error_message": f"Paling banyak {PROSE_MAX} huruf. {way_out}",
    }
    sheet.data_validation(rows[0], column, rows[1], column, rule)


def guide(book: Any, name: str, lines: Sequence[tuple[str, str]]) -> None:
    """Add a sheet to read: (kind, text), the kind "head" or "text"."""
    sheet = book.add_worksheet(name)
    looks = {
        "head": book.add_format({"bold": True, "font_size": 13, "font_color": "#0B5E55"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    sheet.set_column(0, 0, GUIDE_WIDTH)
    for row, (kind, text) in enumerate(lines):
        sheet.set_row(row, 6 + row_height([(text, GUIDE_WIDTH)]))
        put_text(sheet, row, 0, text, looks[kind])
    page_setup(sheet, name)
    sheet.set_portrait()
    sheet.protect("", HELD)


def hide(book: Any, name: str, lines: Iterable[Sequence[str]]) -> None:
    """Add a sheet that people do not see; `tables.read_hidden` reads it back."""
    hidden = book.add_worksheet(name)
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            put_text(hidden, row, column, cell)
    hidden.protect()
    hidden.very_hidden()


def ensure_titles(table: Table, sheet: str, columns: Sequence[tuple[str, int]]) -> None:
    """Raise InvalidInput, naming each cell, unless the titles are the ones we wrote."""
    titles = [title.lower() for title, _ in columns]
    present = (*table.header, *[""] * len(titles))
    faults = [
        Fault(f"{sheet}!{letter}1", f"judul kolom harus '{title}'; kembalikan")
        for letter, title, found in zip(ascii_uppercase, titles, present, strict=False)
        if title != found
    ]
    if faults:
        raise InvalidInput("Judul kolom templat berubah. Tidak ada yang diubah.", faults)
