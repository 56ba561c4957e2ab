"""One OPD from the first level to the decided objection, in a real browser.

Two assessors score its 38 indicators by keys alone and differ on six; the coordinator agrees these
by keys, takes over the rest, closes and announces; one objection is heard. The Berita Acara carries
the rows of the pleno in both its forms.
"""

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from app.assessments import queries as assessments
from app.assessments.schemas import ComparisonRow
from app.main import create_app
from app.results import queries as results
from app.settings import Settings
from app.submissions import queries as submissions
from tests import browser
from tests.browser import DESK, Windows, reach
from tests.conftest import Clock
from tests.factories import City, found_city, start, submit
from tests.pages.test_accessibility import AXE, barriers_of

DINKES, DISKOMINFO, BPS = "1.01", "penilai.dk1", "penilai.bps1"
INSTRUMENT, CLAIM, INDICATORS = "epss-2023", 3, 38
DIFFERENT = ("10101", "20101", "20301", "30101", "40101", "50101")
OBJECTED = "20101"
LOWER = "Bukti hanya mencakup satu bidang."
AGREED = "Bukti dibuka bersama dan mencakup dua bidang."


@dataclass
class Stage:
    """A served city, and windows for its people."""

    app: FastAPI
    clock: Clock
    city: City
    windows: Windows

    @property
    def submission_id(self) -> str:
        return self.city.submissions[DINKES]

    @property
    def pleno(self) -> str:
        return f"/pleno/{self.submission_id}"

    def window(self, username: str) -> Any:
        token = browser.token_for(self.app.state.database, username, self.clock())
        return self.windows.open(DESK, token=token)

    def codes(self) -> tuple[str, ...]:
        with self.app.state.database.reading() as session:
            return submissions.codes_of(session, submissions.get(session, self.submission_id))

    def rows(self) -> list[ComparisonRow]:
        with self.app.state.database.reading() as session:
            return assessments.comparison(session, submissions.get(session, self.submission_id))


@pytest.fixture
def stage(tmp_path: Path, sqlite_template: Path, clock: Clock) -> Iterator[Stage]:
    """One OPD whose 38 answers claim level 3, its assessment begun."""
    shutil.copy(sqlite_template, tmp_path / "matang.db")
    listener = browser.free_port()
    settings = Settings(
        _env_file=None, data=tmp_path, totp="off", base_url=browser.address_of(listener)
    )
    app = create_app(settings, clock=clock, runs_jobs=False)
    with browser.browser() as opened, browser.served(app, listener):
        database = app.state.database
        city = found_city(database, clock(), instrument=INSTRUMENT, taking_part=1)
        with database.transaction() as session:
            submit(session, city, app.state.storage, DINKES, CLAIM, clock())
            start(session, city, DINKES, clock())
        yield Stage(app, clock, city, Windows(opened, settings.base_url))
    app.state.database.engine.dispose()


def test_two_institutions_score_apart_and_agree_until_the_objection_is_decided(
    stage: Stage,
) -> None:
    assert len(stage.codes()) == INDICATORS
    score(stage, DISKOMINFO, lowered=())
    score(stage, BPS, lowered=DIFFERENT)
    assert [row.code for row in stage.rows() if row.is_different] == list(DIFFERENT)

    with stage.window("koordinator") as page:
        page.add_init_script(path=AXE)
        agree(stage, page)
        record_people(stage, page)
        close(page)
        expected = rows_expected(stage)
        compare_records(stage, page, expected)
        page.goto("/periode/2026")
        confirmed(page, "Umumkan")

    stage.clock.forward(minutes=5)  # what is decided later is no part of the pleno
    object_and_hear(stage)
    assert compared_again(stage) == expected
    assert stage.windows.faults == []


def score(stage: Stage, username: str, lowered: tuple[str, ...]) -> None:
    """Score every indicator by keys: a digit and Ctrl+Enter, a reason where it differs."""
    home = f"/penilaian/{stage.submission_id}"
    with stage.window(username) as page:
        page.goto(home)
        reach(page, "Mulai menilai")
        page.keyboard.press("Enter")
        for code in stage.codes():
            page.wait_for_url(f"**/indikator/{code}*")
            page.keyboard.press("2" if code in lowered else "3")
            if code in lowered:
                page.keyboard.press("c")
                page.keyboard.press("Tab")
                page.keyboard.type(LOWER)
            page.keyboard.press("Control+Enter")
        page.wait_for_url(re.compile(f"{home}(\\?.*)?$"))
        reach(page, "Kunci nilai instansi")
        page.keyboard.press("Enter")
        reach(page, "Kunci nilai", within="dialog")
        page.keyboard.press("Enter")
        page.wait_for_url("**pesan=dikunci*")


def agree(stage: Stage, page: Page) -> None:
    """Agree on the six differences by keys: the page leads from one to the next."""
    page.goto(stage.pleno)
    assert barriers_of(page) == []
    page.keyboard.press("n")
    for place, code in enumerate(DIFFERENT):
        expect(page.locator(f"#i-{code}")).to_be_focused()
        page.keyboard.press("3" if place else "2")
        page.keyboard.press("c")
        page.keyboard.type(AGREED)
        page.keyboard.press("Control+Enter")
        following = DIFFERENT[place + 1] if code != DIFFERENT[-1] else ""
        page.wait_for_url(f"**#i-{following}" if following else "**#closing")
    page.get_by_role("button", name="Terima semua yang sama (32)").press("Enter")
    expect(page.get_by_text("38 dari 38 disepakati")).to_be_visible()


def record_people(stage: Stage, page: Page) -> None:
    page.goto(f"{stage.pleno}/peserta")
    assert barriers_of(page) == []
    page.get_by_label("Nama peserta 4").fill("Budi Santoso")
    page.get_by_label("Peserta 4 hadir").uncheck()
    page.get_by_role("button", name="Simpan peserta").press("Enter")
    page.wait_for_url("**pesan=peserta*")


def close(page: Page) -> None:
    confirmed(page, "Tutup pleno")
    page.wait_for_url("**pesan=ditutup*")
    assert barriers_of(page) == []
    expect(page.get_by_role("link", name="Berita Acara (Word)")).to_be_visible()


def confirmed(page: Page, name: str) -> None:
    """Press a button and say yes to what it asks."""
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(name)).click()
    expect(page.get_by_role("status").first).to_be_visible()


def rows_expected(stage: Stage) -> list[list[str]]:
    """Give the rows the Berita Acara must carry, from what was keyed in."""
    rows = stage.rows()
    levels = [
        (row.code, 2 if row.code in DIFFERENT else 3, 2 if row.code == DIFFERENT[0] else 3)
        for row in rows
    ]
    return [
        [code, "3", "3", str(bps), str(agreed), AGREED if code in DIFFERENT else ""]
        for code, bps, agreed in levels
    ]


def compare_records(stage: Stage, page: Page, expected: list[list[str]]) -> None:
    """Both files carry exactly these rows, the people and six differences."""
    word = page.context.request.get(f"{stage.pleno}/berita-acara.docx").body()
    printed = page.context.request.get(f"{stage.pleno}/berita-acara").body()
    people, levels, differences, _ = docx.Document(io.BytesIO(word)).tables
    found = [[cell.text for cell in row.cells] for row in levels.rows[1:]]
    text = text_of(printed)

    assert [[row[0][:5], *row[1:]] for row in found] == expected
    assert [row.cells[1].text for row in people.rows[1:]] == [
        "Maya Sartika", "Yusuf Hidayat", "Lestari Ningsih", "Budi Santoso",
    ]  # fmt: skip
    assert [row.cells[0].text for row in differences.rows[1:]] == list(DIFFERENT)
    assert [row for row in found if unbroken("".join(row)) not in text] == []


def text_of(printed: bytes) -> str:
    pages = pypdfium2.PdfDocument(printed)
    return unbroken("".join(page.get_textpage().get_text_range() for page in pages))


def unbroken(text: str) -> str:
    """Leave blanks out: a cell breaks its lines where it must."""
    return "".join(text.split())


def object_and_hear(stage: Stage) -> None:
    """Let the head object to one indicator, both institutions advise, the coordinator decide."""
    home = f"/penilaian-mandiri/{stage.submission_id}/sanggahan"
    with stage.window("kepala.dinkes") as page:
        page.goto(home)
        page.locator(f"details:has(#reason-{OBJECTED}) summary").click()
        page.locator(f"#reason-{OBJECTED}").fill("SOP bidang ketiga belum terbaca.")
        confirmed(page, "Ajukan")
        page.wait_for_url("**pesan=disanggah*")
    for username in (DISKOMINFO, BPS):
        with stage.window(username) as page:
            page.goto(f"/penilaian/{stage.submission_id}/sanggahan")
            put_level(page, "4", "SOP itu memang berlaku.", "Simpan rekomendasi")
            page.wait_for_url("**pesan=tersimpan*")
    with stage.window("koordinator") as page:
        page.goto(f"{stage.pleno}/sanggahan")
        put_level(page, "4", "Kedua instansi menyarankan.", "Putuskan")
        page.wait_for_url("**pesan=diputus*")
    with stage.app.state.database.reading() as session:
        result = results.current(session, stage.submission_id)
    assert result is not None
    assert (result.revision, result.levels[OBJECTED]) == (2, 4)


def put_level(page: Page, level: str, reason: str, button: str) -> None:
    page.keyboard.press(level)
    page.keyboard.press("c")
    page.keyboard.type(reason)
    expect(page.get_by_role("button", name=button)).to_be_visible()
    page.keyboard.press("Control+Enter")


def compared_again(stage: Stage) -> list[list[str]]:
    """Give the rows of the Word file after the decision: the pleno's record does not change."""
    with stage.window("auditor") as page:
        word = page.context.request.get(f"{stage.pleno}/berita-acara.docx").body()
    levels = docx.Document(io.BytesIO(word)).tables[1]
    found = [[cell.text for cell in row.cells] for row in levels.rows[1:]]
    return [[row[0][:5], *row[1:]] for row in found]
