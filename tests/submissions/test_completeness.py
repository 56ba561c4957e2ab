"""What is missing before sending, purely."""

import pytest

from app.errors import Fault
from app.submissions.completeness import Filled, gaps, missing

LONG = "Sudah berjalan."


def test_an_indicator_without_level_lacks_only_its_level() -> None:
    assert gaps(Filled("101", None, "", 0)) == ["Tingkat kematangan belum dipilih."]


def test_level_one_needs_no_evidence() -> None:
    assert gaps(Filled("101", 1, LONG, 0)) == []


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_higher_levels_need_a_piece_of_evidence(level: int) -> None:
    wanted = [f"Tingkat {level} memerlukan paling sedikit satu bukti dukung."]

    assert gaps(Filled("101", level, LONG, 0)) == wanted
    assert gaps(Filled("101", level, LONG, 1)) == []


@pytest.mark.parametrize(
    ("explanation", "is_enough"),
    [("", False), ("123456789", False), ("1234567890", True), ("   123456789   ", False)],
)
def test_the_explanation_needs_ten_letters(explanation: str, is_enough: bool) -> None:  # noqa: FBT001
    wanted = [] if is_enough else ["Penjelasan terlalu pendek (paling sedikit 10 huruf)."]

    assert gaps(Filled("101", 1, explanation, 0)) == wanted


WAITS = "Berkas 'a.pdf' masih menunggu pemindaian virus. Coba lagi sebentar."
BAD = "Berkas 'b.pdf' terinfeksi virus. Hapus lalu unggah yang bersih."


@pytest.mark.parametrize(
    ("states", "wanted"),
    [
        (("unscanned", "clean"), []),
        (("waiting", "clean"), [WAITS]),
        (("waiting", "infected"), [WAITS, BAD]),
    ],
)
def test_a_file_that_has_not_passed_its_scan_is_named(
    states: tuple[str, ...], wanted: list[str]
) -> None:
    scans = tuple(zip(("a.pdf", "b.pdf"), states, strict=True))

    assert gaps(Filled("101", 3, LONG, 1, scans)) == wanted


def test_every_gap_is_named_in_order_with_its_indicator() -> None:
    rows = [Filled("101", 3, "", 0), Filled("102", 1, LONG, 0), Filled("103", None, "", 0)]

    assert missing(rows) == [
        Fault("101", "Penjelasan terlalu pendek (paling sedikit 10 huruf)."),
        Fault("101", "Tingkat 3 memerlukan paling sedikit satu bukti dukung."),
        Fault("103", "Tingkat kematangan belum dipilih."),
    ]
