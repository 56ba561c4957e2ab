"""The calibration of a round as one XLSX: what the page shows, a sheet a table, no formulas."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app.assessments.calibration_schemas import CalibrationView, GroupReliability, ReliabilityView
from app.clock import in_wib
from app.files.workbooks import Cell, put_table, written

FIGURES = (
    ("Dinilai keduanya", 16), ("Sama persis (%)", 15), ("Kappa kuadratik", 15),
    ("Alfa ordinal", 13), ("Selisih Diskominfo − BPS", 22),
)  # fmt: skip
GROUPS = (("Lingkup", 12), ("Kode", 10), ("Nama", 46), *FIGURES, ("Rubrik kurang jelas", 18))
ASSESSORS = (
    ("Penilai", 30), ("Instansi", 14), ("Dinilai", 10), ("Rata-rata", 11), ("Sebaran", 10),
    ("Terhadap instansi lain", 20), ("Terhadap nilai akhir", 18), ("Pencilan", 10),
)  # fmt: skip
AGENCIES = (
    ("Kode OPD", 10), ("OPD", 44), ("Disepakati", 11), ("Rata-rata klaim", 15),
    ("Rata-rata akhir", 15), ("Klaim − akhir", 13), ("Pencilan", 10),
)  # fmt: skip


def calibration_book(view: CalibrationView, now: datetime) -> bytes:
    """Write the workbook of a view. An empty cell: not enough data to say."""

    def fill(book: Any) -> None:
        put_table(book, "Keselarasan", GROUPS, _groups(view))
        put_table(book, "Penilai", ASSESSORS, _assessors(view))
        put_table(book, "OPD", AGENCIES, _agencies(view))

    return written(f"Kalibrasi {view.title}, {in_wib(now):%d-%m-%Y %H.%M} WIB", now, fill)


def _groups(view: CalibrationView) -> Iterable[Sequence[Cell]]:
    yield "Semua", None, None, *_figures(view.overall), None
    for kind, lines in (("Domain", view.domains), ("Indikator", view.indicators)):
        for line in lines:
            yield kind, line.code, line.name, *_figures(line.figures), _mark(line)


def _figures(figures: ReliabilityView) -> Sequence[Cell]:
    return figures.shared, figures.exact, figures.kappa, figures.alpha, figures.difference


def _mark(line: GroupReliability) -> Cell:
    return "ya" if line.is_unclear else None


def _assessors(view: CalibrationView) -> Iterable[Sequence[Cell]]:
    for line in view.assessors:
        figures = (line.mean, line.spread, line.deviation, line.leaning)
        apart = "ya" if line.is_apart else None
        yield line.name, line.institution, line.judged, *figures, apart


def _agencies(view: CalibrationView) -> Iterable[Sequence[Cell]]:
    for line in view.agencies:
        apart = "ya" if line.is_apart else None
        figures = (line.claim, line.final, line.gap)
        yield line.agency_code, line.agency_name, line.agreed, *figures, apart
