"""The smallest honest files of each kind that may enter, and the pieces to spoil them with."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

FAMILY = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def pdf(text: str = "", *, size: int = 0, more: Mapping[str, str] | None = None) -> bytes:
    """A PDF of one empty page, with `text` inside so that its bytes are its own.

    size: how many bytes it is to have; more: entries for "catalog" or "page", or whole objects.
    """
    bare = _pdf(text, 0, more or {})
    return _pdf(text, size - len(bare), more or {}) if size else bare


def _pdf(text: str, filler: int, more: Mapping[str, str]) -> bytes:
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{more.get('catalog', '')}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]{more.get('page', '')}>>",
        f"<</Title({text})>>",
        *(body for name, body in more.items() if name not in {"catalog", "page"}),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    out += b"%" * filler
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    return (
        out
        + (
            f"xref\n0 {count}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out):09}\n%%EOF\n"
        ).encode()
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(width: int = 1, height: int = 1, rows: bytes | None = None) -> bytes:
    """A grey PNG; `rows` instead of its real content."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    content = rows if rows is not None else (b"\0" * (width + 1)) * height
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")
    )


def jpg(width: int = 8, height: int = 8) -> bytes:
    """A grey JPEG."""
    from PIL import Image  # noqa: PLC0415 - few tests need it

    out = io.BytesIO()
    Image.new("L", (width, height)).save(out, "JPEG")
    return out.getvalue()


def office(kind: str = "docx", more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A DOCX, XLSX or PPTX as small as can be; `more` adds or replaces entries."""
    part, name = KINDS[kind]
    types = f'<Types><Override PartName="/{part}" ContentType="{FAMILY}{name}.main+xml"/></Types>'
    entries: dict[str, bytes | str] = {"[Content_Types].xml": types, part: "<x/>"}
    return archive(entries | dict(more or {}))


def archive(entries: Mapping[str, bytes | str]) -> bytes:
    """A ZIP of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()
