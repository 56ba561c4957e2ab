"""The program as its users run it: a process of its own that can be stopped, killed, restarted."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 60


def free_port() -> int:
    """Give a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`python -m app serve` on a data folder and a database.

    environment: settings (`MATANG_...`) and what a preloaded library reads; nothing of ours leaks
    in. command: what stands before `python`, such as strace or faketime.
    """

    def __init__(
        self,
        data: Path,
        db: str = "",
        *,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = (),
    ) -> None:
        self.data, self.db, self.command = data, db, tuple(command)
        self.environment = dict(environment or {})
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Give where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Start, ready."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> float:
        """Start and wait until it is ready; gives the seconds that took."""
        began = time.monotonic()
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data.parent / f"{self.data.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, *self._program("serve", "--port", str(self.port))],
                cwd=ROOT,
                env=self._surroundings(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready()
        return time.monotonic() - began

    def _program(self, *arguments: str) -> list[str]:
        chosen = ["--data", str(self.data), *(["--db", self.db] if self.db else [])]
        return [sys.executable, "-m", "app", *chosen, *arguments]

    def _surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MATANG_")}
        own = {"MATANG_SKIP_SETUP": "1", "MATANG_TOTP": "off", "MATANG_BASE_URL": self.address}
        return {**kept, **own, **self.environment}

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait for /readyz; raises RuntimeError with the log's end when it does not come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        log = (self.data.parent / f"{self.data.name}.log").read_text(errors="replace")
        raise RuntimeError(f"the server is not ready: {log[-2000:]}")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to it and everything it started, and wait when that ends it."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, number)
        if number in {signal.SIGKILL, signal.SIGTERM, signal.SIGINT}:
            self.process.wait(timeout=60)

    def stop(self) -> None:
        """Ask it to end; kill what is left."""
        self.kill(signal.SIGTERM)
        self.kill()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command (`doctor`, `audit verify`, ...) on the same data."""
        return subprocess.run(
            self._program(*arguments),
            cwd=ROOT,
            env=self._surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
