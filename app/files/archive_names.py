"""Names inside a ZIP that every system can unpack, Windows with its reserved words included."""

import re
import unicodedata
from typing import Final

BYTES_MAX: Final = 150
"""Leaves room for the folder a person unpacks into; Windows stops at 260 letters."""
ENDING_MAX: Final = 10
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE
)


def safe(name: str) -> str:
    """Give a name no system stumbles over: no path, no reserved word, no end in dot or blank."""
    shown = "".join(c for c in unicodedata.normalize("NFC", name) if _is_visible(c))
    shown = _FORBIDDEN.sub("_", shown).strip(" .")
    stem, dot, ending = _split(shown)
    if _RESERVED.fullmatch(stem.split(".", 1)[0].rstrip()):
        stem = f"_{stem}"
    return _fitted(stem, dot + ending) or "tanpa-nama"


def unique(name: str, taken: set[str]) -> str:
    """Give a safe name that differs from all in `taken`, also without regard to case; notes it."""
    stem, dot, ending = _split(safe(name))
    found, number = stem + dot + ending, 1
    while _key(found) in taken:
        number += 1
        found = _fitted(stem, f" ({number}){dot}{ending}")
    taken.add(_key(found))
    return found


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _is_visible(letter: str) -> bool:
    """Tell a letter from controls, direction marks, surrogates and unassigned codes."""
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}


def _split(name: str) -> tuple[str, str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, dot, ending) if stem and len(ending) <= ENDING_MAX else (name, "", "")


def _fitted(stem: str, tail: str) -> str:
    room = BYTES_MAX - len(tail.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + tail
