"""How much a request may carry, seen to before any route runs.

Up to 1 MiB is read whole first, so that a slow sender never keeps a route, and with it the
database's write lock, waiting. Only multipart may be longer, for evidence; it streams.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AppError, BadRequest, HeadTooLarge, TooLarge
from app.web.security import Refuse

WHOLE_MAX: Final = 1 << 20
HEAD_MAX: Final = 16 << 10
IS_WHOLE: Final = "body_is_whole"


class ClientLeft(Exception):
    """The client hung up before it had sent everything: there is nobody to answer."""


class BodyLimits:
    """Refuses what is too long or ambiguously long; hands on the rest."""

    def __init__(self, app: ASGIApp, *, multipart_max: int, refuse: Refuse) -> None:
        self.app, self.multipart_max, self.refuse = app, multipart_max, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = Body(receive, self._limit(scope))
        try:
            _ensure_declared(Headers(scope=scope), body.limit)
            is_whole = await body.read_ahead()
        except AppError as refusal:
            await self.refuse(scope, receive, send, refusal)
            return
        except ClientLeft:
            return
        scope.setdefault("state", {})[IS_WHOLE] = is_whole
        await self.app(scope, body, send)

    def _limit(self, scope: Scope) -> int:
        kind = Headers(scope=scope).get("content-type", "")
        return self.multipart_max if kind.lower().startswith("multipart/") else WHOLE_MAX


class Body:
    """A `receive` that reads ahead, gives back what it read, and stops at its limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive, self.limit = receive, limit
        self.ahead: list[Message] = []
        self.total = 0

    async def read_ahead(self) -> bool:
        """Read to the end or beyond WHOLE_MAX; tell whether this was the end."""
        while self.total <= WHOLE_MAX:
            message = await self._next()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            self.ahead.append(message)
            if not message.get("more_body", False):
                return self.total <= WHOLE_MAX
        return False

    async def _next(self) -> Message:
        message = await self.receive()
        self.total += len(message.get("body", b""))
        if self.total > self.limit:
            raise _too_large(self.limit)
        return message

    async def __call__(self) -> Message:
        """Give what was read ahead, then what follows."""
        return self.ahead.pop(0) if self.ahead else await self._next()


def _ensure_declared(headers: Headers, limit: int) -> None:
    """Refuse by the headers and what they say of the body, before any of it is read."""
    if sum(len(name) + len(value) for name, value in headers.raw) > HEAD_MAX:
        raise HeadTooLarge("Kepala permintaan terlalu besar. Hapus kuki situs ini lalu coba lagi.")
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers and "content-length" in headers:
        raise BadRequest("Panjang kiriman disebut dengan dua cara.")
    if not (length.isascii() and length.isdigit()):
        raise BadRequest("Panjang kiriman tidak dapat dibaca.")
    if len(length) > len(str(limit)) or int(length) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"Isi kiriman lebih besar dari {limit >> 20} MiB.")
