"""The program served without a proxy: slow, many and lying clients. Everything over raw sockets."""

import asyncio
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.web.connections import Limits, Pace
from tests.campaigns.slow_clients import attack
from tests.serving import Server

FAST = {
    "MATANG_HEADER_SECONDS": "1",
    "MATANG_STALL_SECONDS": "2",
    "MATANG_ADDRESS_CONNECTIONS": "20",
}
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real program with short patience."""
    with Server(tmp_path_factory.mktemp("serving") / "data", environment=FAST) as started:
        yield started


def talk(port: int, sent: bytes, seconds: float = 10, address: str = "127.0.0.1") -> bytes:
    """Send bytes; give everything until the server closes, b"" for silence or a reset."""
    client = socket.create_connection(("127.0.0.1", port), seconds, (address, 0))
    with client:
        client.sendall(sent)
        return received(client)


def received(client: socket.socket) -> bytes:
    parts: list[bytes] = []
    try:
        while part := client.recv(1 << 16):
            parts.append(part)
    except OSError:
        return b""
    return b"".join(parts)


def whole(client: socket.socket) -> bytes:
    """Read one answer of /healthz to its end: head and body may come apart."""
    answer = b""
    while not answer.endswith(b"}") and (part := client.recv(4096)):
        answer += part
    return answer


def status(answer: bytes) -> int:
    return int(answer[9:12] or 0)


CLOSE = b"Host: x\r\nConnection: close\r\n"
SMUGGLED = {
    "negative length": b"Content-Length: -5\r\n\r\n",
    "two lengths": b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "a list of lengths": b"Content-Length: 3, 4\r\n\r\nabcd",
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two encodings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "an odd encoding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded head": b"Transfer-Encoding:\r\n chunked, x\r\n\r\n0\r\n\r\n",
    "a size that is none": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a negative size": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    "two hosts": b"Host: y\r\nContent-Length: 0\r\n\r\n",
    "NUL in a head": b"X: a\0b\r\n\r\n",
    "a head of 100 KB": b"X: " + b"a" * 100_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_a_request_whose_end_is_unsure_is_refused_and_the_connection_ends(
    server: Server, name: str
) -> None:
    hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

    answer = talk(server.port, b"POST /keluar HTTP/1.1\r\n" + CLOSE + SMUGGLED[name] + hidden)

    assert status(answer) == (431 if "KB" in name else 400)
    assert answer.count(b"HTTP/1.1 ") == 1


def test_who_is_slow_is_ended_and_who_is_not_is_served(server: Server) -> None:
    seen = asyncio.run(attack(server.port, (12, 6, 4), 10))

    assert (len(seen.stayed), seen.unserved) == (22, [])
    assert max(seen.stayed) < 10
    assert len(seen.waited) > 5


SLOW = {
    "a page's head": b"GET / HTTP/1.1\r\nHo",
    "the api's head": b"GET /api/v1/me HTTP/1.1\r\nHo",
    "a page's body": b"POST /masuk HTTP/1.1\r\nHost: x\r\n" + FORM + b"Content-Length: 9\r\n\r\na",
    "the api's body": b"POST /api/v1/score HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
}


def test_who_is_ended_reads_why(server: Server) -> None:
    with ThreadPoolExecutor(len(SLOW)) as together:
        answers = list(together.map(lambda sent: talk(server.port, sent), SLOW.values()))

    assert [status(answer) for answer in answers] == [408] * 4
    assert [b"application/problem+json" in answer for answer in answers] == [False, True] * 2


def test_a_spare_connection_of_a_browser_is_closed_silently(server: Server) -> None:
    assert talk(server.port, b"") == b""


def test_a_connection_between_two_requests_is_kept(server: Server) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 10) as client:
        client.sendall(request)
        first = whole(client)
        time.sleep(2.5)
        client.sendall(request)
        second = whole(client)

    assert (status(first), status(second)) == (200, 200)


def test_one_address_too_many_reads_when_to_come_again_and_others_are_served(
    server: Server,
) -> None:
    held = [
        socket.create_connection(("127.0.0.1", server.port), 10, ("127.0.0.9", 0))
        for _ in range(21)
    ]
    turned_away = received(held[-1])
    other = talk(server.port, b"GET /healthz HTTP/1.1\r\n" + CLOSE + b"\r\n")
    for client in held:
        client.close()

    assert (status(turned_away), status(other)) == (503, 200)
    assert b"\r\nRetry-After: 5\r\n" in turned_away


@pytest.mark.parametrize(
    ("moved", "now", "is_late"),
    [
        ([], 15, False),
        ([], 15.1, True),
        ([(10, 1), (20, 1)], 20.1, True),
        ([(14, 1 << 20)], 28, False),
        ([(14, 1 << 20)], 29.1, True),
        ([(second, 4 << 10) for second in range(100)], 100, False),
        ([(second, 2 << 10) for second in range(100)], 100, True),
    ],
    ids=["not yet", "still", "a drip", "much, then rest", "too long a rest", "steady", "crawling"],
)
def test_a_pace_is_late_when_it_stands_still_or_crawls(
    moved: list[tuple[float, int]],
    now: float,
    is_late: bool,  # noqa: FBT001
) -> None:
    pace = Pace(0, 0)
    for at, count in moved:
        pace.move(count, at)

    assert pace.is_late(Limits(stall_seconds=15, slowest_kib=4), now) == is_late
