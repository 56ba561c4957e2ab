"""The offline form in the hands of an operator: openpyxl stands for Excel."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl

LEVEL, EXPLANATION = 6, 7


def opened(content: bytes) -> Any:
    """Open a workbook as a spreadsheet program does."""
    return openpyxl.load_workbook(io.BytesIO(content))


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """Open, let `edit` change the workbook, save."""
    book = opened(content)
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(book: Any, code: str) -> int:
    """Give the row of an indicator on the sheet Isian."""
    codes = [cell.value for cell in book["Isian"]["A"]]
    return codes.index(code) + 1


def typed(content: bytes, answers: dict[str, tuple[object, object]]) -> bytes:
    """Type level and explanation of these indicators, and save."""

    def edit(book: Any) -> None:
        for code, (level, explanation) in answers.items():
            row = row_of(book, code)
            book["Isian"].cell(row, LEVEL).value = level
            book["Isian"].cell(row, EXPLANATION).value = explanation
            book["Isian"].cell(row, EXPLANATION).data_type = "s"

    return edited(content, edit)
