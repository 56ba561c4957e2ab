"""Keeps bytes under their SHA-256, safely on disk before anyone is told. The only file writer."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from app.errors import InvalidInput, NotFound, TooLarge, Unavailable

CHUNK = 1 << 20
TEMPORARY_FOR = timedelta(hours=1)


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
            message = (
                f"Berkas '{name}' belum tersimpan: penyimpanan penuh atau terkunci. Coba lagi."
            )
            raise Unavailable(message) from error
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return Incoming(temporary, digest, size)

    def keep(self, incoming: Incoming) -> None:
        """Move received bytes to their place; the folder entry is on disk when this returns.

        Raises OSError when it is not, and leaves no temporary file.
        """
        target = self.path(incoming.sha256)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                incoming.path.replace(target)
            _sync_folder(target.parent)  # also when it is there: whoever moved it may have failed
        finally:
            incoming.path.unlink(missing_ok=True)

    def put(self, content: bytes) -> str:
        """Keep bytes made by the program itself; gives their SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        temporary = self.folder / "tmp" / secrets.token_hex(8)
        temporary.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("xb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            self.keep(Incoming(temporary, digest, len(content)))
        finally:
            temporary.unlink(missing_ok=True)
        return digest

    def sweep(self, now: datetime) -> int:
        """Remove temporary files that a killed process left behind; gives how many."""
        limit = (now - TEMPORARY_FOR).timestamp()
        stale = [path for path in self.folder.glob("tmp/*") if path.stat().st_mtime < limit]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

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
            message = "Berkas di penyimpanan tidak lagi sama dengan saat diunggah. Hubungi admin."
            raise Unavailable(message)
        return content

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


def _sync_folder(folder: Path) -> None:
    for path in (folder, folder.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
