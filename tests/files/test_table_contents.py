"""Tables from workbooks: small ones come as rows of text, bombs are refused before calamine."""

# ruff: noqa: E501 - a table is read row by row

import io
import zipfile

import pytest
import xlsxwriter

from app.files.inspector import FileRefused, read_table
from app.files.refusals import SENTENCES
from tests.papers import office, pdf

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: int, columns: int) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet()
    for row in range(rows):
        for column in range(columns):
            sheet.write(row, column, f"{row}.{column}" if row % 2 else row)
    made.close()
    return out.getvalue()


def spoiled(sheet: str, more: str = "") -> bytes:
    """A real workbook whose sheet was written by hand."""
    source, out = io.BytesIO(workbook(1, 1)), io.BytesIO()
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData>{more}</worksheet>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, body if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return out.getvalue()


def outcome(content: bytes) -> str | list[list[str]]:
    reasons = {text: reason for reason, text in SENTENCES.items()}
    try:
        return read_table(content, "tabel.xlsx")
    except FileRefused as refusal:
        return reasons[refusal.message.removeprefix("Berkas 'tabel.xlsx' ditolak: ")]


def test_rows_come_as_text_with_whole_numbers_plain() -> None:
    assert outcome(workbook(3, 2)) == [["0", "0"], ["1.0", "1.1"], ["2", "2"]]


def test_the_limits_hold_to_the_row_and_the_column() -> None:
    sizes = [(5001, 2), (5002, 2), (2, 50), (2, 51)]

    found = [outcome(workbook(*size)) for size in sizes]

    assert [len(each) if isinstance(each, list) else each for each in found] == [
        5001, "table-large", 2, "table-large",
    ]  # fmt: skip


CELL = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
BOMBS = {
    "one far cell": (lambda: spoiled(CELL.format(1, "A") + CELL.format(1048576, "XFD")), "table-large"),
    "one far cell without its place": (lambda: spoiled(CELL.format(1, "A") + '<row r="6000"><c><v>1</v></c></row>'), "table-large"),
    "many cells without a place": (lambda: spoiled("<row>" + "<c><v>1</v></c>" * 60 + "</row>"), "table-large"),
    "a place that is none": (lambda: spoiled('<row r="1"><c r="1A"><v>1</v></c></row>'), "damaged"),
    "an endless row number": (lambda: spoiled('<row r="' + "9" * 5000 + '"/>'), "damaged"),
    "too many merged cells": (lambda: spoiled("", "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 5001 + "</mergeCells>"), "table-large"),
    "more than 20 MiB unpacked": (lambda: spoiled("<row/>" * 4_000_000), "expanding"),
    "more than 5 MiB": (lambda: workbook(1, 1) + b"\0" * 5 * 2**20, "table-kind"),
    "a document": (lambda: office("docx"), "table-kind"),
    "a PDF": (pdf, "table-kind"),
    "a workbook with macros": (lambda: office("xlsx", {"xl/vbaProject.bin": "x"}), "macro"),
    "a workbook without sheets": (lambda: office("xlsx"), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_for_its_reason(name: str) -> None:
    made, reason = BOMBS[name]

    assert outcome(made()) == reason


def test_a_giant_merge_and_a_million_empty_rows_are_harmless() -> None:
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    empty = "<row/>" * 1_000_000 + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'

    found = [outcome(spoiled(CELL.format(1, "A"), merge))]
    found += [outcome(spoiled(CELL.format(1, "A") + empty))]

    assert found == [[["1"]], "expanding"]
