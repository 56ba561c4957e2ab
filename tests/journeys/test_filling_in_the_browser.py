"""Filling in a real browser, on a phone and on a desk: bad lines, two people, files, keys alone."""

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FilePayload, Page, Route, expect

from app.accounts.models import User
from app.accounts.passwords import hash_password
from app.main import create_app
from app.settings import Settings
from app.submissions import queries
from app.submissions.schemas import AnswerView
from tests import browser
from tests.browser import DESK, PHONE, Windows, reach
from tests.conftest import Clock
from tests.factories import INSTRUMENT, City, found_city
from tests.papers import pdf
from tests.submissions.forms import typed

DINKES, WALIDATA = "1.01", "1.02"
OPERATOR, HEAD = "operator.dinkes", "kepala.dinkes"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSWORD = "enam ekor kucing biru"
WORDS = "Perwali Satu Data berlaku sejak Januari; lihat Pasal 5."
SAVED = re.compile(r"^\s*Tersimpan \d\d\.\d\d\s*$")
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@dataclass
class Stage:
    """A served city, and windows for its people."""

    app: FastAPI
    clock: Clock
    city: City
    windows: Windows

    @property
    def home(self) -> str:
        return f"/penilaian-mandiri/{self.city.submissions[DINKES]}"

    def token(self, username: str) -> str:
        return browser.token_for(self.app.state.database, username, self.clock())

    def answer(self, code: str, agency: str = DINKES) -> AnswerView:
        """Give what the server holds for an indicator."""
        with self.app.state.database.reading() as session:
            row = queries.get(session, self.city.submissions[agency])
            return queries.answer_view(session, row, code)

    def codes(self, agency: str) -> tuple[str, ...]:
        """Give the indicators an OPD is asked, in their order."""
        with self.app.state.database.reading() as session:
            return queries.codes_of(session, queries.get(session, self.city.submissions[agency]))


@pytest.fixture
def instrument() -> str:
    """The instrument of the city; a test that needs all 38 indicators names it itself."""
    return INSTRUMENT


@pytest.fixture
def stage(tmp_path: Path, sqlite_template: Path, clock: Clock, instrument: str) -> Iterator[Stage]:
    """The small city on the day filling opens."""
    shutil.copy(sqlite_template, tmp_path / "matang.db")
    listener = browser.free_port()
    settings = Settings(
        _env_file=None, data=tmp_path, totp="off", base_url=browser.address_of(listener)
    )
    app = create_app(settings, clock=clock, runs_jobs=False)
    with browser.browser() as opened, browser.served(app, listener):
        city = found_city(app.state.database, clock(), instrument=instrument)
        yield Stage(app, clock, city, Windows(opened, settings.base_url))
    app.state.database.engine.dispose()


def status(page: Page) -> Any:
    return expect(page.locator("[data-status]"))


@pytest.mark.parametrize(("size", "seconds"), [(PHONE, 10), (DESK, 1)], ids=["phone", "desk"])
def test_what_is_typed_while_the_line_is_down_is_saved_when_it_is_back(
    stage: Stage, size: tuple[int, int], seconds: int
) -> None:
    with stage.windows.open(size, token=stage.token(OPERATOR)) as page:
        page.goto(f"{stage.home}/indikator/101")
        page.locator("label[for=level-2]").click()
        status(page).to_have_text(SAVED)

        page.context.set_offline(True)
        page.get_by_label("Penjelasan").fill(WORDS)
        status(page).to_contain_text("Belum tersimpan")
        assert stage.answer("101").explanation == ""
        page.wait_for_timeout(seconds * 1000)
        page.context.set_offline(False)
        status(page).to_have_text(SAVED)

        page.reload()
        expect(page.get_by_label("Penjelasan")).to_have_value(WORDS)
    kept = stage.answer("101")
    assert (kept.level, kept.explanation) == (2, WORDS)


def test_what_was_typed_before_a_crash_is_offered_back_and_gone_after_log_out(
    stage: Stage,
) -> None:
    with stage.windows.open(PHONE, token=stage.token(OPERATOR)) as page:
        page.goto(f"{stage.home}/indikator/101")
        page.context.set_offline(True)
        page.get_by_label("Penjelasan").fill(WORDS)
        status(page).to_contain_text("Belum tersimpan")
        context = page.context
        with page.expect_event("crash"), suppress(PlaywrightError):
            page.goto("chrome://crash")  # closing the tab would let the page save on its way out
        page.close()
        context.set_offline(False)

        again = context.new_page()
        again.goto(f"{stage.home}/indikator/101")
        expect(again.get_by_label("Penjelasan")).to_have_value("")
        expect(again.get_by_text("Ada isian yang belum tersimpan")).to_be_visible()
        again.get_by_role("button", name="Pulihkan").click()
        status(again).to_have_text(SAVED)
        assert stage.answer("101").explanation == WORDS

        again.route("**/indikator/*", lambda route: route.abort())  # the office's proxy is ill
        again.get_by_label("Penjelasan").fill("Rahasia OPD.")
        status(again).to_contain_text("Belum tersimpan")
        assert drafts(again) == 1
        again.locator("details.menu > summary").click()
        again.get_by_role("button", name="Keluar").click()
        again.wait_for_url("**/masuk*")
        assert drafts(again) == 0


def drafts(page: Page) -> int:
    number: int = page.evaluate(
        "() => Object.keys(localStorage).filter(key => key.startsWith('matang:draft:')).length"
    )
    return number


@SIZES
def test_of_two_people_on_one_answer_the_second_sees_both_and_chooses(
    stage: Stage, size: tuple[int, int]
) -> None:
    with (
        stage.windows.open(size, token=stage.token(OPERATOR)) as mine,
        stage.windows.open(size, token=stage.token(HEAD)) as theirs,
    ):
        for page in (mine, theirs):
            page.goto(f"{stage.home}/indikator/101")
        theirs.get_by_label("Penjelasan").fill("Menurut kepala.")
        status(theirs).to_have_text(SAVED)

        mine.get_by_label("Penjelasan").fill("Menurut operator.")
        status(mine).to_contain_text("Diubah dr. Bagus Prakoso")
        expect(mine.get_by_text("Menurut kepala.")).to_be_visible()
        assert stage.answer("101").explanation == "Menurut kepala."
        mine.get_by_role("button", name="Pakai isian dr. Bagus Prakoso").click()
        expect(mine.get_by_label("Penjelasan")).to_have_value("Menurut kepala.")

        theirs.get_by_label("Penjelasan").fill("Menurut kepala, lagi.")
        status(theirs).to_have_text(SAVED)
        expect(theirs.locator("[name=version]")).to_have_value("2")
        mine.get_by_label("Penjelasan").fill("Menurut operator, lagi.")
        mine.get_by_role("button", name="Pakai isian saya").click()
        status(mine).to_have_text(SAVED)
    kept = stage.answer("101")
    assert (kept.explanation, kept.version) == ("Menurut operator, lagi.", 3)


@SIZES
def test_of_three_files_the_good_ones_are_kept_and_the_bad_one_says_why(
    stage: Stage, size: tuple[int, int]
) -> None:
    files = [
        FilePayload(name="perwali.pdf", mimeType="application/pdf", buffer=pdf("satu")),
        FilePayload(name="foto.pdf", mimeType="application/pdf", buffer=b"GIF89a bukan PDF"),
        FilePayload(name="sop.pdf", mimeType="application/pdf", buffer=pdf("dua")),
    ]
    with stage.windows.open(size, token=stage.token(OPERATOR)) as page:
        page.goto(f"{stage.home}/indikator/101")
        page.locator("#add-evidence #file").set_input_files(files)
        rows = page.locator("[data-upload-list] li")
        expect(rows).to_have_count(3)
        expect(page.locator("#evidence")).to_contain_text("sop.pdf")

        expect(page.locator("#evidence")).to_contain_text("perwali.pdf")
        expect(rows.filter(has_text="foto.pdf").locator(".field__error")).to_contain_text(
            "foto.pdf"
        )
    titles = sorted(item.file_name for item in stage.answer("101").evidence)
    assert titles == ["perwali.pdf", "sop.pdf"]


def test_what_is_chosen_before_the_script_has_come_is_saved_too(stage: Stage) -> None:
    with stage.windows.open(PHONE, token=stage.token(OPERATOR)) as page:
        held: list[Route] = []
        page.route("**/app.js*", lambda route: held.append(route))  # noqa: PLW0108  (a plain function)
        page.goto(f"{stage.home}/indikator/101", wait_until="commit")
        page.locator("label[for=level-3]").click()
        page.get_by_label("Penjelasan").fill(WORDS)
        for route in held:
            route.continue_()
        status(page).to_have_text(SAVED)
    kept = stage.answer("101")
    assert (kept.level, kept.explanation) == (3, WORDS)


@SIZES
def test_the_whole_filling_goes_by_keyboard_alone(stage: Stage, size: tuple[int, int]) -> None:
    with stage.windows.open(size) as page:
        sign_in(stage, page)
        reach(page, "Isi penilaian mandiri")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{stage.home}")
        reach(page, "Lanjutkan mengisi")
        page.keyboard.press("Enter")
        page.wait_for_url("**/indikator/101")

        page.keyboard.press("3")
        expect(page.locator("#level-3")).to_be_checked()
        reach(page, "Penjelasan")
        page.keyboard.type("Tingkat 3 menurut Pasal 5, j dan k.")
        expect(page.locator("#level-3")).to_be_checked()
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/indikator/102*")
        page.keyboard.press("k")
        page.wait_for_url("**/indikator/101*")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.wait_for_url("**/indikator/102*")
    kept = stage.answer("101")
    assert (kept.level, kept.explanation) == (3, "Tingkat 3 menurut Pasal 5, j dan k.")


def sign_in(stage: Stage, page: Page) -> None:
    with stage.app.state.database.transaction() as session:
        session.execute(sa.update(User).values(password_hash=hash_password(PASSWORD)))
    page.goto("/")
    reach(page, "Nama pengguna")
    page.keyboard.type(OPERATOR)
    reach(page, "Kata sandi")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"))


@SIZES
def test_the_same_goes_without_a_script(stage: Stage, size: tuple[int, int]) -> None:
    token = stage.token(OPERATOR)
    with stage.windows.open(size, token=token, java_script_enabled=False) as page:
        page.goto(f"{stage.home}/indikator/101")
        page.locator("label[for=level-2]").click()
        page.get_by_label("Penjelasan").fill(WORDS)
        page.get_by_role("button", name="Simpan & berikutnya").click()
        page.wait_for_url("**/indikator/102*")
        page.goto(f"{stage.home}/indikator/101")
        file = FilePayload(name="perwali.pdf", mimeType="application/pdf", buffer=pdf())
        page.locator("#add-evidence #file").set_input_files(file)
        page.locator("#add-evidence").get_by_role("button", name="Unggah", exact=True).click()
        expect(page.locator("#evidence")).to_contain_text("perwali.pdf")
        page.get_by_label("Pasal atau halaman dalam perwali.pdf").fill("Pasal 5")
        page.locator("#evidence").get_by_role("button", name="Simpan", exact=True).click()
        expect(page.locator("#evidence")).to_contain_text("Pasal 5")
    kept = stage.answer("101")
    assert (kept.level, kept.explanation, kept.gaps) == (2, WORDS, ())


@pytest.mark.parametrize("instrument", ["epss-opd-2026"])
@SIZES
def test_38_rows_go_to_excel_and_back_and_nothing_changes_unseen(
    stage: Stage, size: tuple[int, int]
) -> None:
    submission_id, codes = stage.city.submissions[WALIDATA], stage.codes(WALIDATA)
    home = f"/penilaian-mandiri/{submission_id}"
    answers = {code: (place % 5 + 1, f"Baris {code}.") for place, code in enumerate(codes)}

    with stage.windows.open(size, token=stage.token("operator.diskominfo")) as page:
        page.goto(home)
        page.get_by_role("link", name="Isi di Excel").first.click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Unduh templat (XLSX)").click()
        filled = typed(Path(download.value.path()).read_bytes(), dict(answers))

        file = FilePayload(name=download.value.suggested_filename, mimeType=XLSX, buffer=filled)
        page.get_by_label("Templat atau tabel").set_input_files(file)
        page.get_by_role("button", name="Lihat perbedaan").click()
        expect(page.get_by_text("38 indikator berubah, 0 tetap. Belum ada")).to_be_visible()
        assert page.locator("#changes tbody tr, tbody tr").count() == 38
        assert stage.answer(codes[0], WALIDATA).level is None

        page.get_by_role("button", name="Terapkan").click()
        page.wait_for_url(f"**{home}*")
    kept = {code: stage.answer(code, WALIDATA) for code in codes}
    assert {code: (row.level, row.explanation) for code, row in kept.items()} == answers
