"""The words of an uploaded file, to be looked through for personal data and then forgotten.

Runs in the child process only, on files that were found good. Best effort: pictures and scanned
pages hold no text, and of a long document the beginning is read.
"""

import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from app.files import pdf_text
from app.files.personal_data import found

LETTERS_MAX: Final = 2_000_000
SECONDS_MAX: Final = 1.5
"""Of processor time; what was read until then counts."""
PARTS: Final = ("word/", "xl/sharedstrings", "xl/worksheets/", "ppt/slides/", "ppt/notesslides/")
ENDS: Final = frozenset({"p", "si", "c", "v", "tc"})
"""Elements after which words are apart; runs inside a paragraph are one text."""
STEP: Final = 1 << 16


def personal_data(path: Path) -> dict[str, int]:
    """Count what looks like personal data in the file's text."""
    return found(text_of(path))


def text_of(path: Path) -> str:
    """Give the beginning of the file's text; empty for a picture."""
    with path.open("rb") as stream:
        beginning = stream.read(8)
    pieces: Iterator[str] = iter(())
    if beginning.startswith(b"PK"):
        pieces = _office(path)
    elif beginning.startswith(b"%PDF"):
        pieces = pdf_text.pieces(path)
    return _bounded(pieces)


def _bounded(pieces: Iterator[str]) -> str:
    ends_at, room, kept = time.process_time() + SECONDS_MAX, LETTERS_MAX, []
    for piece in pieces:
        kept.append(piece[:room])
        room -= len(piece)
        if room <= 0 or time.process_time() > ends_at:
            break
    return "".join(kept)


def _office(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            name = entry.filename.casefold()
            if name.startswith(PARTS) and name.endswith(".xml"):
                yield from _words(archive, entry)


def _words(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[str]:
    words: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = words.append

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] in ENDS:
            words.append("\n")

    parser.EndElementHandler = end
    with archive.open(entry) as part:
        while piece := part.read(STEP):
            parser.Parse(piece)
            yield "".join(words)
            words.clear()
    yield "\n"
