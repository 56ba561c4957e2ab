"""A real browser before the running program: one server in a thread, one window for each person."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.accounts import sessions
from app.accounts.queries import by_username
from app.db import Database

PHONE, DESK = (390, 844), (1366, 900)
PATIENCE = 20_000  # milliseconds; a busy machine with two cores is slow, not wrong
ARGUMENTS = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FOCUSED = """() => {
  const at = document.activeElement;
  return at === document.body ? "" : (at.labels?.[0] || at).innerText || "";
}"""
MISSING = "Chromium tidak ada: apt-get install chromium, atau sebut berkasnya dalam MATANG_CHROMIUM"


def chromium() -> str:
    """Give the browser's file; without one the test is skipped, in CI it fails."""
    found = (
        os.environ.get("MATANG_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("google-chrome")
    )
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium. Nothing else may use asyncio in this thread until it has ended."""
    file = chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=file, args=ARGUMENTS)
        yield opened
        opened.close()


def free_port() -> socket.socket:
    """Give a listening socket on a port nobody else has."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def address_of(listener: socket.socket) -> str:
    """Give the address a browser opens."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def served(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    """Serve the program in a thread until the block ends."""
    config = uvicorn.Config(app, lifespan="off", ws="none", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    yield
    server.should_exit = True
    thread.join(timeout=30)
    listener.close()


class Windows:
    """Opens a window for each person and keeps what went wrong in any of them."""

    def __init__(self, opened: Browser, address: str) -> None:
        self.browser, self.address = opened, address
        self.faults: list[str] = []

    @contextmanager
    def open(
        self, size: tuple[int, int] = DESK, *, token: str = "", **options: Any
    ) -> Iterator[Page]:
        """Open a window of its own; `token` of a sign-in that is open already."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            viewport={"width": size[0], "height": size[1]},
            **options,
        )
        context.set_default_timeout(PATIENCE)
        self._watch(context)
        if token:
            context.add_cookies([{"name": "matang", "value": token, "url": self.address}])
        yield context.new_page()
        context.close()

    def _watch(self, context: BrowserContext) -> None:
        """Keep console errors (a breach of the CSP is one), scripts that failed, answers of 5xx."""
        context.on(
            "console",
            lambda line: self._note(line.type == "error", f"console: {line.text}"),
        )
        context.on("weberror", lambda fault: self._note(bad=True, what=f"script: {fault.error}"))
        context.on(
            "response",
            lambda answer: self._note(answer.status >= 500, f"{answer.status} {answer.url}"),
        )

    def _note(self, bad: bool, what: str) -> None:  # noqa: FBT001  (called in one place)
        if bad:
            self.faults.append(what)


def token_for(database: Database, username: str, now: Any) -> str:
    """Open a sign-in for a person; give the cookie's value."""
    lasting = sessions.Lifetimes(timedelta(days=366), timedelta(days=366))
    with database.transaction() as session:
        user = by_username(session, username)
        return sessions.open_session(session, user, lasting, sessions.Origin(), now)[1]


def reach(page: Page, name: str, within: str = "body") -> None:
    """Press Tab until the focus is on what has this name, inside of `within`."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if name in page.evaluate(FOCUSED) and page.locator(f"{within} :focus").count():
            return
    pytest.fail(f"the keyboard does not reach {name}")
