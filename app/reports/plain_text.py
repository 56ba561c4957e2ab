"""Text written by users, made harmless for a layout engine.

Escaping is the templates' work. What remains dangerous after it is *shape*: 50.000 combining marks
on one letter take WeasyPrint 32 s, control characters are not allowed in XML, and one note of
10.000 letters would push a report far over its sixteen pages. `app.texts` refuses most of it at the
door; a report prints stored text too, so it does not rely on that.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import AfterValidator

LONGEST_TEXT: Final = 10_000
LONGEST_NOTE: Final = 1_200
LONGEST_LABEL: Final = 300
MARKS_IN_A_ROW: Final = 3
SHORTENED: Final = " … (dipersingkat; lengkap di sistem)"

_REMOVED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KEPT: Final = frozenset("\n\t")
_LINE_ENDS: Final = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_BLANKS: Final = re.compile(r"[ \t\u00a0]{3,}")


def tame(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return the text without what only harms a layout.

    Composes to NFC, drops control, format, private and unassigned characters, keeps at most three
    combining marks in a row, squeezes blank runs, and shortens with a visible sign at a word's end.
    """
    if _is_plain(text, longest):
        return text
    text = unicodedata.normalize("NFC", text[: longest * 8])
    text = _LINE_ENDS.sub("\n", text)
    text = _without_mark_runs(char for char in text if _is_kept(char))
    text = _BLANKS.sub("  ", _BLANK_LINES.sub("\n\n", text)).strip()
    return _shorten(text, longest)


def _is_plain(text: str, longest: int) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= longest


def _is_kept(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char) not in _REMOVED


def _without_mark_runs(characters: Iterable[str]) -> str:
    kept: list[str] = []
    run = 0
    for char in characters:
        run = run + 1 if unicodedata.category(char)[0] == "M" else 0
        if run <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


def _shorten(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = text[: longest - len(SHORTENED)]
    at_word_end = cut.rsplit(maxsplit=1)[0] if " " in cut[-60:] else cut
    return at_word_end.rstrip(" ,;:.") + SHORTENED


def _label(text: str) -> str:
    return " ".join(tame(text, LONGEST_LABEL).split())


def _note(text: str) -> str:
    return tame(text, LONGEST_NOTE)


Label = Annotated[str, AfterValidator(_label)]
"""One line: a name, a title, a citation."""

Note = Annotated[str, AfterValidator(_note)]
"""Running text of a user or an instrument, as far as a report prints it."""
