"""What would a table of answers change? Checked cell by cell, against what stands now.

A table is either three columns (kode, tingkat, penjelasan), or the offline form, which also knows
what it was made from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import Fault, InvalidInput
from app.files.forms import ensure_titles
from app.files.tables import Row, Table, read_hidden, read_table
from app.questionnaires.schema import Instrument
from app.submissions import answer_template, origin, queries
from app.submissions.models import Submission
from app.submissions.origin import Origin
from app.submissions.schemas import AnswerInput, AnswerRow
from app.texts import PROSE_MAX, clean

COLUMNS = {"kode": "code", "tingkat": "level", "penjelasan": "explanation"}
OTHER_NAME = "kode ini tidak cocok dengan nama indikatornya; unduh templat lagi"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row asks for, and where it stands; `version`: of the answer it was made from."""

    place: str
    code: str
    answer: AnswerInput
    version: int | None = None


def wanted(session: Session, submission: Submission, content: bytes, name: str) -> list[Wanted]:
    """Read a file as answers; `name` as the person calls it.

    Columns kode, tingkat, penjelasan (or code, level, explanation); an empty cell empties.
    Raises InvalidInput with the address of every wrong cell, or when the form is someone else's.
    """
    table = read_table(content, name)
    made_from = origin.read(read_hidden(content, origin.SHEET))
    if made_from:
        origin.ensure_belongs(session, submission, made_from)
    names = _form_columns(table) if made_from else _columns(table)
    instrument = queries.instrument_of(session, submission)
    rows = [_Reading(table, row, names, instrument.top, made_from) for row in table.rows]
    faults = [fault for row in rows for fault in row.faults()]
    faults += _code_faults(rows, set(queries.codes_of(session, submission)))
    if made_from and not faults:
        faults = list(_name_faults(rows, instrument))
    if not rows:
        faults = [Fault("A2", "tabel tidak memuat satu baris pun di bawah judul")]
    if faults:
        raise InvalidInput(f"{len(faults)} kesalahan dalam tabel. Tidak ada yang diubah.", faults)
    return [row.wanted() for row in rows]


def _form_columns(table: Table) -> dict[str, str]:
    """Give the title of each column we take; the form has more, for reading."""
    ensure_titles(table, answer_template.SHEET, answer_template.COLUMNS)
    return {own: title for title, own in COLUMNS.items()}


def _columns(table: Table) -> dict[str, str]:
    """Give the title in the table of each column we know."""
    named = {COLUMNS.get(title, title): title for title in table.header if title}
    strangers = [
        Fault(table.address(1, title), "kolom tidak dikenal; hapus, atau perbaiki judulnya")
        for title in table.header
        if title and COLUMNS.get(title, title) not in COLUMNS.values()
    ]
    doubled = len(named) < sum(map(bool, table.header))
    missing = [own for own, name in COLUMNS.items() if name not in named]
    if doubled:
        strangers.append(Fault("A1", "kolom yang sama ada dua kali; hapus salah satu"))
    if missing:
        strangers.append(Fault("A1", f"kolom {', '.join(missing)} tidak ada; tambahkan"))
    if strangers:
        raise InvalidInput("Judul kolom harus kode, tingkat, penjelasan.", strangers)
    return named


@dataclass(frozen=True, slots=True)
class _Reading:
    """One row while it is checked."""

    table: Table
    row: Row
    names: dict[str, str]
    top: int
    made_from: Origin | None

    def text(self, name: str) -> str:
        return self.row.cells[self.names[name]]

    def place(self, name: str) -> str:
        address = self.table.address(self.row.number, self.names[name])
        return f"{answer_template.SHEET}!{address}" if self.made_from else address

    def faults(self) -> Iterator[Fault]:
        level, explanation = self.text("level"), self.text("explanation")
        if level and level not in map(str, range(1, self.top + 1)):
            yield Fault(
                self.place("level"), f"harus bilangan bulat 1 sampai {self.top}, atau kosong"
            )
        if len(explanation) > PROSE_MAX:
            yield Fault(
                self.place("explanation"),
                f"{len(explanation)} huruf; paling banyak {PROSE_MAX} huruf",
            )
        try:
            clean(explanation)
        except ValueError as error:
            yield Fault(self.place("explanation"), str(error))

    def wanted(self) -> Wanted:
        code, level = self.text("code"), self.text("level")
        answer = AnswerInput(
            level=int(level) if level else None, explanation=self.text("explanation")
        )
        version = self.made_from.versions[code] if self.made_from else None
        return Wanted(self.place("code"), code, answer, version)


def _code_faults(rows: Iterable[_Reading], codes: set[str]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.text("code")
        if not code:
            yield Fault(row.place("code"), "kode kosong; isi kode indikator")
        elif code not in codes:
            yield Fault(row.place("code"), "kode indikator ini tidak dikenal untuk OPD Anda")
        elif code in seen:
            yield Fault(row.place("code"), f"kode ini sudah ada di baris {seen[code]}")
        seen.setdefault(code, row.row.number)


def _name_faults(rows: Iterable[_Reading], instrument: Instrument) -> Iterator[Fault]:
    """Find codes that were changed into another's: the form's names are locked beside them."""
    title = answer_template.RUBRIC[1][0].lower()
    for row in rows:
        if row.row.cells[title] != instrument.indicator(row.text("code")).name:
            yield Fault(row.place("code"), OTHER_NAME)


def from_rows(rows: Iterable[AnswerRow]) -> list[Wanted]:
    """Take what the page of differences carried."""
    return [
        Wanted(
            row.code,
            row.code,
            AnswerInput(level=row.level, explanation=row.explanation),
            row.version,
        )
        for row in rows
    ]
