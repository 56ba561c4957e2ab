import io
import re
from random import Random

import filetype
import openpyxl
import pypdf
import pypdfium2
import pytest
from PIL import Image

from app.demo.agencies import AGENCIES, DemoAgency
from app.demo.documents import KEYS
from app.demo.evidence import DemoFile, evidence_for, library_for, uses_for
from app.demo.levels import codes_for
from app.demo.pdf_writer import Text, pdf
from app.demo.topics import TOPICS

YEAR = 2026
DISKOMINFO, DINKES = AGENCIES[:2]
Library = dict[str, DemoFile]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - invented evidence, no secret


@pytest.fixture(scope="module")
def library() -> Library:
    return dict(zip(KEYS, library_for(DINKES, YEAR), strict=True))


def pages(file: DemoFile) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.content)).pages]


def test_a_full_library_has_ten_files_of_three_kinds(library: Library) -> None:
    assert {key: filetype.guess(file.content).mime for key, file in library.items()} == {
        "laporan": "application/pdf",
        "data": XLSX,
        "metadata": XLSX,
        "layar": "image/png",
        "sk": "application/pdf",
        "surat": "application/pdf",
        "perwali": "application/pdf",
        "sop": "application/pdf",
        "reviu1": "application/pdf",
        "reviu2": "application/pdf",
    }


def test_both_pdf_readers_find_the_same_number_of_pages(library: Library) -> None:
    contents = [f.content for f in library.values() if f.file_name.endswith(".pdf")]

    assert [len(pypdfium2.PdfDocument(content)) for content in contents] == [2, 2, 2, 4, 2, 3, 3]
    assert [len(pypdf.PdfReader(io.BytesIO(content)).pages) for content in contents] == [
        2, 2, 2, 4, 2, 3, 3,
    ]  # fmt: skip


def test_the_screenshot_opens_as_a_picture(library: Library) -> None:
    with Image.open(io.BytesIO(library["layar"].content)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (760, 336))


def test_the_workbooks_have_the_sheets_that_are_cited(library: Library) -> None:
    books = [openpyxl.load_workbook(io.BytesIO(library[k].content)) for k in ("data", "metadata")]

    assert [book.sheetnames for book in books] == [
        ["Tabel", "Kebutuhan", "Pemeriksaan", "Rilis"],
        ["MS-Keg", "MS-Var", "MS-Ind"],
    ]


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.code)
def test_every_file_is_small_and_has_a_name_of_its_own(agency: DemoAgency) -> None:
    files = library_for(agency, YEAR)

    assert [f.file_name for f in files if len(f.content) > 9000] == []
    assert len({f.file_name for f in files}) == len({f.title for f in files}) == 10


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.code)
def test_the_cited_page_holds_the_cited_part(agency: DemoAgency) -> None:
    shelf = library_for(agency, YEAR)
    texts = {f.file_name: pages(f) for f in shelf if f.file_name.endswith(".pdf")}
    rng = chance()

    missing = [
        (shelf[at].title, place)
        for code in codes_for(agency)
        for at, place in uses_for(agency, code, 4, YEAR, rng)
        if shelf[at].file_name in texts and not _holds(texts[shelf[at].file_name], place)
    ]

    assert missing == []


def _holds(found: list[str], place: str) -> bool:
    part, page = place.rsplit(", halaman ", 1)
    on_page = found[int(page) - 1].lower()
    names = {"lampiran susunan tim": "lampiran: susunan tim data", "isi surat": "hal: pengajuan"}
    part = names.get(part.lower(), part.lower())
    point = re.fullmatch(r"catatan konsultasi butir (\d)", part)
    wanted = f"{point[1]}. " if point else part.removeprefix("diktum ")
    return wanted in on_page


def test_level_one_cites_nothing() -> None:
    assert [uses_for(DINKES, code, 1, YEAR, chance()) for code in codes_for(DINKES)] == [[]] * 33


@pytest.mark.parametrize(("level", "least"), [(2, 1), (3, 2), (4, 4), (5, 4)])
def test_higher_levels_cite_more(level: int, least: int) -> None:
    counts = [len(uses_for(DISKOMINFO, code, level, YEAR, chance())) for code in TOPICS]

    assert [count for count in counts if not least <= count <= least + 2] == []


def test_one_indicator_never_cites_a_file_twice() -> None:
    rng = chance()

    uses = [uses_for(DISKOMINFO, code, 5, YEAR, rng) for code in TOPICS]

    assert [one for one in uses if len({at for at, _ in one}) != len(one)] == []


def test_the_library_is_as_long_as_the_highest_claim_needs() -> None:
    sizes = [len(library_for(DINKES, YEAR, {"10101": level})) for level in (1, 2, 3, 4, 5)]

    assert sizes == [6, 6, 8, 10, 10]


def test_minutes_speak_only_of_the_indicators_that_claim_a_review() -> None:
    library = library_for(DINKES, YEAR, {"10101": 4, "10201": 3, "20201": 5})

    found = re.findall(r"Indikator (\d{5})", "\n".join(pages(library[KEYS.index("reviu1")])))

    assert found == ["10101", "20201"]


def test_the_same_opd_and_year_give_the_same_bytes() -> None:
    assert library_for(DINKES, YEAR) == library_for(DINKES, YEAR)


def test_rules_keep_their_bytes_from_year_to_year_and_reports_do_not() -> None:
    old, new = library_for(DINKES, YEAR - 1), library_for(DINKES, YEAR)

    same = [k for k, a, b in zip(KEYS, old, new, strict=True) if a.content == b.content]
    assert same == ["sk", "perwali", "sop"]


def test_evidence_is_the_library_as_cited() -> None:
    found = evidence_for(DINKES, "10101", 3, YEAR, chance())
    uses = uses_for(DINKES, "10101", 3, YEAR, chance())

    library = library_for(DINKES, YEAR)
    assert [(e.title, e.citation) for e in found] == [(library[n].title, c) for n, c in uses]


def test_a_page_that_overflows_is_refused() -> None:
    with pytest.raises(ValueError, match="the page overflows"):
        pdf("Terlalu panjang", [[Text("satu baris")] * 60])


def test_special_letters_survive_in_a_pdf() -> None:
    content = pdf("Uji (satu)", [[Text(r"Kurung (a) dan garis \ miring")]])

    assert pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().splitlines()[-1] == (
        r"Kurung (a) dan garis \ miring"
    )
