"""The only reader of YAML: text to plain values with a line for every node, strictly.

Of YAML only mappings, lists and scalars are taken. Refused: duplicate keys, anchors, aliases,
merges, tags, several documents, more than MAX_DEPTH levels. Numbers stay as written (Decimal),
`yes`, `no` and dates stay text. Source: reliability.md M11.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from app.questionnaires.faults import Location, QuestionnaireFault, field_name, shown

MAX_DEPTH = 16
FAULTS_MAX = 200
NODES_MAX = 30_000
"""Of a whole instrument; the largest real one has about a tenth."""
LIBYAML_OR_PYTHON = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

WHOLE = re.compile(r"[-+]?[0-9]{1,30}", re.ASCII)
POINT = re.compile(r"[-+]?[0-9]{1,30}\.[0-9]{1,30}", re.ASCII)
WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}

NO_ANCHOR = "jangkar (&nama) tidak boleh dipakai; tulis isinya langsung"
NO_ALIAS = "rujukan (*nama) tidak boleh dipakai; tulis isinya langsung"
NO_TAG = "tanda jenis ({tag}) tidak boleh dipakai; hapus"
NO_MERGE = "gabungan (<<) tidak boleh dipakai; tulis isinya langsung"
DOUBLED = "tertulis lebih dari satu kali (sudah ada di baris {line}); hapus salah satu"
NO_KEY = "nama isian harus satu kata"
TOO_DEEP = "susunan terlalu dalam"
TOO_LARGE = "instrumen memuat terlalu banyak isian; bagi menjadi instrumen yang lebih kecil"
TOO_MANY = "terlalu banyak kesalahan; perbaiki yang di atas dahulu"
SEVERAL = "berkas harus memuat satu dokumen; hapus baris --- dan isi sesudahnya"
NOT_UTF8 = "bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8"
WITH_BOM = "diawali tanda BOM; simpan ulang sebagai UTF-8 tanpa BOM"
SYNTAX = "susunan YAML salah ({problem}); periksa jarak tepi, titik dua, dan tanda kutip"


@dataclass(slots=True)
class Document:
    """One YAML file as plain values; `lines` gives the line of every way through it."""

    file: str
    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    faults: list[QuestionnaireFault] = field(default_factory=list)
    refused: set[Location] = field(default_factory=set)
    is_read: bool = False

    def refuse(self, location: Location, message: str, line: int | None = None) -> None:
        """Note a fault; what the schema says later about the same place is not repeated."""
        at = line or self.line(location)
        self.faults.append(QuestionnaireFault(self.file, at, field_name(location), message))
        self.refused.add(location)

    def line(self, location: Location) -> int:
        """Find the line of a place, or of the nearest place around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def is_refused(self, location: Location) -> bool:
        """Tell whether this place, or one around it, was refused while reading."""
        return any(location[:length] in self.refused for length in range(len(location) + 1))


def read(file: str, content: bytes, nodes_max: int = NODES_MAX) -> Document:
    """Read one file; never raises, every fault is in the document.

    file: the name that messages show. nodes_max: how many values it may hold.
    """
    document = Document(file)
    text = _decoded(document, content)
    if text is None:
        return document
    events = yaml.parse(text, Loader=LIBYAML_OR_PYTHON)
    try:
        document.value = _Reader(document, events, nodes_max).document()
        document.is_read = True
    except _UnreadableError as error:
        document.refuse((), str(error), error.line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or ""
        # A newer libyaml counts the depth itself, before we do.
        is_deep = "nesting depth" in said
        problem = TOO_DEEP if is_deep else SYNTAX.format(problem=shown(said))
        document.refuse((), problem, mark.line + 1 if mark else 1)
    except yaml.YAMLError:
        document.refuse((), "memuat karakter kendali; hapus", _line_of_control(text))
    return document


def _decoded(document: Document, content: bytes) -> str | None:
    if content.startswith(b"\xef\xbb\xbf"):
        document.refuse((), WITH_BOM, 1)
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        document.refuse((), NOT_UTF8, content.count(b"\n", 0, error.start) + 1)
        return None


def _line_of_control(text: str) -> int:
    printable = (letter.isprintable() or letter in "\t\r\n" for letter in text)
    position = next((at for at, good in enumerate(printable) if not good), 0)
    return text.count("\n", 0, position) + 1


class _UnreadableError(Exception):
    """The file cannot be read on from here."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class _Reader:
    """Walks the parser's events once, from the top down."""

    target: Document
    events: Iterator[Any]
    nodes_max: int

    def document(self) -> Any:
        value = None
        next(self.events)  # the stream starts
        event = next(self.events)
        if isinstance(event, yaml.DocumentStartEvent):
            value = self._value(next(self.events), ())
            next(self.events)  # the document ends
            event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _UnreadableError(SEVERAL, _line(event))
        return value

    def _value(self, event: Any, place: Location) -> Any:
        self.target.lines.setdefault(place, _line(event))
        if len(place) > MAX_DEPTH:
            raise _UnreadableError(TOO_DEEP, _line(event))
        if len(self.target.lines) > self.nodes_max:
            raise _UnreadableError(TOO_LARGE, _line(event))
        if len(self.target.faults) >= FAULTS_MAX:
            raise _UnreadableError(TOO_MANY, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self.target.refuse(place, NO_ALIAS, _line(event))
            return None
        self._refuse_extras(event, place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place)
        return _scalar(event)

    def _refuse_extras(self, event: Any, place: Location) -> None:
        if event.anchor is not None:
            self.target.refuse(place, NO_ANCHOR, _line(event))
        if event.tag is not None:
            self.target.refuse(place, NO_TAG.format(tag=shown(event.tag, 30)), _line(event))

    def _mapping(self, place: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, place)
            doubled = key in found
            if doubled:
                first = self.target.lines[(*place, key)]
                self.target.refuse((*place, key), DOUBLED.format(line=first), _line(event))
            else:
                self.target.lines[(*place, key)] = _line(event)
            value = self._value(next(self.events), (*place, key))
            if not doubled:
                found[key] = value
        return found

    def _key(self, event: Any, place: Location) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise _UnreadableError(NO_KEY, _line(event))
        key = str(event.value)
        self._refuse_extras(event, (*place, key))
        if key == "<<" and not event.style:
            self.target.refuse((*place, key), NO_MERGE, _line(event))
        return key

    def _list(self, place: Location) -> tuple[Any, ...]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*place, len(items))))
        return tuple(items)


def _scalar(event: Any) -> str | int | Decimal | bool | None:
    text = str(event.value)
    if event.style in ("|", ">"):
        return text.rstrip("\n")
    if event.style:  # quoted
        return text
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if POINT.fullmatch(text) else text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
