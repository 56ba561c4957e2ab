"""Which rows does a table of people who work with Excel hold? CSV (`,` `;` tab, BOM or not), XLSX.

One way for every import: commands, pages and the API. Source: reliability.md, Uploads and M10.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.errors import Fault, InvalidInput, TooLarge
from app.files import inspector
from app.files.inspector import FileRefused
from app.texts import has_control

BYTES_MAX = 5 * 2**20
ROWS_MAX = 5000
COLUMNS_MAX = 50
PACKED = b"PK\x03\x04"
KINDS = (".csv", ".xlsx")
CONTROL = "memuat karakter kendali; hapus"
SIZE = f"paling banyak {ROWS_MAX} baris dan {COLUMNS_MAX} kolom"
TOO_LARGE = f"terlalu besar saat dibuka; {SIZE}. Salin isinya ke lembar baru"
DAMAGED = "rusak atau bersandi; buka dan simpan ulang sebagai XLSX"
BOOK_REFUSALS = {
    "macro": "memuat makro; simpan sebagai XLSX biasa",
    "expanding": f"mengembang terlalu besar saat dibuka; {SIZE}",
    "table-large": TOO_LARGE,
    "heavy": TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header; `number` as the person's program counts, the header is 1."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns (lower case, "" for a column without one), and the rows."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def address(self, row: int, column: str) -> str:
        """Give where a cell stands, as in "B7"."""
        return f"{_letters(self.header.index(column))}{row}"


class TableRefused(InvalidInput):
    """The file is no table that can be read."""

    title = "Tabel tidak terbaca"


def read_table(content: bytes, name: str) -> Table:
    """Read a table; empty rows are left out, blanks around a text too.

    name: as the person calls the file; its ending says what is expected inside.
    Raises TooLarge, or TableRefused with the place of every fault found.
    """
    if len(content) > BYTES_MAX:
        raise TooLarge(f"Tabel lebih besar dari {BYTES_MAX >> 20} MiB.", [Fault("berkas", SIZE)])
    if not name.lower().endswith(KINDS):
        raise _refused("berkas", "harus XLSX atau CSV; buka lalu simpan sebagai salah satunya")
    is_book = content.startswith(PACKED)
    if is_book != name.lower().endswith(".xlsx"):
        kind = "bukan XLSX" if not is_book else "bukan teks CSV"
        raise _refused("berkas", f"isinya {kind}, tidak seperti akhiran namanya; simpan ulang")
    return _table(_book(content, name) if is_book else _lines(content))


def read_hidden(content: bytes, sheet: str) -> list[list[str]]:
    """Give the cells of a named sheet of a table that could be read; none when it has no such."""
    return _book(content, sheet, sheet) if content.startswith(PACKED) else []


def _table(lines: Iterable[list[str]]) -> Table:
    taken = iter(lines)
    titles = [cell.strip().lower() for cell in next(taken, [])]
    width = max((place for place, title in enumerate(titles, start=1) if title), default=0)
    header = tuple(titles[:width])
    _ensure_header(header)
    rows = tuple(_rows(taken, header))
    return Table(header, rows)


def _ensure_header(header: tuple[str, ...]) -> None:
    if not any(header):
        raise _refused("A1", "baris pertama harus memuat judul kolom")
    if len(header) > COLUMNS_MAX:
        raise _refused(f"{_letters(COLUMNS_MAX)}1", f"terlalu banyak kolom; {SIZE}")
    for place, title in enumerate(header):
        if has_control(title):
            raise _refused(f"{_letters(place)}1", CONTROL)
    faults = [
        Fault(f"{_letters(place)}1", "judul kolom ini sudah ada di kiri; hapus salah satu")
        for place, title in enumerate(header)
        if title and title in header[:place]
    ]
    if faults:
        raise TableRefused("Judul kolom tertulis dua kali.", faults)


def _rows(lines: Iterator[list[str]], header: tuple[str, ...]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        if number > ROWS_MAX + 1:
            raise _refused(f"A{number}", f"terlalu banyak baris; {SIZE}")
        texts = [cell.strip() for cell in line]
        for place, text in enumerate(texts):
            if text:
                _ensure_plain(text, place, number, header)
        if any(texts):
            padded = texts + [""] * (len(header) - len(texts))
            cells = {title: padded[place] for place, title in enumerate(header) if title}
            yield Row(number, cells)


def _ensure_plain(text: str, place: int, number: int, header: tuple[str, ...]) -> None:
    if place >= len(header) or not header[place]:
        raise _refused(f"{_letters(place)}{number}", "terisi, tetapi kolomnya tidak berjudul")
    if has_control(text):
        raise _refused(f"{_letters(place)}{number}", CONTROL)


def _lines(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "bukan UTF-8; simpan sebagai CSV UTF-8"
        raise _refused("berkas", message) from error
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        yield from reader
    except csv.Error as error:
        message = f"bukan CSV yang benar di sekitar baris {reader.line_num}"
        raise _refused("berkas", message) from error


def _book(content: bytes, name: str, sheet: str = "") -> list[list[str]]:
    try:
        return inspector.read_table(content, name, sheet)
    except FileRefused as refusal:
        raise _refused("berkas", BOOK_REFUSALS.get(refusal.reason, DAMAGED)) from refusal


def _letters(place: int) -> str:
    """Name a column as Excel does: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _refused(place: str, message: str) -> TableRefused:
    return TableRefused("Tabel tidak terbaca.", [Fault(place, message)])
