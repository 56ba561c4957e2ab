"""The child that opens uploaded files (`python -m app.files.inspecting`, started by inspector).

A request is a word and what it is about: "media-type" and a path, "table" and the bytes. The
answer is one JSON head.
"""

import json
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import filetype

from app.child import Answer, limit, peak_mib, serve, size_mib
from app.files import image_contents, office_contents, pdf_contents, table_contents
from app.files.refusals import Refused

TAIL: Final = 66_000
SECONDS: Final = 4
MEMORY_MIB: Final = 128
JPEG_MEMORY_MIB: Final = 384
"""Of a progressive JPEG of 50 megapixels libjpeg keeps every coefficient: 275 MiB measured."""
CHECKS: Final[dict[str, Callable[[Path], None]]] = {
    "application/pdf": pdf_contents.check,
    "image/png": image_contents.check_png,
    "image/jpeg": image_contents.check_jpeg,
}


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


TASKS: Final[dict[bytes, Callable[[bytes], Any]]] = {
    b"media-type": lambda path: media_type_of(Path(os.fsdecode(path))),
    b"table": table_contents.read,
}


def answer(request: Sequence[bytes]) -> list[bytes]:
    """Do one task within its limits."""
    task, subject = request
    limit(SECONDS, size_mib() + MEMORY_MIB)
    try:
        found = {"state": "done", "value": TASKS[task](subject)}
    except Refused as error:
        found = {"state": "refused", "reason": error.reason}
    except (MemoryError, RecursionError):
        found = {"state": "refused", "reason": "heavy"}
    except Exception as error:  # noqa: BLE001  a parser's surprise must not take in the file
        found = {"state": "refused", "reason": "damaged", "surprise": type(error).__name__}
    return [json.dumps(found | {"peak_mib": peak_mib()}).encode()]


def load() -> Answer:
    """Import the parsers, so that the first file does not wait for them."""
    import pikepdf  # noqa: F401, PLC0415
    from PIL import JpegImagePlugin, PngImagePlugin  # noqa: F401, PLC0415

    return answer


if __name__ == "__main__":
    serve(load)
