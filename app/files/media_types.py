"""Which files may enter, and under which name they are shown. Source: reliability.md, Uploads."""

import unicodedata
from typing import Final

ALLOWED: Final = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
}
SHOWABLE: Final = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What a browser may show instead of saving it."""
NAME_MAX_BYTES: Final = 255
ENDING_MAX: Final = 16


def safe_name(name: str) -> str:
    """Give the file's name for display: no folders, no control characters, at most 255 bytes."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = unicodedata.normalize("NFC", "".join(c for c in base if c.isprintable())).strip(" .")
    return _shortened(base) or "tanpa-nama"


def _shortened(base: str) -> str:
    """Cut the name, not its ending, to the bytes a file system takes."""
    stem, dot, ending = base.rpartition(".")
    if not stem or len(ending) > ENDING_MAX:
        stem, dot, ending = base, "", ""
    room = NAME_MAX_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending
