"""Slow senders and readers by the thousand are ended in time, while others are served as always."""

import asyncio
import resource
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.campaigns.campaign import Closing, Options
from tests.serving import Server

WHOLE = (1200, 300, 200)
CLOSED_WITHIN, SERVED_WITHIN = 30.0, 1.0
ADDRESSES = tuple(f"127.0.0.{last}" for last in range(2, 7))
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: "
BODY = b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
LARGE = b"GET /static/fonts/SourceSans3-Regular.ttf HTTP/1.1\r\nHost: x\r\n\r\n" * 20
PATHS = ("/bantuan", "/masuk", "/readyz", "/static/app.css")
TINY_BUFFER = 4096
ESTABLISHED = 1
"""The first byte of Linux' TCP_INFO while both sides may still send."""


@dataclass
class Seen:
    """How long each attacker was let stay, and how long each guest waited (seconds)."""

    stayed: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    unserved: list[str] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """Give what 99 of 100 guests waited at most."""
        return sorted(self.waited)[int(len(self.waited) * 0.99)] if self.waited else 0.0


def run(options: Options) -> Closing:
    """Attack as the law says; `size` is the number of slow headers, the others in proportion."""
    heads, bodies, readers = (
        count * (options.size or WHOLE[0]) // WHOLE[0] for count in WHOLE
    )  # fmt: skip
    with Server(options.folder / "data") as server:
        seen = asyncio.run(attack(server.port, (heads, bodies, readers), CLOSED_WITHIN))
    longest = max(seen.stayed, default=0.0)
    figure = (
        f"{heads} slow headers, {bodies} slow bodies, {readers} slow readers: "
        f"{len(seen.stayed)} ended, the last after {longest:.1f} s; {len(seen.waited)} others "
        f"served, p99 {seen.p99 * 1000:.0f} ms, {len(seen.unserved)} not served"
    )
    is_ended = len(seen.stayed) == heads + bodies + readers and longest <= CLOSED_WITHIN
    return Closing(figure, is_ended and seen.p99 <= SERVED_WITHIN and not seen.unserved)


async def attack(port: int, counts: Sequence[int], seconds: float) -> Seen:
    """Let slow ones come in three kinds, and guests all the while; see who stays how long.

    The attackers have a process of their own, so that the guests wait for the server alone.
    """
    seen, over = Seen(), asyncio.Event()
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        attackers = loop.run_in_executor(pool, come_slowly, port, counts, seconds + 10)
        guests = [asyncio.create_task(visit(port, seen, over)) for _ in range(4)]
        seen.stayed = await attackers
        over.set()
        await asyncio.gather(*guests)
    return seen


def come_slowly(port: int, counts: Sequence[int], seconds: float) -> list[float]:
    """Let this many slow headers, bodies and readers come; give how long each was let stay."""
    allow_open_files()
    return asyncio.run(dawdle_all(port, counts, seconds))


async def dawdle_all(port: int, counts: Sequence[int], seconds: float) -> list[float]:
    """Start them all; give up on those who are still there after this long."""
    kinds = ((HEAD, "write"), (BODY, "write"), (LARGE, "read"))
    slow = [
        asyncio.create_task(dawdle(port, number, opening, how))
        for count, (opening, how) in zip(counts, kinds, strict=True)
        for number in range(count)
    ]
    ended, staying = await asyncio.wait(slow, timeout=seconds)
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)
    return [task.result() for task in ended]


def allow_open_files() -> None:
    """Let this process hold as many sockets as it may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def dawdle(port: int, number: int, opening: bytes, how: str) -> float:
    """Connect, begin, send or take a byte now and then; give the seconds until one was ended."""
    loop = asyncio.get_running_loop()
    client = socket.socket()
    client.settimeout(0)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY_BUFFER)
    with client:
        client.bind((ADDRESSES[number % len(ADDRESSES)], 0))
        await loop.sock_connect(client, ("127.0.0.1", port))
        began = time.monotonic()
        with suppress(ConnectionError):
            await loop.sock_sendall(client, opening)
            while await goes_on(client, how):  # noqa: ASYNC110  (a dawdler waits for nothing)
                await asyncio.sleep(1)
        return time.monotonic() - began


async def goes_on(client: socket.socket, how: str) -> bool:
    """Send a byte and look for an end, or take a few bytes; False at the end."""
    loop = asyncio.get_running_loop()
    if how == "read":  # what arrived before the end can still be read after it
        is_open = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED
        return is_open and bool(await loop.sock_recv(client, 16))
    await loop.sock_sendall(client, b"a")
    try:
        async with asyncio.timeout(0.01):
            return bool(await loop.sock_recv(client, TINY_BUFFER))
    except TimeoutError:
        return True


async def visit(port: int, seen: Seen, over: asyncio.Event) -> None:
    """Ask for one page after another, each over a new connection."""
    number = 0
    while not over.is_set():
        path, number = PATHS[number % len(PATHS)], number + 1
        began = time.monotonic()
        status = await ask(port, path)
        seen.waited.append(time.monotonic() - began)
        if status not in {b"200", b"303"}:
            seen.unserved.append(f"{path}: {status!r}")
        await asyncio.sleep(0.1)


async def ask(port: int, path: str) -> bytes:
    """Give the status of one request, or what went wrong."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.encode())
        answer = await reader.read()
        writer.close()
    except OSError as error:
        return str(error).encode()
    return answer[9:12]
