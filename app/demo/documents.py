"""The papers an OPD of the demo can show: titles, numbers, dates, and where each matter stands.

The texts cite from here and the files are made from here, so that a cited page holds what is cited.
All numbers and dates are invented.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from app.demo.agencies import DemoAgency
from app.demo.choosing import chosen, whole
from app.demo.holdings import HOLDINGS

KEYS = (
    "laporan",
    "data",
    "metadata",
    "layar",
    "sk",
    "surat",
    "perwali",
    "sop",
    "reviu1",
    "reviu2",
)
DECREED = 2023
REGULATION = "Peraturan Wali Kota Kediri Nomor 27 Tahun 2022"
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

# indicators by step of the SOP; the reviews follow the same numbers
STEPS: Mapping[int, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        1: ("Identifikasi kebutuhan", ("20101", "20102", "30101")),
        2: ("Rancangan dan instrumen", ("30102", "30103")),
        3: ("Pengumpulan data", ("30201",)),
        4: ("Standar data", ("10101",)),
        5: ("Metadata", ("10201",)),
        6: ("Kode referensi", ("10401",)),
        7: ("Pemeriksaan dan pengolahan", ("20201", "30301", "40103")),
        8: ("Analisis dan penyandingan", ("20501", "20502", "30302", "40102")),
        9: ("Kerahasiaan", ("40104",)),
        10: (
            "Rilis dan layanan",
            (
                "20301",
                "20302",
                "20401",
                "20402",
                "20403",
                "30401",
                "40101",
                "50103",
                "50302",
            ),
        ),
        11: ("Berbagi data dan sumber digital", ("10301", "50303")),
        12: (
            "Petugas, koordinasi, dan pemakaian",
            (
                "40201",
                "40202",
                "40301",
                "40302",
                "40303",
                "40304",
                "50101",
                "50102",
                "50201",
                "50301",
            ),
        ),
    }
)
STEP_OF: Mapping[str, int] = MappingProxyType(
    {code: step for step, (_, codes) in STEPS.items() for code in codes}
)
REVIEW_PAGES = ((1, 2, 3, 4, 5, 6), (7, 8, 9, 10), (11, 12))
ARTICLES_PER_PAGE = 3
STEPS_PER_PAGE = 6


class Paper(NamedTuple):
    """One document: how it is named in the library and cited in a sentence."""

    title: str
    file_name: str
    number: str
    dated: str


def article_of(code: str) -> int:
    """Give the article of the city's regulation that covers an indicator."""
    by_aspect = {"101": 4, "102": 5, "103": 6, "104": 7, "401": 10}
    by_domain = {"2": 8, "3": 9, "4": 11, "5": 12}
    return by_aspect.get(code[:3]) or by_domain[code[0]]


def article_place(code: str) -> str:
    """Cite the regulation: "Pasal 4, halaman 2"."""
    article = article_of(code)
    return f"Pasal {article}, halaman {(article - 1) // ARTICLES_PER_PAGE + 1}"


def step_place(code: str) -> str:
    """Cite the SOP: "langkah 4, halaman 1"."""
    step = STEP_OF[code]
    return f"langkah {step}, halaman {(step - 1) // STEPS_PER_PAGE + 1}"


def review_place(code: str) -> str:
    """Cite the minutes of a review: "butir 7, halaman 2"."""
    step = STEP_OF[code]
    page = next(number for number, on in enumerate(REVIEW_PAGES, start=1) if step in on)
    return f"butir {step}, halaman {page}"


@lru_cache(maxsize=256)
def papers(agency: DemoAgency, year: int) -> Mapping[str, Paper]:
    """Give every paper of an OPD in a year, by key."""
    return MappingProxyType(
        {**_works(agency, year), **_rules(agency), **_reviews(agency, year)},
    )


def _works(agency: DemoAgency, year: int) -> dict[str, Paper]:
    opd, tail, last = agency.short_name, _tail(agency), year - 1
    report = f"Laporan {HOLDINGS[agency.code].activity} Tahun {last}"
    picture = f"Tangkapan layar portal data {opd} {year}"
    letter = f"Surat {opd} kepada BPS dan catatan konsultasi {year}"
    number = f"000.9/{whole(11, 480, opd, year)}/{_office(agency)}/{year}"
    file = f"konsultasi-bps-{tail}-{year}.pdf"
    early = _day(1, 2, opd, year)
    return {
        "laporan": Paper(report, f"laporan-{tail}-{last}.pdf", "", early),
        "data": Paper(f"Lembar kerja data {opd} {last}", f"data-{tail}-{last}.xlsx", "", early),
        "metadata": Paper(
            f"Metadata statistik {opd} {year}", f"metadata-{tail}-{year}.xlsx", "", early
        ),
        "layar": Paper(picture, f"portal-{tail}-{year}.png", "", f"Maret {year}"),
        "surat": Paper(letter, file, number, _day(1, 2, opd, "surat", year)),
    }


def _rules(agency: DemoAgency) -> dict[str, Paper]:
    opd, office = agency.short_name, _office(agency)
    tail = _tail(agency)
    decree = f"188.45/{whole(12, 190, opd, 'sk')}/{office}/{DECREED}"
    order = f"000.8.3.3/{whole(20, 410, opd, 'sop')}/{office}/{DECREED}"
    return {
        "perwali": Paper(
            f"{REGULATION} tentang Satu Data", "perwali-27-2022.pdf", "27/2022", "14 Juni 2022"
        ),
        "sop": Paper(
            f"SOP Pengelolaan Data Statistik {opd}",
            f"sop-data-{tail}.pdf",
            order,
            _day(5, 9, opd, DECREED),
        ),
        "sk": Paper(
            f"Keputusan tentang Tim Data {opd}",
            f"sk-tim-data-{tail}.pdf",
            decree,
            _day(1, 4, opd, DECREED),
        ),
    }


def _reviews(agency: DemoAgency, year: int) -> dict[str, Paper]:
    opd = agency.short_name
    tail = _tail(agency)
    first, second = _day(10, 11, opd, year - 1), _day(3, 3, opd, year)
    return {
        "reviu1": Paper(
            f"Notula reviu data {opd}, {first}", f"reviu-1-{tail}-{year}.pdf", "", first
        ),
        "reviu2": Paper(
            f"Notula reviu data {opd}, {second}", f"reviu-2-{tail}-{year}.pdf", "", second
        ),
    }


def _tail(agency: DemoAgency) -> str:
    return agency.short_name.replace(". ", "-").replace(" ", "-")


def _office(agency: DemoAgency) -> str:
    return f"419.{100 + whole(1, 99, agency.code, 'kantor')}"


def _day(first_month: int, last_month: int, *keys: object) -> str:
    month = chosen(range(first_month, last_month + 1), *keys, "bulan")
    year = keys[-1]
    return f"{whole(3, 26, *keys, month)} {MONTHS[month - 1]} {year}"
