"""Keeps bytes under their SHA-256, safely on disk before anyone is told. The only file writer."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.errors import InvalidInput, NotFound, TooLarge, Unavailable

CHUNK = 1 << 17
DAMAGED = "Berkas di penyimpanan tidak lagi sama dengan saat diunggah. Hubungi admin."


@dataclass(frozen=True, slots=True)
class Incoming:
    """Received bytes in a temporary file, not yet kept."""

    path: Path
    sha256: str
    size_bytes: int


class Storage:
    """A folder of content-addressed files."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`; it is made at the first write."""
        self.folder = folder

    def receive(self, stream: BinaryIO, limit_bytes: int, name: str) -> Incoming:
        """Copy `stream` to a temporary file while hashing.

        Raises TooLarge, InvalidInput for an empty file, Unavailable when the disk is full.
        """
        temporary = self.folder / "tmp" / secrets.token_hex(8)
        try:
            temporary.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("xb") as out:
                digest, size = _copy(stream, out, limit_bytes, name)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            temporary.unlink(missing_ok=True)
            message = f"Berkas '{name}' belum tersimpan: penyimpanan penuh atau terkunci."
            raise Unavailable(message) from error
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return Incoming(temporary, digest, size)

    def keep(self, incoming: Incoming) -> None:
        """Move received bytes to their place; the folder entry is on disk when this returns."""
        target = self.path(incoming.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            os.utime(target)  # the sweep leaves alone what was just asked for again
            incoming.path.unlink()
            return
        incoming.path.replace(target)
        _sync_folder(target.parent)

    def put(self, content: bytes) -> str:
        """Keep bytes made by the program itself; gives their SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        if not self.path(digest).exists():
            temporary = self.folder / "tmp" / secrets.token_hex(8)
            temporary.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("xb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            self.keep(Incoming(temporary, digest, len(content)))
        return digest

    def path(self, sha256: str) -> Path:
        """Give where these bytes are or would be."""
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """Give the bytes, checked against their hash; NotFound or Unavailable when damaged."""
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Unavailable(DAMAGED)
        return content

    def stream(self, sha256: str) -> Iterator[bytes]:
        """Give the bytes piece by piece, read once against their hash before the first is given.

        Raises NotFound, or Unavailable when damaged, before it returns.
        """
        digest = hashlib.sha256()
        for piece in self._pieces(sha256):
            digest.update(piece)
        if digest.hexdigest() != sha256:
            raise Unavailable(DAMAGED)
        return self._pieces(sha256)

    def _pieces(self, sha256: str) -> Iterator[bytes]:
        try:
            with self.path(sha256).open("rb") as content:
                while piece := content.read(CHUNK):
                    yield piece
        except FileNotFoundError as error:
            raise NotFound from error

    def unfinished(self, before: datetime) -> list[Path]:
        """Give the temporary files that nobody has written to since `before`."""
        return _older(self.folder.glob("tmp/*"), before)

    def older(self, before: datetime) -> set[str]:
        """Give the hashes of the kept files that nobody has asked to keep since `before`."""
        return {path.name for path in _older(self.folder.glob("??/*"), before)}

    def remove(self, sha256: str, before: datetime) -> None:
        """Delete kept bytes no row names, unless someone asked to keep them since `before`."""
        for path in _older([self.path(sha256)], before):
            path.unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Give the hash of every kept file."""
        for path in self.folder.glob("??/*"):
            yield path.name


def _copy(stream: BinaryIO, out: BinaryIO, limit_bytes: int, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit_bytes:
            limit = f"{limit_bytes >> 20} MiB"
            message = f"Berkas '{name}' lebih besar dari {limit}. Kecilkan lalu unggah lagi."
            raise TooLarge(message)
        digest.update(chunk)
        out.write(chunk)
    if not size:
        message = f"Berkas '{name}' kosong. Periksa berkasnya lalu unggah lagi."
        raise InvalidInput(message)
    return digest.hexdigest(), size


def _older(paths: Iterable[Path], before: datetime) -> list[Path]:
    found = []
    for path in paths:
        with suppress(FileNotFoundError):  # finished or removed meanwhile
            if path.stat().st_mtime < before.timestamp():
                found.append(path)
    return found


def _sync_folder(folder: Path) -> None:
    for path in (folder, folder.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
