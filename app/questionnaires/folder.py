"""A folder of YAML files becomes an Instrument, or a list of faults with file and line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.questionnaires.faults import (
    Location,
    QuestionnaireError,
    QuestionnaireFault,
    field_name,
    shown,
)
from app.questionnaires.loader import FAULTS_MAX, NODES_MAX, Document, read
from app.questionnaires.schema import Instrument

HEADER = "instrument.yaml"
MAX_BYTES = 1024 * 1024
NO_HEADER = "tidak ada; folder instrumen harus memuat berkas ini"
DOMAIN_FILE = re.compile(r"[0-9a-z][0-9a-z-]{0,59}\.yaml", re.ASCII)


@dataclass(slots=True)
class _Folder:
    """The files of one instrument while they are read.

    name: what its id must be, "" when anything goes. label: how messages call the folder.
    """

    name: str
    label: str
    files: Mapping[str, bytes]
    faults: list[QuestionnaireFault] = field(default_factory=list)
    nodes: int = 0

    def refuse(self, file: str, line: int, place: str, message: str) -> None:
        at = f"{self.label}/{file}" if file else self.label
        self.faults.append(QuestionnaireFault(at, line, place, message))

    def document(self, file: str) -> Document:
        document = read(f"{self.label}/{file}", self.files[file], NODES_MAX - self.nodes)
        self.nodes += len(document.lines)
        self.faults += document.faults
        return document


def load(path: Path, label: str = "") -> Instrument:
    """Read and check the instrument in a folder.

    label: how messages name the folder; the path itself when empty.
    Raises QuestionnaireError with every fault found, in reading order.
    """
    called = label or str(path)
    if faults := _unreadable(path, called):
        raise QuestionnaireError(called, faults)
    files = {file.name: file.read_bytes() for file in files_of(path)}
    return load_files(files, called, path.resolve().name)


def load_files(files: Mapping[str, bytes], label: str, name: str = "") -> Instrument:
    """Read and check an instrument from the names and bytes of its files.

    name: what the instrument's id must be, when it lies in a folder.
    Raises QuestionnaireError with every fault found, in reading order.
    """
    folder = _Folder(name, label, files)
    instrument = _instrument(folder)
    if folder.faults or instrument is None:
        found = sorted(
            set(folder.faults), key=lambda fault: (not fault.file.endswith(HEADER), fault)
        )
        raise QuestionnaireError(folder.label, found)
    return instrument


def files_of(path: Path) -> list[Path]:
    """List the files of an instrument's folder by name; empty when there is no such folder."""
    return sorted(path.iterdir(), key=lambda file: file.name) if path.is_dir() else []


def _unreadable(path: Path, label: str) -> list[QuestionnaireFault]:
    """Find what keeps a folder on disk from being read at all."""
    if not (path / HEADER).is_file():
        return [QuestionnaireFault(label, 1, HEADER, NO_HEADER)]
    odd = [file.name for file in files_of(path) if file.is_symlink() or not file.is_file()]
    found = [
        QuestionnaireFault(
            f"{label}/{shown(name)}", 1, "berkas", "bukan berkas biasa; hapus dari folder instrumen"
        )
        for name in odd
    ]
    size_bytes = sum(file.stat().st_size for file in files_of(path) if file.name not in odd)
    if size_bytes > MAX_BYTES:
        found.append(QuestionnaireFault(label, 1, "ukuran", too_large(size_bytes)))
    return found


def too_large(size_bytes: int) -> str:
    """Say that a folder is larger than allowed."""
    return f"folder {size_bytes} bita; paling banyak {MAX_BYTES} bita (1 MiB)"


def _instrument(folder: _Folder) -> Instrument | None:
    if HEADER not in folder.files:
        folder.refuse("", 1, HEADER, NO_HEADER)
        return None
    header = folder.document(HEADER)
    if not header.is_read:
        return None
    if not isinstance(header.value, dict):
        folder.refuse(HEADER, 1, "berkas", "harus memuat isian instrumen (nama: isi)")
        return None
    names = _domain_files(folder, header)
    _refuse_strangers(folder, names)
    domains = {position: folder.document(name) for position, name in names.items()}
    return _checked(folder, header, domains)


def _domain_files(folder: _Folder, header: Document) -> dict[int, str]:
    """Give the usable names of `domains` by their position; note a fault for every other one."""
    listed = header.value.get("domains")
    names: dict[int, str] = {}
    for position, name in enumerate(listed if isinstance(listed, tuple) else ()):
        problem = _name_problem(folder, name, names)
        if problem:
            line = header.line(("domains", position))
            folder.refuse(HEADER, line, field_name(("domains", position)), problem)
        else:
            names[position] = name
    return names


def _name_problem(folder: _Folder, name: object, known: dict[int, str]) -> str:
    if not isinstance(name, str) or not DOMAIN_FILE.fullmatch(name) or name == HEADER:
        return f"'{shown(name)}' bukan nama berkas domain; pakai a-z, 0-9, tanda hubung, dan .yaml"
    if name in known.values():
        return f"berkas '{name}' disebut lebih dari satu kali"
    if name not in folder.files:
        return f"berkas '{name}' tidak ada di folder instrumen"
    return ""


def _refuse_strangers(folder: _Folder, names: dict[int, str]) -> None:
    known = {HEADER, *names.values()}
    for name in sorted(folder.files):
        if name not in known:
            message = f"tidak disebut dalam `domains` di {HEADER}; daftarkan atau hapus"
            folder.refuse(shown(name), 1, "berkas", message)


def _checked(folder: _Folder, header: Document, domains: dict[int, Document]) -> Instrument | None:
    values: dict[str, Any] = dict(header.value)
    listed = values.get("domains")
    if isinstance(listed, tuple):
        unread = Document("")
        places = range(len(listed))
        values["domains"] = tuple(domains.get(place, unread).value for place in places)
    try:
        instrument = Instrument.model_validate(values)
    except ValidationError as error:
        folder.faults += islice(_located(error, header, domains), FAULTS_MAX)
        return None
    _refuse_other_name(folder, header, instrument)
    return instrument


def _located(
    error: ValidationError, header: Document, domains: dict[int, Document]
) -> Iterator[QuestionnaireFault]:
    """Turn pydantic's places into file and line; leaves out what follows from an unread file."""
    listed = header.value.get("domains")
    unread = isinstance(listed, tuple) and len(listed) > sum(x.is_read for x in domains.values())
    for item in error.errors(include_url=False, include_input=False):
        location: Location = item["loc"]
        document = header
        if len(location) > 1 and location[0] == "domains":
            position = int(location[1])
            if position not in domains or not domains[position].is_read:
                continue
            document, location = domains[position], location[2:]
        elif location == ("domains",) and unread:
            continue
        if not document.is_refused(location):
            line = document.line(location)
            yield QuestionnaireFault(document.file, line, field_name(location), item["msg"])


def _refuse_other_name(folder: _Folder, header: Document, instrument: Instrument) -> None:
    if folder.name and instrument.id != folder.name:
        message = f"'{instrument.id}' harus sama dengan nama folder '{shown(folder.name)}'"
        folder.refuse(HEADER, header.line(("id",)), "id", message)
