"""The one Jinja environment. Pages, mails and PDFs are all made here.

Autoescape is on for every template and an unknown name is an error. The filters write numbers,
dates and sizes as an Indonesian reader expects them (Babel, locale `id`); none accepts a float,
because a float has already lost the exact value.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.clock import in_wib

TEMPLATES: Final = Path(__file__).parent / "templates"
MINUS: Final = "\u2212"
"""A real minus sign: as wide as the plus, never broken at a line end."""

_UNITS: Final = ("byte", "KB", "MB", "GB")


def render(name: str, **context: Any) -> str:
    """Fill one template. Raises jinja2.UndefinedError when the context lacks a name it uses."""
    return environment.get_template(name).render(**context)


def render_text(name: str, **context: Any) -> str:
    """Fill a template of plain text (a letter): what autoescape wrote for a browser is undone."""
    return unescape(render(name, **context))


def angka(value: Decimal | int | str, digits: int | None = None) -> str:
    """Write a number with a decimal comma: Decimal("2.54") -> "2,54", 1234 -> "1.234".

    A Decimal keeps its own digits unless `digits` is given (then rounded half even by Babel: give
    exact digits where it matters). Raises TypeError for a float or a bool.
    """
    number = _exact(value)
    places = digits if digits is not None else max(0, -_exponent(number))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text = format_decimal(number, format=pattern, locale="id", decimal_quantization=True)
    return text.replace("-", MINUS)


def selisih(value: Decimal | int | str, digits: int | None = None) -> str:
    """Write a difference with its sign: "+0,18", "−0,05", "0,00"."""
    text = angka(value, digits)
    return "+" + text if _exact(value) > 0 else text


def persen(value: Decimal | int | str, digits: int | None = None) -> str:
    """Write a percentage given in percent: Decimal("12.3") -> "12,3%"."""
    return angka(value, digits) + "%"


def tanggal(value: date) -> str:
    """Write a date: "22 November 2026". An instant is taken in WIB."""
    return format_date(_day(value), format="d MMMM y", locale="id")


def hari_tanggal(value: date) -> str:
    """Write a date with its weekday: "Minggu, 22 November 2026"."""
    return format_date(_day(value), format="EEEE, d MMMM y", locale="id")


def waktu(value: datetime) -> str:
    """Write an instant: "22 November 2026 pukul 14.05 WIB". A naive one is taken as UTC."""
    local = in_wib(_aware(value))
    return f"{tanggal(local.date())} pukul {local:%H.%M} WIB"


def ukuran(size_bytes: int) -> str:
    """Write a file size: 1200000 -> "1,2 MB", 340 -> "340 byte"."""
    size, unit = Decimal(size_bytes), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    digits = 1 if unit and size < 100 else 0
    return f"{angka(size, digits)} {_UNITS[unit]}".replace(",0 ", " ")


def pita(value: Decimal | None) -> int:
    """Give the band a heat map cell is tinted with: the whole level reached, 0 without a value."""
    return 0 if value is None else int(value)


def _exact(value: Decimal | int | str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"a number is Decimal, int or str, not {type(value).__name__}")
    return Decimal(value)


def _exponent(number: Decimal) -> int:
    if not number.is_finite():
        raise ValueError("not a finite number")
    return int(number.as_tuple().exponent)


def _day(value: date) -> date:
    return in_wib(_aware(value)).date() if isinstance(value, datetime) else value


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for write in (angka, selisih, persen, tanggal, hari_tanggal, waktu, ukuran, pita):
        made.filters[write.__name__] = write
    return made


environment: Final = _environment()
"""Doors add their globals (`can`, `csrf`) here at start-up."""
