"""The offline form of one submission: a workbook where only level and explanation can be typed.

What comes back is read by `importing`; `origin` tells whose form it is.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.clock import last_minute
from app.files.workbooks import put_text, row_height, written
from app.questionnaires.schema import Indicator, Instrument
from app.submissions import origin, queries
from app.submissions.models import Submission
from app.submissions.schemas import AnswerView
from app.templating import waktu
from app.texts import PROSE_MAX

SHEET = "Isian"
RUBRIC = (
    ("Kode", 8), ("Indikator", 18), ("Pertanyaan", 22), ("Kriteria setiap tingkat", 54),
    ("Bukti yang biasa diterima", 44),
)  # fmt: skip
COLUMNS = (*RUBRIC, ("Tingkat", 9), ("Penjelasan", 52))
LEVEL, EXPLANATION = 5, 6
A4 = 9
GUIDE_WIDTH, TITLE_MAX, HINT_MAX = 76, 200, 255
CELL = {"valign": "top", "text_wrap": True, "font_size": 9, "border": 1, "border_color": "#C9CFD4"}
READ = CELL | {"bg_color": "#F3F5F6", "num_format": "@"}
TYPED = CELL | {"bg_color": "#FFFBE6", "locked": False}
HEAD = CELL | {"bold": True, "bg_color": "#0B5E55", "font_color": "#FFFFFF"}
HELD = {"format_rows": True, "format_columns": True}
"""A protected sheet on which rows and columns can still be made wider."""


def answer_template(session: Session, submission: Submission) -> bytes:
    """Write the form with what stands now. Equal answers give equal bytes."""
    instrument = queries.instrument_of(session, submission)
    views = queries.answer_views(session, submission)
    belongs = origin.origin_now(session, submission)
    guide = _guide(session, submission, instrument)
    title = f"Isian {belongs.agency} {belongs.year}"

    def fill(book: Any) -> None:
        _answers(book, title, instrument, views)
        _texts(book, "Petunjuk", guide)
        hidden = book.add_worksheet(origin.SHEET)
        for row, cells in enumerate(origin.lines(belongs)):
            for column, cell in enumerate(cells):
                put_text(hidden, row, column, cell)
        hidden.protect()
        hidden.very_hidden()

    return written(title, submission.created_at, fill)


def rubric(instrument: Instrument, item: Indicator) -> tuple[str, ...]:
    """Give the cells that say what an indicator asks, in the order of RUBRIC."""
    criteria = (
        f"{each.level} {instrument.level_name(each.level)}: {each.criterion}"
        for each in item.levels
    )
    evidence = (f"{each.level}: {proof}" for each in item.levels for proof in each.evidence)
    return item.code, item.name, item.question, "\n".join(criteria), "\n".join(evidence)


def head_row(book: Any, sheet: Any, row: int, columns: Sequence[tuple[str, int]]) -> None:
    """Write the titles of the columns, keep them in sight and on every printed page."""
    look = book.add_format(HEAD)
    for place, (title, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        put_text(sheet, row, place, title, look)
    sheet.ignore_errors({"number_stored_as_text": "A1:B1000"})
    sheet.freeze_panes(row + 1, 2)
    sheet.repeat_rows(row)


def fit_row(sheet: Any, row: int, columns: Sequence[tuple[str, int]], texts: Sequence[str]) -> None:
    """Make a row as high as its texts need."""
    widths = [width for _, width in columns]
    sheet.set_row(row, row_height(list(zip(texts, widths, strict=True))))


def page_setup(sheet: Any, title: str) -> None:
    """Print across: as wide as the page, its title and number on each."""
    plain = title.replace("&", "&&")[:TITLE_MAX]
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L{plain}")
    sheet.set_footer("&RHalaman &P dari &N")


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
        _put_level(sheet, row, view.level, level if view.is_open else kept)
        put_text(sheet, row, EXPLANATION, view.explanation, text if view.is_open else read)
    _validate(sheet, len(views), instrument)
    page_setup(sheet, title)
    sheet.protect("", HELD)
    sheet.set_selection(1, LEVEL, 1, LEVEL)


def _put_level(sheet: Any, row: int, level: int | None, look: Any) -> None:
    if level is None:
        sheet.write_blank(row, LEVEL, None, look)
    else:
        sheet.write_number(row, LEVEL, level, look)


def _validate(sheet: Any, rows: int, instrument: Instrument) -> None:
    levels = list(range(1, instrument.top + 1))
    names = ", ".join(f"{each.level} {each.name}" for each in instrument.levels)
    sheet.data_validation(
        1,
        LEVEL,
        rows,
        LEVEL,
        {
            "validate": "list",
            "source": levels,
            "input_title": "Tingkat kematangan",
            "input_message": f"Pilih satu: {names}."[:HINT_MAX],
            "error_title": "Tingkat tidak dikenal",
            "error_message": f"Pilih bilangan bulat 1 sampai {instrument.top}, atau kosongkan.",
        },
    )
    sheet.data_validation(
        1,
        EXPLANATION,
        rows,
        EXPLANATION,
        {
            "validate": "length",
            "criteria": "<=",
            "value": PROSE_MAX,
            "error_title": "Penjelasan terlalu panjang",
            "error_message": f"Paling banyak {PROSE_MAX} huruf. Pindahkan rinciannya ke bukti.",
        },
    )


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


def _texts(book: Any, name: str, lines: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    looks = {
        "head": book.add_format({"bold": True, "font_size": 13, "font_color": "#0B5E55"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    sheet.set_column(0, 0, GUIDE_WIDTH)
    for row, (kind, text) in enumerate(lines):
        sheet.set_row(row, 6 + row_height([(text, GUIDE_WIDTH)]))
        put_text(sheet, row, 0, text, looks[kind])
    page_setup(sheet, name)
    sheet.set_portrait()
    sheet.protect("", HELD)
