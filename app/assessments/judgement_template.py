"""A workbook of an assessor's own OPDs, where only level, note and reason can be typed.

What comes back is read by `judgement_importing`; `judgement_origin` tells whose form it is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.assessments import judgement_origin as origin
from app.assessments.scorings import Scoring, own_judgements
from app.clock import in_wib
from app.files import forms
from app.files.forms import HELD, READ, TYPED, fit_row, head_row, page_setup
from app.files.workbooks import put_text, written
from app.periods.models import Period
from app.permissions import Actor
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.submissions.claimed import claimed

SHEET, RUBRIC = "Nilai", "Rubrik"
COLUMNS = (
    ("Kode OPD", 9), ("OPD", 18), ("Kode", 8), ("Indikator", 22), ("Klaim", 7),
    ("Penjelasan OPD", 50), ("Tingkat", 9), ("Catatan", 38), ("Alasan", 38),
)  # fmt: skip
CRITERIA = (("Kode", 8), ("Indikator", 26), ("Pertanyaan", 40), ("Kriteria setiap tingkat", 90))
LEVEL, NOTE, REASON = 6, 7, 8
EXPLANATION_MAX = 1000
CUT = " … (lanjutannya di halaman indikator)"


def judgement_template(
    session: Session, actor: Actor, period: Period, chosen: Sequence[Scoring], now: datetime
) -> bytes:
    """Write the form for these submissions with what the own institution has put down."""
    instrument = instruments.get(session, period.instrument_id)
    rows = _rows(session, actor, chosen, instrument)
    belongs = origin.origin_now(session, actor, period, chosen)
    title = f"Nilai {period.title}, {actor.name}"

    def fill(book: Any) -> None:
        _levels(book, title, instrument, rows)
        _rubric(book, instrument)
        forms.guide(book, "Petunjuk", _guide(period, instrument, now))
        forms.hide(book, origin.SHEET, origin.lines(belongs))

    return written(title, now, fill)


_Row = tuple[tuple[str, ...], int | None, str, str]
"""The cells to read, then level, note and reason as they stand."""


def _rows(
    session: Session, actor: Actor, chosen: Sequence[Scoring], instrument: Instrument
) -> list[_Row]:
    ids = [each.submission.id for each in chosen]
    claims, judged = claimed(session, ids), own_judgements(session, actor, ids)
    rows: list[_Row] = []
    for each in chosen:
        for item in instrument.applicable(each.submission.agency_type):
            claim = claims.get(each.submission.id, {}).get(item.code, {})
            told = (each.agency.code, each.agency.name, item.code, item.name)
            cells = (*told, str(claim.get("level") or ""), _short(claim.get("explanation", "")))
            row = judged.get((each.submission.id, item.code))
            rows.append((cells, row.level, row.note, row.reason) if row else (cells, None, "", ""))
    return rows


def _short(text: str) -> str:
    return text if len(text) <= EXPLANATION_MAX else text[:EXPLANATION_MAX] + CUT


def _levels(book: Any, title: str, instrument: Instrument, rows: Sequence[_Row]) -> None:
    sheet = book.add_worksheet(SHEET)
    head_row(book, sheet, 0, COLUMNS)
    read = book.add_format(READ)
    number = book.add_format(TYPED | {"align": "center"})
    text = book.add_format(TYPED | {"num_format": "@"})
    for row, (cells, level, note, reason) in enumerate(rows, start=1):
        fit_row(sheet, row, COLUMNS, (*cells, "", note, reason))
        for place, cell in enumerate(cells):
            put_text(sheet, row, place, cell, read)
        forms.put_level(sheet, (row, LEVEL), level, number)
        put_text(sheet, row, NOTE, note, text)
        put_text(sheet, row, REASON, reason, text)
    filled = (1, max(1, len(rows)))
    forms.choose_level(sheet, filled, LEVEL, instrument.levels)
    forms.limit_text(sheet, filled, NOTE, "Catatan", "Ringkaslah.")
    forms.limit_text(sheet, filled, REASON, "Alasan", "Ringkaslah.")
    page_setup(sheet, title)
    sheet.protect("", HELD | {"autofilter": True})
    sheet.autofilter(0, 0, len(rows), LEVEL)
    sheet.set_selection(1, LEVEL, 1, LEVEL)


def _rubric(book: Any, instrument: Instrument) -> None:
    sheet = book.add_worksheet(RUBRIC)
    head_row(book, sheet, 0, CRITERIA)
    read = book.add_format(READ)
    for row, item in enumerate(instrument.indicators(), start=1):
        criteria = "\n".join(
            f"{each.level} {instrument.level_name(each.level)}: {each.criterion}"
            for each in item.levels
        )
        cells = (item.code, item.name, item.question, criteria)
        fit_row(sheet, row, CRITERIA, cells)
        for place, cell in enumerate(cells):
            put_text(sheet, row, place, cell, read)
    page_setup(sheet, f"Rubrik {instrument.title}")
    sheet.protect("", HELD)


def _guide(period: Period, instrument: Instrument, now: datetime) -> list[tuple[str, str]]:
    made = f"{in_wib(now):%d-%m-%Y %H.%M} WIB"
    return [
        ("head", f"Templat nilai {period.year}"),
        ("text", f"Instrumen: {instrument.title} ({instrument.id}). Diunduh {made}."),
        *(("text", line) for line in FILLING),
        ("head", "Cara mengunggah"),
        *(("text", line) for line in UPLOADING),
        ("head", "Arti tingkat"),
        *(("text", f"{each.level} {each.name}: {each.meaning}") for each in instrument.levels),
    ]


FILLING = (
    f"1. Isi lembar '{SHEET}'. Hanya sel kuning (Tingkat, Catatan, Alasan) dapat diubah.",
    "2. Pilih Tingkat dari daftar di selnya. Kosongkan bila belum dinilai.",
    "3. Alasan wajib diisi bila tingkatnya berbeda dari klaim OPD.",
    "4. Berkas ini hanya untuk Anda. Jangan diserahkan kepada penilai instansi lain.",
    "5. Jangan mengubah kode, nama, judul kolom, atau urutan lembar. Simpan tetap sebagai XLSX.",
)
UPLOADING = (
    "1. Buka Antrean penilaian, lalu 'Isi di Excel', dan pilih berkas ini.",
    "2. Tekan 'Lihat perbedaan'. Belum ada yang disimpan pada langkah itu.",
    "3. Periksa daftar perbedaannya, lalu tekan 'Terapkan'.",
    "4. Nilai yang diubah rekan seinstansi sejak templat diunduh hanya diganti bila Anda centang.",
)
