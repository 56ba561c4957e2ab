"""What is wrong with an instrument, and where: file, line, field."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import Fault, InvalidInput

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class RuleFault:
    """A broken rule: the way to it from the top of the instrument, and a message."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True, order=True)
class QuestionnaireFault:
    """One fault in a file of an instrument. Lines count from 1."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class QuestionnaireError(InvalidInput):
    """An instrument that does not load; `found` lists every fault in reading order."""

    title = "Instrumen belum benar"

    def __init__(self, folder: str, found: Sequence[QuestionnaireFault]) -> None:
        faults = [
            Fault(f"{fault.file}:{fault.line}", f"{fault.field}: {fault.message}")
            for fault in found
        ]
        super().__init__(f"Instrumen {folder} memuat {len(found)} kesalahan.", faults)
        self.found = tuple(found)


def field_name(location: Location) -> str:
    """Write a way through a file for people: aspects[1].weight, the first of a list is [1]."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{shown(part)}" for part in location]
    return "".join(parts).removeprefix(".") or "berkas"


def shown(value: object, limit: int = 60) -> str:
    """Show a piece of someone's text inside a message: one line, short, printable."""
    text = "".join(letter if letter.isprintable() else "?" for letter in str(value)[: limit + 1])
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
