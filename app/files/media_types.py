"""Which files may enter, decided by content, never by name. Source: reliability.md, Uploads."""

import io
import zipfile
from pathlib import Path

import filetype

from app.errors import InvalidInput

ALLOWED = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
}
OOXML_PARTS = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
NAME_MAX_BYTES = 255
UNPACKED_MAX = 200 * 2**20
ENTRIES_MAX = 2000
RATIO_MAX = 200


class FileRefused(InvalidInput):
    """The file is of a kind that is not taken."""


def media_type_of(path: Path, name: str) -> str:
    """Give the media type of the bytes at `path`; FileRefused for anything not allowed."""
    kind = filetype.guess(str(path))
    found = kind.mime if kind else ""
    if found == "application/zip" or found in OOXML_PARTS.values():
        found = _ooxml_type(path, name)
    if found not in ALLOWED:
        message = (
            f"Berkas '{name}' ditolak: isinya bukan PDF, PNG, JPG, DOCX, XLSX, atau PPTX. "
            "Simpan sebagai PDF lalu unggah lagi."
        )
        raise FileRefused(message)
    return found


def _ooxml_type(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        message = f"Berkas '{name}' ditolak: isinya rusak. Buka dan simpan ulang, lalu unggah lagi."
        raise FileRefused(message) from error
    _ensure_modest(entries, name)
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names:
        return ""
    if any(entry.endswith("vbaProject.bin") for entry in names):
        message = f"Berkas '{name}' ditolak: memuat makro. Simpan tanpa makro lalu unggah lagi."
        raise FileRefused(message)
    found = [kind for part, kind in OOXML_PARTS.items() if any(n.startswith(part) for n in names)]
    return found[0] if len(found) == 1 else ""


def _ensure_modest(entries: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > ENTRIES_MAX or unpacked > UNPACKED_MAX or unpacked / packed > RATIO_MAX:
        message = f"Berkas '{name}' ditolak: isinya mengembang terlalu besar saat dibuka."
        raise FileRefused(message)


def safe_name(name: str) -> str:
    """Give the file's name for display: no folders, no control characters, at most 255 bytes."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(letter for letter in base if letter.isprintable()).strip(" .")
    while len(base.encode()) > NAME_MAX_BYTES:
        stem, dot, ending = base.rpartition(".")
        base = (stem[:-1] + dot + ending) if stem else base[:-1]
    return base or "tanpa-nama"
