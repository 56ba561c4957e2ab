"""Which levels does a workbook of an assessor ask for? Checked cell by cell, as by hand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.assessments import judgement_origin, judgement_template
from app.assessments.import_schemas import JudgementRow
from app.assessments.judgement_origin import JudgementOrigin
from app.assessments.schemas import JudgementInput
from app.assessments.scorings import Scoring
from app.errors import Fault, InvalidInput
from app.files.forms import ensure_titles
from app.files.tables import Row, Table, read_hidden, read_table
from app.periods.models import Period
from app.permissions import Actor
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.texts import PROSE_MAX, clean

SHEET = judgement_template.SHEET
OPD, NAME, CODE, INDICATOR, LEVEL = "kode opd", "opd", "kode", "indikator", "tingkat"
WORDS = {"note": "catatan", "reason": "alasan"}
STRANGE = "OPD dan kode ini tidak ada dalam templat Anda; kembalikan, atau unduh templat lagi"
OTHER_NAME = "kode ini tidak cocok dengan namanya; kembalikan, atau unduh templat lagi"
WITHDRAWN = "OPD ini tidak lagi ditugaskan kepada Anda; unduh templat lagi"
EMPTIED = "nilai yang sudah ada tidak dapat dikosongkan; pilih tingkatnya"
NO_LEVEL = "pilih tingkatnya; catatan atau alasan saja tidak dapat disimpan"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row asks for; `place` gives the address of its code, `reason_place` of its reason.

    version: of the judgement the row was made from.
    """

    place: str
    reason_place: str
    submission_id: str
    code: str
    judgement: JudgementInput
    version: int


def wanted(
    session: Session,
    actor: Actor,
    about: tuple[Period, Sequence[Scoring]],
    content: bytes,
    name: str,
) -> list[Wanted]:
    """Read a form as judgements; a row without level, note and reason asks for nothing.

    about: the running period and the actor's submissions in it. Raises InvalidInput with the
    address of every wrong cell, or when the form is someone else's.
    """
    period, own = about
    table = read_table(content, name)
    made_from = judgement_origin.read(read_hidden(content, judgement_origin.SHEET))
    judgement_origin.ensure_belongs(session, actor, period, made_from)
    ensure_titles(table, SHEET, judgement_template.COLUMNS)
    instrument = instruments.get(session, period.instrument_id)
    reader = _Reader(table, made_from, {each.submission.id: each for each in own}, instrument)
    rows = [_Reading(reader, row) for row in table.rows]
    faults = [*(fault for row in rows for fault in row.faults()), *_doubled(rows)]
    if faults:
        raise InvalidInput(f"{len(faults)} kesalahan dalam tabel. Tidak ada yang diubah.", faults)
    return [row.wanted() for row in rows if not row.is_empty]


@dataclass(frozen=True, slots=True)
class _Reader:
    """What every row is checked against."""

    table: Table
    made_from: JudgementOrigin
    own: dict[str, Scoring]
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class _Reading:
    """One row while it is checked."""

    about: _Reader
    row: Row

    def text(self, title: str) -> str:
        return self.row.cells[title]

    def place(self, title: str) -> str:
        return f"{SHEET}!{self.about.table.address(self.row.number, title)}"

    @property
    def key(self) -> tuple[str, str]:
        return self.about.made_from.submissions.get(self.text(OPD), ""), self.text(CODE)

    @property
    def is_empty(self) -> bool:
        return not any(self.text(title) for title in (LEVEL, *WORDS.values()))

    def faults(self) -> Iterator[Fault]:
        version = self.about.made_from.versions.get(self.key)
        if version is None:
            yield Fault(self.place(CODE), STRANGE)
            return
        yield from self._name_faults()
        level, top = self.text(LEVEL), self.about.instrument.top
        if level and level not in map(str, range(1, top + 1)):
            yield Fault(self.place(LEVEL), f"harus bilangan bulat 1 sampai {top}")
        if not level and version:
            yield Fault(self.place(LEVEL), EMPTIED)
        elif not level and not self.is_empty:
            yield Fault(self.place(LEVEL), NO_LEVEL)
        for title in WORDS.values():
            yield from self._text_faults(title)

    def _name_faults(self) -> Iterator[Fault]:
        """Find codes that were changed into another's: the names are locked beside them."""
        scoring = self.about.own.get(self.key[0])
        if scoring is None:
            yield Fault(self.place(OPD), WITHDRAWN)
        elif self.text(NAME) != scoring.agency.name:
            yield Fault(self.place(OPD), OTHER_NAME)
        if self.text(INDICATOR) != self.about.instrument.indicator(self.text(CODE)).name:
            yield Fault(self.place(CODE), OTHER_NAME)

    def _text_faults(self, title: str) -> Iterator[Fault]:
        text = self.text(title)
        if len(text) > PROSE_MAX:
            message = f"{len(text)} huruf; paling banyak {PROSE_MAX} huruf"
            yield Fault(self.place(title), message)
        try:
            clean(text)
        except ValueError as error:
            yield Fault(self.place(title), str(error))

    def wanted(self) -> Wanted:
        words = {name: self.text(title) for name, title in WORDS.items()}
        judgement = JudgementInput(level=int(self.text(LEVEL)), **words)
        version = self.about.made_from.versions[self.key]
        return Wanted(self.place(CODE), self.place(WORDS["reason"]), *self.key, judgement, version)


def _doubled(rows: Iterable[_Reading]) -> Iterator[Fault]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.key in seen:
            message = f"OPD dan indikator ini sudah ada di baris {seen[row.key]}; hapus satu"
            yield Fault(row.place(CODE), message)
        seen.setdefault(row.key, row.row.number)


def from_rows(rows: Iterable[JudgementRow]) -> list[Wanted]:
    """Take what the page of differences carried."""
    return [
        Wanted(
            row.code,
            row.code,
            row.submission_id,
            row.code,
            JudgementInput(level=row.level, note=row.note, reason=row.reason),
            row.version,
        )
        for row in rows
    ]
