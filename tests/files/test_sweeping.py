"""What broken uploads leave behind is found by the doctor and swept away, nothing else is."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.db import Database
from app.errors import AppError
from app.files.actions import Entrance, Upload, receive, store
from app.files.shelves import Folder
from app.files.storage import Storage
from app.files.sweeping import sweep
from tests.factories import received
from tests.papers import pdf
from tests.play import behind_its_back

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)


def age(path: Path, **amount: float) -> None:
    then = (NOW - timedelta(**amount)).timestamp()
    os.utime(path, (then, then))


def swept(database: Database, storage: Storage) -> tuple[int, list[str]]:
    with database.transaction() as session:
        count = sweep(session, storage, NOW)
    return count, sorted(path.name for path in storage.folder.rglob("*") if path.is_file())


def test_old_leftovers_go_and_young_ones_and_rows_stay(
    database: Database, storage: Storage
) -> None:
    with behind_its_back(database) as session:
        kept = store(session, storage, received(storage, pdf("dicatat")), NOW).sha256
    orphan, young = storage.put(b"yatim"), storage.put(b"baru saja")
    storage.folder.joinpath("tmp", "lama").write_bytes(b"x")
    storage.folder.joinpath("tmp", "baru").write_bytes(b"x")
    for name in (kept, orphan):
        age(Folder(storage.folder).path(name), hours=25)
    age(Folder(storage.folder).path(young), hours=23)
    age(storage.folder / "tmp" / "lama", hours=25)
    age(storage.folder / "tmp" / "baru", hours=23)

    assert swept(database, storage) == (2, sorted([kept, young, "baru"]))


def test_an_upload_of_orphaned_bytes_saves_them_from_the_sweep(
    database: Database, storage: Storage
) -> None:
    sha256 = storage.put(pdf("yatim"))
    age(Folder(storage.folder).path(sha256), days=3)
    arriving = received(storage, pdf("yatim"))

    storage.keep(arriving.incoming)  # as in a transaction that has not committed yet

    assert swept(database, storage) == (0, [sha256])


class Broken(io.BytesIO):
    """A stream whose other end goes away."""

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError("line broke")


@pytest.mark.parametrize("stream", [Broken(), io.BytesIO(), io.BytesIO(b"x" * 2000)])
def test_nothing_is_left_of_a_file_that_breaks_off_or_is_refused(
    storage: Storage, stream: io.BytesIO
) -> None:
    with pytest.raises(AppError, match=r"a\.pdf"):
        receive(storage, Upload(stream, "a.pdf", Entrance(1000)))

    assert [path for path in storage.folder.rglob("*") if path.is_file()] == []
