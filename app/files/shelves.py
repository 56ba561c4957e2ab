"""Where bytes stand: a folder of this machine, or a bucket that several machines share."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.errors import NotFound, Unavailable

CHUNK = 1 << 20
PROBE = "tmp/probe"
PROBE_BYTES = 1 << 16
TWO_LETTERS = "[0-9a-f][0-9a-f]/*"
AWAY = "Penyimpanan berkas sedang tidak dapat dihubungi. Coba lagi sebentar."


class Shelf(Protocol):
    """Holds bytes under their SHA-256. Once `place` has returned they survive a power cut."""

    def has(self, name: str) -> bool:
        """Tell whether these bytes are there."""

    def place(self, path: Path, name: str) -> None:
        """Take over a file that is on disk already; `path` is gone afterwards."""

    def stream(self, name: str) -> Iterator[bytes]:
        """Give the bytes a piece at a time; NotFound when they are not there."""

    def names(self) -> Iterator[str]:
        """Give the name of everything that is there."""

    def older(self, before: datetime) -> set[str]:
        """Give the names of what nobody has placed since `before`."""

    def remove(self, name: str, before: datetime | None = None) -> None:
        """Take bytes away, unless someone placed them again since `before`."""

    def check(self) -> None:
        """Raise OSError or Unavailable when nothing can be written now."""


class Folder:
    """A folder of this machine; two letters of the name make the subfolder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Give where these bytes are or would be."""
        return self.folder / name[:2] / name

    def has(self, name: str) -> bool:
        """See Shelf."""
        return self.path(name).exists()

    def place(self, path: Path, name: str) -> None:
        """See Shelf; the folder entry is on disk when this returns."""
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        for folder in (target.parent, self.folder):
            _sync(folder)

    def stream(self, name: str) -> Iterator[bytes]:
        """See Shelf."""
        try:
            with self.path(name).open("rb") as file:
                while piece := file.read(CHUNK):
                    yield piece
        except FileNotFoundError as error:
            raise NotFound from error

    def names(self) -> Iterator[str]:
        """See Shelf."""
        for path in self.folder.glob(TWO_LETTERS):
            yield path.name

    def older(self, before: datetime) -> set[str]:
        """See Shelf."""
        return {path.name for path in older_paths(self.folder.glob(TWO_LETTERS), before)}

    def remove(self, name: str, before: datetime | None = None) -> None:
        """See Shelf."""
        path = self.path(name)
        if before is None or older_paths([path], before):
            path.unlink(missing_ok=True)

    def check(self) -> None:
        """See Shelf."""
        ensure_writable(self.folder)


def ensure_writable(folder: Path) -> None:
    """Raise OSError unless a small file can be put on the disk; it has no name and leaves none."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(PROBE_BYTES))
        probe.flush()
        os.fsync(probe.fileno())


def older_paths(paths: Iterable[Path], before: datetime) -> list[Path]:
    """Give those files that nobody has written since `before`."""
    found = []
    for path in paths:
        with suppress(FileNotFoundError):  # finished or removed meanwhile
            if path.stat().st_mtime < before.timestamp():
                found.append(path)
    return found


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """An S3-compatible bucket; the service answers only when the bytes are safe."""

    def __init__(self, url: str) -> None:
        """Use `s3://bucket?endpoint=https://…&region=…`; the keys come from AWS_* variables."""
        parts = urlsplit(url)
        given = dict(parse_qsl(parts.query))
        endpoint = given.get("endpoint")
        self.store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config={
                "region": given.get("region", "us-east-1"),
                **({"endpoint": endpoint} if endpoint else {}),
            },
            client_options={
                "allow_http": (endpoint or "").startswith("http://"),
                "timeout": timedelta(seconds=60),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )

    def has(self, name: str) -> bool:
        """See Shelf."""
        with _told():
            try:
                obstore.head(self.store, _key(name))
            except FileNotFoundError:
                return False
            return True

    def place(self, path: Path, name: str) -> None:
        """See Shelf."""
        with _told():
            obstore.put(self.store, _key(name), path)
        path.unlink()

    def stream(self, name: str) -> Iterator[bytes]:
        """See Shelf."""
        with _told():
            try:
                found = obstore.get(self.store, _key(name))
            except FileNotFoundError as error:
                raise NotFound from error
            for piece in found.stream(min_chunk_size=CHUNK):
                yield bytes(piece)

    def names(self) -> Iterator[str]:
        """See Shelf."""
        yield from (name for name, _ in self._listed())

    def _listed(self) -> Iterator[tuple[str, datetime]]:
        with _told():
            for batch in obstore.list(self.store):
                for item in batch:
                    if item["path"] != PROBE:
                        yield item["path"].rpartition("/")[2], item["last_modified"]

    def older(self, before: datetime) -> set[str]:
        """See Shelf."""
        return {name for name, at in self._listed() if at < before}

    def remove(self, name: str, before: datetime | None = None) -> None:
        """See Shelf."""
        with _told(), suppress(FileNotFoundError):
            if before is None or obstore.head(self.store, _key(name))["last_modified"] < before:
                obstore.delete(self.store, _key(name))

    def check(self) -> None:
        """See Shelf: writes a few bytes under a name of their own."""
        with _told():
            obstore.put(self.store, PROBE, b"matang")


def _key(name: str) -> str:
    return f"{name[:2]}/{name}"


@contextmanager
def _told() -> Iterator[None]:
    """Say in our words that the service is away or refuses."""
    try:
        yield
    except BaseError as error:
        raise Unavailable(AWAY) from error


def shelf_at(url: str, folder: Path) -> Shelf:
    """Give the bucket of an `s3://` address, else the folder."""
    return Bucket(url) if url.startswith("s3://") else Folder(folder)
