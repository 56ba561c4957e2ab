"""`score` for one agency."""

# ruff: noqa: E501, ISC004 - a message stands as people see it

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.scoring.second_implementation import CODES, TABLE

WALIDATA_ONLY = ("30401", "40302", "40304", "50301", "50302")


def table(path: Path, level: int = 3, **others: int) -> Path:
    lines = [f"{code},{others.get('c' + code, level)}" for code in CODES]
    path.write_text("\n".join(["code,level", *lines]) + "\n", "utf-8")
    return path


@pytest.fixture
def levels(tmp_path: Path) -> Path:
    return table(tmp_path / "levels.csv")


def edited(path: Path, old: str, new: str) -> Path:
    content = path.read_text("utf-8")
    assert content.count(old) == 1
    path.write_text(content.replace(old, new), "utf-8")
    return path


def test_json_is_one_document_with_everything_the_contract_names(run: Any, tmp_path: Path) -> None:
    path = table(tmp_path / "levels.csv", level=1, c20401=4, c50301=5, c30201=2)

    done = run("score", "epss-2023", path, "--json")

    aspects = dict.fromkeys((row["aspect_code"] for row in TABLE), "1.00")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "instrument": "epss-2023",
        "index": "1.15",
        "exact": "28827/25000",
        "grade": "Kurang",
        "domains": {"1": "1.00", "2": "1.21", "3": "1.26", "4": "1.00", "5": "1.44"},
        "aspects": aspects | {"204": "2.02", "302": "2.00", "503": "2.32"},
    }


def test_people_read_a_decimal_comma(call: Any, levels: Path) -> None:
    done = call("score", "epss-2023", levels)

    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[:8] == [
        "Evaluasi Penyelenggaraan Statistik Sektoral (EPSS) (epss-2023)",
        "",
        "Indeks    3,00",
        "Predikat  Baik",
        "",
        "Domain",
        "  1      3,00  Prinsip Satu Data Indonesia",
        "  2      3,00  Kualitas Data",
    ]
    assert len(lines) == 6 + 5 + 2 + 19


def test_a_table_from_excel_is_read(run: Any, levels: Path) -> None:
    content = "\ufeff" + levels.read_text("utf-8").replace(",", ";").replace("\n", "\r\n")
    levels.write_bytes(content.encode())

    done = run("score", "epss-2023", levels, "--json")

    assert (done.returncode, json.loads(done.stdout)["exact"], done.stderr) == (0, "3/1", "")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_common_form_of_csv_gives_the_same(
    call: Any, levels: Path, separator: str, mark: str, end: str
) -> None:
    content = mark + levels.read_text("utf-8").replace(",", separator)
    levels.write_bytes(content.replace("\n", end).encode())

    done = call("score", "epss-2023", levels, "--json")

    assert (done.returncode, json.loads(done.stdout)["exact"]) == (0, "3/1")


def test_header_and_cells_may_have_blanks_quotes_and_any_case_and_order(
    call: Any, tmp_path: Path
) -> None:
    path = tmp_path / "levels.csv"
    rows = [f' 3 ; "{code}"' if n % 2 else f"3;{code} " for n, code in enumerate(CODES)]
    rows = [row.replace(' "', '"').replace('" ', '"') for row in rows]
    path.write_text("\n".join([' Level ;"CODE"', "", *rows, ";", ""]), "utf-8")

    done = call("score", "epss-2023", path, "--json")

    assert (done.stderr, done.returncode) == ("", 0)
    assert json.loads(done.stdout)["index"] == "3.00"


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("10101,3", "99999,3", [
            "2: kode '99999' tidak dikenal dalam instrumen ini",
            "39: 10101: belum ada; tambahkan baris untuk kode ini",
        ]),
        ("10101,3", "10101,6", ["2: 10101: tingkat harus bilangan bulat 1 sampai 5, bukan '6'"]),
        ("10101,3", "10101,0", ["2: 10101: tingkat harus bilangan bulat 1 sampai 5, bukan '0'"]),
        ("10101,3", "10101,3.0", ["2: 10101: tingkat harus bilangan bulat 1 sampai 5, bukan '3.0'"]),
        ("10101,3", "10101,-3", ["2: 10101: tingkat harus bilangan bulat 1 sampai 5, bukan '-3'"]),
        ("10101,3", "10101,\u0663", [
            "2: 10101: tingkat harus bilangan bulat 1 sampai 5, bukan '\u0663'"
        ]),
        ("10101,3", "10101,", ["2: 10101: tingkat harus bilangan bulat 1 sampai 5, belum diisi"]),
        ("10101,3", "10101,tiga", [
            "2: 10101: tingkat harus bilangan bulat 1 sampai 5, bukan 'tiga'"
        ]),
        ("10201,3", "10101,4", [
            "3: kode '10101' ganda; sudah ada di baris 2",
            "39: 10201: belum ada; tambahkan baris untuk kode ini",
        ]),
        ("10101,3\n", "", ["38: 10101: belum ada; tambahkan baris untuk kode ini"]),
        ("10101,3", "10101,3,5", ["2: harus 2 kolom, ada 3"]),
        ("10101,3", "10101", ["2: harus 2 kolom, ada 1"]),
        ("10101,3", '"10101"x,3', ["2: tanda kutip atau pemisah tidak benar (',' expected after '\"')"]),
        ("10101,3", '"10101,3', ["2: tanda kutip atau pemisah tidak benar (unexpected end of data)"]),
        ("code,level", "code,tingkat", ["1: judul kolom 'level' tidak ada; baris pertama harus code;level"]),
        ("code,level", "code,level,nama", ["1: kolom 'nama' tidak dikenal; hapus, yang dipakai hanya code;level"]),
        ("code,level", "code,level,code", ["1: judul kolom ganda; baris pertama harus code;level"]),
        ("code,level\n", "", ["1: judul kolom 'code' tidak ada; baris pertama harus code;level"]),
    ],
)  # fmt: skip
def test_every_fault_is_one_line_on_stderr_and_nothing_on_stdout(
    call: Any, levels: Path, old: str, new: str, faults: list[str]
) -> None:
    done = call("score", "epss-2023", edited(levels, old, new), "--json")

    assert done.stderr.splitlines() == [f"{levels}:{fault}" for fault in faults]
    assert (done.returncode, done.stdout) == (1, "")


def test_all_faults_of_a_table_are_told_at_once(run: Any, levels: Path) -> None:
    edited(levels, "10101,3", "10101,9")
    edited(levels, "30401,3\n", "")
    edited(levels, "50303,3", "50304,3")

    done = run("score", "epss-2023", levels)

    assert done.stderr.splitlines() == [
        f"{levels}:2: 10101: tingkat harus bilangan bulat 1 sampai 5, bukan '9'",
        f"{levels}:38: kode '50304' tidak dikenal dalam instrumen ini",
        f"{levels}:38: 30401: belum ada; tambahkan baris untuk kode ini",
        f"{levels}:38: 50303: belum ada; tambahkan baris untuk kode ini",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "1: judul kolom 'code' tidak ada; baris pertama harus code;level"),
        (b"code;level\n", "1: tidak memuat satu baris pun di bawah judul kolom"),
        (b"code;level\n10101;\xe9\n", "2: bukan UTF-8; simpan ulang sebagai CSV UTF-8"),
        ("code;level\n".encode("utf-16"), "1: bukan UTF-8; simpan ulang sebagai CSV UTF-8"),
        (b"code;level\n" + b"x" * (5 * 1024 * 1024), "1: lebih dari 5 MiB"),
        (b"code;level\n" + b"\n".join(b"10101;3" for _ in range(5001)), "5002: lebih dari 5000 baris"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(
    call: Any, tmp_path: Path, content: bytes, fault: str
) -> None:
    path = tmp_path / "levels.csv"
    path.write_bytes(content)

    done = call("score", "epss-2023", path)

    assert done.stderr.splitlines()[-1] == f"{path}:{fault}"
    assert (done.returncode, done.stdout) == (1, "")


def test_a_missing_file_and_a_folder_are_refused(call: Any, tmp_path: Path) -> None:
    missing = call("score", "epss-2023", tmp_path / "tidak-ada.csv")
    folder = call("score", "epss-2023", tmp_path)

    assert (missing.returncode, missing.stderr) == (
        1,
        f"{tmp_path}/tidak-ada.csv:1: tidak dapat dibaca; periksa nama dan izin berkas\n",
    )
    assert (folder.returncode, folder.stderr) == (
        1,
        f"{tmp_path}:1: adalah folder; beri satu berkas CSV, atau tambahkan --many\n",
    )


def test_an_agency_is_scored_on_what_applies_to_it(call: Any, tmp_path: Path) -> None:
    path = table(tmp_path / "levels.csv", level=2, c30301=4)
    for code in WALIDATA_ONLY:
        edited(path, f"{code},2\n", "")

    done = call("score", "epss-opd-2026", path, "--opd-type", "dinas", "--json")

    document = json.loads(done.stdout)
    assert (document["index"], document["exact"]) == ("2.05", "16199/7900")
    assert "304" not in document["aspects"]


def test_a_level_for_an_indicator_that_does_not_apply_is_refused(call: Any, levels: Path) -> None:
    done = call("score", "epss-opd-2026", levels, "--opd-type", "dinas")

    assert done.stderr.splitlines() == [
        f"{levels}:{CODES.index(code) + 2}: {code}:"
        " indikator ini tidak berlaku untuk jenis OPD dinas; hapus"
        for code in WALIDATA_ONLY
    ]
    assert (done.returncode, done.stdout) == (1, "")


def test_an_unknown_type_of_agency_is_refused_with_the_known_ones(call: Any, levels: Path) -> None:
    done = call("score", "epss-opd-2026", levels, "--opd-type", "walikota")

    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "Jenis OPD tidak dikenal. Yang dikenal: walidata, dinas, badan, sekretariat, inspektorat,"
        " satuan, bagian, kecamatan, kelurahan, rsud, produsen.\n",
    )


def test_an_unknown_instrument_is_refused_with_the_known_ones(run: Any, levels: Path) -> None:
    done = run("score", "../epss-2023", levels)

    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "Instrumen itu tidak ada. Yang tersedia: epss-2023, epss-opd-2026, sdi-ringkas-2026.\n",
    )


@pytest.mark.parametrize("arguments", [(), ("epss-2023",), ("epss-2023", "a.csv", "--salah")])
def test_wrong_usage_has_status_2(call: Any, arguments: tuple[str, ...]) -> None:
    done = call("score", *arguments)

    assert (done.returncode, done.stdout) == (2, "")


def test_an_instrument_in_a_folder_of_one_s_own_can_be_tried(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "levels.csv"
    path.write_text("code;level\n1101;1\n1102;2\n2101;3\n")

    done = call("score", "tests/questionnaires/small", path, "--json")

    assert json.loads(done.stdout) == {
        "instrument": "small",
        "index": "2.16",
        "exact": "54/25",
        "grade": "Cukup",
        "domains": {"1": "1.60", "2": "3.00"},
        "aspects": {"11": "1.60", "21": "3.00"},
    }


def test_the_score_needs_neither_web_nor_database_nor_pdf_engine(levels: Path) -> None:
    program = (
        "import sys; from app.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'fastapi', 'starlette', 'sqlalchemy', 'sqlmodel', 'weasyprint', 'openpyxl'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )

    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, "score", "epss-2023", levels, "--json"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stderr == "[]\n"
