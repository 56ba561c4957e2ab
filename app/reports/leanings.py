"""A picture of who lies how far to either side of zero: one bar a row, its number beside it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from app.reports import svg
from app.reports.svg import ACCENT, GREY, INK, Stroke, Type
from app.templating import selisih

WIDTH, LABELS, FIGURES, PITCH, LINE, HEAD = 480.0, 168.0, 44.0, 17.0, 9.4, 16.0
LETTERS = 38
"""Of a label's line; a longer label takes more lines, so that no name is cut."""
NARROWEST = Decimal("0.5")
"""Levels to either side that the picture shows at least, so that little does not look like much."""


@dataclass(frozen=True, slots=True)
class Lean:
    """One row: whose, how far in levels, and whether it lies apart from the others."""

    label: str
    value: Decimal
    is_apart: bool = False


def leanings(rows: Sequence[Lean], *, title: str, below: str, above: str) -> Markup:
    """Draw the rows to the left and right of zero; `below` and `above` say what a side means.

    Those apart are drawn dark and marked with a star, so that it also shows in black and white.
    Empty without rows.
    """
    if not rows:
        return Markup("")
    middle = LABELS + (WIDTH - LABELS - FIGURES) / 2
    reach = max(NARROWEST, *(abs(row.value) for row in rows))
    scale = (WIDTH - LABELS - FIGURES) / 2 / float(reach)
    tops = [HEAD]
    for row in rows:
        tops.append(tops[-1] + PITCH + LINE * (len(_lines(row)) - 1))
    parts = [
        svg.described("; ".join(f"{row.label} {selisih(row.value)}" for row in rows)),
        svg.text((middle - 6, 9), below, Type(7.4, "end", colour=GREY)),
        svg.text((middle + 6, 9), above, Type(7.4, colour=GREY)),
        svg.line((middle, HEAD - 3), (middle, tops[-1]), Stroke(GREY, 0.8)),
    ]
    for top, row in zip(tops, rows, strict=False):
        parts += _row(row, top, middle, scale)
    return svg.drawing(WIDTH, tops[-1] + 2, title, parts)


def _lines(row: Lean) -> list[str]:
    return textwrap.wrap(row.label, LETTERS, break_long_words=False) or [""]


def _row(row: Lean, y: float, middle: float, scale: float) -> list[Markup]:
    end = middle + float(row.value) * scale
    figure = selisih(row.value) + (" *" if row.is_apart else "")
    bar = (min(middle, end), y + 2), (abs(end - middle), 9.0)
    label = [
        svg.text((0, y + 9.6 + LINE * place), words, Type(8.4, bold=row.is_apart))
        for place, words in enumerate(_lines(row))
    ]
    return [
        *label,
        svg.box(*bar, INK if row.is_apart else ACCENT),
        svg.text((WIDTH, y + 9.6), figure, Type(8.6, "end", bold=True)),
    ]
