"""The offline form of one submission: a workbook where only level and explanation can be typed.

What comes back is read by `importing`; `origin` tells whose form it is.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.clock import last_minute
from app.files import forms
from app.files.forms import HELD, READ, TYPED, fit_row, head_row, page_setup
from app.files.workbooks import put_text, written
from app.questionnaires.schema import Indicator, Instrument
from app.submissions import origin, queries
from app.submissions.models import Submission
from app.submissions.schemas import AnswerView
from app.templating import waktu

SHEET = "Isian"
RUBRIC = (
    ("Kode", 8), ("Indikator", 18), ("Pertanyaan", 22), ("Kriteria setiap tingkat", 54),
    ("Bukti yang biasa diterima", 44),
)  # fmt: skip
COLUMNS = (*RUBRIC, ("Tingkat", 9), ("Penjelasan", 52))
LEVEL, EXPLANATION = 5, 6


def answer_template(session: Session, submission: Submission) -> bytes:
    """Write the form with what stands now. Equal answers give equal bytes."""
    instrument = queries.instrument_of(session, submission)
    views = queries.answer_views(session, submission)
    belongs = origin.origin_now(session, submission)
    guide = _guide(session, submission, instrument)
    title = f"Isian {belongs.agency} {belongs.year}"

    def fill(book: Any) -> None:
        _answers(book, title, instrument, views)
        forms.guide(book, "Petunjuk", guide)
        forms.hide(book, origin.SHEET, origin.lines(belongs))

    return written(title, submission.created_at, fill)


def rubric(instrument: Instrument, item: Indicator) -> tuple[str, ...]:
    """Give the cells that say what an indicator asks, in the order of RUBRIC."""
    criteria = (
        f"{each.level} {instrument.level_name(each.level)}: {each.criterion}"
        for each in item.levels
    )
    evidence = (f"{each.level}: {proof}" for each in item.levels for proof in each.evidence)
    return item.code, item.name, item.question, "\n".join(criteria), "\n".join(evidence)


def _answers(book: Any, title: str, instrument: Instrument, views: Sequence[AnswerView]) -> None:
    sheet = book.add_worksheet(SHEET)
    head_row(book, sheet, 0, COLUMNS)
    read, kept = book.add_format(READ), book.add_format(READ | {"num_format": "General"})
    level, text = (
        book.add_format(TYPED | {"align": "center"}),
        book.add_format(TYPED | {"num_format": "@"}),
    )
    for row, view in enumerate(views, start=1):
        cells = rubric(instrument, instrument.indicator(view.code))
        fit_row(sheet, row, COLUMNS, (*cells, "", view.explanation))
        for place, cell in enumerate(cells):
            put_text(sheet, row, place, cell, read)
        forms.put_level(sheet, (row, LEVEL), view.level, level if view.is_open else kept)
        put_text(sheet, row, EXPLANATION, view.explanation, text if view.is_open else read)
    _validate(sheet, len(views), instrument)
    page_setup(sheet, title)
    sheet.protect("", HELD)
    sheet.set_selection(1, LEVEL, 1, LEVEL)


def _validate(sheet: Any, rows: int, instrument: Instrument) -> None:
    forms.choose_level(sheet, (1, rows), LEVEL, instrument.levels)
    forms.limit_text(sheet, (1, rows), EXPLANATION, "Penjelasan", "Pindahkan rinciannya ke bukti.")


def _guide(
    session: Session, submission: Submission, instrument: Instrument
) -> list[tuple[str, str]]:
    period, agency = (
        queries.period_of(session, submission),
        queries.agency_of(session, submission),
    )
    closes_at = queries.window_of(period, submission).closes_at
    until = f"{waktu(last_minute(closes_at))}" if closes_at else "belum ditetapkan"
    return [
        ("head", f"Templat isian penilaian mandiri {period.year}"),
        ("text", f"Perangkat daerah: {agency.name} (kode {agency.code})"),
        ("text", f"Instrumen: {instrument.title} ({instrument.id})"),
        ("text", f"Unggah paling lambat: {until}"),
        ("head", "Cara mengisi"),
        *(("text", line) for line in FILLING),
        ("head", "Cara mengunggah"),
        *(("text", line) for line in UPLOADING),
        ("head", "Arti tingkat"),
        *(("text", f"{each.level} {each.name}: {each.meaning}") for each in instrument.levels),
    ]


FILLING = (
    f"1. Isi lembar '{SHEET}'. Hanya sel kuning (Tingkat dan Penjelasan) dapat diubah.",
    "2. Pilih Tingkat dari daftar di selnya. Kosongkan bila belum dapat dipilih.",
    "3. Tulis Penjelasan paling banyak 10.000 huruf. Baris baru: Alt+Enter.",
    "4. Sel yang Anda kosongkan mengosongkan isian itu. Sel yang tidak diubah tidak berpengaruh.",
    "5. Bukti dukung tidak ikut berkas ini. Lampirkan di halaman indikatornya.",
    "6. Jangan mengubah kode, judul kolom, atau urutan lembar. Simpan tetap sebagai XLSX.",
)
UPLOADING = (
    "1. Buka Penilaian mandiri, lalu 'Isi di Excel', dan pilih berkas ini.",
    "2. Tekan 'Lihat perbedaan'. Belum ada yang disimpan pada langkah itu.",
    "3. Periksa daftar perbedaannya, lalu tekan 'Terapkan'.",
    "4. Isian yang berubah di server sejak templat ini diunduh hanya diganti bila Anda centang.",
)
