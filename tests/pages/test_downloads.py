"""Downloads: even bytes that should never have entered run nothing in a real browser."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import quote, unquote

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from httpx2 import Response
from playwright.sync_api import Dialog, Page
from playwright.sync_api import Error as PlaywrightError

from app.files.models import StoredFile
from app.submissions.models import Evidence
from tests import browser
from tests.browser import Windows
from tests.conftest import Clock
from tests.papers import pdf
from tests.play import Play

Stage = Callable[[str], Play]
NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
MARK = "document.title='JALAN';parent.postMessage('JALAN','*')"
PLANTED = {
    "text/html": f'<script>{MARK}</script><img src=x onerror="{MARK}"><p>halo</p>'.encode(),
    "image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{MARK}"/>'.encode(),
    "image/png": f"<html><script>{MARK}</script>".encode(),
    "application/pdf": f"<html><body><script>{MARK}</script>".encode(),
}


def plant(scene: Play, content: bytes, media_type: str, name: str) -> str:
    """Swap the scene's evidence for bytes the policy refuses, as if they had slipped through."""
    sha256 = scene.storage.put(content)
    with scene.database.engine.begin() as connection:
        row = StoredFile(
            sha256=sha256, size_bytes=len(content), media_type=media_type, stored_at=NOW
        )
        connection.execute(sa.insert(StoredFile).values(row.model_dump()))
        connection.execute(sa.update(Evidence).values(file_sha256=sha256, file_name=name))
    item: str = scene.rows()["evidence"][0]["id"]
    return item


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("Perwali № 5.pdf", "Perwali _ 5.pdf"),
        ('a"b\\c%41.pdf', "a_b_c_41.pdf"),
        ("a;b,c.pdf", "a;b,c.pdf"),
        ("é\U0001f4c4.pdf", "__.pdf"),
    ],
)
def test_a_download_is_an_attachment_with_its_name_and_a_sandbox(
    play: Stage, name: str, ascii_name: str
) -> None:
    scene = play("DRAFT")
    scene.client("operator.dinkes").post(
        f"/api/v1/submissions/{scene.submission_id}/evidence", files={"file": ("x.pdf", pdf("x"))}
    )
    with scene.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE evidence SET file_name = :name"), {"name": name})
    item = scene.rows()["evidence"][0]["id"]

    plain = scene.client("operator.dinkes").get(f"/bukti/{item}")
    shown = scene.client("operator.dinkes").get(f"/bukti/{item}?tampil=1")

    kind, first, second = plain.headers["content-disposition"].split("; ", 1)[0], *names(plain)
    assert (kind, first, second) == ("attachment", ascii_name, name)
    assert plain.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert plain.headers["x-content-type-options"] == "nosniff"
    assert (plain.content, plain.headers["content-length"]) == (pdf("x"), str(len(pdf("x"))))
    assert shown.headers["content-disposition"].startswith("inline; ")


def names(answer: Response) -> tuple[str, str]:
    line = answer.headers["content-disposition"]
    plain, _, encoded = line.partition('filename="')[2].rpartition("\"; filename*=UTF-8''")
    return plain, unquote(encoded)


def test_only_what_a_browser_shows_safely_is_shown(play: Stage) -> None:
    scene = play("SUBMITTED")
    item = plant(scene, PLANTED["text/html"], "text/html", "a.html")

    answer = scene.client("operator.dinkes").get(f"/bukti/{item}?tampil=1")

    assert answer.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_runs_in_chromium_opened_or_framed(play: Stage, app: FastAPI, clock: Clock) -> None:
    scene, listener = play("SUBMITTED"), browser.free_port()
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append("dialog")
        dialog.dismiss()

    token = browser.token_for(scene.database, "operator.dinkes", clock())
    address = browser.address_of(listener)
    with (
        browser.browser() as chromium,
        browser.served(app, listener),
        Windows(chromium, address).open(token=token) as page,
    ):
        page.on("dialog", note)
        for media_type, content in PLANTED.items():
            item = plant(scene, content, media_type, "a.bin")
            ran += what_ran(page, f"/bukti/{item}?tampil=1")
        control = what_ran(page, "data:text/html," + quote(PLANTED["text/html"]))

    assert (ran, control) == ([], ["framed"]), "the control must run, or this test sees nothing"


def what_ran(page: Page, address: str) -> list[str]:
    """Open the file in the window and in a frame of ours; give where it ran."""
    with suppress(PlaywrightError):  # it is saved instead, or may not be opened at all
        page.goto(address)
    found = ["opened"] if page.title() == "JALAN" and address.startswith("/") else []
    page.goto("about:blank" if address.startswith("data:") else "/bantuan")
    framed = page.evaluate(
        """address => new Promise(done => {
            window.addEventListener("message", event => done(event.data))
            const frame = document.createElement("iframe")
            frame.src = address
            document.body.append(frame)
            setTimeout(() => done(""), 700)
        })""",
        address,
    )
    return [*found, "framed"] if framed == "JALAN" else found
