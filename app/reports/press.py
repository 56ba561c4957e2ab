"""The press: prints documents in a warm child process (`app/child.py`), one after another.

One poisoned report never stops a batch: a child that ran over a limit is replaced.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Self

from app.child import Child, Died, Unready
from app.errors import Unavailable


class RenderFailed(Unavailable):
    """A document could not be made; the message says why, in Indonesian."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. `seconds` is wall time; CPU time is bounded by the same."""

    seconds: int = 120
    memory_mib: int = 1500
    resident_mib: int = 400
    """A child that grew beyond this is replaced after it has delivered."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file put inside the PDF."""

    name: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document with what it took."""

    pdf: bytes
    pages: int
    cpu_seconds: float
    resident_mib: int
    warnings: tuple[str, ...]


class Press:
    """One child process, started at first need; safe to share between threads, prints in turn."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child = Child("app.reports.pdf")
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        """Give the press; nothing is started yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child."""
        self.close()

    def print(self, html: str, attachments: Sequence[Attachment] = ()) -> Printed:
        """Print one document. Raises RenderFailed; the press stays usable after it."""
        with self._turn:
            printed = _read_answer(self._ask(_request(html, attachments, self.limits)))
            if printed.resident_mib > self.limits.resident_mib:
                self._child.close()
            return printed

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._child.close()

    def _ask(self, request: list[bytes]) -> list[bytes]:
        try:
            return self._child.ask(request, self.limits.seconds)
        except Unready as error:
            raise RenderFailed(_WORDS[error.reason].format(detail=error.detail)) from error
        except Died as error:
            raise RenderFailed(self._cause_of_death(error)) from error

    def _cause_of_death(self, error: Died) -> str:
        if error.is_overdue:
            return (
                f"Dokumen tidak selesai dalam {self.limits.seconds} detik, jadi dihentikan. "
                "Periksa catatan yang sangat panjang, lalu coba lagi."
            )
        return (
            "Mesin PDF berhenti di tengah jalan (kemungkinan kehabisan memori, batas "
            f"{self.limits.memory_mib} MiB). Coba lagi; bila berulang, hubungi admin."
        )


_WORDS: Final = {
    "no-engine": "PDF belum tersedia: pustaka Pango tidak ditemukan. Jalankan: {detail}",
    "memory": "Dokumen memerlukan memori lebih dari batas, jadi dihentikan.",
    "refused": "Dokumen meminta berkas di luar paket aplikasi, jadi ditolak: {detail}",
    "failed": "Dokumen tidak dapat disusun: {detail}",
}


def _request(html: str, attachments: Sequence[Attachment], limits: Limits) -> list[bytes]:
    head = {
        "limits": asdict(limits),
        "attachments": [{"name": a.name, "description": a.description} for a in attachments],
    }
    text = html.encode("utf-8", errors="replace")
    return [json.dumps(head).encode(), text, *(a.content for a in attachments)]


def _read_answer(parts: list[bytes]) -> Printed:
    head = json.loads(parts[0])
    if head["state"] != "done":
        raise RenderFailed(_WORDS[head["state"]].format(detail=head["detail"]))
    return Printed(
        pdf=parts[1],
        pages=head["pages"],
        cpu_seconds=head["cpu_seconds"],
        resident_mib=head["resident_mib"],
        warnings=tuple(head["warnings"]),
    )
