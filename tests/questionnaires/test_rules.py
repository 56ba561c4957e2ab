"""Each broken rule is reported with file, line, field, and how to mend it."""

# ruff: noqa: E501, ISC004 - a message stands as people see it

from pathlib import Path

import pytest

from tests.questionnaires.broken import faults_of, small_copy

HEADER, ONE, TWO = "instrument.yaml", "1-satu.yaml", "2-dua.yaml"

CASES = {
    "weights of a domain's indicators sum to 101": (
        [(ONE, "weight: 40", "weight: 41")],
        [f"{ONE}:9: aspects[1].indicators: bobot berjumlah 101 (41 + 60); harus tepat 100"],
    ),
    "weights of the domains sum to 99.5": (
        [(TWO, "weight: 40", "weight: 39.5")],
        [f"{HEADER}:29: domains: bobot berjumlah 99.5 (60 + 39.5); harus tepat 100"],
    ),
    "weights of an aspect sum to 90": (
        [(TWO, "    weight: 100\n    indicators", "    weight: 90\n    indicators")],
        [f"{TWO}:5: aspects: bobot berjumlah 90 (90); harus tepat 100"],
    ),
    "a code is doubled in another file": (
        [(TWO, 'code: "2"', 'code: "11"')],
        [
            f"{TWO}:1: code: kode '11' sudah dipakai; setiap kode hanya satu kali",
            f"{TWO}:6: aspects[1].code: kode '21' harus berawalan kode induknya '11' dan lebih panjang",
        ],
    ),
    "a code is doubled in its group": (
        [(ONE, 'code: "1102"', 'code: "1101"')],
        [
            f"{ONE}:38: aspects[1].indicators[2].code:"
            " kode '1101' sudah dipakai; setiap kode hanya satu kali"
        ],
    ),
    "a code does not start with its parent's": (
        [(ONE, 'code: "1102"', 'code: "1202"')],
        [
            f"{ONE}:38: aspects[1].indicators[2].code:"
            " kode '1202' harus berawalan kode induknya '11' dan lebih panjang"
        ],
    ),
    "a level of the rubric is missing": (
        [
            (
                ONE,
                """          - level: 2
            criterion: Kriteria 1102 pada tingkat 2.
            distinction: Pembeda 1102 pada tingkat 2.
            evidence:
              - Bukti 1102 tingkat 2
            recommendation: Anjuran 1102 pada tingkat 2.
""",
                "",
            )
        ],
        [
            f"{ONE}:47: aspects[1].indicators[2].levels:"
            " tingkat 2 tidak ada; tulis tepat satu kali 1, 2, 3, menaik"
        ],
    ),
    "a level of the rubric is there twice": (
        [
            (
                ONE,
                "level: 3\n            criterion: Kriteria 1101",
                "level: 2\n            criterion: Kriteria 1101",
            )
        ],
        [
            f"{ONE}:19: aspects[1].indicators[1].levels:"
            " tingkat 3 tidak ada; tulis tepat satu kali 1, 2, 3, menaik",
        ],
    ),
    "the levels of the scale do not ascend": (
        [(HEADER, "level: 3", "level: 4")],
        [
            f"{HEADER}:11: levels: tingkat harus urut 1, 2, 3, … tanpa terlewat, bukan 1, 2, 4",
            f"{ONE}:19: aspects[1].indicators[1].levels:"
            " tingkat 4 tidak ada; tulis tepat satu kali 1, 2, 4, menaik",
            f"{ONE}:47: aspects[1].indicators[2].levels:"
            " tingkat 4 tidak ada; tulis tepat satu kali 1, 2, 4, menaik",
            f"{TWO}:19: aspects[1].indicators[1].levels:"
            " tingkat 4 tidak ada; tulis tepat satu kali 1, 2, 4, menaik",
        ],
    ),
    "two levels have one name": (
        [(HEADER, "name: Mapan", "name: Awal")],
        [f"{HEADER}:19: levels[3].name: nama tingkat 'Awal' sudah dipakai"],
    ),
    "grade bounds do not descend": (
        [(HEADER, 'from: "1.80"', 'from: "2.50"')],
        [f"{HEADER}:25: grades[2].from: batas predikat harus menurun; 2.50 tidak di bawah 2.50"],
    ),
    "the last grade does not begin at the lowest level": (
        [(HEADER, 'from: "1.00"', 'from: "1.01"')],
        [f'{HEADER}:27: grades[3].from: batas predikat terakhir harus tingkat terendah: "1.00"'],
    ),
    "a grade begins above the highest level": (
        [(HEADER, 'from: "2.50"', 'from: "3.01"')],
        [f"{HEADER}:23: grades[1].from: batas 3.01 di atas tingkat tertinggi 3"],
    ),
    "two grades have one name": (
        [(HEADER, "name: Baik", "name: Cukup")],
        [f"{HEADER}:24: grades[2].name: nama predikat 'Cukup' sudah dipakai"],
    ),
    "one group name and aspects": (
        [(HEADER, "[Domain, Aspek]", "[Domain]")],
        [
            f"{ONE}:5: aspects: tidak boleh di sini karena group_names memuat 1 nama; pakai `indicators`",
            f"{TWO}:5: aspects: tidak boleh di sini karena group_names memuat 1 nama; pakai `indicators`",
        ],
    ),
    "a domain without anything under it": (
        [(TWO, "aspects:", "aspects: []\nunused:")],
        [
            f"{TWO}:5: aspects: tidak ada; setiap domain memuat `aspects` karena group_names memuat 2 nama",
            f"{TWO}:6: unused: tidak dikenal; hapus, atau perbaiki ejaannya",
        ],
    ),
    "an unknown type of agency": (
        [(ONE, "[walidata]", "[walikota]")],
        [
            f"{ONE}:43: aspects[1].indicators[2].applies_to[1]: jenis OPD tidak dikenal; yang dikenal:"
            " walidata, dinas, badan, sekretariat, inspektorat, satuan, bagian, kecamatan, kelurahan,"
            " rsud, produsen"
        ],
    ),
    "a type of agency twice": (
        [(ONE, "[walidata]", "[walidata, walidata]")],
        [
            f"{ONE}:43: aspects[1].indicators[2].applies_to:"
            " memuat jenis OPD yang sama lebih dari satu kali"
        ],
    ),
    "nothing that applies to everybody": (
        [
            (ONE, "applies_to: null", "applies_to: [dinas]"),
            (TWO, "applies_to: null", "applies_to: [badan]"),
        ],
        [
            f"{HEADER}:29: domains: paling sedikit satu indikator harus berlaku untuk semua jenis OPD"
        ],
    ),
    "it replaces itself and does not say what changed": (
        [(HEADER, "replaces: null", "replaces: small")],
        [
            f"{HEADER}:7: replaces: instrumen tidak dapat menggantikan dirinya sendiri",
            f"{HEADER}:8: changes: tulis apa yang berbeda dari instrumen yang digantikan",
        ],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_a_broken_rule_is_named_with_its_line(
    tmp_path: Path, edits: list[tuple[str, str, str]], expected: list[str]
) -> None:
    assert faults_of(small_copy(tmp_path, *edits)) == expected


def test_the_small_instrument_itself_is_right(tmp_path: Path) -> None:
    assert faults_of(small_copy(tmp_path)) == []


def test_broken_fields_and_broken_rules_of_all_files_are_reported_in_one_run(
    tmp_path: Path,
) -> None:
    folder = small_copy(
        tmp_path,
        (HEADER, 'version: "1"', "version: 1"),
        (ONE, 'code: "1102"', 'kode: "1102"'),
        (ONE, "weight: 40", "weight: 41"),
        (TWO, "scope: umum", "scope: semua"),
        (TWO, 'code: "2101"', 'code: "1101"'),
    )

    assert [fault.split(" ")[:2] for fault in faults_of(folder)] == [
        [f"{HEADER}:2:", "version:"],
        [f"{ONE}:9:", "aspects[1].indicators:"],
        [f"{ONE}:38:", "aspects[1].indicators[2].code:"],
        [f"{ONE}:38:", "aspects[1].indicators[2].kode:"],
        [f"{TWO}:10:", "aspects[1].indicators[1].code:"],
        [f"{TWO}:10:", "aspects[1].indicators[1].code:"],
        [f"{TWO}:14:", "aspects[1].indicators[1].scope:"],
    ]
