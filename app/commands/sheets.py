"""Reads small tables of people who work with Excel: CSV (`,` `;` tab, BOM or not) and XLSX."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from app.errors import Fault, InvalidInput

BYTES_MAX = 5 * 2**20
ROWS_MAX = 5000
COLUMNS_MAX = 50


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row with its number (the header is row 1), cells as trimmed text.

    Raises InvalidInput for a missing, oversized or unreadable file (reliability.md, Uploads).
    """
    if not path.is_file():
        raise InvalidInput("Berkas tidak ditemukan.", [Fault(str(path), "berkas tidak ditemukan")])
    content = path.read_bytes()
    if len(content) > BYTES_MAX:
        raise InvalidInput("Berkas terlalu besar.", [Fault(str(path), "paling besar 5 MiB")])
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path, content)
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    if (
        len(set(header)) != len(header)
        or not header
        or len(header) > COLUMNS_MAX
        or len(rows) > ROWS_MAX + 1
    ):
        message = f"judul kolom kosong atau ganda, atau lebih dari {ROWS_MAX} baris"
        raise InvalidInput("Tabel tidak terbaca.", [Fault(f"{path}:1", message)])
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            yield (
                number,
                {name: cell.strip() for name, cell in zip(header, row, strict=False) if name},
            )


def _csv(path: Path, content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "Berkas bukan UTF-8.", [Fault(str(path), "simpan sebagai CSV UTF-8")]
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise InvalidInput(
            "CSV tidak terbaca.", [Fault(str(path), "bukan CSV yang benar")]
        ) from error


def _xlsx(path: Path) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError, OSError) as error:
        raise InvalidInput(
            "Berkas XLSX tidak terbaca.", [Fault(str(path), "simpan ulang sebagai XLSX")]
        ) from error
    return [[_text(cell) for cell in row] for row in cells]


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
