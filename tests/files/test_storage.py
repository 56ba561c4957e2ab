"""Bytes are kept under their hash, in a folder and in a bucket alike."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError, InvalidInput, NotFound, TooLarge, Unavailable
from app.files.storage import Incoming, Storage, storage_at
from tests.bucket import KEYS, new_bucket, service

BYTES = b"Keputusan Wali Kota " * 100_000  # two pieces of a stream
NAME = hashlib.sha256(BYTES).hexdigest()
ABSENT = hashlib.sha256(b"tidak ada").hexdigest()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with service() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def kept(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Storage:
    if request.param == "folder":
        return storage_at("", tmp_path)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return storage_at(new_bucket(request.getfixturevalue("endpoint")), tmp_path)


def receive(storage: Storage, content: bytes, limit: int = 1 << 24) -> Incoming:
    return storage.receive(io.BytesIO(content), limit, "perwali.pdf")


def arriving(storage: Storage) -> list[Path]:
    return list((storage.folder / "tmp").iterdir())


def test_received_bytes_are_kept_under_their_hash_and_nothing_stays_behind(kept: Storage) -> None:
    kept.keep(receive(kept, BYTES))

    assert kept.read(NAME) == BYTES
    assert list(kept.names()) == [NAME]
    assert arriving(kept) == []


def test_the_same_bytes_twice_are_one_file(kept: Storage) -> None:
    for _ in range(2):
        kept.keep(receive(kept, BYTES))

    assert list(kept.names()) == [NAME]
    assert arriving(kept) == []


def test_what_the_program_makes_is_kept_too(kept: Storage) -> None:
    assert [kept.put(BYTES), kept.put(BYTES)] == [NAME, NAME]
    assert kept.read(NAME) == BYTES


def test_what_is_not_there_is_not_found(kept: Storage) -> None:
    with pytest.raises(NotFound):
        kept.read(ABSENT)

    assert kept.shelf.has(ABSENT) is False


def test_a_file_is_taken_away(kept: Storage) -> None:
    kept.keep(receive(kept, BYTES))

    kept.shelf.remove(NAME)

    assert list(kept.names()) == []


@pytest.mark.parametrize(
    ("content", "limit", "refusal"), [(b"", 10, InvalidInput), (b"12345", 4, TooLarge)]
)
def test_a_refused_file_leaves_nothing(
    kept: Storage, content: bytes, limit: int, refusal: type[AppError]
) -> None:
    with pytest.raises(refusal):
        receive(kept, content, limit)

    assert (list(kept.names()), arriving(kept)) == ([], [])


def test_a_file_of_exactly_the_limit_is_taken(kept: Storage) -> None:
    assert receive(kept, b"1234", 4).size_bytes == 4


def test_a_file_that_changed_on_its_shelf_is_not_given(kept: Storage, tmp_path: Path) -> None:
    other = tmp_path / "lain"
    other.write_bytes(b"diganti diam-diam")
    kept.shelf.place(other, NAME)

    with pytest.raises(Unavailable):
        kept.read(NAME)


def test_sending_it_once_more_mends_a_damaged_file(kept: Storage, tmp_path: Path) -> None:
    other = tmp_path / "lain"
    other.write_bytes(b"rusak")
    kept.shelf.place(other, NAME)

    kept.keep(receive(kept, BYTES))

    assert kept.read(NAME) == BYTES


def test_storage_that_can_be_written_passes_its_check(kept: Storage) -> None:
    kept.check()

    assert list(kept.names()) == []


def test_a_service_that_is_away_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    storage = storage_at("s3://bukti?endpoint=http://127.0.0.1:9", tmp_path)
    incoming = receive(storage, BYTES)

    with pytest.raises(Unavailable, match="tidak dapat dihubungi"):
        storage.keep(incoming)

    assert arriving(storage) == []


def test_a_folder_that_cannot_be_written_fails_its_check(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("bukan folder")

    with pytest.raises(OSError, match="files"):
        storage_at("", tmp_path / "files").check()
