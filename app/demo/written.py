"""The demo's papers as PDF: regulation, decree, SOP, activity report, letter to BPS, minutes."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.demo.agencies import DemoAgency
from app.demo.choosing import whole
from app.demo.documents import (
    ARTICLES_PER_PAGE,
    REGULATION,
    REVIEW_PAGES,
    STEPS,
    STEPS_PER_PAGE,
    papers,
)
from app.demo.levels import HIGHEST, codes_for
from app.demo.pdf_writer import Block, Page, Row, Rule, Text, pdf
from app.demo.phrases_of_papers import CHAPTERS, DUTIES, LETTER, POINTS
from app.demo.regulation import ARTICLES, SECOND_CLAUSES
from app.demo.wording import filled, words

FOOTER = "Dokumen contoh untuk peragaan Matang; bukan dokumen resmi."
REVIEWED_FROM = 4
DISTRICTS = ("Kecamatan Mojoroto", "Kecamatan Kota", "Kecamatan Pesantren")


@lru_cache(maxsize=1)
def regulation() -> bytes:
    """Write the city's regulation, the same for every OPD and year."""
    heading = [
        Text("WALI KOTA KEDIRI", 13, "center", bold=True),
        Text("PROVINSI JAWA TIMUR", 11, "center", bold=True, after=12),
        Text(REGULATION.upper(), 11, "center", bold=True),
        Text("TENTANG", 11, "center"),
        Text("PENYELENGGARAAN SATU DATA KOTA KEDIRI", 11, "center", bold=True, after=16),
    ]
    pages: list[list[Block]] = []
    for first in range(0, len(ARTICLES), ARTICLES_PER_PAGE):
        numbered = enumerate(ARTICLES[first : first + ARTICLES_PER_PAGE], start=first + 1)
        pages.append([block for number, text in numbered for block in _article(number, text)])
    pages[0] = [*heading, *pages[0]]
    return pdf(REGULATION, pages, FOOTER)


@lru_cache(maxsize=128)
def decree(agency: DemoAgency) -> bytes:
    """Write the decree on the OPD's data team; its annex with the members stands on page 2."""
    paper = papers(agency, 0)["sk"]
    facts = _words(agency, 0)
    title = f"KEPUTUSAN {agency.head_title.upper()}"
    first = [
        *_letterhead(agency),
        Text(title, 11, "center", bold=True),
        Text(f"NOMOR {paper.number}", 10, "center"),
        Text("TENTANG TIM DATA", 11, "center", bold=True, after=14),
        Text("MEMUTUSKAN:", 10, "center", bold=True),
        *(Text(f"{name}: {filled(text, facts)}") for name, text in DUTIES.items()),
        *_signature(agency, paper.dated),
    ]
    return pdf(paper.title, [first, _annex(agency)], FOOTER)


@lru_cache(maxsize=128)
def procedure(agency: DemoAgency) -> bytes:
    """Write the OPD's SOP: twelve steps, six on a page."""
    paper = papers(agency, 0)["sop"]
    heading: list[Block] = [
        *_letterhead(agency),
        Text("STANDAR OPERASIONAL PROSEDUR", 12, "center", bold=True),
        Text("PENGELOLAAN DATA STATISTIK", 12, "center", bold=True),
        Text(f"Nomor {paper.number}, ditetapkan {paper.dated}", 10, "center", after=14),
    ]
    steps = [_step(agency, step) for step in STEPS]
    first = [block for step in steps[:STEPS_PER_PAGE] for block in step]
    second = [block for step in steps[STEPS_PER_PAGE:] for block in step]
    signed = [*second, *_signature(agency, paper.dated)]
    return pdf(paper.title, [[*heading, *first], signed], FOOTER)


def report(agency: DemoAgency, year: int) -> bytes:
    """Write the report on the OPD's statistical activity of the year before."""
    paper = papers(agency, year)["laporan"]
    facts = _words(agency, year)
    chapters = [_chapter(number, facts) for number in CHAPTERS]
    heading = [
        *_letterhead(agency),
        Text(paper.title.upper(), 12, "center", bold=True, after=14),
    ]
    first: list[Block] = [*heading, *(block for chapter in chapters[:3] for block in chapter)]
    second = [block for chapter in chapters[3:5] for block in chapter]
    second += _table(agency, year)
    second += [block for chapter in chapters[5:] for block in chapter]
    return pdf(paper.title, [first, [*second, *_signature(agency, paper.dated)]], FOOTER)


def letter(agency: DemoAgency, year: int) -> bytes:
    """Write the letter to BPS and, on page 2, the notes of the consultation."""
    paper = papers(agency, year)["surat"]
    facts = _words(agency, year)
    first: Page = [
        *_letterhead(agency),
        Text(f"Kediri, {paper.dated}"),
        Text(f"Nomor: {paper.number}"),
        Text("Hal: Pengajuan rancangan kegiatan statistik", after=12),
        Text("Yth. Kepala BPS Kota Kediri", after=12),
        *(Text(filled(text, facts), after=9) for text in LETTER),
        *_signature(agency, paper.dated),
    ]
    points = [
        Text(f"{n}. {filled(text, facts)}", after=8) for n, text in enumerate(POINTS, start=1)
    ]
    second: Page = [
        Text(f"CATATAN KONSULTASI {agency.short_name.upper()}", 12, "center", bold=True, after=14),
        *points,
        Text("Dicatat bersama oleh BPS Kota Kediri dan perangkat daerah.", after=12),
    ]
    return pdf(paper.title, [first, second], FOOTER)


def minutes(agency: DemoAgency, year: int, levels: Mapping[str, int], *, second: bool) -> bytes:
    """Write the minutes of a review: a point for each step, with the indicators reviewed.

    levels: what the OPD claims; indicators below level 4 were not reviewed.
    """
    paper = papers(agency, year)["reviu2" if second else "reviu1"]
    heading = [
        *_letterhead(agency),
        Text("NOTULA REVIU PENGELOLAAN DATA", 12, "center", bold=True),
        Text(f"{paper.dated}, dipimpin {agency.head_name}", 10, "center", after=12),
    ]
    pages: list[list[Block]] = []
    for steps in REVIEW_PAGES:
        blocks = (_point(agency, year, step, levels, second=second) for step in steps)
        pages.append([block for point in blocks for block in point])
    pages[0] = [*heading, *pages[0]]
    return pdf(paper.title, pages, FOOTER)


def _point(
    agency: DemoAgency, year: int, step: int, levels: Mapping[str, int], *, second: bool
) -> Iterable[Block]:
    title, codes = STEPS[step]
    yield Text(f"Butir {step}. {title}", 9.5, bold=True, after=2)
    reviewed = [code for code in codes if levels.get(code, 0) >= REVIEWED_FROM]
    for code in reviewed:
        facts = words(agency, code, year)
        yield Text(_reviewed(facts, levels[code], second=second), 8.5, after=3, indent=12)
    if not reviewed:
        yield Text("Tidak direviu pada rapat ini.", 8.5, after=3, indent=12)


def _reviewed(facts: Mapping[str, str], level: int, *, second: bool) -> str:
    if second and level == HIGHEST:
        return filled("Indikator {code_number}. Tindak lanjut selesai. {improved}", facts)
    if second:
        return filled(
            "Indikator {code_number}. Masalah yang tersisa: {finding}. "
            "Rekomendasi dilanjutkan: {advice}.",
            facts,
        )
    return filled("Indikator {code_number}. Masalah: {finding}. Rekomendasi: {advice}.", facts)


def _article(number: int, text: str) -> list[Block]:
    clauses = (f"(1) {text}", f"(2) {SECOND_CLAUSES[number - 1]}")
    return [
        Text(f"Pasal {number}", 11, "center", bold=True),
        *(Text(clause, 10.5, after=6) for clause in clauses),
        Text("", 6, after=0),
    ]


def _step(agency: DemoAgency, step: int) -> Iterable[Block]:
    title, codes = STEPS[step]
    applying = [code for code in codes if code in codes_for(agency)]
    yield Text("", 3, after=0)
    yield Text(f"Langkah {step}. {title}", 9.5, bold=True, after=2)
    for code in applying:
        line = filled("{subject}: {ruled}.", words(agency, code, 0))
        yield Text(line, 8, after=1.5, indent=12)


def _chapter(number: int, facts: Mapping[str, str]) -> list[Block]:
    title, body = CHAPTERS[number]
    heading = Text(f"Bab {number}. {title}", 10.5, bold=True, after=3)
    return [heading, Text(filled(body, facts), 9.5, after=9)]


def _table(agency: DemoAgency, year: int) -> list[Block]:
    places = (0.0, 150.0, 230.0, 310.0)
    years = tuple(str(year - back) for back in (3, 2, 1))
    rows = [
        Row((name, *(figure(agency, name, int(y)) for y in years)), places) for name in DISTRICTS
    ]
    return [Row(("Kecamatan", *years), places, bold=True), *rows, Rule(0.5, after=16)]


def figure(agency: DemoAgency, district: str, year: int) -> str:
    """Give an invented figure of an OPD for a district and year, as printed."""
    base = whole(180, 2400, agency.code, district)
    return f"{base + whole(-60, 90, agency.code, district, year):,}".replace(",", ".")


def _annex(agency: DemoAgency) -> list[Block]:
    held = _words(agency, 0)
    places = (0.0, 112.0, 374.0)
    rows = (
        ("Pengarah", f"Pimpinan {agency.short_name}", "-"),
        ("Ketua", "Sekretaris atau yang setara", "Pelatihan Satu Data"),
        ("Pengelola statistik", held["unit"], "S-1 Statistika"),
        ("Pengelola basis data", held["second"], "S-1 Informatika"),
        ("Pemeriksa mutu", held["second"], "Pelatihan BPS"),
    )
    return [
        Text("LAMPIRAN: SUSUNAN TIM DATA", 12, "center", bold=True, after=14),
        Row(("Kedudukan", "Unsur", "Ijazah atau pelatihan"), places, bold=True),
        *(Row(row, places) for row in rows),
        Rule(0.5),
    ]


def _letterhead(agency: DemoAgency) -> list[Block]:
    return [
        Text("PEMERINTAH KOTA KEDIRI", 13, "center", bold=True, after=2),
        Text(agency.name.upper(), 12, "center", bold=True, after=2),
        Text("Kota Kediri, Jawa Timur", 9, "center", after=4),
        Rule(2, after=3),
        Rule(0.5, after=20),
    ]


def _signature(agency: DemoAgency, dated: str) -> list[Block]:
    return [
        Text("", 10),
        Text(f"Kediri, {dated}", 9.5, indent=250, after=0),
        Text(agency.head_title, 9.5, indent=250, after=14),
        Text("ditandatangani", 8, indent=250, after=10),
        Text(agency.head_name, 9.5, bold=True, indent=250),
    ]


def _words(agency: DemoAgency, year: int) -> Mapping[str, str]:
    """Give the words of an OPD's first indicator: papers speak of the activity as a whole."""
    return words(agency, "10101", year)
