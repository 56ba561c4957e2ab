"""How is a workbook written? No cell is ever a formula; equal input gives equal bytes."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
CELL_MAX = 16_000
"""A cell takes 32.767 UTF-16 units, and a letter is one or two of them."""
CUT = " … (terpotong)"
LINE_POINTS = 12
"""A line of letters of nine points."""
SMALLER = 1.25
"""How many of them take the place of a letter that widths are counted in."""
ROW_MAX_POINTS = 409
Cell = str | int | Decimal | None


def written(title: str, created: datetime, fill: Callable[[Any], None]) -> bytes:
    """Give the workbook that `fill` fills; `created` stands in its properties."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN)
    book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
    fill(book)
    book.close()
    return out.getvalue()


def put_text(sheet: Any, row: int, column: int, text: str, look: Any = None) -> None:
    """Write a text as text, whatever it begins with; what no cell takes is cut with a sign."""
    if not text:
        sheet.write_blank(row, column, None, look)
        return
    fits = text if len(text) <= CELL_MAX else text[: CELL_MAX - len(CUT)] + CUT
    sheet.write_string(row, column, fits, look)


def row_height(cells: Sequence[tuple[str, int]]) -> float:
    """Give the points that these texts need, each wrapped in a column so many letters wide.

    Spreadsheet programs do not measure the rows of a file that another program wrote.
    """
    lines = (
        sum(1 + int(len(line) / (width * SMALLER)) for line in text.split("\n"))
        for text, width in cells
    )
    return min(ROW_MAX_POINTS, 4 + LINE_POINTS * max(lines, default=1))


def put_table(
    book: Any, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]
) -> None:
    """Add a sheet with a table to sort and filter: titles with their widths, then the rows.

    A Decimal is shown with as many places as it has.
    """
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    looks: dict[int, Any] = {}
    for place, (title, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, bold)
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                put_text(sheet, number, place, cell)
            elif cell is not None:
                sheet.write_number(number, place, cell, _look(book, looks, cell))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, number, len(columns) - 1)


def _look(book: Any, looks: dict[int, Any], cell: int | Decimal) -> Any:
    """Give the format for the places of a Decimal, made once a sheet; a whole number has none."""
    if not isinstance(cell, Decimal):
        return None
    places = -int(cell.as_tuple().exponent)
    if places not in looks:
        looks[places] = book.add_format({"num_format": f"0.{'0' * places}" if places else "0"})
    return looks[places]
