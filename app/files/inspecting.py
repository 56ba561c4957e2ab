"""The child that opens uploaded files (`python -m app.files.inspecting`, started by inspector).

A request is a word and what it is about: "media-type" or "personal-data" and a path, "table" with
the bytes and a sheet's name. The answer is one JSON head.
"""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from app.child import Answer, limit, peak_mib, serve, size_mib
from app.files import table_contents, text_contents
from app.files.media_types import MEMORY_MIB, SECONDS, media_type_of
from app.files.refusals import Refused

TASKS: Final[dict[bytes, Callable[..., Any]]] = {
    b"media-type": lambda path: media_type_of(Path(os.fsdecode(path))),
    b"personal-data": lambda path: text_contents.personal_data(Path(os.fsdecode(path))),
    b"table": table_contents.read,
}


def answer(request: Sequence[bytes]) -> list[bytes]:
    """Do one task within its limits."""
    task, *subject = request
    limit(SECONDS, size_mib() + MEMORY_MIB)
    try:
        found = {"state": "done", "value": TASKS[task](*subject)}
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
