"""Headers on every response; requests that another site made the browser send, or sent astray."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AppError, Forbidden, WrongAddress
from app.web.unit_of_work import SAFE_METHODS

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SECRET_ADDRESSES = ("/undangan/", "/atur-ulang/")
"""Their last part is a secret: never in a log, never in a Referer."""
PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by machines inside, under whatever name these know us by."""
Refuse = Callable[[Scope, Receive, Send, AppError], Awaitable[None]]
HSTS = "max-age=31536000; includeSubDomains"


def add_headers(headers: MutableHeaders, scope: Scope, is_https: bool) -> None:  # noqa: FBT001  (two callers)
    """Add what a response does not set itself."""
    if scope["path"].startswith("/static/"):
        headers.setdefault("Cache-Control", "public, no-cache")
    if scope["path"].startswith(SECRET_ADDRESSES):
        headers["Referrer-Policy"] = "no-referrer"
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if is_https:
        headers.setdefault("Strict-Transport-Security", HSTS)


def loggable(path: str) -> str:
    """Give a path without its secret."""
    return next((f"{each}..." for each in SECRET_ADDRESSES if path.startswith(each)), path)


class SecurityHeaders:
    """Sets the headers a response does not set itself, also on errors and files."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self.app = app
        self.is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, adding headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), scope, self.is_https)
            await send(message)

        await self.app(scope, receive, with_headers)


class OriginCheck:
    """Refuses requests of another site, and with HTTPS those that name another site.

    Who runs over HTTPS has told the public address, and only that counts. Without HTTPS, which is
    for trying the program out, it is known under any name of the machine (decision 0019).
    """

    def __init__(self, app: ASGIApp, *, base_url: str, refuse: Refuse) -> None:
        self.app, self.refuse = app, refuse
        parts = urlsplit(base_url.lower())
        self.is_https = parts.scheme == "https"
        self.host = parts.netloc.removesuffix(":443") if self.is_https else parts.netloc
        self.origin = f"{parts.scheme}://{self.host}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await self.refuse(scope, receive, send, refusal)

    def _refusal(self, scope: Scope) -> AppError | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower().removesuffix(":443")
        if self.is_https and host != self.host and scope["path"] not in PROBES:
            return WrongAddress(f"Alamat ini bukan alamat Matang. Buka {self.origin}")
        if scope["method"] in SAFE_METHODS:
            return None
        if not self._is_own(headers, host, scope["path"]):
            return Forbidden("Permintaan dari situs lain ditolak. Buka Matang lalu ulangi di sana.")
        if headers.get("content-type", "").lower().startswith("text/plain"):
            return Forbidden("Kiriman berupa teks polos ditolak: formulir situs lain begitu.")
        return None

    def _is_own(self, headers: Headers, host: str, path: str) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site not in {None, "same-origin", "none"}:
            return False
        if origin is None or origin == self.origin:
            return True
        if origin == "null" and path.startswith(SECRET_ADDRESSES):
            return True  # no-referrer makes a browser say so; there the secret counts, no cookie
        return not self.is_https and origin in {f"http://{host}", f"https://{host}"}
