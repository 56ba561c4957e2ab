"""A tiny PDF writer: pages of Helvetica text on A4, enough for the demo's invented papers.

Source: ISO 32000-1, 7.5 (file structure) and 9.6 (simple fonts); widths from Adobe's Helvetica AFM.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

WIDTH, HEIGHT = 595, 842
LEFT, TOP, BOTTOM = 62, 64, 48
TEXT_WIDTH = WIDTH - 2 * LEFT
LEADING = 1.32
BOLDER = 1.06
# Helvetica, letters 32 to 126, thousandths of the size
WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: wrapped to the page, with space after it in points."""

    text: str
    size: float = 10
    align: Literal["left", "center"] = "left"
    bold: bool = False
    after: float = 5
    indent: float = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""

    thickness: float = 1
    after: float = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, each at its own distance from the left margin; not wrapped."""

    cells: tuple[str, ...]
    places: tuple[float, ...]
    bold: bool = False
    size: float = 9


Block = Text | Rule | Row
Page = Sequence[Block]


def pdf(title: str, pages: Sequence[Page], footer: str = "") -> bytes:
    """Make a PDF; the same arguments give the same bytes.

    Raises ValueError when a page holds more than fits on A4.
    """
    objects = [
        "",
        "",
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        f"<< /Title ({_escaped(title)}) >>",
    ]
    bodies: list[bytes] = [text.encode("cp1252") for text in objects]
    kids = []
    for number, page in enumerate(pages, start=1):
        content = zlib.compress(_content(page, f"{footer}    {number}/{len(pages)}"))
        kids.append(f"{len(bodies) + 1} 0 R")
        bodies += [_page(len(bodies) + 2), _stream(content)]
    bodies[0] = b"<< /Type /Catalog /Pages 2 0 R /Lang (id-ID) >>"
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(bodies)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a line in points; bold is taken as 6 percent wider."""
    units = sum(map(_units, text.split(" "))) + WIDTHS[0] * text.count(" ")
    return units * size / 1000 * (BOLDER if bold else 1)


@lru_cache(maxsize=8192)
def _units(word: str) -> int:
    return sum(WIDTHS[ord(c) - 32] if 32 <= ord(c) < 127 else 556 for c in word)


def _file(bodies: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n" % (len(bodies) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _font(name: str) -> str:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"


def _page(content: int) -> bytes:
    fonts = "/Font << /F1 3 0 R /F2 4 0 R >>"
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
        f"/Resources << {fonts} >> /Contents {content} 0 R >>"
    ).encode()


def _stream(content: bytes) -> bytes:
    head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + content + b"\nendstream"


def _content(page: Page, footer: str) -> bytes:
    y: float = HEIGHT - TOP
    lines = [_shown(footer, LEFT, 30, 7)]
    for block in page:
        drawn, y = _drawn(block, y)
        lines += drawn
    if y < BOTTOM:
        raise ValueError(f"the page overflows by {BOTTOM - y:.0f} points")
    return "\n".join(lines).encode("cp1252")


def _drawn(block: Block, y: float) -> tuple[list[str], float]:
    if isinstance(block, Rule):
        line = f"{block.thickness:g} w {LEFT} {y:.1f} m {WIDTH - LEFT} {y:.1f} l S"
        return [line], y - block.after
    step = block.size * LEADING
    if isinstance(block, Row):
        cells = zip(block.cells, block.places, strict=True)
        drawn = [_shown(c, LEFT + x, y, block.size, bold=block.bold) for c, x in cells]
        return drawn, y - step - 2
    drawn = []
    for line in _wrapped(block):
        width = width_of(line, block.size, bold=block.bold)
        x = (WIDTH - width) / 2 if block.align == "center" else LEFT + block.indent
        drawn.append(_shown(line, x, y, block.size, bold=block.bold))
        y -= step
    return drawn, y - block.after


def _wrapped(block: Text) -> Iterator[str]:
    room = (TEXT_WIDTH - block.indent) * 1000 / block.size / (BOLDER if block.bold else 1)
    line: list[str] = []
    used = 0
    for word in block.text.split():
        units = _units(word) + WIDTHS[0]
        if line and used + units > room:
            yield " ".join(line)
            line, used = [], 0
        line.append(word)
        used += units
    yield " ".join(line)


def _shown(text: str, x: float, y: float, size: float, *, bold: bool = False) -> str:
    font = "F2" if bold else "F1"
    return f"BT /{font} {size:g} Tf {x:.1f} {y:.1f} Td ({_escaped(text)}) Tj ET"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
