"""The words of a file, as far as personal data are looked for in them."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from weasyprint import HTML

from app.files.inspector import INSPECTOR
from app.files.text_contents import text_of
from tests.papers import jpg, office, pdf, png

NIK, NIP = "3571011201900001", "19640101 198503 1 001"


def by_weasyprint() -> bytes:
    body: bytes = HTML(string=f"<p>Sari, {NIK}<p>{NIP}<p>No. rekening 1234567890").write_pdf()
    return body


def plain_pdf() -> bytes:
    """A PDF whose font names no signs: bytes are Latin."""
    row = "[(No. rek)-20(ening) -300 (1234567890)] TJ"
    content = f"BT /F 9 Tf 1 0 0 1 9 9 Tm ({NIK}) Tj 0 -9 Td {row} ET"
    return pdf(
        more={
            "page": "/Contents 5 0 R/Resources<</Font<</F 6 0 R>>>>",
            "text": f"<</Length {len(content)}>>stream\n{content}\nendstream\n",
            "font": "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        }
    )


def by_word() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("NIK ").add_run(NIK[:7])
    made.paragraphs[0].add_run(NIK[7:])
    made.add_paragraph(f"Rekening: 1234567890; NIP {NIP}")
    made.save(out)
    return out.getvalue()


def by_excel() -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.append(["NIK", NIK])  # type: ignore[union-attr]  # a new workbook has a sheet
    made.active.append(["No. rekening", 1234567890])  # type: ignore[union-attr]  # the same
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("make", [by_weasyprint, plain_pdf, by_word, by_excel])
def test_numbers_are_found_in_every_kind_of_document(
    tmp_path: Path, make: Callable[[], bytes]
) -> None:
    path = tmp_path / "berkas"
    path.write_bytes(make())

    assert INSPECTOR.personal_data(path, "berkas") == {"nik": 1, "account": 1}


@pytest.mark.parametrize("content", [png(), jpg()])
def test_a_picture_has_no_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gambar"
    path.write_bytes(content)

    assert text_of(path) == ""


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 rusak", office(more={"word/document.xml": "<x>"}), b"PK", b""]
)
def test_what_cannot_be_read_is_not_refused_here(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "berkas"
    path.write_bytes(content)

    assert INSPECTOR.personal_data(path, "berkas") == {}
