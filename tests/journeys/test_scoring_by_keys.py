"""One assessor scores a whole OPD in a real browser with the keyboard alone, and locks."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from app.assessments import queries
from app.main import create_app
from app.permissions import Institution
from app.settings import Settings
from app.submissions import queries as submissions
from tests import browser
from tests.browser import DESK, PHONE, Windows, reach
from tests.conftest import Clock
from tests.factories import City, found_city, start, submit

WALIDATA, OURS = "1.02", "penilai.bps1"  # of the walidata every one of the 38 is asked
CLAIM = 3
REASON = "SOP belum ditetapkan, jadi baru tingkat 2."
DIFFERENT = frozenset({"10101", "20201", "30401", "40201", "50101", "50303"})


@dataclass
class Stage:
    """A served city in which the walidata's assessment has begun."""

    app: FastAPI
    clock: Clock
    city: City
    windows: Windows

    @property
    def home(self) -> str:
        return f"/penilaian/{self.city.submissions[WALIDATA]}"

    def token(self) -> str:
        return browser.token_for(self.app.state.database, OURS, self.clock())

    def levels(self) -> dict[str, tuple[int, str]]:
        """Give the level and reason that the server holds for each indicator."""
        with self.app.state.database.reading() as session:
            found = queries.judgements(session, self.city.submissions[WALIDATA], Institution.BPS)
            return {code: (row.level, row.reason) for code, row in found.items()}

    def note(self, code: str) -> str:
        with self.app.state.database.reading() as session:
            submission_id = self.city.submissions[WALIDATA]
            return queries.judgements(session, submission_id, Institution.BPS)[code].note

    def codes(self) -> tuple[str, ...]:
        with self.app.state.database.reading() as session:
            row = submissions.get(session, self.city.submissions[WALIDATA])
            return submissions.codes_of(session, row)


@pytest.fixture
def stage(tmp_path: Path, sqlite_template: Path, clock: Clock) -> Iterator[Stage]:
    """A city that uses the national tree; the walidata claims level 3 everywhere, with a PDF."""
    shutil.copy(sqlite_template, tmp_path / "matang.db")
    listener = browser.free_port()
    settings = Settings(
        _env_file=None, data=tmp_path, totp="off", base_url=browser.address_of(listener)
    )
    app = create_app(settings, clock=clock, runs_jobs=False)
    with browser.browser() as opened, browser.served(app, listener):
        city = found_city(app.state.database, clock(), instrument="epss-opd-2026")
        with app.state.database.transaction() as session:
            submit(session, city, app.state.storage, WALIDATA, CLAIM, clock())
            start(session, city, WALIDATA, clock())
        yield Stage(app, clock, city, Windows(opened, settings.base_url))
    app.state.database.engine.dispose()


@dataclass
class Keys:
    """Presses keys and counts them; words typed into a field are not strokes."""

    page: Page
    strokes: list[str] = field(default_factory=list)

    def press(self, *names: str) -> None:
        for name in names:
            self.strokes.append(name)
            self.page.keyboard.press(name)

    def taken(self) -> int:
        number = len(self.strokes)
        self.strokes.clear()
        return number


def test_an_opd_of_38_is_scored_and_locked_without_a_mouse(stage: Stage) -> None:
    codes = stage.codes()
    agreed = []
    with stage.windows.open(DESK, token=stage.token(), reduced_motion="reduce") as page:
        keys = Keys(page)
        page.goto(f"{stage.home}/indikator/{codes[0]}")
        for code, following in zip(codes, [*codes[1:], ""], strict=True):
            if code in DIFFERENT:
                keys.press("2", "a")
                page.keyboard.type(REASON)
                keys.press("Control+Enter")
                keys.taken()
            else:
                keys.press("b", "s", "Control+Enter")
                agreed.append(keys.taken())
            arrive(page, f"{stage.home}/indikator/{following}" if following else stage.home)
        held = stage.levels()
        lock(page)
    assert stage.windows.faults == []
    expected = {code: (2, REASON) if code in DIFFERENT else (CLAIM, "") for code in codes}
    assert (len(codes), held) == (38, expected)
    assert (len(agreed), median(agreed)) == (38 - len(DIFFERENT), 3)
    with stage.app.state.database.reading() as session:
        submission_id = stage.city.submissions[WALIDATA]
        assert queries.lock_of(session, submission_id, Institution.BPS) is not None
        assert queries.lock_of(session, submission_id, Institution.DISKOMINFO) is None


def arrive(page: Page, address: str) -> None:
    page.wait_for_url(lambda url: urlsplit(url).path == address)


def lock(page: Page) -> None:
    reach(page, "Kunci nilai instansi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    reach(page, "Kunci nilai")
    page.keyboard.press("Enter")
    expect(page.get_by_text("sudah dikunci").first).to_be_visible()


SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
def test_what_was_not_opened_is_not_the_same_as_the_claim(
    stage: Stage, size: tuple[int, int]
) -> None:
    first = stage.codes()[0]
    with stage.windows.open(size, token=stage.token()) as page:
        page.goto(f"{stage.home}/indikator/{first}")
        page.keyboard.press("s")
        expect(page.locator("[data-same-said]")).to_contain_text("“Perwali Satu Data”")
        assert stage.levels() == {}
        expect(page.locator("[data-level]:checked")).to_have_count(0)

        page.keyboard.press("b")
        expect(page.locator("#viewer")).to_be_visible()
        expect(page.locator("[data-same-hint]")).to_have_text("semua bukti sudah dibuka")
        page.keyboard.press("s")
        expect(page.locator("#judgement [data-status]")).to_contain_text("sama dengan klaim")
        expect(page.locator(f"#level-{CLAIM}")).to_be_checked()
        assert stage.levels() == {first: (CLAIM, "")}
        if size == DESK:
            assert all_in_view(page, "#viewer", f"#level-{CLAIM}", "#claim", "#note")


def test_a_browser_without_a_pdf_viewer_gets_the_file_by_a_link(stage: Stage) -> None:
    first = stage.codes()[0]
    with stage.windows.open(PHONE, token=stage.token()) as page:
        page.add_init_script(
            "Object.defineProperty(navigator, 'pdfViewerEnabled', {get: () => false})"
        )
        page.goto(f"{stage.home}/indikator/{first}")
        page.get_by_role("button", name="Perwali Satu Data").click()
        link = page.get_by_role("link", name="Buka berkasnya sendiri")
        expect(link).to_be_visible()
        expect(page.locator("#viewer iframe")).to_have_count(0)
        assert "?tampil=1#page=1" in str(link.get_attribute("href"))


def all_in_view(page: Page, *names: str) -> bool:
    seen = "one => { const box = one.getBoundingClientRect(); "
    seen += "return box.top >= 0 && box.bottom <= innerHeight; }"
    return all(page.locator(name).evaluate(seen) for name in names)


def test_of_two_who_score_one_indicator_the_second_sees_both_and_chooses(stage: Stage) -> None:
    first = stage.codes()[0]
    with (
        stage.windows.open(DESK, token=stage.token()) as mine,
        stage.windows.open(DESK, token=stage.token()) as theirs,
    ):
        for page in (mine, theirs):
            page.goto(f"{stage.home}/indikator/{first}")
        theirs.get_by_label("Catatan", exact=True).fill("Menurut rekan.")
        theirs.locator(f"label[for=level-{CLAIM}]").click()
        expect(theirs.locator("#judgement [data-status]")).to_contain_text("Tersimpan")
        expect(theirs.locator("[name=version]")).to_have_value("1")

        mine.get_by_label("Catatan", exact=True).fill("Menurut saya.")
        mine.locator(f"label[for=level-{CLAIM}]").click()
        expect(mine.get_by_text("Menurut rekan.")).to_be_visible()
        mine.get_by_role("button", name="Pakai isian saya").click()
        expect(mine.locator("#judgement [data-status]")).to_contain_text("Tersimpan")
    assert stage.levels() == {first: (CLAIM, "")}
    assert stage.note(first) == "Menurut saya."


def test_a_kept_sentence_goes_into_note_and_reason_by_keys(stage: Stage) -> None:
    first = stage.codes()[0]
    with stage.windows.open(DESK, token=stage.token()) as page:
        page.goto("/penilaian/catatan")
        page.get_by_label("Kalimat").fill("Bukti menyebut pasalnya.")
        page.get_by_role("button", name="Simpan").click()
        page.goto(f"{stage.home}/indikator/{first}")
        page.keyboard.press("2")
        page.keyboard.press("p")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Catatan", exact=True)).to_have_value("Bukti menyebut pasalnya.")
        page.keyboard.type(" Cukup.")
        page.keyboard.press("Control+.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Alasan")).to_have_value("Bukti menyebut pasalnya.")
        expect(page.locator("#judgement [data-status]")).to_contain_text("Tersimpan")
    assert stage.levels() == {first: (2, "Bukti menyebut pasalnya.")}


def test_the_same_indicator_is_walked_across_the_own_opds(stage: Stage) -> None:
    """The other OPD of this assessor comes next, then the list."""
    with stage.app.state.database.transaction() as session:
        submit(session, stage.city, stage.app.state.storage, "1.01", CLAIM, stage.clock())
        start(session, stage.city, "1.01", stage.clock())
    code = stage.codes()[0]
    others = [f"/penilaian/{stage.city.submissions[each]}" for each in ("1.01", WALIDATA)]
    with stage.windows.open(DESK, token=stage.token()) as page:
        page.goto(f"/penilaian/indikator/{code}")
        reach(page, "Mulai menilai")
        page.keyboard.press("Enter")
        for home in others:
            arrive(page, f"{home}/indikator/{code}")
            for key in ("b", "s", "Control+Enter"):
                page.keyboard.press(key)
        arrive(page, f"/penilaian/indikator/{code}")
        expect(page.get_by_text("2 dari 2 OPD dinilai")).to_be_visible()
    assert stage.levels() == {code: (CLAIM, "")}


def test_evidence_opens_in_a_tab_without_a_script_and_counts(stage: Stage) -> None:
    first = stage.codes()[0]
    token = stage.token()
    with stage.windows.open(DESK, token=token, java_script_enabled=False) as page:
        page.goto(f"{stage.home}/indikator/{first}")
        page.get_by_role("button", name="Sama dengan klaim").click()
        expect(page.locator("#same")).to_contain_text("belum Anda buka")
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Perwali Satu Data").click()
        opened.value.wait_for_url("**/lihat*")
        page.get_by_role("button", name="Sama dengan klaim").click()
        page.wait_for_url("**pesan=sama")
    assert stage.levels() == {first: (CLAIM, "")}
