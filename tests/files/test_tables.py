"""Tables from Excel: good ones are read, hostile ones are refused quickly and in few bytes."""

import time
import tracemalloc
from collections.abc import Callable

import pytest

from app.errors import AppError, TooLarge
from app.files.tables import BYTES_MAX, read_table
from tests.files.workbooks import PARTS, cell, crafted, packed, workbook

HEADER = ("kode", "tingkat", "penjelasan")
TITLES = f'<row r="1">{cell("A1", "kode")}{cell("B1", "tingkat")}</row>'
QUICKLY = 10  # seconds on a busy machine; the child's own limit is 4 seconds of work
TOO_BIG = (
    "terlalu besar saat dibuka; paling banyak 5000 baris dan 50 kolom. Salin isinya ke lembar baru"
)
KINDS = "harus XLSX atau CSV; buka lalu simpan sebagai salah satunya"
NO_BOOK = "isinya bukan XLSX, tidak seperti akhiran namanya; simpan ulang"
NO_TEXT = "isinya bukan teks CSV, tidak seperti akhiran namanya; simpan ulang"
DAMAGED = "rusak atau bersandi; buka dan simpan ulang sebagai XLSX"
MACRO = "memuat makro; simpan sebagai XLSX biasa"
SWELLS = "mengembang terlalu besar saat dibuka; paling banyak 5000 baris dan 50 kolom"


def read(content: bytes, name: str = "isian.csv") -> list[tuple[int, dict[str, str]]]:
    return [(row.number, row.cells) for row in read_table(content, name).rows]


def faults(content: bytes, name: str = "isian.csv") -> list[tuple[str, str]]:
    with pytest.raises(AppError) as refused:
        read_table(content, name)
    return [(fault.place, fault.message) for fault in refused.value.faults]


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_has_one_of_three_separators_with_or_without_a_mark(
    between: str, start: str, end: str
) -> None:
    lines = (between.join(HEADER), between.join(("101", "3", "Sudah berjalan.")), "")

    assert read((start + end.join(lines)).encode()) == [
        (2, {"kode": "101", "tingkat": "3", "penjelasan": "Sudah berjalan."})
    ]


def test_a_text_may_hold_separators_and_lines_and_a_row_keeps_its_number() -> None:
    content = b'kode;penjelasan\n\n101;"satu; dua\nTiga"\n;\n102;"kata ""kutip"""\n'

    assert read(content) == [
        (3, {"kode": "101", "penjelasan": "satu; dua\nTiga"}),
        (5, {"kode": "102", "penjelasan": 'kata "kutip"'}),
    ]


def test_a_workbook_keeps_row_numbers_and_writes_whole_numbers_without_a_point() -> None:
    rows: list[tuple[object, ...]] = [HEADER, (101, 3, " Berjalan. "), (), ("102", 2.5, None)]

    assert read(workbook(rows), "ISIAN.XLSX") == [
        (2, {"kode": "101", "tingkat": "3", "penjelasan": "Berjalan."}),
        (4, {"kode": "102", "tingkat": "2.5", "penjelasan": ""}),
    ]


def test_a_table_that_does_not_begin_in_the_first_row_has_no_titles() -> None:
    content = crafted(f'<row r="5">{cell("C5", "kode")}</row>')

    assert faults(content, "a.xlsx") == [("A1", "baris pertama harus memuat judul kolom")]


@pytest.mark.parametrize("text", ["=1+1", "+CMD|' /C calc'!A0", "@SUM(A1)", "-2", "'=1"])
def test_what_looks_like_a_formula_stays_the_text_it_is(text: str) -> None:
    of_csv = read(f"kode;penjelasan\n101;{text}\n".encode())
    of_book = read(crafted(f'{TITLES}<row r="2">{cell("A2", text)}</row>'), "a.xlsx")

    assert of_csv[0][1]["penjelasan"] == text
    assert of_book[0][1]["kode"] == text


def test_a_formula_of_a_workbook_counts_as_the_value_that_was_stored() -> None:
    formula = '<row r="2"><c r="A2"><f>WEBSERVICE("http://a.b")</f><v>101</v></c></row>'

    assert read(crafted(TITLES + formula), "a.xlsx") == [(2, {"kode": "101", "tingkat": ""})]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("A1", "baris pertama harus memuat judul kolom")]),
        (b";;\n1;2;3\n", [("A1", "baris pertama harus memuat judul kolom")]),
        (
            b"kode;tingkat;Kode \n",
            [("C1", "judul kolom ini sudah ada di kiri; hapus salah satu")],
        ),
        (b"kode;a\n101;2;3\n", [("C2", "terisi, tetapi kolomnya tidak berjudul")]),
        (b"kode;a\n101;\x00\n", [("B2", "memuat karakter kendali; hapus")]),
        ("kode;a\n101;2\n".encode("utf-16"), [("berkas", "bukan UTF-8; simpan sebagai CSV UTF-8")]),
        ("kode;a".encode("utf-16-le"), [("A1", "memuat karakter kendali; hapus")]),
        (b"kode;a\n\xe9;2\n", [("berkas", "bukan UTF-8; simpan sebagai CSV UTF-8")]),
        (
            b'kode\n"' + b"x" * 200_000 + b'"\n',
            [("berkas", "bukan CSV yang benar di sekitar baris 2")],
        ),
        (
            b"kode\n" + b"1\n" * 5001,
            [("A5002", "terlalu banyak baris; paling banyak 5000 baris dan 50 kolom")],
        ),
        (
            b";".join(b"k%d" % number for number in range(51)),
            [("AY1", "terlalu banyak kolom; paling banyak 5000 baris dan 50 kolom")],
        ),
    ],
    ids=[
        "empty", "no titles", "twice", "beyond", "nul", "utf-16", "utf-16 without mark", "latin-1",
        "long cell", "rows", "columns",
    ],
)  # fmt: skip
def test_a_csv_that_is_none_is_refused_with_its_place(
    content: bytes, expected: list[tuple[str, str]]
) -> None:
    assert faults(content) == expected


@pytest.mark.parametrize("content", [b";" * BYTES_MAX, b"kode\n" + b";" * (BYTES_MAX - 5)])
def test_five_mebibytes_of_separators_take_no_long_time(content: bytes) -> None:
    started = time.monotonic()
    try:
        found = read(content)
    except AppError:
        found = []

    assert found == []
    assert time.monotonic() - started < QUICKLY


def test_the_limits_themselves_are_allowed() -> None:
    titles = b";".join(b"k%d" % number for number in range(50))

    found = read(titles + b"\n" + (b"1" + b";" * 49 + b"\n") * 5000)

    assert (len(found), len(found[0][1]), found[-1][0]) == (5000, 50, 5001)


def test_more_than_five_mebibytes_are_too_large() -> None:
    with pytest.raises(TooLarge):
        read_table(b"x" * (BYTES_MAX + 1), "a.csv")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xls", b"kode", KINDS),
        ("a.xlsm", workbook([HEADER]), KINDS),
        ("a", b"kode", KINDS),
        ("a.xlsx", b"kode;a", NO_BOOK),
        ("a.csv", workbook([HEADER]), NO_TEXT),
        ("a.xlsx", b"PK\x03\x04rusak", DAMAGED),
        ("a.xlsx", packed({"a.txt": "a"}), DAMAGED),
        ("a.xlsx", packed(PARTS | {"xl/vbaProject.bin": "x"}), MACRO),
        ("a.xlsx", packed({f"{number}": "" for number in range(2001)}), SWELLS),
        ("a.xlsx", packed(PARTS | {"bomb": "0" * (21 << 20)}), SWELLS),
    ],
    ids=[
        "xls", "xlsm", "no ending", "csv as xlsx", "xlsx as csv", "cut", "zip", "macro", "entries",
        "swells",
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused(name: str, content: bytes, message: str) -> None:
    assert faults(content, name) == [("berkas", message)]


def many_shared() -> bytes:
    """One long text, used by 100.000 cells."""
    lines = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{chr(65 + place)}{row}" t="s"><v>0</v></c>' for place in range(20))
        + "</row>"
        for row in range(2, 5002)
    )
    text = "".join(f"{number:x} " for number in range(100_000))
    return crafted(TITLES + lines, strings=f"<si><t>{text}</t></si>")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: crafted(f'{TITLES}<row r="1048576">{cell("XFD1048576", "x")}</row>'), TOO_BIG),
        (lambda: crafted(f'{TITLES}<row r="1048576">{cell("A1048576", "x")}</row>'), TOO_BIG),
        (lambda: crafted(f'<row r="1">{cell("A1", "kode")}{cell("XFD1", "x")}</row>'), TOO_BIG),
        (lambda: crafted(TITLES + "<row/>" * 1_000_000), SWELLS),
        (many_shared, TOO_BIG),
    ],
    ids=["far cell", "far row", "far column", "a million rows", "one text many times"],
)
def test_a_bomb_is_refused_quickly_and_the_program_does_not_grow(
    make: Callable[[], bytes], message: str
) -> None:
    content = make()
    started = time.monotonic()
    tracemalloc.start()

    found = faults(content, "a.xlsx")

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [("berkas", message)]
    assert time.monotonic() - started < QUICKLY
    assert most < 32 << 20


def test_a_giant_merged_range_and_empty_rows_cost_nothing() -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    rows = "".join(f'<row r="{row}" ht="{row}.5"/>' for row in range(3, 100_000))
    content = crafted(f'{TITLES}<row r="2">{cell("A2", "101")}</row>{rows}', merged)

    assert read(content, "a.xlsx") == [(2, {"kode": "101", "tingkat": ""})]
