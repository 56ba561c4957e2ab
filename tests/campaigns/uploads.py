"""Shows that 50 files of 20 MiB at once cost little memory, and that cut ones leave nothing."""

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.clock import utc_now
from app.db import Database
from app.migrations import migrate
from app.settings import Settings
from tests.campaigns.campaign import Closing, Options
from tests.factories import City, found_city
from tests.papers import pdf
from tests.serving import Server

AT_ONCE = 50
CUTS_EACH = 10
TRIES = 10
BYTES = 20 * 2**20
GROWTH_MAX_MIB = 64
HEAD = 400
"""The bytes in which one file differs from the next."""
BOUNDARY = "batas"
SHARED = pdf("000", size=BYTES)


@dataclass(frozen=True)
class Run:
    """A running program and one OPD that uploads."""

    server: Server
    token: str
    path: str
    files: Path

    def send(self, number: int, stop_at: int = -1) -> int:
        """Upload one file; stop_at: break off after so many bytes. Gives the status, 0 for none."""
        head = SHARED[:HEAD].replace(b"(000)", f"({number:03})".encode())
        start, end = self._around(f"{number}.pdf")
        parts: list[bytes | memoryview] = [start, head, memoryview(SHARED)[HEAD:], end]
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=300) as line:
            try:
                for part in _until(parts, stop_at):
                    line.sendall(part)
            except (BrokenPipeError, ConnectionResetError):
                return 0
            return _status(line) if stop_at < 0 else 0

    def _around(self, name: str) -> tuple[bytes, bytes]:
        part = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        start = f"--{BOUNDARY}\r\n{part}\r\n\r\n".encode()
        end = f"\r\n--{BOUNDARY}--\r\n".encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Authorization: Bearer {self.token}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {len(start) + BYTES + len(end)}\r\n\r\n"
        )
        return head.encode() + start, end

    def fetch(self, item: str) -> int:
        """Download one file and throw it away; gives how many bytes came."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=300) as line:
            head = f"GET /api/v1/evidence/{item}/content HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            head += f"Authorization: Bearer {self.token}\r\nConnection: close\r\n\r\n"
            line.sendall(head.encode())
            return sum(len(piece) for piece in iter(lambda: line.recv(1 << 16), b""))

    def fetch_patiently(self, item: str) -> int:
        """Download; come again when the database is too busy for the line in the journal (503)."""
        for _ in range(TRIES):
            if (size := self.fetch(item)) > BYTES:
                return size
            time.sleep(1)
        return 0

    def library(self) -> list[str]:
        """Give the ids of what was taken in."""
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=60) as line:
            head = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            line.sendall(f"{head}Authorization: Bearer {self.token}\r\n\r\n".encode())
            answer = b"".join(iter(lambda: line.recv(1 << 16), b""))
        return [item["id"] for item in json.loads(answer.partition(b"\r\n\r\n")[2])]

    def resident_mib(self) -> int:
        """Give the memory the web process holds now."""
        assert self.server.process is not None
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(dict(row.split(":", 1) for row in status.splitlines())["VmRSS"].split()[0]) >> 10


def _until(parts: list[bytes | memoryview], stop_at: int) -> Iterator[bytes | memoryview]:
    left = stop_at if stop_at >= 0 else 1 << 40
    for part in parts:
        yield part[:left]
        left = max(0, left - len(part))


def _status(line: socket.socket) -> int:
    answer = line.recv(4096)
    return int(answer.split()[1]) if answer else 0


def run(options: Options) -> Closing:
    """Upload all at once, break off many, download all at once; `size`: how many at once."""
    count, dice = options.size or AT_ONCE, random.Random(options.seed)  # noqa: S311  (places of cuts)
    with _running(options.folder) as here:
        here.send(999)
        with _watched(here) as grown:
            statuses = _each(count, here.send)
        up = grown()
        with _watched(here) as grown:
            cut(here, count * CUTS_EACH, dice)
        broken = grown()
        items = here.library()
        with _watched(here) as grown:
            sizes = _each(len(items), lambda number: here.fetch_patiently(items[number]))
        down, left = grown(), _left(here.files)
    answers = ", ".join(str(status) for status in sorted(set(statuses)))
    figure = (
        f"{count} at once: answers {answers}, {up} MiB more; {count * CUTS_EACH} cut: {broken} MiB "
        f"more, {left} temporary files left; {len(items)} downloads at once, "
        f"{sum(size > BYTES for size in sizes)} whole: {down} MiB more"
    )
    holds = (
        statuses.count(201) == count
        and left == 0
        and len(items) == count + 1
        and min(sizes) > BYTES
        and max(up, broken, down) <= GROWTH_MAX_MIB
    )
    return Closing(figure, holds)


def _each(count: int, do: Callable[[int], int]) -> list[int]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(do, range(count)))


def cut(here: Run, count: int, dice: random.Random) -> None:
    """Break off uploads at random bytes, ten at a time."""
    places = [dice.randrange(BYTES) for _ in range(count)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda number: here.send(number, places[number]), range(count)))


def _left(files: Path) -> int:
    """Count temporary files once the last broken line was noticed."""
    end = time.monotonic() + 10
    while (left := len(list(files.glob("tmp/*")))) and time.monotonic() < end:
        time.sleep(0.1)
    return left


@contextmanager
def _watched(here: Run) -> Iterator[Callable[[], int]]:
    """Watch the web process; the function given tells by how much it grew at most."""
    before, seen, done = here.resident_mib(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            seen.append(here.resident_mib())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: max(0, max(seen) - before)
    finally:
        done.set()
        watcher.join()


@contextmanager
def _running(folder: Path) -> Iterator[Run]:
    data = folder / "unggahan"
    settings = Settings(_env_file=None, data=data)
    database = Database(settings.url)
    migrate(database)
    city: City = found_city(database, utc_now())
    database.engine.dispose()
    path = f"/api/v1/submissions/{city.submissions['1.01']}/evidence"
    with Server(data, environment={"MATANG_AGENCY_QUOTA_MIB": "2000"}) as server:
        yield Run(server, city.tokens["operator.dinkes"], path, settings.files)
