"""Names in a ZIP: every hostile one becomes harmless, no two fall together on any system."""

import unicodedata

import pytest

from app.files.archive_names import safe, unique


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("Perwali № 5 – salinan.pdf", "Perwali № 5 – salinan.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\a.pdf", "_.._a.pdf"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\a.pdf", "C__a.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("laporan\u202efdp.exe", "laporanfdp.exe"),
        ("a\u200bb.pdf", "ab.pdf"),
        ("a\ud800.pdf", "a.pdf"),
        ("con", "_con"),
        ("CON.pdf", "_CON.pdf"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("com1 .pdf", "_com1.pdf"),
        ("LPT²", "_LPT²"),
        ("console.pdf", "console.pdf"),
        ("a.pdf. . ", "a.pdf"),
        (" a.pdf", "a.pdf"),
        ("a .pdf", "a.pdf"),
        ('<a>|"b"?*.pdf', "_a___b___.pdf"),
        ("...", "tanpa-nama"),
        ("", "tanpa-nama"),
        ("u\u0308ber.pdf", "über.pdf"),
        ("é" * 200 + ".pdf", "é" * 73 + ".pdf"),
    ],
)
def test_a_name_no_system_stumbles_over(given: str, made: str) -> None:
    assert safe(given) == made


def test_names_that_fall_together_are_numbered() -> None:
    taken: set[str] = set()
    names = ["SOP.pdf", "sop.PDF", "sop.pdf", "STRASSE.pdf", "straße.pdf", "é.pdf", "E\u0301.pdf"]

    made = [unique(name, taken) for name in names]

    assert made == [
        "SOP.pdf", "sop (2).PDF", "sop (3).pdf", "STRASSE.pdf", "straße (2).pdf", "é.pdf",
        "É (2).pdf",
    ]  # fmt: skip


def test_a_hundred_long_names_stay_apart_and_short() -> None:
    taken: set[str] = set()

    made = [unique("x" * 300 + ".pdf", taken) for _ in range(100)]

    keys = {unicodedata.normalize("NFC", name.casefold()) for name in made}
    assert (len(keys), max(len(name.encode()) for name in made)) == (100, 150)
    assert {name[-4:] for name in made} == {".pdf"}
