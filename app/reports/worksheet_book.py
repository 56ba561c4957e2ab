"""The LKE as a workbook: the columns of the offline form, with evidence and, later, the result."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.files.forms import CELL, fit_row, head_row, page_setup
from app.files.workbooks import put_text, written
from app.permissions import Actor
from app.reports.filled_form import FilledForm, named_proof, present_form
from app.submissions import queries as submissions
from app.submissions.answer_template import COLUMNS, rubric
from app.submissions.models import Submission
from app.templating import waktu

SHEET = "LKE"
FILLED = (*COLUMNS, ("Bukti dukung", 44))
RESULT = (("Hasil penilaian", 15), ("Alasan", 44))
A3 = 8
Cell = str | int | None


def worksheet_book(session: Session, actor: Actor, submission: Submission, now: datetime) -> bytes:
    """Write the form as it stands, for the OPD itself: a draft until it is sent."""
    form = present_form(session, actor, submission, now)
    period, agency = (
        submissions.period_of(session, submission),
        submissions.agency_of(session, submission),
    )
    instrument = submissions.instrument_of(session, submission)
    title = f"Lembar Kerja Evaluasi {agency.name} {period.year}"
    facts = (
        title if form.sent else f"DRAF {title}",
        f"Perangkat daerah: {agency.name} (kode {agency.code}), {period.title}",
        f"Instrumen: {instrument.title} ({instrument.id})",
        *_standing(form),
    )
    rows = [
        (*rubric(instrument, item), *_filled(form, item.code))
        for item in instrument.applicable(submission.agency_type)
        if item.code in form.answers
    ]

    def fill(book: Any) -> None:
        _sheet(book, facts, FILLED + RESULT if form.results else FILLED, rows)

    return written(facts[0], form.drawn_at, fill)


def _standing(form: FilledForm) -> tuple[str, ...]:
    sent = form.sent
    if sent is None:
        return (f"Belum dikirim. Isian pada {waktu(form.drawn_at)}; masih dapat berubah.",)
    by = f"Dikirim {waktu(sent.taken_at)} oleh {sent.taken_by}, kiriman ke-{sent.number}."
    return by, f"SHA-256 kiriman: {sent.sha256}"


def _filled(form: FilledForm, code: str) -> tuple[Cell, ...]:
    given, result = form.answers[code], form.results.get(code)
    filled = given["level"], given["explanation"], "\n".join(_proofs(given["evidence"]))
    return (*filled, result.final, result.reason) if result else filled


def _proofs(evidence: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for number, proof in enumerate(evidence, start=1):
        citation = f" ({proof['citation']})" if proof["citation"] else ""
        yield f"{number}. {named_proof(proof)}{citation}"


def _sheet(
    book: Any,
    facts: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Cell]],
) -> None:
    sheet = book.add_worksheet(SHEET)
    bold, plain = book.add_format({"bold": True, "font_size": 13}), book.add_format()
    for place, fact in enumerate(facts):
        put_text(sheet, place, 0, fact, plain if place else bold)
    head_row(book, sheet, len(facts) + 1, columns)
    text, number = book.add_format(CELL), book.add_format(CELL | {"align": "center"})
    for row, cells in enumerate(rows, start=len(facts) + 2):
        texts = [cell if isinstance(cell, str) else "" for cell in cells]
        fit_row(sheet, row, columns, texts)
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, place, cell, number)
            else:
                put_text(sheet, row, place, cell or "", text)
    page_setup(sheet, facts[0])
    sheet.set_paper(A3)
