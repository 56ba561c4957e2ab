"""What would a table of assignments change? Checked cell by cell; the same table goes out."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.schemas import INSTITUTION_NAMES
from app.assessments.assignment_schemas import NamedPerson, TableChange, TableRow, TableView
from app.assessments.eligibility import Assessor
from app.assessments.proposals import may_be_assigned
from app.assessments.rosters import Roster
from app.clock import in_wib
from app.errors import Fault, InvalidInput
from app.files.tables import Row, Table, read_table
from app.files.workbooks import put_table, written
from app.periods.models import Period
from app.permissions import Actor, Institution
from app.submissions.models import Submission
from app.submissions.states import STATE_NAMES, State

CODE = "kode"
SHOWN = ("opd", "keadaan")
"""Columns of the template that are only read."""
COLUMNS = (("Kode", 10), ("OPD", 44), ("Keadaan", 18), ("Diskominfo", 30), ("BPS", 30))
PEOPLE = (("Nama pengguna", 24), ("Nama", 40), ("Instansi", 14), ("Jumlah OPD", 12))
APART = re.compile(r"[\s,;]+")
MOST = 10
"""Assessors of one institution for one OPD."""


def assignment_book(roster: Roster, period: Period, now: datetime) -> bytes:
    """Write the present assignments as a workbook that can be filled in and taken back."""
    rows = [
        (
            roster.agencies[row.agency_id].code,
            roster.agencies[row.agency_id].name,
            STATE_NAMES[State(row.state)],
            *(
                ", ".join(person.username for person in roster.of(row, each))
                for each in Institution
            ),
        )
        for row in roster.rows
    ]
    loads = [
        (person.username, person.name, INSTITUTION_NAMES[Institution(person.institution)], load)
        for person, load in _loads(roster)
    ]

    def fill(book: Any) -> None:
        put_table(book, "Penugasan", COLUMNS, rows)
        put_table(book, "Penilai", PEOPLE, loads)

    return written(f"Penugasan {period.title}, {in_wib(now):%d-%m-%Y %H.%M} WIB", now, fill)


def _loads(roster: Roster) -> Iterator[tuple[Assessor, int]]:
    for person in roster.people.values():
        institution = Institution(person.institution)
        yield person, sum(person in roster.of(row, institution) for row in roster.rows)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One row while it is checked."""

    roster: Roster
    actor: Actor
    table: Table
    row: Row
    target: Submission | None

    def place(self, name: str) -> str:
        return self.table.address(self.row.number, name)

    def asked(self, institution: Institution) -> tuple[str, ...]:
        typed = APART.split(self.row.cells[institution.value])
        return tuple(dict.fromkeys(name for name in typed if name))

    def person(self, username: str) -> Assessor | None:
        found = (each for each in self.roster.people.values() if each.username == username)
        return next(found, None)

    @property
    def is_changed(self) -> bool:
        return self.target is not None and any(
            set(self.asked(each)) != {one.username for one in self.roster.of(self.target, each)}
            for each in Institution
        )

    def faults(self) -> Iterator[Fault]:
        if self.target is None or not self.is_changed:
            return
        if not may_be_assigned(self.actor, self.target):
            state = STATE_NAMES[State(self.target.state)].lower()
            yield Fault(self.place(CODE), f"penugasan tidak dapat diubah lagi: {state}")
            return
        if not any(self.asked(institution) for institution in Institution):
            yield Fault(self.place(CODE), "tanpa penilai sama sekali; sebut paling sedikit satu")
        for institution in Institution:
            yield from self._faults_of(self.target, institution)

    def _faults_of(self, target: Submission, institution: Institution) -> Iterator[Fault]:
        asked, place = self.asked(institution), self.place(institution.value)
        if len(asked) > MOST:
            yield Fault(place, f"{len(asked)} penilai; paling banyak {MOST}")
            return
        for username in asked:
            why = self._why_not(target, institution, username)
            if why:
                yield Fault(place, why)

    def _why_not(self, target: Submission, institution: Institution, username: str) -> str:
        person = self.person(username)
        if person is None:
            return f"'{username}' bukan akun penilai yang aktif"
        if person.institution != institution:
            return f"{person.name} bukan penilai {INSTITUTION_NAMES[institution]}"
        found = self.roster.obstacle(person, target)
        return f"{person.name} {found}" if found else ""

    def change(self) -> TableChange:
        assert self.target is not None  # noqa: S101  (a row without a target is a fault)
        agency = self.roster.agencies[self.target.agency_id]
        return TableChange(
            code=agency.code,
            name=agency.name,
            before=tuple(_named(self.roster.of(self.target, each)) for each in Institution),
            after=tuple(
                _named(filter(None, map(self.person, self.asked(each)))) for each in Institution
            ),
            has_begun=any((self.target.id, each) in self.roster.begun for each in Institution),
        )


def _named(people: Iterable[Assessor]) -> tuple[NamedPerson, ...]:
    return tuple(NamedPerson(username=each.username, name=each.name) for each in people)


def present(roster: Roster, row: Submission) -> list[str]:
    """Give the usernames that score a submission now, in order."""
    return sorted(each.username for side in Institution for each in roster.of(row, side))


def differences(roster: Roster, actor: Actor, content: bytes, name: str) -> TableView:
    """Read a table (kode, diskominfo, bps) and say what it changes; nothing is written.

    name: as the person calls the file. Several usernames in a cell are set apart by a comma, a
    semicolon or a blank. Raises InvalidInput with the address of every wrong cell.
    """
    table = read_table(content, name)
    _ensure_columns(table)
    targets = {roster.agencies[row.agency_id].code: row for row in roster.rows}
    rows = [_Reading(roster, actor, table, row, targets.get(row.cells[CODE])) for row in table.rows]
    faults = [*_code_faults(rows), *(fault for row in rows for fault in row.faults())]
    if not rows:
        faults = [Fault("A2", "tabel tidak memuat satu baris pun di bawah judul")]
    if faults:
        raise InvalidInput(f"{len(faults)} kesalahan dalam tabel. Tidak ada yang diubah.", faults)
    changed = tuple(row.change() for row in rows if row.is_changed)
    return TableView(applied=False, changes=changed, unchanged=len(rows) - len(changed))


def _ensure_columns(table: Table) -> None:
    needed = (CODE, *(each.value for each in Institution))
    faults = [
        Fault(table.address(1, title), "kolom tidak dikenal; hapus, atau perbaiki judulnya")
        for title in table.header
        if title and title not in {*needed, *SHOWN}
    ]
    missing = [title for title in needed if title not in table.header]
    if missing:
        faults.append(Fault("A1", f"kolom {', '.join(missing)} tidak ada; tambahkan"))
    if faults:
        raise InvalidInput("Judul kolom harus kode, diskominfo, bps.", faults)


def _code_faults(rows: Iterable[_Reading]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        code = row.row.cells[CODE]
        if not code:
            yield Fault(row.place(CODE), "kode kosong; isi kode OPD")
        elif row.target is None:
            yield Fault(row.place(CODE), "kode OPD ini tidak ada pada periode ini")
        elif code in seen:
            yield Fault(row.place(CODE), f"kode ini sudah ada di baris {seen[code]}")
        seen.setdefault(code, row.row.number)


def changed_rows(view: TableView) -> list[TableRow]:
    """Give the changes as the action takes them."""
    return [TableRow.model_validate_json(change.row) for change in view.changes]


def seen(view: TableView) -> str:
    """Give a short mark of what the changes replace, for ETag and If-Match."""
    text = "\n".join(change.row for change in view.changes)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
