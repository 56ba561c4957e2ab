"""`instrument check|list|show|lock`."""

# ruff: noqa: E501, ISC004 - a message stands as people see it

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.questionnaires import catalogue
from tests.questionnaires.broken import SMALL, small_copy


def test_check_says_that_an_instrument_is_right(call: Any) -> None:
    done = call("instrument", "check", "tests/questionnaires/small")

    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "tests/questionnaires/small: Kecil 2026, 3 indikator, benar\n",
        "",
    )


def test_check_takes_several_folders_and_a_header_file(call: Any) -> None:
    done = call("instrument", "check", *sorted(catalogue.ROOT.glob("*/instrument.yaml")))

    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [
        str(catalogue.ROOT / name) for name in catalogue.ids()
    ]


def test_check_prints_every_fault_with_file_and_line(run: Any, tmp_path: Path) -> None:
    folder = small_copy(
        tmp_path,
        ("1-satu.yaml", "weight: 40", "weight: 41"),
        ("2-dua.yaml", 'code: "2101"', "code: 2101"),
    )

    done = run("instrument", "check", folder, SMALL)

    assert done.returncode == 1
    assert done.stdout == f"{SMALL}: Kecil 2026, 3 indikator, benar\n"
    assert done.stderr.splitlines() == [
        f"{folder}/1-satu.yaml:9: aspects[1].indicators: bobot berjumlah 101 (41 + 60); harus tepat 100",
        f"{folder}/2-dua.yaml:10: aspects[1].indicators[1].code:"
        " harus teks, bukan 2101; beri tanda kutip bila berupa angka",
    ]


def test_check_as_json_is_one_document(call: Any, tmp_path: Path) -> None:
    folder = small_copy(tmp_path, ("1-satu.yaml", "weight: 40", "weight: 41"))

    done = call("instrument", "check", folder, "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "valid": False,
        "faults": [
            {
                "file": f"{folder}/1-satu.yaml",
                "line": 9,
                "field": "aspects[1].indicators",
                "message": "bobot berjumlah 101 (41 + 60); harus tepat 100",
            }
        ],
    }
    assert json.loads(call("instrument", "check", SMALL, "--json").stdout) == {
        "valid": True,
        "faults": [],
    }


def test_check_of_a_folder_that_is_not_there_fails(call: Any, tmp_path: Path) -> None:
    done = call("instrument", "check", tmp_path / "x")

    assert (done.returncode, done.stderr) == (
        1,
        f"{tmp_path}/x:1: instrument.yaml: tidak ada; folder instrumen harus memuat berkas ini\n",
    )


def test_list_names_every_instrument(call: Any) -> None:
    plain = call("instrument", "list")
    listed = json.loads(call("instrument", "list", "--json").stdout)

    assert plain.returncode == 0
    assert [line.split()[0] for line in plain.stdout.splitlines()] == catalogue.ids()
    assert [(item["id"], item["published"], item["digest"]) for item in listed] == [
        (name, True, catalogue.digest(name)) for name in catalogue.ids()
    ]


def test_show_draws_the_tree_with_its_weights(call: Any) -> None:
    done = call("instrument", "show", "tests/questionnaires/small")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Instrumen kecil untuk pengujian (small, versi 1)",
        "Yang dinilai: Satu perangkat daerah. Bobot dalam persen dari kelompoknya.",
        "",
        "1               60 %  Domain Satu",
        "  11           100 %  Aspek Sebelas",
        "    1101        40 %  Tingkat Kematangan Hal 1101",
        "    1102        60 %  Tingkat Kematangan Hal 1102 [hanya walidata]",
        "2               40 %  Domain Dua",
        "  21           100 %  Aspek Dua Satu",
        "    2101       100 %  Tingkat Kematangan Hal 2101",
    ]


def test_show_draws_indicators_directly_under_a_domain(call: Any) -> None:
    done = call("instrument", "show", "sdi-ringkas-2026")

    short = catalogue.get("sdi-ringkas-2026")
    codes = [
        code
        for domain in short.domains
        for code in (domain.code, *(item.code for item in domain.indicators))
    ]
    assert [line.split()[0] for line in done.stdout.splitlines()[3:]] == codes


def test_show_as_json_is_the_same_tree(call: Any) -> None:
    done = call("instrument", "show", "tests/questionnaires/small", "--json")

    document = json.loads(done.stdout)
    assert document["id"] == "small"
    assert document["grades"][0] == {"name": "Baik", "from": "2.50"}
    assert document["domains"][1] == {
        "code": "2",
        "name": "Domain Dua",
        "weight": "40",
        "aspects": [
            {
                "code": "21",
                "name": "Aspek Dua Satu",
                "weight": "100",
                "indicators": [
                    {
                        "code": "2101",
                        "name": "Tingkat Kematangan Hal 2101",
                        "weight": "100",
                        "applies_to": None,
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize("command", ["show", "lock"])
@pytest.mark.parametrize("name", ["tidak-ada", "a" * 300])
def test_an_unknown_instrument_is_refused(call: Any, command: str, name: str) -> None:
    done = call("instrument", command, name)

    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "Instrumen itu tidak ada. Yang tersedia: epss-2023, epss-opd-2026, sdi-ringkas-2026.\n",
    )


def test_lock_publishes_and_refuses_a_changed_instrument(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)

    done = run("instrument", "lock", folder)
    with (folder / "1-satu.yaml").open("a") as file:
        file.write("# sesudah terbit\n")
    again = run("instrument", "lock", folder)

    assert (done.returncode, done.stdout) == (0, (tmp_path / "published.lock").read_text())
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("Instrumen small berbeda dari yang diterbitkan")
