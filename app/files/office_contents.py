"""What may be inside DOCX, XLSX and PPTX: text, tables, pictures; nothing that runs or loads.

Runs in the child process only. Every entry is unpacked once, counted and checked against its CRC;
of each XML part the beginning is parsed, because a DTD can stand nowhere else. A workbook inside
a document (every chart has one) is held to the same rules, within the same limits.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from app.files.refusals import Refused

MAIN: Final = {
    "wordprocessingml.document": "word/",
    "spreadsheetml.sheet": "xl/",
    "presentationml.presentation": "ppt/",
}
FAMILY: Final = "application/vnd.openxmlformats-officedocument."
UNPACKED_MAX: Final = 200 * 2**20
ENTRIES_MAX: Final = 2000
RATIO_MAX: Final = 200
NESTED_MAX: Final = 20 * 2**20
STEP: Final = 1 << 16
PARTS: Final = "[Content_Types].xml"
HYPERLINK: Final = "/hyperlink"
PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xca\xfe\xba\xbe")
RUNNABLE: Final = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|msi|lnk|reg|sh|py|swf)$"
)
MACRO: Final = re.compile(r"vbaproject|vbadata|macrosheet|\.(xlsm|docm|pptm|xlsb|xlam|dotm)$")
ACTIVE: Final = re.compile(r"(^|/)activex/|oleobject")
NESTED: Final = re.compile(r"\.(docx|xlsx|pptx)$")
ODD: Final = re.compile(r"(^|/)\.{1,2}(/|$)|^/|[\\:\x00-\x1f\x7f]|//")


@dataclass
class Budget:
    """What may still be unpacked, over the document and all it holds."""

    bytes_left: int = UNPACKED_MAX
    entries_left: int = ENTRIES_MAX

    def take(self, size: int) -> None:
        """Count unpacked bytes."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise Refused("expanding")

    def enter(self, count: int) -> None:
        """Count the entries of one archive."""
        self.entries_left -= count
        if self.entries_left < 0:
            raise Refused("expanding")


def check(path: Path) -> str:
    """Give the media type; Refused for anything that is no plain office document."""
    with path.open("rb") as stream:
        return check_package(stream, path.stat().st_size, Budget())


def check_package(stream: BinaryIO, size: int, budget: Budget, *, is_outer: bool = True) -> str:
    """Give the media type of the package in `stream`."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _ensure_modest(entries, size, budget)
            _ensure_plain(entries)
            kind = _kind(archive)
            for entry in entries:
                _check_entry(archive, entry, budget, is_outer=is_outer)
            return kind
    except (
        zipfile.BadZipFile, NotImplementedError, OSError, EOFError, KeyError, ValueError,
        RuntimeError, zlib.error,
    ) as error:  # fmt: skip
        raise Refused("damaged") from error


def _ensure_modest(entries: list[zipfile.ZipInfo], size: int, budget: Budget) -> None:
    """Hold what the directory says to the limits; what is true is counted while unpacking."""
    budget.enter(len(entries))
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > budget.bytes_left or unpacked > RATIO_MAX * size or packed > size:
        raise Refused("expanding")


def _ensure_plain(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names) or any(ODD.search(name) for name in names):
        raise Refused("names")
    if min((entry.header_offset for entry in entries), default=1):
        raise Refused("double")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Refused("encrypted")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refused("damaged")
    for pattern, reason in ((MACRO, "macro"), (ACTIVE, "active"), (RUNNABLE, "active")):
        if any(pattern.search(name) for name in names):
            raise Refused(reason)


def _kind(archive: zipfile.ZipFile) -> str:
    """Read from the list of parts what the document is."""
    found = set()
    for tag, given in _elements(archive.read(PARTS)):
        content_type = given.get("ContentType", "").lower()
        if "macroenabled" in content_type or "vba" in content_type:
            raise Refused("macro")
        kind = content_type.removeprefix(FAMILY).removesuffix(".main+xml")
        if tag.endswith("Override") and kind in MAIN:
            archive.getinfo(given["PartName"].lstrip("/"))
            found.add(kind)
    if len(found) != 1:
        raise Refused("kind")
    return FAMILY + found.pop()


def _elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Give every element with its attributes; Refused for a DTD or broken XML."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, given: found.append((tag, given))
    _parse(parser, content, is_last=True)
    return found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise Refused("entities")


def _parse(parser: expat.XMLParserType, content: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(content, is_last)
    except expat.ExpatError as error:
        raise Refused("damaged") from error


def _check_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, *, is_outer: bool
) -> None:
    name = entry.filename.casefold()
    if name.endswith(".rels"):
        budget.take(entry.file_size)
        _ensure_nothing_loads(archive.read(entry))
        return
    pieces = _unpacked(archive, entry, budget)
    if NESTED.search(name):
        _check_nested(b"".join(pieces), budget, is_outer=is_outer)
        return
    first = next(pieces, b"")
    if first.startswith(PROGRAMS):
        raise Refused("active")
    if name.endswith((".xml", ".vml")):
        _ensure_no_doctype(first)
    for _ in pieces:  # to its end: the CRC is checked there
        pass


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while piece := part.read(STEP):
            budget.take(len(piece))
            yield piece


def _check_nested(content: bytes, budget: Budget, *, is_outer: bool) -> None:
    if not is_outer or len(content) > NESTED_MAX:
        raise Refused("active")
    if content.startswith(PROGRAMS):
        raise Refused("active")
    check_package(io.BytesIO(content), len(content), budget, is_outer=False)


def _ensure_nothing_loads(content: bytes) -> None:
    for _, given in _elements(content):
        is_outside = given.get("TargetMode", "").lower() == "external"
        if is_outside and not given.get("Type", "").lower().endswith(HYPERLINK):
            raise Refused("linked")


class _RootSeenError(Exception):
    """The root element began: no DTD can follow."""


def _ensure_no_doctype(beginning: bytes) -> None:
    parser = _parser()

    def stop(*_: object) -> None:
        raise _RootSeenError

    parser.StartElementHandler = stop
    try:
        _parse(parser, beginning, is_last=False)
    except _RootSeenError:
        return
    if beginning:
        raise Refused("damaged")
