"""Reads a sheet of a workbook as rows of text. Runs in the child process only.

The sheets are counted before calamine sees them: it lays out a rectangle from the first to the
last cell that holds something, so one far cell would take all memory (reliability.md M10).
"""

import io
import re
import zipfile
from typing import Any, Final
from xml.parsers import expat

from app.files import office_contents
from app.files.refusals import Refused

BYTES_MAX: Final = 5 * 2**20
UNPACKED_MAX: Final = 20 * 2**20
ROWS_MAX: Final = 5001
"""5.000 rows and their heading."""
COLUMNS_MAX: Final = 50
MERGES_MAX: Final = 5000
CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
SHEET: Final = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
XLSX: Final = office_contents.FAMILY + "spreadsheetml.sheet"


def read(content: bytes, sheet: bytes) -> list[list[str]]:
    """Give the rows of a sheet, from A1 on; Refused for what is no modest workbook.

    sheet: its name, empty for the first; no rows when there is none of that name.
    """
    if len(content) > BYTES_MAX or not content.startswith(b"PK\x03\x04"):
        raise Refused("table-kind")
    budget = office_contents.Budget(bytes_left=UNPACKED_MAX)
    if office_contents.check_package(io.BytesIO(content), len(content), budget) != XLSX:
        raise Refused("table-kind")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if SHEET.match(name):
                _Sheet().read(archive.read(name))
    return _rows(content, sheet.decode())


class _Sheet:
    """Walks one sheet's XML and refuses it as soon as it is too large."""

    def __init__(self) -> None:
        self.row, self.column, self.merges = 0, 0, 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._begin
        self.parser.StartDoctypeDeclHandler = self._no_doctype

    def read(self, content: bytes) -> None:
        try:
            self.parser.Parse(content, True)  # noqa: FBT003  their signature
        except (expat.ExpatError, ValueError) as error:
            raise Refused("damaged") from error

    def _no_doctype(self, *_: object) -> None:
        raise Refused("entities")

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "row":
            self.row, self.column = int(given.get("r") or self.row + 1), 0
        elif name == "c":
            self._place(given.get("r"))
        elif name in {"v", "is", "f"}:  # only a cell that holds something counts
            if self.row > ROWS_MAX or self.column > COLUMNS_MAX:
                raise Refused("table-large")
        elif name == "mergeCell":
            self.merges += 1
            if self.merges > MERGES_MAX:
                raise Refused("table-large")

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        found = CELL.fullmatch(reference)
        if not found:
            raise Refused("damaged")
        self.row, self.column = int(found[2]), 0
        for letter in found[1]:
            self.column = self.column * 26 + ord(letter) - 64


def _rows(content: bytes, sheet: str) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  only the child

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if sheet and sheet not in book.sheet_names:
            return []
        cells = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in cells.to_python(skip_empty_area=False)]
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise Refused("damaged") from error


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
