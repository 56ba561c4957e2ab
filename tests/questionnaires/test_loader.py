"""What is not plain YAML in plain files is refused with file and line."""

# ruff: noqa: E501, ISC004 - a message stands as people see it

import shutil
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.loader import read
from tests.questionnaires.broken import SMALL, faults_of, small_copy

HEADER, ONE, TWO = "instrument.yaml", "1-satu.yaml", "2-dua.yaml"

HOSTILE = (
    b"\n", b": ", b"- ", b"[", b"{", b"&a ", b"*a", b"!!int ", b"? ", b"|\n", b">", b"'", b'"', b"#",
    b"\t", b"---\n", b"...", b"%YAML 9.9\n", b"null", b"1.5", b"-1", b"\x00", b"\xff", b"\r", b"@",
    b'"\\ud800"', "\u202e".encode(), "\U0001f600".encode(),
)  # fmt: skip

BOMB = """
a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
"""

CASES = {
    "a doubled key": (
        (ONE, "    name: Aspek Sebelas\n", "    name: Aspek Sebelas\n    name: Aspek Lain\n"),
        [
            f"{ONE}:8: aspects[1].name: tertulis lebih dari satu kali (sudah ada di baris 7); hapus salah satu"
        ],
    ),
    "an anchor and its alias": (
        (ONE, "name: Domain Satu\nweight: 60", "name: &n Domain Satu\nweight: *n"),
        [
            f"{ONE}:2: name: jangkar (&nama) tidak boleh dipakai; tulis isinya langsung",
            f"{ONE}:3: weight: rujukan (*nama) tidak boleh dipakai; tulis isinya langsung",
        ],
    ),
    "a merge": (
        (ONE, "weight: 60\ndescription", "weight: 60\n<<: {name: x}\ndescription"),
        [f"{ONE}:4: <<: gabungan (<<) tidak boleh dipakai; tulis isinya langsung"],
    ),
    "a tag": (
        (ONE, "weight: 60\ndescription", "weight: !!float 60\ndescription"),
        [f"{ONE}:3: weight: tanda jenis (tag:yaml.org,2002:float) tidak boleh dipakai; hapus"],
    ),
    "a tag that would run code": (
        (ONE, "name: Domain Satu", "name: !!python/object/apply:os.system [ls]"),
        [
            f"{ONE}:2: name: tanda jenis (tag:yaml.org,2002:python/obje…) tidak boleh dipakai; hapus",
        ],
    ),
    "a broken indent": (
        (ONE, "    name: Aspek Sebelas", "   name: Aspek Sebelas"),
        [
            f"{ONE}:7: berkas: susunan YAML salah (did not find expected '-' indicator);"
            " periksa jarak tepi, titik dua, dan tanda kutip"
        ],
    ),
    "a colon in plain text": (
        (ONE, "name: Domain Satu", "name: Domain: Satu"),
        [
            f"{ONE}:2: berkas: susunan YAML salah (mapping values are not allowed in this context);"
            " periksa jarak tepi, titik dua, dan tanda kutip"
        ],
    ),
    "a second document": (
        (ONE, "weight: 60\ndescription", "weight: 60\n---\ndescription"),
        [f"{ONE}:4: berkas: berkas harus memuat satu dokumen; hapus baris --- dan isi sesudahnya"],
    ),
    "a key that is a list": (
        (ONE, "weight: 60\ndescription", "? [weight]\n: 60\ndescription"),
        [f"{ONE}:3: berkas: nama isian harus satu kata"],
    ),
    "a control character": (
        (ONE, "Domain Satu", "Domain \x07 Satu"),
        [f"{ONE}:2: berkas: memuat karakter kendali; hapus"],
    ),
    "a file of one word": (
        (ONE, (SMALL / ONE).read_text("utf-8"), "kosong\n"),
        [f"{ONE}:1: berkas: harus kelompok isian (nama: isi), bukan 'kosong'"],
    ),
    "an empty file": (
        (ONE, (SMALL / ONE).read_text("utf-8"), ""),
        [f"{ONE}:1: berkas: harus kelompok isian (nama: isi), bukan kosong"],
    ),
    "a domain file that is not there": (
        (HEADER, "  - 2-dua.yaml", "  - 3-tiga.yaml"),
        [
            f"{HEADER}:31: domains[2]: berkas '3-tiga.yaml' tidak ada di folder instrumen",
            f"{TWO}:1: berkas: tidak disebut dalam `domains` di {HEADER}; daftarkan atau hapus",
        ],
    ),
    "a domain file outside of the folder": (
        (HEADER, "  - 2-dua.yaml", "  - 2-dua.yaml\n  - ../../etc/passwd"),
        [
            f"{HEADER}:32: domains[3]: '../../etc/passwd' bukan nama berkas domain;"
            " pakai a-z, 0-9, tanda hubung, dan .yaml"
        ],
    ),
    "a domain file listed twice": (
        (HEADER, "  - 2-dua.yaml", "  - 2-dua.yaml\n  - 2-dua.yaml"),
        [f"{HEADER}:32: domains[3]: berkas '2-dua.yaml' disebut lebih dari satu kali"],
    ),
    "a header of one word": (
        (HEADER, (SMALL / HEADER).read_text("utf-8"), "kosong\n"),
        [f"{HEADER}:1: berkas: harus memuat isian instrumen (nama: isi)"],
    ),
    "an id written twice in the header": (
        (HEADER, "id: small", "id: small\nid: kecil"),
        [f"{HEADER}:2: id: tertulis lebih dari satu kali (sudah ada di baris 1); hapus salah satu"],
    ),
}


@pytest.mark.parametrize(("edit", "expected"), CASES.values(), ids=CASES)
def test_what_is_not_plain_yaml_is_refused(
    tmp_path: Path, edit: tuple[str, str, str], expected: list[str]
) -> None:
    assert faults_of(small_copy(tmp_path, edit)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b"\xef\xbb\xbfcode: x",
            "1: berkas: diawali tanda BOM; simpan ulang sebagai UTF-8 tanpa BOM",
        ),
        (
            b"code: x\nname: caf\xe9",
            "2: berkas: bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8",
        ),
        (
            "code: x".encode("utf-16"),
            "1: berkas: bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8",
        ),
        (b"a: 1\nb: \x00", "2: berkas: memuat karakter kendali; hapus"),
        (b"[" * 100_000, "1: berkas: susunan terlalu dalam"),
        (b"- " * 20_000, "1: berkas: susunan terlalu dalam"),
        (b'a: "\\ud800"', None),
    ],
)
def test_bytes_that_are_no_yaml_text_are_refused_with_their_line(
    content: bytes, expected: str | None
) -> None:
    document = read("x.yaml", content)

    assert document.is_read is False
    if expected:
        assert [str(fault) for fault in document.faults] == [f"x.yaml:{expected}"]


def test_an_alias_bomb_is_refused_without_being_unfolded() -> None:
    document = read("x.yaml", BOMB.encode())

    assert [
        (fault.line, fault.field) for fault in document.faults if "jangkar" in fault.message
    ] == [
        (2, "a"),
        (3, "b"),
        (4, "c"),
    ]
    assert sum("rujukan" in fault.message for fault in document.faults) == 18
    assert document.value["c"] == (None,) * 9


def test_plain_words_stay_text_and_numbers_stay_as_written() -> None:
    text = """
words: [yes, no, on, off, 2026-11-22, "12:30:45", 12:30:45, 1e-1, 0x10, 1_000, .5, .nan, .inf]
numbers: [7, -1, 1.10, 0.1]
quoted: ["1.10", '7', "null", "true"]
nothing: [null, ~]
truth: [true, false]
folded: >-
  satu
  dua
"""

    value = read("x.yaml", text.encode()).value

    assert value == {
        "words": (
            "yes", "no", "on", "off", "2026-11-22", "12:30:45", "12:30:45", "1e-1", "0x10", "1_000",
            ".5", ".nan", ".inf",
        ),
        "numbers": (7, -1, Decimal("1.10"), Decimal("0.1")),
        "quoted": ("1.10", "7", "null", "true"),
        "nothing": (None, None),
        "truth": (True, False),
        "folded": "satu dua",
    }  # fmt: skip
    assert [str(number) for number in value["numbers"]] == ["7", "-1", "1.10", "0.1"]


def test_a_number_of_endless_digits_stays_text() -> None:
    assert read("x.yaml", b"a: " + b"9" * 5000).value == {"a": "9" * 5000}


def test_a_folder_without_a_header_is_no_instrument(tmp_path: Path) -> None:
    folder = tmp_path / "leer"
    folder.mkdir()

    assert faults_of(folder) == [
        f"{folder}:1: instrument.yaml: tidak ada; folder instrumen harus memuat berkas ini"
    ]


def test_a_folder_over_one_mebibyte_is_refused_unread(tmp_path: Path) -> None:
    folder = small_copy(tmp_path)
    size_bytes = sum(file.stat().st_size for file in folder.iterdir())
    with (folder / TWO).open("ab") as file:
        file.write(b"#" * (1024 * 1024 - size_bytes))
    full = faults_of(folder)
    with (folder / TWO).open("ab") as file:
        file.write(b"#")

    assert full == []
    assert faults_of(folder) == [
        f"{folder}:1: ukuran: folder 1048577 bita; paling banyak 1048576 bita (1 MiB)"
    ]


def test_a_stray_file_a_folder_and_a_link_are_refused(tmp_path: Path) -> None:
    stray = small_copy(tmp_path / "a")
    (stray / "catatan.txt").write_text("x")
    nested = small_copy(tmp_path / "b")
    (nested / "lama").mkdir()
    linked = small_copy(tmp_path / "c")
    (linked / TWO).unlink()
    (linked / TWO).symlink_to(SMALL / TWO)

    assert faults_of(stray) == [
        "catatan.txt:1: berkas: tidak disebut dalam `domains` di instrument.yaml; daftarkan atau hapus"
    ]
    assert faults_of(nested) == ["lama:1: berkas: bukan berkas biasa; hapus dari folder instrumen"]
    assert faults_of(linked) == [
        f"{TWO}:1: berkas: bukan berkas biasa; hapus dari folder instrumen"
    ]


def test_one_unreadable_file_does_not_hide_the_faults_of_the_others(tmp_path: Path) -> None:
    folder = small_copy(tmp_path, (TWO, "scope: umum", "scope: semua"))
    (folder / ONE).write_bytes(b"\xff")

    assert faults_of(folder) == [
        f"{ONE}:1: berkas: bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8",
        f"{TWO}:14: aspects[1].indicators[1].scope: 'semua' tidak dikenal; pilih 'kegiatan' atau 'umum'",
    ]


def test_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert faults_of(folder) == []


def test_an_unreadable_header_is_the_only_fault_told(tmp_path: Path) -> None:
    folder = small_copy(tmp_path, (ONE, "weight: 40", "weight: 41"))
    (folder / HEADER).write_bytes(b"\xef\xbb\xbf" + (SMALL / HEADER).read_bytes())

    assert faults_of(folder) == [
        f"{HEADER}:1: berkas: diawali tanda BOM; simpan ulang sebagai UTF-8 tanpa BOM"
    ]


@pytest.mark.parametrize("value", ["1-satu.yaml", "5", "", "{a: b}"])
def test_domains_that_are_no_list_are_refused(tmp_path: Path, value: str) -> None:
    folder = small_copy(tmp_path, (HEADER, "\n  - 1-satu.yaml\n  - 2-dua.yaml", f" {value}"))

    found = [fault for fault in faults_of(folder) if fault.startswith(HEADER)]

    assert found == [
        f"{HEADER}:29: domains: harus daftar: satu baris berawalan tanda hubung untuk setiap butir"
    ]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from((HEADER, ONE, TWO)), st.data())
def test_whatever_is_written_into_a_file_ends_in_an_instrument_or_in_faults(
    file: str, data: st.DataObject
) -> None:
    content = bytearray((SMALL / file).read_bytes())
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, min(len(content), start + 40)))
    content[start:stop] = data.draw(st.sampled_from(HOSTILE) | st.binary(max_size=8))

    with TemporaryDirectory() as parent:
        folder = small_copy(Path(parent))
        (folder / file).write_bytes(content)
        assert [fault for fault in faults_of(folder) if ": " not in fault] == []
