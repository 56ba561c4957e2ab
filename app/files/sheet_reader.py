"""What stands in a sheet of a workbook? Asked in a child process that may die.

`texts_of` is for callers. Run as a program this file is the child: it bounds its own memory and
time, reads a workbook from its input and writes the cells as JSON. A workbook of one kilobyte can
ask for gigabytes (reliability.md M10), so the engine never runs in the program itself. The child
imports nothing of the program.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

MIB: Final = 1024 * 1024
MEMORY_BYTES: Final = 256 * MIB
CPU_SECONDS: Final = 3
WAIT_SECONDS: Final = 10
LETTERS_MAX: Final = 5 * MIB
TOO_LONG: Final = "panjang"
UNREADABLE: Final = "rusak"


class SheetRefused(Exception):
    """The workbook cannot be read within the limits; the text is one of the child's two words."""


def texts_of(content: bytes, rows_max: int, columns_max: int, sheet: str = "") -> list[list[str]]:
    """Give a sheet from cell A1 on, every cell as text. Raises SheetRefused.

    sheet: its name, the first one without; nothing when there is none of that name.
    A sheet larger than the two bounds is refused before its cells are turned into texts.
    """
    command = [sys.executable, "-I", str(Path(__file__)), str(rows_max), str(columns_max), sheet]
    try:
        done = subprocess.run(  # noqa: S603  (our own program; the workbook is its input)
            command, input=content, capture_output=True, timeout=WAIT_SECONDS, check=False
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise SheetRefused(TOO_LONG) from error
    except ValueError as error:  # it died: out of memory or of time
        raise SheetRefused(TOO_LONG) from error
    if isinstance(answer, str):
        raise SheetRefused(answer)
    cells: list[list[str]] = answer
    return cells


# The child


def main() -> None:
    """Bound this process, read the input, write the cells or one word."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    rows_max, columns_max = int(sys.argv[1]), int(sys.argv[2])
    json.dump(_answer(sys.stdin.buffer.read(), rows_max, columns_max, sys.argv[3]), sys.stdout)


def _answer(content: bytes, rows_max: int, columns_max: int, name: str) -> list[list[str]] | str:
    import io  # noqa: PLC0415  (only the child reads)

    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if name and name not in book.sheet_names:
            return []
        sheet = book.get_sheet_by_name(name) if name else book.get_sheet_by_index(0)
    except (CalamineError, IndexError, OSError, ValueError):
        return UNREADABLE
    if sheet.total_height > rows_max or sheet.total_width > columns_max:
        return TOO_LONG
    rows, letters = [], 0
    for row in sheet.to_python(skip_empty_area=False):
        texts = [_text(cell) for cell in row]
        letters += sum(map(len, texts))
        if letters > LETTERS_MAX:
            return TOO_LONG
        rows.append(texts)
    return rows


def _text(cell: Any) -> str:
    """Write a cell as a person sees it: 3.0 is 3."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


if __name__ == "__main__":
    main()
