"""Finding instruments, and publishing them for good."""

from pathlib import Path

import pytest

from app.errors import Conflict
from app.questionnaires import catalogue
from app.questionnaires.faults import QuestionnaireError
from tests.questionnaires.broken import SMALL, small_copy


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_copy(tmp_path).parent


def test_instruments_are_listed_by_id(root: Path) -> None:
    (root / "tanpa-kepala").mkdir()
    (root / "Salah Nama").mkdir()
    (root / "Salah Nama" / "instrument.yaml").write_text("id: x")

    assert catalogue.ids(root) == ["small"]
    assert catalogue.ids(root / "tidak-ada") == []


def test_an_instrument_is_loaded_once(root: Path) -> None:
    assert catalogue.get("small", root) is catalogue.get("small", root)


@pytest.mark.parametrize(
    "name", ["tidak-ada", "../small", "", "small/../small", "SMALL", "a" * 5000]
)
def test_an_unknown_id_is_not_found(root: Path, name: str) -> None:
    with pytest.raises(catalogue.UnknownInstrument) as refused:
        catalogue.get(name, root)

    assert (refused.value.status, refused.value.message) == (
        404,
        "Instrumen itu tidak ada. Yang tersedia: small.",
    )


def test_a_broken_instrument_is_not_given(tmp_path: Path) -> None:
    root = small_copy(tmp_path, ("1-satu.yaml", "weight: 40", "weight: 41")).parent

    with pytest.raises(QuestionnaireError) as refused:
        catalogue.get("small", root)

    assert refused.value.message.endswith("small memuat 1 kesalahan.")
    assert len(refused.value.faults) == 1


def test_the_digest_changes_with_every_byte_and_every_name(root: Path) -> None:
    before = catalogue.digest("small", root)
    (root / "small" / "1-satu.yaml").rename(root / "small" / "3-satu.yaml")
    renamed = catalogue.digest("small", root)
    (root / "small" / "3-satu.yaml").rename(root / "small" / "1-satu.yaml")
    with (root / "small" / "1-satu.yaml").open("a") as file:
        file.write("\n")

    assert len({before, renamed, catalogue.digest("small", root)}) == 3
    assert catalogue.digest("small", SMALL.parent) == before


def test_publishing_writes_one_line_and_doing_it_again_changes_nothing(root: Path) -> None:
    (root / catalogue.LOCK).write_text(f"another {'0' * 64}\n")

    sha256 = catalogue.lock("small", root)

    assert (root / catalogue.LOCK).read_text() == f"another {'0' * 64}\nsmall {sha256}\n"
    assert catalogue.lock("small", root) == sha256
    assert (root / catalogue.LOCK).read_text() == f"another {'0' * 64}\nsmall {sha256}\n"
    assert sorted(file.name for file in root.iterdir()) == ["published.lock", "small"]
    assert catalogue.locked(root) == {"another": "0" * 64, "small": sha256}


def test_a_published_instrument_that_changed_is_given_to_nobody(root: Path) -> None:
    catalogue.lock("small", root)
    published = (root / catalogue.LOCK).read_text()
    file = root / "small" / "1-satu.yaml"
    file.write_text(file.read_text().replace("Domain Satu", "Domain Esa"))
    catalogue.get.cache_clear()

    with pytest.raises(catalogue.PublishedInstrumentChanged):
        catalogue.get("small", root)
    with pytest.raises(catalogue.PublishedInstrumentChanged):
        catalogue.lock("small", root)

    assert (root / catalogue.LOCK).read_text() == published


def test_a_broken_instrument_is_not_published(tmp_path: Path) -> None:
    root = small_copy(tmp_path, ("1-satu.yaml", "weight: 40", "weight: 41")).parent

    with pytest.raises(QuestionnaireError):
        catalogue.lock("small", root)

    assert catalogue.locked(root) == {}


@pytest.mark.parametrize("line", ["small", "small abc", f"small {'0' * 64} x", f"../x {'0' * 64}"])
def test_a_spoilt_line_in_the_lock_file_is_refused(root: Path, line: str) -> None:
    (root / catalogue.LOCK).write_text(f"\n{line}\n")

    with pytest.raises(
        Conflict, match=r"^published.lock:2: baris harus berbentuk '<folder> <sha256>'"
    ):
        catalogue.locked(root)
