"""`score --many`: many agencies at once."""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.scoring.second_implementation import CODES, index, published

CHANCE = random.Random(38)  # noqa: S311 - not a secret


def test_two_thousand_agencies_equal_the_second_implementation(run: Any, tmp_path: Path) -> None:
    agencies = {f"OPD-{n:04}": {c: CHANCE.randint(1, 5) for c in CODES} for n in range(2000)}
    rows = [
        f"{opd};{code};{level}"
        for opd, levels in agencies.items()
        for code, level in levels.items()
    ]
    CHANCE.shuffle(rows)
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["opd;code;level", *rows]), "utf-8-sig")
    indices = {opd: published(index(levels)) for opd, levels in agencies.items()}
    order = sorted(indices, key=lambda opd: (-Decimal(indices[opd]), opd))

    done = run("score", "epss-2023", path, "--many", "--json")

    document = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (document["instrument"], document["count"]) == ("epss-2023", 2000)
    assert [(item["opd"], item["index"]) for item in document["results"]] == [
        (opd, indices[opd]) for opd in order
    ]
    assert [item["place"] for item in document["results"]] == [
        1 + sum(Decimal(x) > Decimal(indices[opd]) for x in indices.values()) for opd in order
    ]
    assert [
        Decimal(item["exact"].split("/")[0]) / Decimal(item["exact"].split("/")[1])
        for item in document["results"]
    ] == [index(agencies[opd]) for opd in order]


def small_table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["opd,code,level", *rows]) + "\n", "utf-8")
    return path


def agency(name: str, *levels: int) -> list[str]:
    return [f"{name},{code},{x}" for code, x in zip(("1101", "1102", "2101"), levels, strict=True)]


SMALL = "tests/questionnaires/small"


def test_ties_share_a_place_and_stand_by_code(call: Any, tmp_path: Path) -> None:
    path = small_table(
        tmp_path,
        *agency("Z", 3, 3, 3),
        *agency("D", 1, 1, 1),
        *agency("B", 2, 2, 2),
        *agency("A", 2, 2, 2),
    )

    done = call("score", SMALL, path, "--many", "--json")

    assert json.loads(done.stdout)["results"] == [
        {"opd": "Z", "place": 1, "index": "3.00", "exact": "3/1", "grade": "Baik"},
        {"opd": "A", "place": 2, "index": "2.00", "exact": "2/1", "grade": "Cukup"},
        {"opd": "B", "place": 2, "index": "2.00", "exact": "2/1", "grade": "Cukup"},
        {"opd": "D", "place": 4, "index": "1.00", "exact": "1/1", "grade": "Kurang"},
    ]


def test_people_read_a_table(call: Any, tmp_path: Path) -> None:
    path = small_table(tmp_path, *agency("Dinas A", 3, 3, 3), *agency("B", 2, 2, 2))

    done = call("score", SMALL, path, "--many")

    assert done.stdout.splitlines() == [
        "Instrumen kecil untuk pengujian (small), 2 OPD",
        "",
        "Peringkat  OPD      Indeks  Predikat",
        "        1  Dinas A    3,00  Baik",
        "        2  B          2,00  Cukup",
    ]


def test_a_folder_with_one_file_for_each_agency_gives_the_same(call: Any, tmp_path: Path) -> None:
    folder = tmp_path / "opd"
    folder.mkdir()
    (folder / "DINKES.csv").write_text("code;level\n1101;3\n1102;3\n2101;3\n")
    (folder / "DISDIK.CSV").write_text("code,level\n2101,2\n1102,2\n1101,2\n")
    (folder / "catatan.txt").write_text("bukan tabel")

    done = call("score", SMALL, folder, "--many", "--json")

    assert [(item["opd"], item["index"]) for item in json.loads(done.stdout)["results"]] == [
        ("DINKES", "3.00"),
        ("DISDIK", "2.00"),
    ]


def test_every_fault_in_a_table_of_many_is_named(call: Any, tmp_path: Path) -> None:
    path = small_table(
        tmp_path,
        "A,1101,1",
        "A,1101,2",
        "A,9999,1",
        "B,1101,4",
        ",1101,1",
        f"{'X' * 61},1101,1",
        "A,1102",
    )

    done = call("score", SMALL, path, "--many", "--json")

    assert done.stderr.splitlines() == [
        f"{path}:3: kode '1101' ganda untuk OPD 'A'",
        f"{path}:4: kode '9999' tidak dikenal dalam instrumen ini",
        f"{path}:5: 1101: tingkat harus bilangan bulat 1 sampai 3, bukan '4'",
        f"{path}:6: kolom opd kosong",
        f"{path}:7: kode OPD '{'X' * 29}…' tidak sah; paling banyak 60 huruf",
        f"{path}:8: harus 3 kolom, ada 2",
    ]
    assert (done.returncode, done.stdout) == (1, "")


def test_an_agency_with_a_missing_code_is_named_at_its_first_line(
    call: Any, tmp_path: Path
) -> None:
    path = small_table(tmp_path, *agency("A", 1, 1, 1), "B,1102,1")

    done = call("score", SMALL, path, "--many")

    assert (done.returncode, done.stderr) == (
        1,
        f"{path}:5: OPD 'B' belum lengkap; belum ada 1101, 2101\n",
    )


def test_many_missing_codes_are_counted(call: Any, tmp_path: Path) -> None:
    path = small_table(tmp_path, "B,10101,1")

    done = call("score", "epss-2023", path, "--many")

    assert done.stderr == (
        f"{path}:2: OPD 'B' belum lengkap; belum ada 10201, 10301, 10401, 20101, 20102, 20201,"
        " 20301, 20302, 20401, 20402 dan 27 kode lain\n"
    )


def test_faults_in_a_folder_name_their_file(run: Any, tmp_path: Path) -> None:
    (tmp_path / "A.csv").write_text("code;level\n1101;3\n1102;3\n")
    (tmp_path / "B.csv").write_text("code;level\n1101;3\n1102;3\n2101;9\n")

    done = run("score", SMALL, tmp_path, "--many")

    assert done.stderr.splitlines() == [
        f"{tmp_path}/A.csv:3: 2101: belum ada; tambahkan baris untuk kode ini",
        f"{tmp_path}/B.csv:4: 2101: tingkat harus bilangan bulat 1 sampai 3, bukan '9'",
    ]
    assert (done.returncode, done.stdout) == (1, "")


def test_a_file_name_that_is_no_code_of_an_agency_is_refused(call: Any, tmp_path: Path) -> None:
    (tmp_path / f"{'X' * 61}.csv").write_text("code;level\n1101;03\n1102;3\n2101;3\n")

    done = call("score", SMALL, tmp_path, "--many")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"{tmp_path}/{'X' * 61}.csv:1: kode OPD '{'X' * 29}…' tidak sah; paling banyak 60 huruf\n"
    )


def test_an_empty_folder_is_refused(call: Any, tmp_path: Path) -> None:
    done = call("score", SMALL, tmp_path, "--many")

    assert (done.returncode, done.stderr) == (
        1,
        f"{tmp_path}:1: tidak memuat satu berkas .csv pun\n",
    )


def test_the_type_of_agency_holds_for_all(call: Any, tmp_path: Path) -> None:
    path = small_table(tmp_path, "A,1101,2", "A,2101,3")

    done = call("score", SMALL, path, "--many", "--opd-type", "dinas", "--json")

    assert [item["exact"] for item in json.loads(done.stdout)["results"]] == ["12/5"]


def test_endless_faults_are_cut_with_their_number(call: Any, tmp_path: Path) -> None:
    path = small_table(tmp_path, *("A,9999,1" for _ in range(6_005)))

    done = call("score", SMALL, path, "--many")

    lines = done.stderr.splitlines()
    assert len(lines) == 6_001
    assert lines[-1] == "... dan 6 kesalahan lain."
