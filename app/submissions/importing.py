"""What would a table of answers change? Checked cell by cell, against what stands now."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from app.errors import Fault, InvalidInput, NotFound
from app.files.tables import Row, Table
from app.submissions import queries
from app.submissions.models import Answer, Submission
from app.submissions.schemas import AnswerInput, AnswerRow, ChangeView, ImportView
from app.texts import PROSE_MAX, clean

COLUMNS = {"kode": "code", "tingkat": "level", "penjelasan": "explanation"}
NOT_OPEN = "indikator ini tidak termasuk yang dibuka kembali; hapus barisnya"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row asks for, and where it stands."""

    place: str
    code: str
    answer: AnswerInput


def wanted(session: Session, submission: Submission, table: Table) -> list[Wanted]:
    """Read the rows of a table as answers.

    Columns kode, tingkat, penjelasan (or code, level, explanation); an empty cell empties.
    Raises InvalidInput with the address of every wrong cell.
    """
    names = _columns(table)
    codes = set(queries.codes_of(session, submission))
    top = queries.instrument_of(session, submission).top
    rows = [_Reading(table, row, names, top) for row in table.rows]
    faults = [fault for row in rows for fault in row.faults()]
    faults += _code_faults(rows, codes)
    if not rows:
        faults = [Fault("A2", "tabel tidak memuat satu baris pun di bawah judul")]
    if faults:
        raise InvalidInput(f"{len(faults)} kesalahan dalam tabel. Tidak ada yang diubah.", faults)
    return [Wanted(row.place("code"), row.text("code"), row.answer()) for row in rows]


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

    def text(self, name: str) -> str:
        return self.row.cells[self.names[name]]

    def place(self, name: str) -> str:
        return self.table.address(self.row.number, self.names[name])

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

    def answer(self) -> AnswerInput:
        level = self.text("level")
        return AnswerInput(
            level=int(level) if level else None, explanation=self.text("explanation")
        )


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


def from_rows(rows: Iterable[AnswerRow]) -> list[Wanted]:
    """Take what the page of differences carried."""
    return [
        Wanted(row.code, row.code, AnswerInput(level=row.level, explanation=row.explanation))
        for row in rows
    ]


def differences(session: Session, submission: Submission, asked: Iterable[Wanted]) -> ImportView:
    """Compare with what stands now. Raises InvalidInput for a change of what is not open."""
    instrument = queries.instrument_of(session, submission)
    opened, stands = queries.open_codes(session, submission), _standing(session, submission)
    asked = list(asked)
    if {each.code for each in asked} - set(queries.codes_of(session, submission)):
        raise NotFound
    pairs = [(each, *stands.get(each.code, (0, AnswerInput()))) for each in asked]
    changes = [found for found in pairs if found[0].answer != found[2]]
    closed = [each for each, *_ in changes if opened is not None and each.code not in opened]
    if closed:
        faults = [Fault(each.place, NOT_OPEN) for each in closed]
        raise InvalidInput(f"{len(faults)} baris mengubah yang tidak dibuka.", faults)
    return ImportView(
        applied=False,
        changes=tuple(
            ChangeView(
                code=each.code,
                name=instrument.indicator(each.code).short_name,
                version=version,
                before=before,
                after=each.answer,
            )
            for each, version, before in changes
        ),
        unchanged=len(pairs) - len(changes),
    )


def _standing(session: Session, submission: Submission) -> dict[str, tuple[int, AnswerInput]]:
    rows = session.exec(select(Answer).where(Answer.submission_id == submission.id))
    return {
        row.code: (row.version, AnswerInput(level=row.level, explanation=row.explanation))
        for row in rows
    }


def changed_rows(view: ImportView) -> list[AnswerRow]:
    """Give the changes as the action takes them."""
    return [
        AnswerRow(code=each.code, version=each.version, **each.after.model_dump())
        for each in view.changes
    ]


def seen(view: ImportView) -> str:
    """Give a short mark of the versions that the changes replace, for ETag and If-Match."""
    versions = " ".join(f"{each.code}={each.version}" for each in view.changes)
    return hashlib.sha256(versions.encode()).hexdigest()[:32]
