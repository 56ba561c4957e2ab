"""Keeps bytes under their SHA-256, safely on disk before anyone is told. The only file writer."""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.errors import InvalidInput, TooLarge, Unavailable
from app.files.shelves import Folder, Shelf, ensure_writable, older_paths, shelf_at

CHUNK = 1 << 17
DAMAGED = "Berkas di penyimpanan tidak lagi sama dengan saat diunggah. Hubungi admin."


@dataclass(frozen=True, slots=True)
class Incoming:
    """Received bytes in a temporary file, not yet kept."""

    path: Path
    sha256: str
    size_bytes: int


class Storage:
    """Content-addressed bytes on a shelf; what is still arriving lies in a local folder."""

    def __init__(self, folder: Path, shelf: Shelf | None = None) -> None:
        """Use `shelf`, else `folder` itself; it is made at the first write."""
        self.folder = folder
        self.shelf = shelf or Folder(folder)

    def receive(self, stream: BinaryIO, limit_bytes: int, name: str) -> Incoming:
        """Copy `stream` to a temporary file while hashing.

        Raises TooLarge, InvalidInput for an empty file, Unavailable when the disk is full.
        """
        with self._arriving(name) as temporary:
            with temporary.open("xb") as out:
                digest, size = _copy(stream, out, limit_bytes, name)
                out.flush()
                os.fsync(out.fileno())
            return Incoming(temporary, digest, size)

    def keep(self, incoming: Incoming) -> None:
        """Move received bytes to their place; they survive a power cut when this returns.

        The same bytes are placed again rather than trusted: what a killed upload left behind may
        not be on disk yet, and a damaged file is mended by sending it once more.
        """
        with self._arriving(incoming.sha256, incoming.path):
            self.shelf.place(incoming.path, incoming.sha256)

    def put(self, content: bytes) -> str:
        """Keep bytes made by the program itself; gives their SHA-256."""
        name = hashlib.sha256(content).hexdigest()
        self.keep(self.receive(io.BytesIO(content), len(content), name))
        return name

    @contextmanager
    def _arriving(self, name: str, path: Path | None = None) -> Iterator[Path]:
        """Give a temporary file that is gone again when something goes wrong."""
        temporary = path or self.folder / "tmp" / secrets.token_hex(8)
        try:
            temporary.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
        except OSError as error:
            _discard(temporary)
            message = (
                f"Berkas '{name}' belum tersimpan: penyimpanan penuh atau terkunci. Coba lagi."
            )
            raise Unavailable(message) from error
        except BaseException:
            _discard(temporary)
            raise

    def read(self, sha256: str) -> bytes:
        """Give the bytes, checked against their hash; NotFound or Unavailable when damaged."""
        content = b"".join(self.shelf.stream(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Unavailable(DAMAGED)
        return content

    def stream(self, sha256: str) -> Iterator[bytes]:
        """Give the bytes piece by piece, read once against their hash before the first is given.

        Raises NotFound, or Unavailable when damaged, before it returns.
        """
        digest = hashlib.sha256()
        for piece in self.shelf.stream(sha256):
            digest.update(piece)
        if digest.hexdigest() != sha256:
            raise Unavailable(DAMAGED)
        return self.shelf.stream(sha256)

    def unfinished(self, before: datetime) -> list[Path]:
        """Give the temporary files that nobody has written to since `before`."""
        return older_paths(self.folder.glob("tmp/*"), before)

    def names(self) -> Iterator[str]:
        """Give the hash of every kept file."""
        return self.shelf.names()

    def check(self) -> None:
        """Raise OSError or Unavailable when nothing can be kept now."""
        ensure_writable(self.folder)  # what arrives lies here first, also for a bucket
        self.shelf.check()


def storage_at(url: str, folder: Path) -> Storage:
    """Open the storage of MATANG_STORAGE_URL; `folder` takes what is arriving."""
    return Storage(folder, shelf_at(url, folder))


def _discard(path: Path) -> None:
    with suppress(OSError):  # a full or read-only disk refuses this too; the sweep comes later
        path.unlink(missing_ok=True)


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
