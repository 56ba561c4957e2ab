"""Which instruments there are, which are published, and their digests.

`published.lock` holds one line "<folder> <sha256>" per published instrument. A published folder
is never edited: when its digest differs from the line, nobody gets it any more.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from app.errors import Conflict, NotFound
from app.questionnaires.folder import HEADER, files_of, load
from app.questionnaires.schema import Instrument

ROOT = Path(__file__).resolve().parents[2] / "questionnaires"
LOCK = "published.lock"
MAX_ID = 60
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


class UnknownInstrument(NotFound):
    """No instrument has this id."""


class PublishedInstrumentChanged(Conflict):
    """The folder of a published instrument is not what was published."""


def ids(root: Path = ROOT) -> list[str]:
    """List the instruments, by id; what is in them is not looked at."""
    folders = (file.parent.name for file in root.glob(f"*/{HEADER}"))
    return sorted(name for name in folders if ID.fullmatch(name))


@lru_cache(maxsize=64)
def get(instrument_id: str, root: Path = ROOT) -> Instrument:
    """Load an instrument once.

    Raises UnknownInstrument, QuestionnaireError, or PublishedInstrumentChanged when the folder
    differs from its line in published.lock.
    """
    folder = _folder(instrument_id, root)
    published = locked(root).get(instrument_id)
    if published not in (None, digest(instrument_id, root)):
        raise _changed(instrument_id)
    return load(folder, _label(folder))


def has(instrument_id: str, root: Path = ROOT) -> bool:
    """Tell whether an instrument of this id came with the program."""
    is_id = len(instrument_id) <= MAX_ID and ID.fullmatch(instrument_id)
    return bool(is_id) and (root / instrument_id / HEADER).is_file()


def digest(instrument_id: str, root: Path = ROOT) -> str:
    """Compute the sha256 (hexadecimal) over the names and bytes of an instrument's files.

    Raises UnknownInstrument.
    """
    files = (file for file in files_of(_folder(instrument_id, root)) if file.is_file())
    return digest_of({file.name: file.read_bytes() for file in files})


def digest_of(files: Mapping[str, bytes]) -> str:
    """Compute the sha256 (hexadecimal) over names and bytes, in the order of the names."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name}\n{len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


def locked(root: Path = ROOT) -> dict[str, str]:
    """Read published.lock: id -> sha256. Without the file nothing is published."""
    path = root / LOCK
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return dict(_entry(line, number) for number, line in enumerate(lines, start=1) if line.strip())


def lock(instrument_id: str, root: Path = ROOT) -> str:
    """Publish an instrument: write its line into published.lock; gives the sha256.

    Doing it again changes nothing. Raises what `get` raises, so only a valid instrument is
    published, and one that changed since is refused.
    """
    get.cache_clear()
    get(instrument_id, root)
    entries = locked(root) | {instrument_id: digest(instrument_id, root)}
    text = "".join(f"{name} {sha256}\n" for name, sha256 in sorted(entries.items()))
    draft = root / f".{LOCK}.{os.getpid()}"
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(root / LOCK)
    return entries[instrument_id]


def _folder(instrument_id: str, root: Path) -> Path:
    if not has(instrument_id, root):
        known = ", ".join(ids(root)) or "belum ada"
        raise UnknownInstrument(f"Instrumen itu tidak ada. Yang tersedia: {known}.")
    return root / instrument_id


def _label(folder: Path) -> str:
    """Name the folder as people see it from where they stand, when that is shorter."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def _changed(instrument_id: str) -> PublishedInstrumentChanged:
    return PublishedInstrumentChanged(
        f"Instrumen {instrument_id} berbeda dari yang diterbitkan ({LOCK}). Kembalikan isi folder,"
        " atau tulis perbaikannya sebagai instrumen baru dengan `replaces` dan `changes`."
    )


def _entry(line: str, number: int) -> tuple[str, str]:
    match line.split():
        case [name, sha256] if ID.fullmatch(name) and re.fullmatch(r"[0-9a-f]{64}", sha256):
            return name, sha256
    raise Conflict(f"{LOCK}:{number}: baris harus berbentuk '<folder> <sha256>'.")
