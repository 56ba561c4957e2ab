"""Charts made on the server as SVG: radar, ruler, bars, distribution, slope, sparkline.

Each takes published numbers (`Decimal`) and gives `Markup` for a page or a PDF. All are readable in
black and white: series differ by dashes and marks, and every number drawn is also printed.
Geometry uses floats; the numbers printed are the ones given.
"""

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from app.reports import svg
from app.reports.svg import (
    ACCENT,
    CITY,
    GREY,
    INK,
    LINE,
    OWN,
    PAPER,
    PAST,
    TINT,
    Point,
    Stroke,
    Type,
)
from app.templating import angka

MISSING: Final = "–"
LETTER: Final = 4.2
"""Width of a letter of a spoke's label, on average."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One spoke, bar or line: a name with this year's value, the city's and last year's."""

    label: str
    value: Decimal | None
    city: Decimal | None = None
    previous: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One place on the ruler: "OPD", "Kota", "Target"."""

    label: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of the ruler, from `lowest` up to the next band."""

    name: str
    lowest: Decimal


@dataclass(frozen=True, slots=True)
class Count:
    """One bar of a distribution."""

    label: str
    count: int
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """One line of a slope chart; `values` run as the years, None leaves a gap."""

    label: str
    values: tuple[Decimal | None, ...]
    own: bool = True


def radar(axes: Sequence[Axis], *, title: str, highest: int = 5) -> Markup:
    """Draw three or more axes from 0 in the middle to `highest` at the rim.

    Solid with dots = this agency, dashed = city mean, dotted = last year. Raises ValueError below
    three axes (use `bars`).
    """
    if len(axes) < 3:
        raise ValueError("a radar needs three axes")
    width, height = 288.0, 256.0
    web = _Web((width / 2, 130.0), 84.0, len(axes), highest)
    own, city, past = ([getattr(a, n) for a in axes] for n in ("value", "city", "previous"))
    parts = [svg.described(_spoken(axes)), *web.grid()]
    parts += [web.shape(own, OWN, fill=TINT), *web.rings(), web.shape(past, PAST)]
    parts += [web.shape(city, CITY), web.shape(own, OWN), *web.dots(own)]
    for place, axis in enumerate(axes):
        parts += _spoke_label(web, place, axis)
    parts += _legend((8.0, height - 4), city=_any(city), past=_any(past))
    return svg.drawing(width, height, title, parts)


def ruler(bands: Sequence[Band], marks: Sequence[Mark], *, title: str, highest: int = 5) -> Markup:
    """Draw the scale from 1 to `highest` in grade bands, with the marks and their numbers on it.

    The first mark stands above the scale, the others below it.
    """
    width, left, right, top = 480.0, 4.0, 476.0, 28.0
    ordered = sorted(bands, key=lambda band: band.lowest)
    ends = [*(band.lowest for band in ordered[1:]), Decimal(highest)]

    def across(value: Decimal) -> float:
        return left + (right - left) * float(value - 1) / (highest - 1)

    parts = [svg.described("; ".join(f"{m.label} {angka(m.value)}" for m in marks))]
    for place, (band, end) in enumerate(zip(ordered, ends, strict=True)):
        last = end if place == len(ordered) - 1 else end - Decimal("0.01")
        stretch = (across(band.lowest), across(end))
        parts += _band(stretch, top, band.name, f"{angka(band.lowest)}–{angka(last, 2)}")
    for place, mark in enumerate(marks):
        parts += _pointer(across(mark.value), top, mark, below=place > 0, width=width)
    return svg.drawing(width, 80, title, parts)


def bars(rows: Sequence[Axis], *, title: str, highest: int = 5) -> Markup:
    """Draw one horizontal bar a row, a tick at the city's mean, and both numbers at the right."""
    width, label_width, pitch = 480.0, 132.0, 17.0
    scale = (width - label_width - 84) / highest
    parts = [svg.described(_spoken(rows))]
    for place, row in enumerate(rows):
        y = 14 + place * pitch
        parts.append(svg.text((0, y + 8.6), _one_line(row.label, 30), Type(8.4)))
        parts.append(svg.line((label_width, y + 12), (label_width + highest * scale, y + 12)))
        parts += _bar(label_width, y, scale, row)
        right = label_width + highest * scale
        parts.append(
            svg.text((right + 30, y + 8.6), _figure(row.value), Type(8.8, "end", bold=True))
        )
        if row.city is not None:
            parts.append(svg.text((width, y + 8.6), f"kota {angka(row.city)}", Type(8.2, "end")))
    parts += [
        svg.text((label_width + level * scale, 8), str(level), Type(6.6, "middle", colour=GREY))
        for level in range(highest + 1)
    ]
    return svg.drawing(width, 18 + len(rows) * pitch, title, parts)


def distribution(counts: Sequence[Count], *, title: str, unit: str) -> Markup:
    """Draw how many fall under each label; last year's as an outlined bar beneath."""
    width, label_width = 480.0, 92.0
    with_past = any(count.previous is not None for count in counts)
    pitch = 27.0 if with_past else 19.0
    most = max([1, *(c.count for c in counts), *(c.previous or 0 for c in counts)])
    scale = (width - label_width - 60) / most
    spoken = "; ".join(f"{c.label}: {c.count} {unit}" for c in counts)
    parts = [svg.described(spoken)]
    for place, count in enumerate(counts):
        y = 4 + place * pitch
        parts.append(svg.text((0, y + 9.4), count.label, Type(9, bold=True)))
        parts.append(svg.box((label_width, y), (count.count * scale, 12), ACCENT))
        end = (label_width + count.count * scale + 5, y + 9.4)
        parts.append(svg.text(end, f"{count.count} {unit}", Type(9, bold=True)))
        if count.previous is not None:
            size = (count.previous * scale, 6.0)
            parts.append(svg.box((label_width, y + 13.5), size, PAPER, Stroke(GREY, 0.7)))
            beside = (label_width + size[0] + 5, y + 19.6)
            parts.append(svg.text(beside, f"tahun lalu {count.previous}", Type(7, colour=GREY)))
    return svg.drawing(width, 6 + len(counts) * pitch, title, parts)


def slope(trends: Sequence[Trend], years: Sequence[int], *, title: str, highest: int = 5) -> Markup:
    """Draw each trend over the years: numbers at every knot, names at the right."""
    width, height, left, right = 480.0, 150.0, 40.0, 310.0
    known = [v for trend in trends for v in trend.values if v is not None]
    low, high = _span(known, highest)

    def at(place: int, value: Decimal) -> Point:
        x = left + (right - left) * place / max(1, len(years) - 1)
        return x, 20 + (height - 34) * (high - float(value)) / (high - low)

    parts = [svg.described("; ".join(_trend_spoken(t, years) for t in trends))]
    for place, year in enumerate(years):
        x, _ = at(place, Decimal(1))
        parts.append(svg.line((x, 16), (x, height - 8), Stroke(LINE, 0.7)))
        parts.append(svg.text((x, 10), str(year), Type(8.4, "middle", bold=True)))
    for trend in trends:
        knots = [at(p, v) for p, v in enumerate(trend.values) if v is not None]
        parts.append(svg.path(knots, OWN if trend.own else CITY, closed=False))
        parts += [svg.dot(knot, 2.4, ACCENT if trend.own else INK) for knot in knots]
    for place in range(len(years)):
        parts += _knot_labels(place, trends, at, named=place == len(years) - 1)
    return svg.drawing(width, height, title, parts)


def sparkline(values: Sequence[Decimal | None], *, title: str) -> Markup:
    """Draw a small line for a table cell, the last value as a dot. Empty below two values."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return Markup("")
    low, high = _span([value for _, value in known], 5)
    step = 44 / (len(values) - 1)
    points = [(3 + p * step, 2.5 + 9 * (high - float(v)) / (high - low)) for p, v in known]
    line = svg.path(points, Stroke(ACCENT, 1.2), closed=False)
    return svg.drawing(50, 14, title, [line, svg.dot(points[-1], 2, ACCENT)])


@dataclass(frozen=True, slots=True)
class _Web:
    """The geometry of a radar."""

    centre: Point
    radius: float
    spokes: int
    highest: int

    def at(self, place: int, value: float) -> Point:
        angle = math.tau * place / self.spokes - math.tau / 4
        reach = self.radius * value / self.highest
        return self.centre[0] + reach * math.cos(angle), self.centre[1] + reach * math.sin(angle)

    def grid(self) -> list[Markup]:
        return [svg.line(self.centre, self.at(place, self.highest)) for place in range(self.spokes)]

    def rings(self) -> list[Markup]:
        parts = []
        for level in range(1, self.highest + 1):
            ring = [self.at(place, level) for place in range(self.spokes)]
            parts.append(svg.path(ring, svg.THIN, closed=True))
            x, y = self.at(0, level)
            parts.append(svg.text((x - 3, y + 6.4), str(level), Type(6, "end", colour=GREY)))
        return parts

    def shape(self, values: Sequence[Decimal | None], stroke: Stroke, fill: str = "none") -> Markup:
        if not _any(values):
            return Markup("")
        points = [self.at(place, float(value or 0)) for place, value in enumerate(values)]
        return svg.path(points, stroke, closed=True, fill=fill)

    def dots(self, values: Sequence[Decimal | None]) -> list[Markup]:
        points = [self.at(p, float(v)) for p, v in enumerate(values) if v is not None]
        return [svg.dot(point, 2.6, ACCENT) for point in points]


def _spoke_label(web: _Web, place: int, axis: Axis) -> list[Markup]:
    x, y = web.at(place, web.highest * 1.12)
    side = x - web.centre[0]
    anchor = "middle" if abs(side) < 8 else ("start" if side > 0 else "end")
    room = {"middle": 80.0, "end": x, "start": 2 * web.centre[0] - x}[anchor]
    wrapped = textwrap.wrap(axis.label, int(room / LETTER), break_long_words=False)[:3]
    lines = [(words, Type(8.2, anchor)) for words in wrapped]
    lines.append((_figure(axis.value), Type(8.6, anchor, bold=True)))
    if axis.city is not None:
        lines.append((f"kota {angka(axis.city)}", Type(7.6, anchor)))
    above = y < web.centre[1] - web.radius * 0.6
    top = y - (len(lines) - 1) * 9.4 if above else y - (3 if y > web.centre[1] else 6)
    return [svg.text((x, top + row * 9.4), *line) for row, line in enumerate(lines)]


def _legend(at: Point, *, city: bool, past: bool) -> list[Markup]:
    x, y = at
    kinds = [(OWN, "OPD ini", True), (CITY, "Rata-rata kota", city), (PAST, "Tahun lalu", past)]
    parts: list[Markup] = []
    for stroke, words, wanted in kinds:
        if wanted:
            parts.append(svg.line((x, y - 3), (x + 20, y - 3), stroke))
            parts.append(svg.text((x + 24, y), words, Type(7.6)))
            x += 36 + len(words) * 4.2
    return parts


def _band(stretch: tuple[float, float], top: float, name: str, limits: str) -> list[Markup]:
    start, stop = stretch
    middle = (start + stop) / 2
    return [
        svg.box((start, top), (stop - start, 24), PAPER, Stroke(GREY, 0.7)),
        svg.text((middle, top + 10), name, Type(8.4, "middle", bold=True)),
        svg.text((middle, top + 19.6), limits, Type(7.4, "middle", colour=GREY)),
    ]


def _pointer(x: float, top: float, mark: Mark, *, below: bool, width: float) -> list[Markup]:
    words = f"{mark.label} {angka(mark.value)}"
    anchor = "start" if x < 70 else ("end" if x > width - 70 else "middle")
    if below:
        triangle = [(x, top + 25), (x - 4, top + 35), (x + 4, top + 35)]
        label = svg.text((x, top + 45), words, Type(8.4, anchor))
        return [svg.path(triangle, Stroke(INK, 0.8), closed=True, fill=PAPER), label]
    triangle = [(x, top - 1), (x - 5, top - 12), (x + 5, top - 12)]
    label = svg.text((x, top - 16), words, Type(9.5, anchor, bold=True, colour=ACCENT))
    return [svg.path(triangle, Stroke(ACCENT, 0.8), closed=True, fill=ACCENT), label]


def _bar(left: float, y: float, scale: float, row: Axis) -> list[Markup]:
    parts = []
    if row.value is not None:
        parts.append(svg.box((left, y + 1.5), (float(row.value) * scale, 9), ACCENT))
    if row.city is not None:
        x = left + float(row.city) * scale
        parts.append(svg.line((x, y - 1), (x, y + 13), Stroke(PAPER, 3)))
        parts.append(svg.line((x, y - 1), (x, y + 13), Stroke(INK, 1.4)))
    return parts


def _knot_labels(
    place: int, trends: Sequence[Trend], at: Callable[[int, Decimal], Point], *, named: bool
) -> list[Markup]:
    """Print the numbers of one year: with names for the last, clear of the lines before."""
    known = [(at(place, value), t) for t in trends if (value := t.values[place]) is not None]
    known.sort(key=lambda end: end[0][1])
    parts: list[Markup] = []
    taken = -math.inf
    for order, ((x, y), trend) in enumerate(known):
        words = _figure(trend.values[place])
        if named:
            taken = max(y + 3, taken + 10)
            label = f"{words}  {_one_line(trend.label, 34)}"
            parts.append(svg.text((x + 7, taken), label, Type(8.4, bold=trend.own)))
        else:
            beside = (x + 5, y + 12 if order else y - 5)
            parts.append(svg.text(beside, words, Type(8.4, bold=trend.own)))
    return parts


def _span(values: Sequence[Decimal], highest: int) -> tuple[float, float]:
    low, high = float(min(values, default=1)), float(max(values, default=highest))
    room = max(0.2, (high - low) * 0.1)
    return low - room, high + room


def _spoken(axes: Sequence[Axis]) -> str:
    return "; ".join(f"{a.label} {_figure(a.value)} (kota {_figure(a.city)})" for a in axes)


def _trend_spoken(trend: Trend, years: Sequence[int]) -> str:
    pairs = zip(years, trend.values, strict=True)
    return trend.label + " " + ", ".join(f"{year}: {_figure(value)}" for year, value in pairs)


def _figure(value: Decimal | None) -> str:
    return MISSING if value is None else angka(value)


def _one_line(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def _any(values: Sequence[object]) -> bool:
    return any(value is not None for value in values)
