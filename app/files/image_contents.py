"""What a picture must be: whole, and at most 50 megapixels. Runs in the child process only.

The size is read from the header before anything is unpacked. PNG rows are counted while they
stream by; of a JPEG libjpeg reads every byte but makes only an eighth of each side.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from app.files.refusals import Refused

PIXELS_MAX: Final = 50_000_000
CHUNK_MAX: Final = 20 * 2**20
STEP: Final = 1 << 16
SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def check_png(path: Path) -> None:
    """Raise Refused unless every chunk has its checksum, every row is there, nothing follows."""
    with path.open("rb") as stream:
        if stream.read(8) != SIGNATURE:
            raise Refused("damaged")
        chunks = _chunks(stream)
        kind, header = next(chunks, (b"", b""))
        if kind != b"IHDR" or len(header) != 13:
            raise Refused("damaged")
        rows = _Rows(_unpacked_size(header))
        for kind, content in chunks:
            if kind == b"IDAT":
                rows.take(content)
        if not rows.is_whole or stream.read(1):
            raise Refused("damaged")


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    kind = b""
    while kind != b"IEND":
        head = stream.read(8)
        size, kind = struct.unpack(">I4s", head) if len(head) == 8 else (CHUNK_MAX + 1, b"")
        if size > CHUNK_MAX:
            raise Refused("damaged")
        content, checksum = stream.read(size), stream.read(4)
        if checksum != struct.pack(">I", zlib.crc32(kind + content)):
            raise Refused("damaged")
        yield kind, content


def _unpacked_size(header: bytes) -> int:
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    if width * height > PIXELS_MAX:
        raise Refused("pixels")
    if not width * height or colour not in SAMPLES or depth not in {1, 2, 4, 8, 16}:
        raise Refused("damaged")
    row = 1 + (width * depth * SAMPLES[colour] + 7) // 8
    return int(row * height)


class _Rows:
    """Counts unpacked bytes without keeping them. Interlacing adds a little to the plain size."""

    def __init__(self, wanted: int) -> None:
        self._wanted, self._size = wanted, 0
        self._unpacker = zlib.decompressobj()

    @property
    def is_whole(self) -> bool:
        return self._unpacker.eof and self._size >= self._wanted

    def take(self, content: bytes) -> None:
        while content and not self._unpacker.eof:
            try:
                self._size += len(self._unpacker.decompress(content, STEP))
            except zlib.error as error:
                raise Refused("damaged") from error
            if self._size > 2 * self._wanted + STEP:
                raise Refused("expanding")
            content = self._unpacker.unconsumed_tail


def check_jpeg(path: Path) -> None:
    """Raise Refused unless libjpeg reads the picture to its end."""
    from PIL import Image  # noqa: PLC0415  only the child may load it

    Image.MAX_IMAGE_PIXELS = None  # our own limit comes first
    try:
        with Image.open(path, formats=("JPEG",)) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise Refused("pixels")
            picture.draft("L", (1, 1))
            picture.load()
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise Refused("damaged") from error
