"""Has uploaded files opened by two warm child processes; the web process parses none itself.

Two, so that the next upload does not wait behind a bomb. What one file may cost stands in
`inspecting`; beyond it the child is ended and the file refused.
"""

import atexit
import json
import os
import queue
from pathlib import Path
from typing import Any, Final

from app.child import Child, Died, Unready
from app.errors import InvalidInput, Unavailable
from app.files.refusals import sentence

CHILDREN: Final = 2
WALL_SECONDS: Final = 20
PATIENCE_SECONDS: Final = 30
RESIDENT_MAX_MIB: Final = 160
"""A child that grew beyond this is replaced after it has answered."""


class FileRefused(InvalidInput):
    """The file is of a kind, or holds something, that is not taken."""

    def __init__(self, name: str, reason: str) -> None:
        """name: as the person calls the file. reason: a key of refusals.SENTENCES."""
        super().__init__(sentence(name, reason))
        self.reason = reason


class Inspector:
    """A few children that share the work; safe to use from many threads."""

    def __init__(self, children: int = CHILDREN) -> None:
        self._idle: queue.LifoQueue[Child] = queue.LifoQueue()
        self._all = [Child("app.files.inspecting") for _ in range(children)]
        for child in self._all:
            self._idle.put(child)

    def media_type(self, path: Path, name: str) -> str:
        """Give the media type of the file; FileRefused names the file, the fault, the way out."""
        return str(self._do([b"media-type", os.fsencode(path.resolve())], name)["value"])

    def personal_data(self, path: Path, name: str) -> dict[str, int]:
        """Count by kind what looks like personal data; nothing when the text cannot be read."""
        request = [b"personal-data", os.fsencode(path.resolve())]
        try:
            counts: dict[str, int] = self._do(request, name)["value"]
        except FileRefused:  # it was found good before, so this is a limit of ours
            return {}
        return counts

    def read_table(self, content: bytes, name: str, sheet: str = "") -> list[list[str]]:
        """Give the rows of a sheet of an XLSX, cells as text; FileRefused otherwise.

        sheet: its name, "" for the first; no rows when there is none of that name.
        """
        rows: list[list[str]] = self._do([b"table", content, sheet.encode()], name)["value"]
        return rows

    def close(self) -> None:
        """End the children; the next file starts new ones."""
        for child in self._all:
            child.close()

    def _do(self, request: list[bytes], name: str) -> dict[str, Any]:
        found = self._ask(request, name)
        if found["state"] != "done":
            raise FileRefused(name, found["reason"])
        return found

    def _ask(self, request: list[bytes], name: str) -> dict[str, Any]:
        try:
            child = self._idle.get(timeout=PATIENCE_SECONDS)
        except queue.Empty as error:
            message = f"Berkas '{name}' belum diperiksa: terlalu banyak unggahan. Coba lagi."
            raise Unavailable(message) from error
        try:
            found: dict[str, Any] = json.loads(child.ask(request, WALL_SECONDS)[0])
            if found["peak_mib"] > RESIDENT_MAX_MIB:
                child.close()
        except Died as error:
            raise FileRefused(name, "heavy") from error
        except Unready as error:
            message = f"Berkas '{name}' belum dapat diperiksa. Coba lagi sebentar."
            raise Unavailable(message) from error
        finally:
            self._idle.put(child)
        return found


INSPECTOR: Final = Inspector()
"""The one of this process; its children start with the first file."""
atexit.register(INSPECTOR.close)


def read_table(content: bytes, name: str, sheet: str = "") -> list[list[str]]:
    """Give the rows of a sheet of a workbook (reliability.md, table imports)."""
    return INSPECTOR.read_table(content, name, sheet)
