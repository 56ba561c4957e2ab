"""Headers on every response, and the CSRF check of unsafe requests (libraries.md 2.2)."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
HSTS = "max-age=31536000; includeSubDomains"


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
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "public, no-cache")
                if scope["path"].startswith(SECRET_ADDRESSES):
                    headers["Referrer-Policy"] = "no-referrer"
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.is_https:
                    headers.setdefault("Strict-Transport-Security", HSTS)
            await send(message)

        await self.app(scope, receive, with_headers)


class CsrfCheck:
    """Refuses unsafe requests that another site made the browser send."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self.app = app
        self.trusted = f"{urlsplit(base_url).scheme}://{urlsplit(base_url).netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403."""
        if (
            scope["type"] != "http"
            or scope["method"] in SAFE_METHODS
            or self._is_own(Headers(scope=scope), scope["path"])
        ):
            await self.app(scope, receive, send)
            return
        await PlainTextResponse("Permintaan dari situs lain ditolak.", 403)(scope, receive, send)

    def _is_own(self, headers: Headers, path: str) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin == self.trusted:
            return True
        if site is not None:
            return site in {"same-origin", "none"}
        if origin == "null" and path.startswith(SECRET_ADDRESSES):
            return (
                True  # no-referrer makes a browser say so; no cookie counts there, the secret does
            )
        return origin is None or urlsplit(origin).netloc == headers.get("host")
