"""Each wrong field is reported with file, line, and how to mend it."""

# ruff: noqa: E501, ISC004 - a message stands as people see it

from pathlib import Path

import pytest

from tests.questionnaires.broken import faults_of, small_copy

HEADER, ONE = "instrument.yaml", "1-satu.yaml"
SHORT = "Kriteria 1101 pada tingkat 2."
INDICATOR = "aspects[1].indicators[1]"

CASES = {
    "an unquoted code": (
        (ONE, 'code: "1101"', "code: 1101"),
        f"{ONE}:10: {INDICATOR}.code: harus teks, bukan 1101; beri tanda kutip bila berupa angka",
    ),
    "an unquoted code with a point keeps its digits": (
        (ONE, 'code: "1101"', "code: 11.10"),
        f"{ONE}:10: {INDICATOR}.code: harus teks, bukan 11.10; beri tanda kutip bila berupa angka",
    ),
    "an unknown field": (
        (ONE, "scope: umum\n        applies_to: null", "scope: umum\n        aplies_to: null"),
        f"{ONE}:15: {INDICATOR}.aplies_to: tidak dikenal; hapus, atau perbaiki ejaannya",
    ),
    "a missing field": (
        (ONE, "        purpose: Hal 1101 dinilai karena penting bagi data.\n", ""),
        f"{ONE}:10: {INDICATOR}.purpose: tidak ada; tambahkan isian ini",
    ),
    "a weight in quotes": (
        (ONE, "weight: 40", 'weight: "40"'),
        f"{ONE}:13: {INDICATOR}.weight: harus angka tanpa tanda kutip, bukan '40'",
    ),
    "a weight with a decimal comma": (
        (ONE, "weight: 40", "weight: 40,0"),
        f"{ONE}:13: {INDICATOR}.weight: harus angka tanpa tanda kutip, bukan '40,0'",
    ),
    "a weight in another notation": (
        (ONE, "weight: 40", "weight: 4e1"),
        f"{ONE}:13: {INDICATOR}.weight: harus angka tanpa tanda kutip, bukan '4e1'",
    ),
    "a level that is text": (
        (
            ONE,
            "level: 2\n            criterion: Kriteria 1101",
            'level: "2"\n            criterion: Kriteria 1101',
        ),
        f"{ONE}:26: {INDICATOR}.levels[2].level: harus bilangan bulat tanpa tanda kutip, bukan '2'",
    ),
    "a level with a fraction": (
        (
            ONE,
            "level: 2\n            criterion: Kriteria 1101",
            "level: 2.0\n            criterion: Kriteria 1101",
        ),
        f"{ONE}:26: {INDICATOR}.levels[2].level: harus bilangan bulat tanpa tanda kutip, bukan 2.0",
    ),
    "a level that is a word": (
        (
            ONE,
            "level: 2\n            criterion: Kriteria 1101",
            "level: yes\n            criterion: Kriteria 1101",
        ),
        f"{ONE}:26: {INDICATOR}.levels[2].level: harus bilangan bulat tanpa tanda kutip, bukan 'yes'",
    ),
    "a level beyond the highest possible": (
        (
            ONE,
            "level: 2\n            criterion: Kriteria 1101",
            "level: 8\n            criterion: Kriteria 1101",
        ),
        f"{ONE}:26: {INDICATOR}.levels[2].level: harus paling banyak 7, bukan 8",
    ),
    "text that is too short": (
        (ONE, SHORT, "Kriteria pendek."),
        f"{ONE}:27: {INDICATOR}.levels[2].criterion: terlalu pendek (16 huruf); paling sedikit 20 huruf",
    ),
    "text that is too long": (
        (ONE, SHORT, "x" * 601),
        f"{ONE}:27: {INDICATOR}.levels[2].criterion: terlalu panjang (601 huruf); paling banyak 600 huruf",
    ),
    "no text": (
        (ONE, SHORT, ""),
        f"{ONE}:27: {INDICATOR}.levels[2].criterion: harus teks, bukan kosong;"
        " beri tanda kutip bila berupa angka",
    ),
    "text with markup": (
        (ONE, SHORT, "Kriteria <b>tebal</b> pada tingkat dua."),
        f"{ONE}:27: {INDICATOR}.levels[2].criterion: harus teks biasa tanpa tanda HTML; hapus <...>",
    ),
    "text in two paragraphs": (
        (
            ONE,
            SHORT,
            ">-\n              Kriteria alinea satu.\n\n              Kriteria alinea dua.",
        ),
        f"{ONE}:27: {INDICATOR}.levels[2].criterion:"
        " harus satu alinea; hapus baris kosong di dalamnya",
    ),
    "text with a direction override": (
        (ONE, SHORT, '"Kriteria \\u202e terbalik di sini."'),
        f"{ONE}:27: {INDICATOR}.levels[2].criterion:"
        " memuat karakter kendali yang tidak dapat disimpan",
    ),
    "a list where text belongs": (
        (ONE, SHORT, "[Kriteria, dalam, daftar]"),
        f"{ONE}:27: {INDICATOR}.levels[2].criterion: harus teks, bukan daftar;"
        " beri tanda kutip bila berupa angka",
    ),
    "text where a list belongs": (
        (ONE, "evidence:\n              - Bukti 1101 tingkat 2", "evidence: Bukti 1101 tingkat 2"),
        f"{ONE}:29: {INDICATOR}.levels[2].evidence:"
        " harus daftar: satu baris berawalan tanda hubung untuk setiap butir",
    ),
    "an empty list": (
        (ONE, "evidence:\n              - Bukti 1101 tingkat 2", "evidence: []"),
        f"{ONE}:29: {INDICATOR}.levels[2].evidence: harus memuat paling sedikit 1 butir, ada 0",
    ),
    "text where a group of fields belongs": (
        (
            ONE,
            "levels:\n          - level: 1\n            criterion: Kriteria 1101",
            "levels:\n          - satu\n          - level: 1\n            criterion: Kriteria 1101",
        ),
        f"{ONE}:20: {INDICATOR}.levels[1]: harus kelompok isian (nama: isi), bukan 'satu'",
    ),
    "a grade bound without quotes": (
        (HEADER, 'from: "2.50"', "from: 2.50"),
        f'{HEADER}:23: grades[1].from: harus dua desimal dalam tanda kutip, misalnya "4.20"',
    ),
    "a grade bound with one decimal": (
        (HEADER, 'from: "2.50"', 'from: "2.5"'),
        f'{HEADER}:23: grades[1].from: harus dua desimal dalam tanda kutip, misalnya "4.20"',
    ),
    "three group names": (
        (HEADER, "[Domain, Aspek]", "[Domain, Aspek, Unsur]"),
        f"{HEADER}:28: group_names: harus memuat paling banyak 2 butir, ada 3",
    ),
    "an id with a capital": (
        (HEADER, "id: small", "id: Small"),
        f"{HEADER}:1: id: 'Small' memuat huruf yang tidak boleh di sini; pola: ^[a-z0-9]+(-[a-z0-9]+)*$",
    ),
    "an id that is not the folder's name": (
        (HEADER, "id: small", "id: kecil"),
        f"{HEADER}:1: id: 'kecil' harus sama dengan nama folder 'small'",
    ),
    "a scope nobody knows": (
        (ONE, "scope: umum\n        applies_to: null", "scope: semua\n        applies_to: null"),
        f"{ONE}:14: {INDICATOR}.scope: 'semua' tidak dikenal; pilih 'kegiatan' atau 'umum'",
    ),
}


@pytest.mark.parametrize(("edit", "expected"), CASES.values(), ids=CASES)
def test_a_wrong_field_is_named_with_its_line(
    tmp_path: Path, edit: tuple[str, str, str], expected: str
) -> None:
    found = faults_of(small_copy(tmp_path, edit))

    assert [fault for fault in found if fault == expected] == [expected], found
