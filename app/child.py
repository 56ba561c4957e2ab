"""A warm child process for work that may go wrong: printing documents, opening uploaded files.

Such work runs outside this program because a hostile or unlucky input can take all memory or run
for minutes (`reliability.md` M9, M10), and because Python shares one lock. The parent sends one
framed request, waits at most so many seconds, and reads one framed answer. A child that ran over
a limit is killed; the next request gets a fresh one.

A frame is a count of parts (4 bytes), then for each part its length (8 bytes) and its bytes.
"""

import json
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).parents[1]
LONGEST_FRAME: Final = 512 * 1024 * 1024
START_SECONDS: Final = 60
MIB: Final = 1024 * 1024

Answer = Callable[[Sequence[bytes]], list[bytes]]


class Died(Exception):
    """The child ended before it answered; `is_overdue`: because it took too long."""

    def __init__(self, *, is_overdue: bool) -> None:
        super().__init__("overdue" if is_overdue else "died")
        self.is_overdue = is_overdue


class Unready(Exception):
    """The child cannot do its work at all: `reason` is a word, `detail` for the sentence."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Child:
    """One process of `python -m module`, started at first need. Not for two threads at once."""

    def __init__(self, module: str) -> None:
        self.module = module
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Give the process id while there is a process."""
        return self._process.pid if self._process else None

    def ask(self, request: Sequence[bytes], seconds: float) -> list[bytes]:
        """Send a request and give the answer; Died, Unready. The next call starts afresh."""
        return self._exchange(self._warm(), request, seconds)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()

    def _warm(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start(self.module)
            greeting = json.loads(self._exchange(self._process, None, START_SECONDS)[0])
            if greeting["state"] != "ready":
                raise Unready(greeting["state"], greeting["detail"])
        return self._process

    def _exchange(
        self, process: subprocess.Popen[bytes], request: Sequence[bytes] | None, seconds: float
    ) -> list[bytes]:
        """Send a request (None: only wait for the child to be ready) and read the answer."""
        overdue = threading.Event()
        alarm = threading.Timer(seconds, _kill, (process, overdue))
        alarm.start()
        try:
            return _send_and_read(process, request)
        except (OSError, EOFError, struct.error) as error:
            process.kill()
            is_overdue = process.wait() == -signal.SIGXCPU or overdue.is_set()
            self.close()
            raise Died(is_overdue=is_overdue) from error
        finally:
            alarm.cancel()


def _start(module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module],
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


def _send_and_read(
    process: subprocess.Popen[bytes], request: Sequence[bytes] | None
) -> list[bytes]:
    if process.stdin is None or process.stdout is None:
        raise EOFError("no pipes")
    if request is not None:
        write_frame(process.stdin, request)
    return read_frame(process.stdout)


def _kill(process: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    process.kill()


# The child's side


def serve(load: Callable[[], Answer]) -> None:
    """Say "ready", then answer requests on stdin until it ends. Stray prints go to stderr.

    load: makes the function that answers; it may raise Unready.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        answer = load()
    except Unready as error:
        write_frame(answers, [_head(error.reason, error.detail)])
        return
    write_frame(answers, [_head("ready", "")])
    while True:
        try:
            request = read_frame(sys.stdin.buffer)
        except EOFError:
            return
        write_frame(answers, answer(request))


def _head(state: str, detail: str) -> bytes:
    return json.dumps({"state": state, "detail": detail}).encode()


def limit(seconds: int, memory_mib: int) -> None:
    """Bound this process for the next piece of work; the kernel ends it when it goes beyond."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime) + seconds + 1
    _, hardest = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, hardest))
    _, hardest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib * MIB, hardest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def size_mib() -> int:
    """Give the address space in use; what a piece of work may add is counted from here."""
    sizes = Path("/proc/self/statm")
    pages = int(sizes.read_text().split()[0]) if sizes.is_file() else 0
    return pages * resource.getpagesize() // MIB


def peak_mib() -> int:
    """Give the most memory ever held; getrusage would count the parent's from before the exec."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) // 1024


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
