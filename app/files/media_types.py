"""Which files may enter, decided by content, and under which name they are shown.

`media_type_of` runs in the child process only (`inspecting`). Source: reliability.md, Uploads.
"""

import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import filetype

from app.child import limit, size_mib
from app.files import image_contents, office_contents, pdf_contents
from app.files.refusals import Refused

SHOWABLE: Final = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What a browser may show instead of saving it."""
CHECKS: Final[dict[str, Callable[[Path], None]]] = {
    "application/pdf": pdf_contents.check,
    "image/png": image_contents.check_png,
    "image/jpeg": image_contents.check_jpeg,
}
PACKED: Final = (*CHECKS, *(office_contents.FAMILY + kind for kind in office_contents.MAIN))
"""Every kind that may enter; all are compressed inside already."""
NAME_MAX_BYTES: Final = 255
ENDING_MAX: Final = 16
TAIL: Final = 66_000
SECONDS: Final = 4
MEMORY_MIB: Final = 128
JPEG_MEMORY_MIB: Final = 384
"""Of a progressive JPEG of 50 megapixels libjpeg keeps every coefficient: 275 MiB measured."""


def media_type_of(path: Path) -> str:
    """Give the media type of the bytes at `path`; Refused for anything the policy does not take."""
    with path.open("rb") as stream:
        beginning = stream.read(8192)
    if beginning.startswith(b"PK"):
        return office_contents.check(path)
    kind = filetype.guess(beginning)
    check = CHECKS.get(kind.mime if kind else "")
    if check is None:
        raise Refused("kind")
    _ensure_no_archive(path)
    if check is image_contents.check_jpeg:
        limit(SECONDS, size_mib() + JPEG_MEMORY_MIB)
    check(path)
    return str(kind.mime)


def _ensure_no_archive(path: Path) -> None:
    """Refuse a file that programs for archives open as well."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL))
        if b"PK\x05\x06" not in stream.read():
            return
    try:
        with zipfile.ZipFile(path) as archive:
            is_archive = bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        is_archive = False
    if is_archive:
        raise Refused("double")


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
