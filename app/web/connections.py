"""How long a client may take, and how many may be connected: uvicorn itself bounds neither.

It waits without end for a request's headers, for its body and for a reader of the answer, and it
turns nobody away by address (`reliability.md` M8; decision 0019). `Connection` is its HTTP protocol
with a clock: a `Doorkeeper` looks at every connection once a second and ends the late ones.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Network, ip_address
from socket import SO_LINGER, SO_SNDBUF, SOL_SOCKET
from socket import socket as Socket  # noqa: N812  (a class under a plain name)
from struct import pack
from typing import Any, Final, Self

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from app.settings import Settings
from app.web.security import HEADERS, HSTS

ROUND_SECONDS: Final = 1
SEND_BUFFER: Final = 128 << 10
"""Bytes the kernel may keep for one reader; by itself it grows to megabytes for a slow one."""
FAREWELL_SECONDS: Final = 2
"""How long one who was turned away may take to read why; closing at once would cut that off."""

_SENTENCES: Final = {
    400: "Permintaan tidak dapat dibaca.",
    408: "Permintaan tidak selesai dikirim dalam batas waktu. Periksa jaringan lalu kirim lagi.",
    431: "Kepala permintaan terlalu besar. Hapus kuki situs ini lalu coba lagi.",
    503: "Terlalu banyak sambungan. Coba lagi sebentar.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may take, and how many there may be, in one process."""

    header_seconds: int = 10
    stall_seconds: int = 15
    slowest_kib: int = 4
    total: int = 2000
    per_address: int = 1000
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    is_https: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read them from the settings."""
        return cls(
            settings.header_seconds,
            settings.stall_seconds,
            settings.slowest_kib,
            settings.total_connections,
            settings.address_connections,
            settings.proxies,
            settings.is_https,
        )

    def is_proxy(self, address: str) -> bool:
        """Tell whether everybody comes from this address, so that it has no bound of its own."""
        return bool(self.proxies) and any(ip_address(address) in each for each in self.proxies)


@dataclass(slots=True)
class Pace:
    """How fast something moves: late when it stands still too long, or is too slow on the whole."""

    began: float
    moved_at: float
    total: int = 0

    def move(self, count: int, now: float) -> None:
        """Count bytes that moved."""
        if count:
            self.total, self.moved_at = self.total + count, now

    def rest(self, now: float) -> None:
        """Leave out a round in which we ourselves did not take what was there."""
        self.began, self.moved_at = self.began + ROUND_SECONDS, now

    def is_late(self, limits: Limits, now: float) -> bool:
        """Tell whether it is beyond the limits."""
        allowed = limits.stall_seconds + self.total / (limits.slowest_kib << 10)
        return now - self.moved_at > limits.stall_seconds or now - self.began > allowed


@dataclass(eq=False)
class Doorkeeper:
    """The connections of one process: counted at the door, looked at once a second."""

    limits: Limits
    inside: "dict[Connection, str]" = field(default_factory=dict)
    by_address: Counter[str] = field(default_factory=Counter)
    _next_round: asyncio.TimerHandle | None = None

    def admit(self, connection: "Connection", address: str) -> bool:
        """Count one in; False when it is one too many, in total or of its address."""
        self.inside[connection] = address
        self.by_address[address] += 1
        if self._next_round is None:
            self._go_round_later(connection.loop)
        is_crowd = self.by_address[address] > self.limits.per_address
        return len(self.inside) <= self.limits.total and (
            not is_crowd or self.limits.is_proxy(address)
        )

    def forget(self, connection: "Connection") -> None:
        """Count one out."""
        address = self.inside.pop(connection, None)
        if address is None:
            return
        self.by_address[address] -= 1
        if not self.by_address[address]:
            del self.by_address[address]

    def refusal(self, status: int, *, is_api: bool = False) -> bytes:
        """Give a whole answer with the headers of safety, outside of both doors."""
        said, kind = _SENTENCES[status], "text/plain; charset=utf-8"
        if is_api:
            title = HTTPStatus(status).phrase
            problem = {"type": "about:blank", "title": title, "status": status, "detail": said}
            said, kind = json.dumps(problem, ensure_ascii=False), "application/problem+json"
        text = said.encode()
        headers = {"Content-Type": kind, "Content-Length": str(len(text)), "Connection": "close"}
        headers |= HEADERS | ({"Strict-Transport-Security": HSTS} if self.limits.is_https else {})
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "5"
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *map(": ".join, headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + text

    def _go_round_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._next_round = loop.call_later(ROUND_SECONDS, self._go_round, loop)

    def _go_round(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in list(self.inside):
            connection.look(now)
        self._next_round = None
        if self.inside:
            self._go_round_later(loop)


class Connection(H11Protocol):
    """One client's connection, which ends when the client is late."""

    def __init__(self, doorkeeper: Doorkeeper, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doorkeeper = doorkeeper
        self.head_since: float | None = None
        self.body_pace: Pace | None = None
        self.answer_pace: Pace | None = None
        self.answered_at = self.turned_away_at = 0.0
        self.unsent = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # theirs
        """Let in, or turn away with 503."""
        super().connection_made(transport)
        self.head_since = self.loop.time()
        self._set_option(SO_SNDBUF, SEND_BUFFER)
        if not self.doorkeeper.admit(self, self.client[0] if self.client else ""):
            self.turned_away_at = self.head_since
            transport.write(self.doorkeeper.refusal(503))
            transport.write_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count out."""
        self.doorkeeper.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; see how far the request is."""
        if self.turned_away_at:
            return
        super().data_received(data)
        self._follow(len(data))

    def on_response_complete(self) -> None:
        """Wait for the next request, or see that it has come already."""
        self.answered_at = self.loop.time()
        super().on_response_complete()
        self._follow(0)

    def _follow(self, received: int) -> None:
        """Note whether a request's headers or its body are awaited now, and since when."""
        now, theirs = self.loop.time(), self.conn.their_state
        if theirs is not h11.IDLE:
            self.head_since = None
        elif self.head_since is None and self.conn.trailing_data[0]:
            self.head_since = now
        if theirs is not h11.SEND_BODY:
            self.body_pace = None
            return
        self.body_pace = self.body_pace or Pace(now, now)
        self.body_pace.move(received, now)

    def resume_writing(self) -> None:
        """The reader has taken what was there: its time begins anew."""
        self.answer_pace = None
        super().resume_writing()

    def look(self, now: float) -> None:
        """End the connection when the client is late; called once a second."""
        limits = self.doorkeeper.limits
        if self._is_reader_late(now) or self._has_read_farewell(now):
            self._cut_off()
        elif self.transport.is_closing() or self.turned_away_at:
            return
        elif self.head_since is not None and now - self.head_since > limits.header_seconds:
            self._end_unasked()
        elif self.body_pace is not None and self._is_body_late(self.body_pace, now):
            self._refuse(408)

    def _end_unasked(self) -> None:
        """End one without a request; silently where nothing came: it is a browser's spare one."""
        if self.conn.trailing_data[0]:
            self._refuse(408)
        else:
            self.transport.close()

    def _cut_off(self) -> None:
        """Throw away what was not read, also in the kernel, which would keep it for minutes."""
        self._set_option(SO_LINGER, pack("ii", 1, 0))
        self.transport.abort()

    def _set_option(self, option: int, value: int | bytes) -> None:
        socket: Socket | None = self.transport.get_extra_info("socket")
        if socket is not None:
            socket.setsockopt(SOL_SOCKET, option, value)

    def _has_read_farewell(self, now: float) -> bool:
        return bool(self.turned_away_at) and now - self.turned_away_at > FAREWELL_SECONDS

    def _is_body_late(self, pace: Pace, now: float) -> bool:
        limits = self.doorkeeper.limits
        if self.cycle.response_complete:  # refused before it was read; the rest only drains
            return now - self.answered_at > limits.stall_seconds or pace.is_late(limits, now)
        if self.flow.read_paused:
            pace.rest(now)
        return pace.is_late(limits, now)

    def _is_reader_late(self, now: float) -> bool:
        before, self.unsent = self.unsent, self.transport.get_write_buffer_size()
        if not self.unsent:
            self.answer_pace = None
            return False
        if self.answer_pace is None:
            self.answer_pace = Pace(now, now)
        else:
            self.answer_pace.move(max(0, before - self.unsent), now)
        return self.answer_pace.is_late(self.doorkeeper.limits, now)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (theirs is English)
        """Refuse what is not HTTP; called by uvicorn while it handles h11's error."""
        hint = getattr(sys.exc_info()[1], "error_status_hint", 400)
        self._refuse(hint if hint in _SENTENCES else 400)

    def _refuse(self, status: int) -> None:
        """Answer what no door will see, unless an answer is under way, and close."""
        cycle: RequestResponseCycle | None = self.cycle  # theirs says there is always one
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.write(self.doorkeeper.refusal(status, is_api=self._asks_the_api()))
        self.transport.close()

    def _asks_the_api(self) -> bool:
        """Tell from what came so far; of a request that is none, the first line stands unread."""
        unread: bytes = self.conn.trailing_data[0]
        path: str = self.scope["path"] if self.body_pace else ""
        return path.startswith("/api/") or b" /api/" in unread[:100]


def protocol(settings: Settings) -> Callable[..., Connection]:
    """Make what `uvicorn.run(http=...)` takes; each process that unpickles it counts for itself."""
    return partial(Connection, Doorkeeper(Limits.of(settings)))
