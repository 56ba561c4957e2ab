"""The board as a workbook, as it is shown: chosen OPDs, all assessors."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.assessments.board_schemas import BoardView, WorkloadView
from app.clock import in_wib
from app.files.workbooks import Cell, put_table, written
from app.permissions import Institution
from app.templating import tanggal

OPDS = (
    ("Kode", 10), ("OPD", 44), ("Keadaan", 20), ("Indikator", 10),
    ("Penilai Diskominfo", 34), ("Dinilai Diskominfo", 12), ("Dikunci Diskominfo", 12),
    ("Penilai BPS", 34), ("Dinilai BPS", 12), ("Dikunci BPS", 12),
)  # fmt: skip
PEOPLE = (
    ("Nama", 40), ("Instansi", 14), ("OPD", 8), ("Menunggu OPD", 12), ("Dinilai", 10),
    ("Indikator", 10), ("Sisa", 8), ("Belum dikunci", 12), ("Per hari", 10),
    ("Perkiraan selesai", 20), ("Keadaan", 24),
)  # fmt: skip


def board_book(view: BoardView, now: datetime) -> bytes:
    """Write the board."""

    def fill(book: Any) -> None:
        put_table(book, "OPD", OPDS, _opds(view))
        put_table(book, "Penilai", PEOPLE, map(_person, view.people))

    return written(f"Papan {view.title}, {in_wib(now):%d-%m-%Y %H.%M} WIB", now, fill)


def _opds(view: BoardView) -> Iterator[tuple[Cell, ...]]:
    for line in view.lines:
        row = line.row
        cells: list[Cell] = []
        for each in Institution:
            names = ", ".join(person.name for person in row.of(each))
            cells += [names, row.judged[each], "ya" if row.locked[each] else "belum"]
        yield (row.agency_code, row.agency_name, line.word, row.total, *cells)


def _person(each: WorkloadView) -> tuple[Cell, ...]:
    return (
        each.name, each.institution_name, each.opds, each.waiting, each.judged, each.total,
        each.left, each.unlocked, each.pace, tanggal(each.ready_on) if each.ready_on else "",
        each.word,
    )  # fmt: skip
