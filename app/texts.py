"""Text that may enter: no control characters, no lone surrogates, bounded length."""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, Strict

PROSE_MAX = 10_000
LINE_MAX = 200
COMBINING_RUN_MAX = 8

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def has_control(text: str) -> bool:
    """Tell whether `text` holds control characters, direction overrides or lone surrogates."""
    return _CONTROL.search(text) is not None


def harmless_cell(text: str) -> str:
    """Give `text` so that a spreadsheet takes it as text, never as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def clean(text: str) -> str:
    """Give `text` as NFC, with plain line ends and outer blanks off.

    Raises ValueError on control characters, direction overrides, surrogates and on more than
    COMBINING_RUN_MAX combining marks in a row (they stop the PDF engine; reliability.md M9).
    """
    if has_control(text):
        msg = "memuat karakter kendali yang tidak dapat disimpan"
        raise ValueError(msg)
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    run = 0
    for letter in normal:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run > COMBINING_RUN_MAX:
            msg = "memuat terlalu banyak tanda gabung berturut-turut"
            raise ValueError(msg)
    return normal


def _one_line(text: str) -> str:
    if "\n" in text:
        msg = "harus satu baris"
        raise ValueError(msg)
    return text


Prose = Annotated[str, Strict(), Field(max_length=PROSE_MAX), AfterValidator(clean)]
Reason = Annotated[
    str, Strict(), Field(max_length=PROSE_MAX), AfterValidator(clean), Field(min_length=5)
]
Line = Annotated[
    str, Strict(), Field(max_length=LINE_MAX), AfterValidator(clean), AfterValidator(_one_line)
]
Name = Annotated[Line, Field(min_length=1)]
LevelNumber = Annotated[int, Strict(), Field(ge=1, le=7)]
Year = Annotated[int, Strict(), Field(ge=2000, le=2999)]


def _not_counted(value: object) -> object:
    if isinstance(value, (int, float)):
        msg = "harus waktu, misalnya 2026-05-01T00:00:00+07:00"
        raise ValueError(msg)  # noqa: TRY004 - pydantic wants ValueError
    return value


def _in_reach(instant: datetime) -> datetime:
    """Refuse what no calendar here can hold in every time zone."""
    if not 2000 <= instant.year <= 2999:
        msg = "harus dalam tahun 2000 sampai 2999"
        raise ValueError(msg)
    return instant


Instant = Annotated[AwareDatetime, BeforeValidator(_not_counted), AfterValidator(_in_reach)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
