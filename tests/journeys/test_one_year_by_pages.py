"""A whole small year through the pages in a real browser, from the first answer to the last check.

What a person would repeat for every indicator is done once by hand here; the rest through the same
actions (tests/factories.py), so that the year takes half a minute and not half an hour.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import FilePayload, Page, expect
from sqlmodel import Session

from app.accounts.models import User
from app.accounts.passwords import hash_password
from app.assessments import actions as assessments
from app.assessments import agreement_actions
from app.assessments.schemas import JudgementInput
from app.main import create_app
from app.reports import queries as reports
from app.reports.press import Press
from app.settings import Settings
from app.submissions import actions as submissions
from app.submissions import answer_actions, evidence_actions, evidence_library
from app.submissions import queries as submission_queries
from app.submissions.schemas import AnswerInput, CitationInput
from app.worker import Workshop, run_all
from tests import browser
from tests.browser import DESK, PHONE, Windows
from tests.conftest import Clock
from tests.factories import ASSESSORS, City, found_city, judge, operator_of, start, submit
from tests.papers import pdf

PASSWORD = "enam ekor kucing biru"
PDF = pdf()
DINKES, WALIDATA = "1.01", "1.02"
CLAIM, AGREED = 2, 1
FIRST, SECOND, THIRD = "101", "102", "201"
EXPLANATION = "Perwali Satu Data berlaku sejak Januari; lihat Pasal 5."


@dataclass
class Year:
    """The year on stage: the program, its clock, its people, and their windows."""

    app: FastAPI
    clock: Clock
    city: City
    windows: Windows

    @property
    def submission(self) -> str:
        """Give the id of Dinkes' submission."""
        return self.city.submissions[DINKES]

    @contextmanager
    def person(self, username: str, size: tuple[int, int] = DESK) -> Iterator[Page]:
        """Sign a person in through the log-in page."""
        with self.windows.open(size) as page:
            page.goto("/")
            page.get_by_label("Nama pengguna").fill(username)
            page.locator("#password").fill(PASSWORD)
            page.get_by_role("button", name="Masuk", exact=True).click()
            expect(page.get_by_role("link", name="Beranda")).to_be_visible()
            yield page

    @contextmanager
    def behind(self) -> Iterator[Session]:
        """Act without the browser."""
        with self.app.state.database.transaction() as session:
            yield session


@pytest.fixture
def year(tmp_path: Path, sqlite_template: Path, clock: Clock) -> Iterator[Year]:
    """The small city, served; everyone has the same password."""
    shutil.copy(sqlite_template, tmp_path / "matang.db")
    listener = browser.free_port()
    settings = Settings(
        _env_file=None, data=tmp_path, totp="off", base_url=browser.address_of(listener)
    )
    app = create_app(settings, clock=clock, runs_jobs=False)
    with browser.browser() as opened, browser.served(app, listener):
        city = found_city(app.state.database, clock())
        with app.state.database.transaction() as session:
            session.execute(sa.update(User).values(password_hash=hash_password(PASSWORD)))
        yield Year(app, clock, city, Windows(opened, settings.base_url))
    app.state.database.engine.dispose()


def test_a_whole_year_runs_through_the_pages(year: Year) -> None:
    the_operator_fills_one_indicator(year)
    fill_the_rest(year)
    the_operator_marks_it_ready(year)
    the_head_checks_and_sends(year)
    the_filling_closes(year)
    the_coordinator_assigns(year)
    an_assessor_scores(year, "penilai.dk1", second=CLAIM)
    an_assessor_scores(year, "penilai.bps1", second=AGREED)
    the_coordinator_agrees_and_closes(year)
    the_coordinator_announces(year)
    the_head_objects(year)
    for username in ASSESSORS[DINKES]:
        an_assessor_recommends(year, username)
    the_coordinator_decides(year)
    the_round_is_ratified_and_published(year)
    the_leadership_reads_the_ranking(year)
    anyone_checks_a_document(year)

    assert year.windows.faults == []


def said(page: Page, text: str) -> None:
    """Wait for the short good message at the top."""
    expect(page.locator("#pesan")).to_contain_text(text)


def take(page: Page, step: str, answer: str = "") -> None:
    """Press a button that asks first, once the page's script is there to ask, and say yes."""
    button = page.get_by_role("button", name=step, exact=True)
    expect(button).to_be_visible()
    page.wait_for_load_state()
    button.click()
    page.get_by_role("dialog").get_by_role("button", name=answer or step, exact=True).click()


def the_operator_fills_one_indicator(year: Year) -> None:
    with year.person("operator.dinkes", PHONE) as page:
        page.get_by_role("link", name="Isi penilaian mandiri").click()
        page.get_by_role("link", name="Lanjutkan mengisi").click()
        status = page.locator("[data-status]")

        page.locator(f"label[for=level-{CLAIM}]").click()
        page.get_by_label("Penjelasan").fill(EXPLANATION)
        expect(status).to_contain_text(re.compile(r"Tersimpan \d\d\.\d\d"))
        page.locator("#add-evidence #file").set_input_files(
            FilePayload(name="perwali.pdf", mimeType="application/pdf", buffer=PDF)
        )
        expect(page.locator("#evidence")).to_contain_text("perwali.pdf")
        citation = page.get_by_label("Pasal atau halaman dalam perwali.pdf")
        citation.fill("Pasal 5")
        citation.press("Enter")
        said(page, "Tersimpan.")

        page.reload()
        expect(page.locator(f"#level-{CLAIM}")).to_be_checked()
        expect(page.get_by_label("Penjelasan")).to_have_value(EXPLANATION)
        expect(page.locator("#evidence")).to_contain_text("Pasal 5")


def fill_the_rest(year: Year) -> None:
    """Fill the rest of Dinkes' indicators and all of Diskominfo's; Inspektorat stays empty."""
    operator, now = operator_of(year.city, DINKES), year.clock()
    with year.behind() as session:
        row = submission_queries.get(session, year.submission)
        item = evidence_library.items(session, row.id)[0]
        for code in submission_queries.codes_of(session, row)[1:]:
            given = AnswerInput(level=CLAIM, explanation=f"{EXPLANATION} ({code})")
            answer_actions.save_answer(session, operator, row, code, (given, 0), now)
            use = (code, item.id, CitationInput(citation="Pasal 5"))
            evidence_actions.attach(session, operator, row, use, now)
        submit(session, year.city, year.app.state.storage, WALIDATA, 4, now)


def the_operator_marks_it_ready(year: Year) -> None:
    with year.person("operator.dinkes", PHONE) as page:
        page.get_by_role("link", name="Isi penilaian mandiri").click()
        page.get_by_role("link", name="Periksa isian").click()
        page.get_by_role("button", name="Tandai siap dikirim").click()
        said(page, "Ditandai siap dikirim.")


def the_head_checks_and_sends(year: Year) -> None:
    with year.person("kepala.dinkes", PHONE) as page:
        page.get_by_role("link", name="Periksa lalu kirim penilaian mandiri").click()
        page.get_by_role("link", name="Periksa dan kirim").click()
        expect(page.get_by_role("row", name=re.compile(FIRST))).to_contain_text(EXPLANATION)
        page.get_by_label("Saya menyatakan").check()
        take(page, "Kirim penilaian mandiri", "Kirim")
        said(page, "Terkirim.")

        page.get_by_role("link", name="Tanda terima").click()
        expect(page.locator("dl code").first).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
        with page.expect_download() as receipt:
            page.get_by_role("link", name="Unduh PDF").click()
        assert receipt.value.path().read_bytes()[:5] == b"%PDF-"


def the_filling_closes(year: Year) -> None:
    year.clock.forward(days=31)
    with year.behind() as session:
        submissions.tick(session, year.clock())


def the_coordinator_assigns(year: Year) -> None:
    with year.person("koordinator") as page:
        page.get_by_role("link", name="Tugaskan penilai dan mulai penilaian").click()
        page.get_by_role("link", name="Tugaskan penilai Dinas Kesehatan").click()
        page.get_by_label("Yusuf Hidayat").check()
        page.get_by_label("Maya Sartika").check()
        page.get_by_role("button", name="Simpan penugasan").click()
        said(page, "Penugasan tersimpan.")
    with year.behind() as session:  # the other OPD's assessment needs no second look
        moderator, now = year.city.actors["koordinator"], year.clock()
        row = start(session, year.city, WALIDATA, now)
        judge(session, year.city, WALIDATA, (4, 4), now)
        agreement_actions.close(session, moderator, row, now)


def an_assessor_scores(year: Year, username: str, *, second: int) -> None:
    """Score two indicators by keyboard alone, the rest behind the scenes, and lock."""
    with year.person(username) as page:
        page.goto("/penilaian")
        page.get_by_role("link", name="Dinas Kesehatan", exact=True).click()
        page.wait_for_url(f"**/penilaian/{year.submission}")
        if page.get_by_role("button", name="Mulai penilaian").is_visible():
            take(page, "Mulai penilaian")
            said(page, "Penilaian dimulai.")
        page.get_by_role("link", name=f"Mulai menilai: {FIRST}").click()

        level_by_key(page, FIRST, CLAIM)
        page.keyboard.press("Control+Enter")
        level_by_key(page, SECOND, second)
        if second != CLAIM:
            page.get_by_label("Alasan berbeda dari klaim").press_sequentially("Bukti lama.")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(f"**/indikator/{THIRD}*")

        score_the_rest(year, username)
        page.goto(f"/penilaian/{year.submission}")
        take(page, "Kunci nilai instansi", "Kunci nilai")
        said(page, "Nilai instansi Anda sudah dikunci.")


def level_by_key(page: Page, code: str, level: int) -> None:
    page.wait_for_url(f"**/indikator/{code}*")
    expect(page.locator("#judgement")).to_be_visible()
    page.keyboard.press(str(level))
    expect(page.locator(f"#level-{level}")).to_be_checked()


def score_the_rest(year: Year, username: str) -> None:
    with year.behind() as session:
        row = submission_queries.get(session, year.submission)
        for code in submission_queries.codes_of(session, row)[2:]:
            given = (JudgementInput(level=CLAIM, note="Diperiksa."), 0)
            actor = year.city.actors[username]
            assessments.save_judgement(session, actor, row, code, given, year.clock())


def the_coordinator_agrees_and_closes(year: Year) -> None:
    with year.person("koordinator") as page:
        page.get_by_role("link", name="Pleno: sepakati nilai").click()
        page.get_by_role("link", name="Pleno Dinas Kesehatan").click()
        expect(page.get_by_role("heading", name="Perbedaan (1)")).to_be_visible()
        card = page.locator(f"#i-{SECOND}")
        expect(card).to_contain_text("Bukti lama.")

        card.locator(f"label[for=level-{SECOND}-{AGREED}]").click()
        card.get_by_label("Alasan").fill("Bukti memang dari tahun lalu.")
        card.get_by_role("button", name="Sepakati").click()
        said(page, "Tersimpan.")
        take(page, "Tutup pleno")
        said(page, "Pleno ditutup.")


def the_coordinator_announces(year: Year) -> None:
    step_of_the_round(year, "koordinator", "Umumkan hasil sementara", "Hasil sementara diumumkan")


def step_of_the_round(year: Year, username: str, button: str, message: str) -> None:
    with year.person(username) as page:
        page.goto("/periode/2026")
        take(page, button)
        said(page, message)


def the_head_objects(year: Year) -> None:
    with year.person("kepala.dinkes", PHONE) as page:
        page.goto(f"/penilaian-mandiri/{year.submission}")
        page.get_by_role("link", name="Lihat hasil").click()
        expect(page.get_by_text("Bukti memang dari tahun lalu.").first).to_be_attached()
        page.goto(f"/penilaian-mandiri/{year.submission}/sanggahan")
        page.get_by_text(f"Sanggah {SECOND}").click()
        page.locator(f"#reason-{SECOND}").fill("SK tahun ini belum terbaca.")
        take(page, "Ajukan sanggahan", "Ajukan")
        said(page, "Sanggahan diajukan.")


def an_assessor_recommends(year: Year, username: str) -> None:
    with year.person(username) as page:
        page.get_by_role("link", name="Dinas Kesehatan").first.click()
        item = page.locator(f"#i-{SECOND}")
        expect(item).to_contain_text("SK tahun ini belum terbaca.")
        item.locator(f"label[for=level-{SECOND}-{CLAIM}]").click()
        item.get_by_label("Alasan").fill("SK tahun ini memang ada.")
        item.get_by_role("button", name="Simpan rekomendasi").click()
        said(page, "Tersimpan.")


def the_coordinator_decides(year: Year) -> None:
    with year.person("koordinator") as page:
        page.get_by_role("link", name="Putuskan sanggahan").click()
        page.get_by_role("link", name="Sanggahan Dinas Kesehatan").click()
        item = page.locator(f"#i-{SECOND}")
        item.locator(f"label[for=level-{SECOND}-{CLAIM}]").click()
        item.get_by_label("Alasan").fill("SK diterima.")
        item.get_by_role("button", name="Putuskan").click()
        said(page, "Putusan tersimpan")


def the_round_is_ratified_and_published(year: Year) -> None:
    year.clock.forward(days=6)
    proposed, confirmed = "Usulan tercatat", "Langkah dikonfirmasi"
    step_of_the_round(year, "koordinator", "Usulkan penetapan hasil", proposed)
    step_of_the_round(year, "admin", "Konfirmasi penetapan hasil", confirmed)
    state = year.app.state
    with Press() as press:
        run_all(Workshop(state.database, state.storage, state.settings, year.clock, press))
    step_of_the_round(year, "admin", "Usulkan publikasi", proposed)
    step_of_the_round(year, "koordinator", "Konfirmasi publikasi", confirmed)


def the_leadership_reads_the_ranking(year: Year) -> None:
    with year.person("walikota") as page:
        page.get_by_role("link", name="Peringkat", exact=True).click()
        rows = page.locator("#ranking-table tbody tr")
        expect(rows).to_have_count(3)
        places = [re.split(r"\s*\n?\t\s*", text.strip())[:3] for text in rows.all_inner_texts()]
        assert [place[:2] for place in places] == [
            ["1", "Dinas Komunikasi dan Informatika"],
            ["2", "Dinas Kesehatan"],
            ["–", "Inspektorat"],
        ]
        assert [place[2] for place in places[:2]] == ["4,00", "2,00"]
        page.get_by_role("link", name="Dinas Kesehatan").first.click()
        expect(page.get_by_role("heading", name="Dinas Kesehatan")).to_be_visible()


def anyone_checks_a_document(year: Year) -> None:
    with year.app.state.database.reading() as session:
        row = reports.of_submission(session, year.submission)[0]
        sha256 = reports.get(session, row.id).file_sha256 or ""
    printed = year.app.state.storage.read(sha256)
    with year.windows.open(PHONE) as page:
        page.goto(f"/v/{row.code}")
        expect(page.locator("dl")).to_contain_text(sha256)
        expect(page.locator("dl")).to_contain_text("2,00")
        file = FilePayload(name="laporan.pdf", mimeType="application/pdf", buffer=printed)
        page.get_by_label("Berkas PDF", exact=True).set_input_files(file)
        page.get_by_role("button", name="Cocokkan").click()
        expect(page.get_by_role("status")).to_contain_text("sama persis")
