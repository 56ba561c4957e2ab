"""The picture of who lies how far to either side."""

from decimal import Decimal

from app.reports.leanings import Lean, leanings

WORDS = {"title": "Selisih", "below": "lebih rendah", "above": "lebih tinggi"}


def test_nobody_makes_no_picture() -> None:
    assert leanings([], **WORDS) == ""


def test_every_number_is_printed_and_said_and_what_lies_apart_has_a_star() -> None:
    rows = [Lean("Yusuf", Decimal("0.25")), Lean("Maya", Decimal("-1.00"), is_apart=True)]

    drawn = leanings(rows, **WORDS)

    assert "<title>Selisih</title>" in drawn
    assert "<desc>Yusuf +0,25; Maya −1,00</desc>" in drawn
    assert (">+0,25</text>" in drawn, ">−1,00 *</text>" in drawn) == (True, True)
    # 134 points to each side hold 1 level: Maya's bar goes from 168 to 302, Yusuf's from there.
    assert '<rect x="168" y="35" width="134" height="9"' in drawn
    assert '<rect x="302" y="18" width="33.5" height="9"' in drawn


def test_a_small_leaning_is_not_drawn_large() -> None:
    assert 'width="2.68"' in leanings([Lean("Yusuf", Decimal("0.01"))], **WORDS)


def test_a_long_name_takes_two_lines_and_none_is_cut() -> None:
    name = "Badan Perencanaan Pembangunan dan Penelitian Daerah"

    drawn = leanings([Lean(name, Decimal(0)), Lean("<b>", Decimal(0))], **WORDS)

    assert ">Badan Perencanaan Pembangunan dan</text>" in drawn
    assert ">Penelitian Daerah</text>" in drawn
    assert "&lt;b&gt;" in drawn
