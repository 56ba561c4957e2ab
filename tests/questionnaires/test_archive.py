"""The ZIP of an instrument's folder: plain files only, nothing beside them, never on disk."""

import io
import stat
import time
import zipfile

import pytest

from app.errors import AppError, TooLarge
from app.questionnaires.archive import ZIP_MAX_BYTES, unpack
from app.questionnaires.faults import QuestionnaireError
from app.questionnaires.folder import load_files
from tests.questionnaires.broken import SMALL_FILES, zipped

STRANGER = "tidak boleh ada di folder instrumen; hanya instrument.yaml dan berkas domain (.yaml)"
NO_ZIP = "bukan arsip ZIP yang utuh; kemas ulang folder instrumen sebagai ZIP"
LARGE = "folder 1048577 bita; paling banyak 1048576 bita (1 MiB)"
QUICKLY = 10  # seconds on a busy machine


def faults(content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(AppError) as refused:
        unpack(content)
    return [(fault.place, fault.message) for fault in refused.value.faults]


def odd(entry: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    """The small instrument with one more entry."""
    out = io.BytesIO(zipped(SMALL_FILES))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, content)
    return out.getvalue()


@pytest.mark.parametrize("folder", ["small", ""])
def test_a_folder_is_read_with_or_without_its_name(folder: str) -> None:
    assert unpack(zipped(SMALL_FILES, folder)) == (folder, SMALL_FILES)


def test_the_entries_of_folders_themselves_are_no_files() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.mkdir("small") if hasattr(archive, "mkdir") else archive.writestr("small/", b"")
        for name, content in SMALL_FILES.items():
            archive.writestr(f"small/{name}", content)

    assert unpack(out.getvalue()) == ("small", SMALL_FILES)


@pytest.mark.parametrize(
    "name",
    [
        "../luar.yaml", "/etc/passwd", "small/../luar.yaml", "small/dalam/satu.yaml", "C:\\a.yaml",
        "small/..\\luar.yaml", "small/isi.zip", "small/.yaml", "small/Satu.yaml", "small/a.py",
        "small/" + "a" * 300 + ".yaml", "small/satu.yaml\x0a.yaml", "lain/satu.yaml",
    ],
)  # fmt: skip
def test_no_name_but_that_of_a_domain_file_enters(name: str) -> None:
    found = faults(odd(zipfile.ZipInfo(name)))

    assert {message for _, message in found} == {STRANGER}


def test_a_link_is_refused() -> None:
    entry = zipfile.ZipInfo("small/3-tiga.yaml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert faults(odd(entry, b"/etc/passwd")) == [
        ("small/3-tiga.yaml", "bukan berkas biasa; hapus dari arsip")
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_name_that_comes_twice_is_refused() -> None:
    assert faults(odd(zipfile.ZipInfo("small/instrument.yaml"))) == [
        ("small/instrument.yaml", "ada dua kali; hapus salah satu")
    ]


def test_a_protected_entry_is_refused() -> None:
    content = bytearray(zipped({"instrument.yaml": b"id: x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert faults(bytes(content)) == [
        ("small/instrument.yaml", "dilindungi kata sandi; kemas ulang tanpa sandi")
    ]


@pytest.mark.parametrize(
    "content", [b"", b"id: x", b"PK\x03\x04", zipped(SMALL_FILES)[:-30], zipped(SMALL_FILES)[40:]]
)
def test_what_is_no_whole_zip_is_refused(content: bytes) -> None:
    assert faults(content) == [("zip", NO_ZIP)]


def test_a_damaged_entry_is_refused() -> None:
    content = bytearray(zipped(SMALL_FILES))
    content[60:80] = b"\xff" * 20

    assert faults(bytes(content)) == [("zip", NO_ZIP)]


def test_more_than_one_mebibyte_unpacked_is_refused() -> None:
    assert faults(zipped({"instrument.yaml": b"#" * (2**20 + 1)})) == [("zip", LARGE)]


def test_a_directory_that_lies_about_the_size_is_not_believed() -> None:
    content = bytearray(zipped({"instrument.yaml": b"#" * (5 * 2**20)}))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (1000).to_bytes(4, "little")

    assert faults(bytes(content)) in ([("zip", NO_ZIP)], [("zip", LARGE)])


def test_a_large_file_is_not_even_opened() -> None:
    with pytest.raises(TooLarge):
        unpack(b"PK\x03\x04" + b"x" * ZIP_MAX_BYTES)


def test_too_many_files_are_refused() -> None:
    content = zipped({f"{number}.yaml": b"" for number in range(101)})

    assert faults(content) == [("zip", "memuat 101 berkas; paling banyak 100")]


def test_many_files_share_what_one_may_hold() -> None:
    names = [f"{number}.yaml" for number in range(10)]
    header = "domains: [" + ",".join(names) + "]\n"
    files = dict.fromkeys(names, b"a: [" + b"1," * 10000 + b"]\n")

    with pytest.raises(QuestionnaireError) as refused:
        load_files({"instrument.yaml": header.encode(), **files}, "zip")

    told = [each.file for each in refused.value.found if "terlalu banyak isian" in each.message]
    assert told == [f"zip/{name}" for name in names[2:]]


@pytest.mark.parametrize(
    "header",
    [
        b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n",
        b"id: small\n" * 100_000,
        b"".join(b"k%d: 1\n" % number for number in range(90_000)),
        b"- " * 500_000,
        b"[" * 1_000_000,
        b"{a: " * 250_000,
        b"'" + b"x" * 1_000_000,
        b"id: !!python/object/apply:os.system [ls]\n",
        b"levels: [" + b"1," * 500_000 + b"]\n",
        b"domains: [" + b"a.yaml," * 140_000 + b"]\n",
    ],
    ids=[
        "aliases", "doubled", "unknown", "nested list", "brackets", "braces", "open quote", "tag",
        "many levels", "many domains",
    ],
)  # fmt: skip
def test_a_bomb_of_one_mebibyte_is_refused_quickly_with_few_faults(header: bytes) -> None:
    started = time.monotonic()

    with pytest.raises(QuestionnaireError) as refused:
        load_files({"instrument.yaml": header}, "zip")

    assert time.monotonic() - started < QUICKLY
    assert 0 < len(refused.value.faults) < 500
