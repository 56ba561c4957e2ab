"""strace at a running program: fails or kills at chosen system calls, from outside."""

import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

ATTACH_SECONDS = 15


def missing_for_tracing() -> str:
    """Say why no running process can be traced here, or ""."""
    if not shutil.which("strace"):
        return "not installed: strace"
    with subprocess.Popen(["sleep", "5"]) as victim:
        tried = subprocess.run(
            ["timeout", "1", "strace", "-p", str(victim.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        victim.kill()
    return "" if "attached" in tried.stderr else "strace may not attach to a process here"


class Tracing:
    """An injection that lasts until `end`."""

    def __init__(self, pid: int, injection: str, log: Path) -> None:
        self.pid, self.injection, self.log = pid, injection, log
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Attach; returns when every thread is under it."""
        calls = self.injection.split(":", 1)[0]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(self._command(calls), stderr=out, stdout=out)
        end = time.monotonic() + ATTACH_SECONDS
        while b"attached" not in self.log.read_bytes():  # said once, after the last thread
            assert time.monotonic() < end, self.log.read_text(errors="replace")
            time.sleep(0.02)

    def _command(self, calls: str) -> Sequence[str]:
        inject = f"inject={self.injection}"
        return ["strace", "-f", "-p", str(self.pid), "-e", f"trace={calls}", "-e", inject]

    def end(self) -> None:
        """Detach; the program goes on by itself."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=ATTACH_SECONDS)
