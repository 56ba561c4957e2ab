"""The few SVG elements the charts are drawn with; every text is escaped, every number has one form.

Presentation attributes only: no style, no script, no class, so the same picture passes a strict
content policy on a page and prints in a PDF. Text stays text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

INK: Final = "#1c2b3a"
ACCENT: Final = "#0b5e55"
GREY: Final = "#6b7680"
LINE: Final = "#c9cfd4"
TINT: Final = "#dfe6ec"
PAPER: Final = "#ffffff"
FONT: Final = "Source Sans 3, sans-serif"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn: colour, width, and the dashes that tell it apart without colour."""

    colour: str = INK
    width: float = 1.0
    dashes: str = "none"


THIN: Final = Stroke(LINE, 0.6)
OWN: Final = Stroke(ACCENT, 1.8)
CITY: Final = Stroke(INK, 1.2, "4 2.5")
PAST: Final = Stroke(GREY, 1.2, "1 2")


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set."""

    size: float = 8
    anchor: str = "start"
    bold: bool = False
    colour: str = INK


def number(value: float) -> str:
    """Write a coordinate with at most two decimals, never as "-0"."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def drawing(width: float, height: float, title: str, parts: Iterable[Markup]) -> Markup:
    """Frame the parts as one picture. `title` is read out instead of it: say what it shows."""
    body = Markup("").join(parts)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {w} {h}" width="{w}" '
        'height="{h}" font-family="{font}"><title>{title}</title>{body}</svg>'
    ).format(w=number(width), h=number(height), font=FONT, title=title, body=body)


def described(text: str) -> Markup:
    """Say at length what the picture says, for those who cannot see it."""
    return Markup("<desc>{}</desc>").format(text)


def line(start: Point, end: Point, stroke: Stroke = THIN) -> Markup:
    """Draw a straight line."""
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}"{}/>').format(
        number(start[0]), number(start[1]), number(end[0]), number(end[1]), _stroked(stroke)
    )


def path(points: Sequence[Point], stroke: Stroke, *, closed: bool, fill: str = "none") -> Markup:
    """Draw through the points."""
    name = Markup("polygon") if closed else Markup("polyline")
    joined = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return Markup('<{} points="{}" fill="{}"{}/>').format(name, joined, fill, _stroked(stroke))


def box(corner: Point, size: Point, fill: str = "none", stroke: Stroke | None = None) -> Markup:
    """Draw a rectangle from its upper left corner."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>').format(
        *(number(value) for value in (*corner, *size)), fill, _stroked(stroke) if stroke else ""
    )


def dot(centre: Point, radius: float, fill: str = INK, stroke: Stroke | None = None) -> Markup:
    """Draw a circle."""
    return Markup('<circle cx="{}" cy="{}" r="{}" fill="{}"{}/>').format(
        number(centre[0]), number(centre[1]), number(radius), fill,
        _stroked(stroke) if stroke else "",
    )  # fmt: skip


def text(at: Point, words: str, kind: Type | None = None) -> Markup:
    """Set one line of text; `at` is on its base line."""
    kind = kind or Type()
    bold = Markup(' font-weight="600"') if kind.bold else ""
    return Markup(
        '<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>'
    ).format(number(at[0]), number(at[1]), number(kind.size), kind.anchor, kind.colour, bold, words)


def _stroked(stroke: Stroke) -> Markup:
    dashes = Markup(' stroke-dasharray="{}"').format(stroke.dashes)
    return Markup(' stroke="{}" stroke-width="{}"{}').format(
        stroke.colour, number(stroke.width), "" if stroke.dashes == "none" else dashes
    )
