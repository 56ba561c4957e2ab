"""A warm child process that prints documents, one after another, and may die.

The engine runs outside this program because a hostile or unlucky document can take all memory or
run for minutes (`reliability.md` M9), and because Python shares one lock. The parent sends one
framed request, waits at most `Limits.seconds`, and reads one framed answer. A child that ran over
a limit is killed; the next document gets a fresh one, so one poisoned report never stops a batch.

A frame is a count of parts (4 bytes), then for each part its length (8 bytes) and its bytes.
"""

import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final, Self

from app.errors import Unavailable

ROOT: Final = Path(__file__).parents[2]
LONGEST_FRAME: Final = 512 * 1024 * 1024
START_SECONDS: Final = 60


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
        self._child: subprocess.Popen[bytes] | None = None
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
            child = self._warm_child()
            answer = self._exchange(child, _request(html, attachments, self.limits))
            printed = _read_answer(answer)
            if printed.resident_mib > self.limits.resident_mib:
                self._discard()
            return printed

    def close(self) -> None:
        """End the child."""
        with self._turn:
            self._discard()

    def _warm_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._discard()
            self._child = _start()
            _refuse_unready(self._exchange(self._child, None))
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], request: list[bytes] | None) -> list[bytes]:
        """Send a request (None: only wait for the child to be ready) and read the answer."""
        seconds = START_SECONDS if request is None else self.limits.seconds
        overdue = threading.Event()
        alarm = threading.Timer(seconds, _kill, (child, overdue))
        alarm.start()
        try:
            return _send_and_read(child, request)
        except (OSError, EOFError, struct.error) as error:
            child.kill()
            raise RenderFailed(self._cause_of_death(child.wait(), overdue.is_set())) from error
        finally:
            alarm.cancel()

    def _cause_of_death(self, status: int, overdue: bool) -> str:  # noqa: FBT001  one caller, private
        if overdue or status == -signal.SIGXCPU:
            return (
                f"Dokumen tidak selesai dalam {self.limits.seconds} detik, jadi dihentikan. "
                "Periksa catatan yang sangat panjang, lalu coba lagi."
            )
        return (
            "Mesin PDF berhenti di tengah jalan (kemungkinan kehabisan memori, batas "
            f"{self.limits.memory_mib} MiB). Coba lagi; bila berulang, hubungi admin."
        )

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                _close_quietly(pipe)


_WORDS: Final = {
    "no-engine": "PDF belum tersedia: pustaka Pango tidak ditemukan. Jalankan: {detail}",
    "memory": "Dokumen memerlukan memori lebih dari batas, jadi dihentikan.",
    "refused": "Dokumen meminta berkas di luar paket aplikasi, jadi ditolak: {detail}",
    "failed": "Dokumen tidak dapat disusun: {detail}",
}


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "app.reports.pdf"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tempfile.gettempdir(),
        env=_environment(),
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Give the child nothing of ours: no secret, no proxy, no locale, no clock zone."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def _request(html: str, attachments: Sequence[Attachment], limits: Limits) -> list[bytes]:
    head = {
        "limits": asdict(limits),
        "attachments": [{"name": a.name, "description": a.description} for a in attachments],
    }
    text = html.encode("utf-8", errors="replace")
    return [json.dumps(head).encode(), text, *(a.content for a in attachments)]


def _send_and_read(child: subprocess.Popen[bytes], request: list[bytes] | None) -> list[bytes]:
    if child.stdin is None or child.stdout is None:
        raise EOFError("no pipes")
    if request is not None:
        write_frame(child.stdin, request)
    return read_frame(child.stdout)


def _refuse_unready(parts: list[bytes]) -> None:
    head = json.loads(parts[0])
    if head["state"] != "ready":
        raise RenderFailed(_WORDS[head["state"]].format(detail=head["detail"]))


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


def _kill(child: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    child.kill()


def _close_quietly(pipe: IO[bytes]) -> None:
    with suppress(OSError):
        pipe.close()


def write_frame(stream: IO[bytes], parts: Sequence[bytes]) -> None:
    """Send the parts as one frame."""
    stream.write(struct.pack(">I", len(parts)))
    for part in parts:
        stream.write(struct.pack(">Q", len(part)))
        stream.write(part)
    stream.flush()


def read_frame(stream: IO[bytes]) -> list[bytes]:
    """Read one frame. Raises EOFError at the end of the stream or beyond 512 MiB."""
    (count,) = struct.unpack(">I", _exactly(stream, 4))
    return [_exactly(stream, struct.unpack(">Q", _exactly(stream, 8))[0]) for _ in range(count)]


def _exactly(stream: IO[bytes], size: int) -> bytes:
    if size > LONGEST_FRAME:
        raise EOFError("frame too long")
    content = stream.read(size)
    if len(content) != size:
        raise EOFError("stream ended")
    return content
