"""Hostile text in a document: printed as text, within limits, without network or foreign files."""

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from app.reports import documents
from app.reports.press import Limits, Press, Printed
from tests.reports.ranked import RankedCity
from tests.serving import ROOT

VIEW = RankedCity().evaluation("12")
TEXTS = (
    "kata " * 2_000,
    "x" + "\u0301" * 50_000,
    "\u202eterbalik\u202c \u2067rtl\u2069 שלום عربي",
    "nol\u200blebar\u200c\u200d\ufeff" * 200,
    "<div>" * 1_500 + "dalam" + "</div>" * 1_500,
    '<link rel="attachment" href="file:///etc/passwd"><img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:9/a.png"><iframe src="http://127.0.0.1:9/"></iframe>',
    "<style>@import url(http://127.0.0.1:9/a.css); @page { size: 1px 1px }</style>",
    "<script>alert(1)</script><svg onload=alert(1)><use href=file:///etc/passwd></svg>",
    "url(file:///etc/passwd) file:///etc/passwd http://127.0.0.1:9/ javascript:alert(1)",
    "{{ 7*7 }} {% include 'x' %} ${7*7} =cmd|'/c calc'!A0",
    "&lt;b&gt; &#60;b&#62; ]]> <!-- <![CDATA[ \\u003cb\\u003e \\f\\0",
    "kata-yang-tidak-putus" * 400,
    "\n" * 9_000,
    "🙂👩‍👩‍👧‍👦 漢字 ꧋꦳" * 300,
    "a\u00ad\u2028\u2029\u0085b",
)


def hostile_html(longest: int = 10_000) -> str:
    given = VIEW.model_dump()
    for number, item in enumerate(given["indicators"]):
        item["reason"] = TEXTS[number % len(TEXTS)][:longest]
        item["criterion"] = TEXTS[(number + 5) % len(TEXTS)][:400]
    return documents.evaluation(type(VIEW).model_validate(given)).html


@pytest.fixture(scope="module")
def printed() -> Printed:
    with Press(Limits(seconds=60, memory_mib=1500)) as press:
        return press.print(hostile_html())


def test_every_hostile_text_is_printed_within_the_limits(printed: Printed) -> None:
    assert printed.pages < 60
    assert printed.cpu_seconds < 60
    assert printed.resident_mib < 1000


def test_the_document_asks_for_nothing_runs_nothing_and_carries_nothing(printed: Printed) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed.pdf))
    kinds = {
        str(annotation.get_object().get("/A", {}).get("/S", "/Dest"))
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    }

    assert dict(reader.attachments) == {}
    assert kinds <= {"/URI", "/Dest", "/GoTo"}
    assert [name for name in (b"/JavaScript", b"/Launch", b"/OpenAction", b"/SubmitForm")
            if name in printed.pdf] == []  # fmt: skip
    assert b"root:x:0" not in printed.pdf


def test_markup_is_read_as_text(printed: Printed) -> None:
    document = pypdfium2.PdfDocument(printed.pdf)
    whole = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)

    for said in ("<script>alert(1)</script>", "{{7*7}}", "file:///etc/passwd"):
        assert said in whole
    assert "root:x:0" not in whole


READY = r"{\"state\": \"ready\""
CALL = re.compile(r'(openat|connect)\((?:AT_FDCWD, "([^"]*)"|.*?)[,)].*= (-?\d+)')
PRINT = """
import sys
from pathlib import Path
from app.reports.pdf import render
assert render(Path(sys.argv[1]).read_text()).startswith(b"%PDF")
"""
PACKAGED = (str(ROOT / "app"), sys.prefix, sys.base_prefix, "/usr/lib", "/lib", "/proc/self/")


@pytest.mark.skipif(not shutil.which("strace"), reason="strace tidak ada: apt-get install strace")
def test_printing_connects_to_nothing_and_opens_only_what_is_packaged(tmp_path: Path) -> None:
    calls = calls_while_printing(tmp_path, hostile_html(longest=300))

    opened = {path for name, path, result in calls if name == "openat" and int(result) >= 0}
    assert [path for path in opened if path.endswith(".ttf")] != []
    assert [call for call in calls if call[0] == "connect"] == []
    assert {path for path in opened if not path.startswith(PACKAGED) and FONTS not in path} == set()


FONTS = "/matang-fonts-"
"""The folder in which the engine keeps what fontconfig asks for, deleted when it has started."""


def calls_while_printing(folder: Path, html: str) -> list[tuple[str, str, str]]:
    """Give (call, path, result) from the moment the engine was ready to the end."""
    log, page = folder / "calls", folder / "hostile.html"
    page.write_text(html, encoding="utf-8", errors="replace")
    subprocess.run(  # noqa: S603  (our own interpreter)
        ["strace", "-f", "-qq", "-s", "80", "-e", "trace=openat,connect,write", "-o", str(log),  # noqa: S607
         sys.executable, "-c", PRINT, str(page)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip
    lines = log.read_text().splitlines()
    ready = next(number for number, line in enumerate(lines) if READY in line)
    return [
        (found[1], found[2] or "", found[3])
        for line in lines[ready:]
        if (found := CALL.search(line))
    ]
