"""Every main page in a real browser, on a phone and on a desk: barriers, overflow, keyboard."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page

from app.db import Database
from app.files.storage import Storage
from app.main import create_app
from app.reports import queries as reports
from app.settings import Settings
from app.submissions import evidence_library, visit_actions
from app.submissions import queries as submissions
from app.submissions.visit_schemas import FindingInput, VisitInput, WishInput
from tests import browser
from tests.browser import DESK, PHONE, Windows
from tests.conftest import START, Clock
from tests.factories import INSTRUMENT, City, advance, found_city
from tests.pages.years import DINKES, INSPEKTORAT, WALIDATA, exercise_names, two_years

VENDOR = Path(__file__).parents[1] / "vendor"
AXE = VENDOR / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
RUN = """async tags => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target}`));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const shown = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const seen = Boolean(shown && (one === shown || one.contains(shown) || shown.contains(one)));
  return {name: one.id || one.className || one.textContent.trim(), seen,
          save: one.matches(".save-bar [type=submit]"), top: one === document.body};
}"""

OF_NOBODY = ("/masuk", "/bantuan", "/privasi", "/v/{code}")
PAGES = {
    "operator.dinkes": (
        "/",
        "/penilaian-mandiri",
        "/penilaian-mandiri/{filling}",
        "/penilaian-mandiri/{filling}/indikator/101",
        "/penilaian-mandiri/{filling}/indikator/101/riwayat",
        "/penilaian-mandiri/{filling}/bukti",
        "/penilaian-mandiri/{filling}/bukti/{evidence}",
        "/bukti/{evidence}/lihat?halaman=1",
        "/penilaian-mandiri/{filling}/periksa",
        "/penilaian-mandiri/{filling}/simulasi",
        "/penilaian-mandiri/{filling}/simulasi?naik=101",
        "/penilaian-mandiri/{filling}/impor",
        "/penilaian-mandiri/{filling}?bagian=saya",
        "/penilaian-mandiri/{filling}/pembagian",
        "/penilaian-mandiri/{filling}/komentar",
        "/penilaian-mandiri/{published}",
        "/penilaian-mandiri/{published}/tanda-terima",
        "/penilaian-mandiri/{published}/sanggahan",
        "/penilaian-mandiri/{published}/rencana-aksi?indikator=101",
        "/hasil/{published}",
        "/peringkat/2026",
        "/kotak-masuk",
        "/akun",
        "/masuk/kode/pasang",
        "/masuk/lupa",
    ),
    "kepala.dinkes": ("/akun", "/", "/penilaian-mandiri/{published}/pembagian"),
    "operator.diskominfo": (
        "/penilaian-mandiri/{assessed}",
        "/penilaian-mandiri/{assessed}/indikator/101",
    ),
    "penilai.ganti": (
        "/",
        "/penilaian",
        "/penilaian/benturan",
        "/penilaian/impor",
        "/penilaian/catatan",
        "/penilaian/indikator",
        "/penilaian/indikator/101",
        "/penilaian/{assessed}",
        "/penilaian/{assessed}/indikator/101",
        "/penilaian/{assessed}/indikator/201?urut=indikator",
    ),
    "koordinator": (
        "/",
        "/pleno",
        "/pleno?penilai=penilai.ganti",
        "/pleno/penugasan",
        "/pleno/penugasan/usulan",
        "/pleno/penugasan/usulan?cara=ulang",
        "/pleno/penugasan/impor",
        "/pleno/{assessed}/penugasan",
        "/pleno/{assessed}/pengembalian",
        "/pleno/{pleno}",
        "/penilaian/{assessed}/visitasi",
        "/pleno/{pleno}/buka-kunci",
        "/pleno/{pleno}/peserta",
        "/periode",
        "/periode/2027",
        "/peringkat/2026",
        "/hasil/{published}",
        "/kalibrasi/2026",
        "/kalibrasi/2027",
        "/latihan",
        "/latihan/{exercise_prepared}",
        "/latihan/{exercise_prepared}/indikator/101",
        "/latihan/{exercise_open}",
    ),
    "penilai.bps1": (
        "/penilaian/{assessed}/visitasi",
        "/kalibrasi/2026/saya",
        "/latihan",
        "/latihan/{exercise_open}/indikator/101",
        "/latihan/{exercise_closed}",
        "/latihan/{exercise_closed}/indikator/101",
    ),
    "walikota": ("/", "/peringkat/2026"),
    "admin": (
        "/",
        "/periode/baru",
        "/periode/2027",
        "/opd",
        "/opd/1.01",
        "/pengguna",
        "/pengguna/operator.dinkes",
        "/pengguna/operator.dinkes/ubah",
        "/serah-terima/operator.dinkes",
        "/akses-darurat/{assessed}",
        "/pekerjaan",
        "/cadangan",
        "/instrumen",
        f"/instrumen/{INSTRUMENT}",
        "/pengaturan",
    ),
    "auditor": ("/", "/jejak-audit", "/jejak-audit/pemeriksaan", "/pengguna/peran"),
}
OF_THE_OBJECTION = {
    "kepala.dinkes": (
        "/penilaian-mandiri/{objected}/sanggahan",
        "/penilaian-mandiri/{objected}/indikator/101",
    ),
    "penilai.dk1": ("/penilaian/{objected}/sanggahan",),
    "koordinator": ("/pleno/{objected}/sanggahan", "/periode/2026"),
}


@dataclass
class Stage:
    """A served program with its people, and what stands for the names in the addresses."""

    app: FastAPI
    clock: Clock
    windows: Windows
    names: dict[str, str]

    def barriers(self, username: str, addresses: tuple[str, ...]) -> dict[str, list[object]]:
        """Open pages as a person, in both sizes; give what hinders, by page and width."""
        now = self.clock()
        token = browser.token_for(self.app.state.database, username, now) if username else ""
        found: dict[str, list[object]] = {}
        with self.windows.open(DESK, token=token) as page:
            page.add_init_script(path=AXE)  # past the CSP, which is watched all the same
            for address in addresses:
                answer = page.goto(address.format(**self.names))
                found[f"{address} status"] = (
                    [] if answer and answer.ok else [answer and answer.status]
                )
                for width, height in (DESK, PHONE):
                    page.set_viewport_size({"width": width, "height": height})
                    found[f"{address} {width}"] = [*barriers_of(page)]
        return {place: faults for place, faults in found.items() if faults}


def barriers_of(page: Page) -> list[str]:
    """Give the rules this page breaks as it is shown now."""
    faults: list[str] = page.evaluate(RUN, TAGS)
    wide: int = page.evaluate(OVERFLOW)
    return [*faults, f"{wide} px too wide"] if wide > 0 else faults


@pytest.fixture(scope="module")
def windows_for(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Any]:
    """One browser for the file, and a function that serves a city in it."""
    with ExitStack() as stack:
        opened = stack.enter_context(browser.browser())

        def serve(name: str) -> Stage:
            folder, listener = tmp_path_factory.mktemp(name), browser.free_port()
            shutil.copy(sqlite_template, folder / "matang.db")
            address = browser.address_of(listener)
            settings = Settings(_env_file=None, data=folder, totp="off", base_url=address)
            clock = Clock()
            app = create_app(settings, clock=clock, runs_jobs=False)
            stack.callback(app.state.database.engine.dispose)
            stack.enter_context(browser.served(app, listener))
            return Stage(app, clock, Windows(opened, address), {})

        yield serve


@pytest.fixture(scope="module")
def years(windows_for: Any) -> Stage:
    """A published year and the next one in full swing."""
    stage: Stage = windows_for("years")
    played = two_years(stage.app.state.database, stage.app.state.storage, START)
    stage.clock.now = played.now
    _plan_a_visit(stage, played.city)
    with stage.app.state.database.reading() as session:
        code = reports.of_submission(session, played.before.submissions[DINKES])[0].code
        evidence = evidence_library.items(session, played.city.submissions[DINKES])[0].id
        exercises = exercise_names(session)
    stage.names = exercises | {
        "published": played.before.submissions[DINKES],
        "filling": played.city.submissions[DINKES],
        "assessed": played.city.submissions[WALIDATA],
        "pleno": played.city.submissions[INSPEKTORAT],
        "code": code,
        "evidence": evidence,
    }
    return stage


def _plan_a_visit(stage: Stage, city: City) -> None:
    """Let BPS visit the walidata, keep a finding, and wish for evidence."""
    actor, now = city.actors["penilai.bps1"], stage.clock.now
    with stage.app.state.database.transaction() as session:
        row = submissions.get(session, city.submissions[WALIDATA])
        plan = VisitInput(held_on=now.date(), place="Aula", people="Bu Maya")
        visit = visit_actions.plan_visit(session, actor, row, plan, now)
        found = FindingInput(code="101", text="SOP tertempel di loket.")
        visit_actions.note_finding(session, actor, row, visit, found, now)
        wish = WishInput(codes=["101"], text="Perlihatkan SOP.", until=now + timedelta(days=9))
        visit_actions.wish_evidence(session, actor, row, wish, now)


@pytest.fixture(scope="module")
def objection(windows_for: Any) -> Stage:
    """A year in which Dinkes has objected."""
    stage: Stage = windows_for("objection")
    city = objected(stage.app.state.database, stage.app.state.storage, stage.clock)
    stage.names = {"objected": city.submissions[DINKES]}
    return stage


def objected(database: Database, storage: Storage, clock: Clock) -> City:
    city = found_city(database, clock())
    with database.transaction() as session:
        clock.now = advance(session, city, storage, DINKES, "OBJECTION", clock())
    return city


def test_the_checker_is_the_one_that_was_vendored() -> None:
    digest = hashlib.sha256(AXE.read_bytes()).hexdigest()

    assert digest in (VENDOR / "README.md").read_text(encoding="utf-8")


def test_public_pages_have_no_barrier(years: Stage) -> None:
    years.windows.faults.clear()

    assert years.barriers("", OF_NOBODY) == {}
    assert years.windows.faults == []


def test_the_page_of_an_error_has_no_barrier(years: Stage) -> None:
    found = years.barriers("operator.dinkes", ("/tidak-ada", "/hasil/{filling}"))

    years.windows.faults.clear()
    assert found == {"/tidak-ada status": [404], "/hasil/{filling} status": [404]}


def test_a_page_with_a_barrier_is_found_out(years: Stage) -> None:
    with years.windows.open(PHONE) as page:
        page.add_init_script(path=AXE)
        page.goto("/masuk")
        page.evaluate("document.querySelector('label[for=username]').remove()")
        page.evaluate("document.body.style.minWidth = '500px'")
        found = barriers_of(page)

    assert [fault.split(":")[0] for fault in found] == ["label", "110 px too wide"]


@pytest.mark.parametrize("username", PAGES)
def test_no_page_of_a_role_has_a_barrier(years: Stage, username: str) -> None:
    years.windows.faults.clear()

    assert years.barriers(username, PAGES[username]) == {}
    assert years.windows.faults == []


def test_the_desk_has_no_barrier_with_evidence_and_sentences_open(years: Stage) -> None:
    token = browser.token_for(years.app.state.database, "penilai.ganti", years.clock())
    with years.windows.open(DESK, token=token) as page:
        page.add_init_script(path=AXE)
        page.goto("/penilaian/{assessed}/indikator/101".format(**years.names))
        page.keyboard.press("s")
        page.locator("[data-same-said]").wait_for()
        page.keyboard.press("b")
        page.locator("#viewer iframe").wait_for()
        page.keyboard.press("p")
        found = []
        for width, height in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            found += barriers_of(page)

    years.windows.faults.clear()  # the refusal of "same" is one
    assert found == []


@pytest.mark.parametrize("username", OF_THE_OBJECTION)
def test_no_page_of_an_objection_has_a_barrier(objection: Stage, username: str) -> None:
    assert objection.barriers(username, OF_THE_OBJECTION[username]) == {}
    assert objection.windows.faults == []


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_keyboard_reaches_saving_and_never_loses_sight(
    years: Stage, size: tuple[int, int]
) -> None:
    token = browser.token_for(years.app.state.database, "operator.dinkes", years.clock())
    hidden: list[str] = []

    with years.windows.open(size, token=token, reduced_motion="reduce") as page:
        page.goto("/penilaian-mandiri/{filling}/indikator/101".format(**years.names))
        for _ in range(60):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            if not focus["seen"]:
                hidden.append(focus["name"])
            if focus["save"]:
                break

    assert (focus["save"], hidden) == (True, [])
