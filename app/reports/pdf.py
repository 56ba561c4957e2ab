"""HTML in, PDF out: the only module that imports WeasyPrint, and only in the child process.

`render` is for callers. Run as a program (`python -m app.reports.pdf`, started by `Press`) this
module is the child: it sets its own limits, loads the engine once with our fonts only and our
stylesheet parsed, then answers framed requests until its input ends.

Equal input gives equal bytes on any machine: no system font is visible, no date is asked of the
clock (attachments carry a fixed one), the file identifier is the hash of the request.
"""

import hashlib
import json
import logging
import os
import resource
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from app.child import Answer, Unready, limit, peak_mib, serve
from app.reports.press import Attachment, Limits, Press, RenderFailed

__all__ = ["Attachment", "Limits", "Press", "RenderFailed", "render"]

APP: Final = Path(__file__).parents[1]
STYLESHEET: Final = APP / "templates" / "reports" / "report.css"
FONTS: Final = APP / "static" / "fonts"
SERVED: Final = (APP / "static", APP / "templates" / "reports")
SCHEME: Final = "asset"
VARIANT: Final = "pdf/ua-1"
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LOGGER: Final = logging.getLogger(__name__)
APT_LINE: Final = "sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0"


def render(
    html: str, *, attachments: Sequence[Attachment] = (), press: Press | None = None
) -> bytes:
    """Print one document.

    html: complete, self-contained; it may refer to `asset:static/...` and `asset:reports/...`.
    press: a warm child to use (a batch keeps one per core); without it one is started and ended.
    Raises RenderFailed with an Indonesian message when a limit is passed or the engine is missing.
    """
    if press is not None:
        return press.print(html, attachments).pdf
    with Press() as own:
        return own.print(html, attachments).pdf


# The child


def main() -> None:
    """Be the child."""
    serve(_load)


def _load() -> Answer:
    try:
        engine = load_engine()
    except OSError as error:
        raise Unready("no-engine", APT_LINE) from error

    def print_one(request: Sequence[bytes]) -> list[bytes]:
        limits = Limits(**json.loads(request[0])["limits"])
        limit(limits.seconds, limits.memory_mib)
        return answer(engine, request)

    return print_one


def answer(engine: "Engine", request: Sequence[bytes]) -> list[bytes]:
    """Print one request, or say why not. The parent turns the reason into Indonesian."""
    try:
        return engine.print(request)
    except MemoryError:
        return _refusal("memory")
    except ForeignAsset as error:
        return _refusal("refused", str(error))
    except Exception as error:
        _LOGGER.exception("document failed")
        return _refusal("failed", type(error).__name__)


def _refusal(state: str, detail: str = "") -> list[bytes]:
    return [json.dumps({"state": state, "detail": detail}).encode()]


class ForeignAsset(BaseException):
    """The document asked for something that is not packaged.

    Not an Exception, so that the engine's own "log it and go on" does not swallow it.
    """


def asset_path(url: str) -> Path:
    """Give the packaged file an `asset:` address means.

    Raises ForeignAsset for every other scheme and for a path that leads (also by links) elsewhere.
    """
    parts = urlsplit(url)
    root, _, rest = unquote(parts.path).lstrip("/").partition("/")
    folder = {"static": SERVED[0], "reports": SERVED[1]}.get(root)
    if parts.scheme != SCHEME or folder is None:
        raise ForeignAsset(url[:200])
    path = (folder / rest).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise ForeignAsset(url[:200])
    return path


@dataclass(slots=True)
class Engine:
    """WeasyPrint, warmed up: fonts loaded and our stylesheet parsed once."""

    weasyprint: Any
    fonts: Any
    stylesheet: Any
    fetcher: Any
    warnings: "Warnings"

    def print(self, request: Sequence[bytes]) -> list[bytes]:
        """Make one document out of a request's parts, as an answer's parts."""
        self.warnings.messages.clear()
        started = _cpu_seconds()
        document = self._lay_out(request[1].decode())
        identifier = hashlib.sha256(b"\0".join(request[1:])).hexdigest()[:32].encode()
        content = document.write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=identifier,
            attachments=self._attachments(request),
        )
        return [self._head(len(document.pages), _cpu_seconds() - started), content]

    def _lay_out(self, html: str) -> Any:
        source = self.weasyprint.HTML(
            string=html, base_url=f"{SCHEME}:/reports/", url_fetcher=self.fetcher
        )
        return source.render(
            font_config=self.fonts, stylesheets=[self.stylesheet], pdf_variant=VARIANT
        )

    def _attachments(self, request: Sequence[bytes]) -> list[Any]:
        names = json.loads(request[0])["attachments"]
        return [
            self.weasyprint.Attachment(
                string=content,
                name=given["name"],
                description=given["description"],
                created=UNDATED,
                modified=UNDATED,
                relationship="Data",
                url_fetcher=self.fetcher,
            )
            for given, content in zip(names, request[2:], strict=True)
        ]

    def _head(self, pages: int, cpu_seconds: float) -> bytes:
        head = {
            "state": "done",
            "pages": pages,
            "cpu_seconds": cpu_seconds,
            "resident_mib": peak_mib(),
            "warnings": self.warnings.messages,
        }
        return json.dumps(head).encode()


class Warnings(logging.Handler):
    """Keeps what the engine complained about, for the answer."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first twenty."""
        if len(self.messages) < 20:
            self.messages.append(record.getMessage()[:300])


def load_engine() -> Engine:
    """Import WeasyPrint with our fonts only. Raises OSError when Pango is missing."""
    with tempfile.TemporaryDirectory(prefix="matang-fonts-") as folder:
        os.environ["FONTCONFIG_FILE"] = _fontconfig(Path(folder))
        import weasyprint  # noqa: PLC0415  after fontconfig was told; needs Pango
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        fonts = FontConfiguration()

    class PackagedOnly(weasyprint.URLFetcher):  # type: ignore[misc]  # the package has no types
        """Serves `asset:` addresses and nothing else."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002  their signature
            path = asset_path(url)
            return weasyprint.urls.URLFetcherResponse(url, path.read_bytes())

    fetcher, warnings = PackagedOnly(), Warnings()
    logging.getLogger("weasyprint").handlers[:] = [warnings]
    stylesheet = weasyprint.CSS(filename=STYLESHEET, font_config=fonts, url_fetcher=fetcher)
    return Engine(weasyprint, fonts, stylesheet, fetcher, warnings)


def _fontconfig(folder: Path) -> str:
    """Write a configuration that knows our fonts and no other: the same PDF on any machine."""
    conf = folder / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(FONTS))}</dir><cachedir>{folder}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return str(conf)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
