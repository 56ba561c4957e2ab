"""Text of a PDF as far as its fonts say what their signs mean. Runs in the child process only.

Enough to find numbers: a font with a ToUnicode map is read through it, any other of single bytes
as Latin; layout is not followed, only that lines and words are apart.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

PAGES_MAX: Final = 300
DEPTH_MAX: Final = 3
GAP: Final = -200
"""In a row of shown strings, thousandths of the size: what is moved on further is a space."""
OPERATORS: Final = "Tf Tj TJ ' \" Td TD T* Tm Do"
ENTRIES_MAX: Final = 20_000
_SECTION: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)
_SPACE: Final = re.compile(rb"begincodespacerange\s*<([0-9a-fA-F]+)>")
_PART: Final = re.compile(rb"<([0-9a-fA-F\s]*)>|(\[)|(\])")


@dataclass
class Font:
    """What the codes of a font mean; without `signs` they are Latin."""

    width: int = 1
    signs: Mapping[int, str] = field(default_factory=dict)

    def read(self, shown: bytes) -> str:
        """Give the text of a shown string."""
        if not self.signs:
            return shown.decode("latin-1") if self.width == 1 else ""
        steps = range(0, len(shown), self.width)
        codes = (int.from_bytes(shown[at : at + self.width]) for at in steps)
        return "".join(self.signs.get(code, " ") for code in codes)


def pieces(path: Path) -> Iterator[str]:
    """Give the text of the pages, a page at a time."""
    import pikepdf  # noqa: PLC0415  only the child may load it

    with pikepdf.open(path, suppress_warnings=True) as pdf:
        fonts: dict[Any, Font] = {}
        for page in list(pdf.pages)[:PAGES_MAX]:
            yield "".join(_shown(page.obj, page.resources, fonts, 0)) + "\n"


def _shown(holder: Any, resources: Any, fonts: dict[Any, Font], depth: int) -> Iterator[str]:
    """Give the texts a page or form shows, in the order it does."""
    import pikepdf  # noqa: PLC0415

    font = Font()
    steps: Any = pikepdf.parse_content_stream(holder, OPERATORS)
    for operands, operator in steps:
        word = str(operator)
        if word == "Tf":
            font = _font(resources, str(operands[0]), fonts)
        elif word == "Do" and depth < DEPTH_MAX:
            form = resources.get("/XObject", {}).get(str(operands[0]))
            if form is not None and form.get("/Subtype") == "/Form":
                yield from _shown(form, form.get("/Resources", resources), fonts, depth + 1)
        elif word == "TJ":
            yield "".join(_row(operands[0], font))
        elif word in {"Tj", "'", '"'}:
            yield font.read(bytes(operands[-1]))
        else:
            yield "\n"


def _row(parts: Any, font: Font) -> Iterator[str]:
    import pikepdf  # noqa: PLC0415

    for part in parts:
        if isinstance(part, pikepdf.String):
            yield font.read(bytes(part))
        elif float(part) < GAP:
            yield " "


def _font(resources: Any, name: str, fonts: dict[Any, Font]) -> Font:
    found = resources.get("/Font", {}).get(name)
    if found is None:
        return Font()
    if not found.is_indirect:
        return _made(found)
    if found.objgen not in fonts:
        fonts[found.objgen] = _made(found)
    return fonts[found.objgen]


def _made(found: Any) -> Font:
    is_wide = found.get("/Subtype") == "/Type0"
    content = found.get("/ToUnicode")
    if content is None:
        return Font(2 if is_wide else 1)
    text = content.read_bytes()
    space = _SPACE.search(text)
    width = len(space[1]) // 2 if space else (2 if is_wide else 1)
    return Font(max(1, width), dict(_signs(text)))


def _signs(text: bytes) -> Iterator[tuple[int, str]]:
    left = ENTRIES_MAX
    for kind, body in _SECTION.findall(text):
        codes = [_code(part) for part in _PART.findall(body)]
        for found in _pairs(codes) if kind == b"bfchar" else _ranges(codes):
            yield found
            left -= 1
            if left <= 0:
                return


def _code(part: tuple[bytes, bytes, bytes]) -> bytes | str:
    """Give the bytes of a hexadecimal string, or the bracket."""
    if part[1] or part[2]:
        return (part[1] or part[2]).decode()
    digits = b"".join(part[0].split()).decode()
    return bytes.fromhex(digits if len(digits) % 2 == 0 else digits + "0")


def _pairs(codes: list[bytes | str]) -> Iterator[tuple[int, str]]:
    for code, sign in zip(codes[::2], codes[1::2], strict=False):
        if isinstance(code, bytes) and isinstance(sign, bytes):
            yield int.from_bytes(code), _sign(sign)


def _ranges(codes: list[bytes | str]) -> Iterator[tuple[int, str]]:
    rest = iter(codes)
    for first, last in zip(rest, rest, strict=False):
        start = next(rest, b"")
        if not isinstance(first, bytes) or not isinstance(last, bytes):
            return
        span = range(int.from_bytes(first), int.from_bytes(last) + 1)[:ENTRIES_MAX]
        if isinstance(start, bytes):
            sign = int.from_bytes(start[-2:])
            yield from ((code, chr(min(sign + step, 0xFFFF))) for step, code in enumerate(span))
            continue
        for code in span:
            sign_bytes = next(rest, b"")
            if isinstance(sign_bytes, bytes):
                yield code, _sign(sign_bytes)
        next(rest, b"")


def _sign(code: bytes) -> str:
    return code.decode("utf-16-be", "replace")
