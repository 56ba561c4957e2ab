from datetime import date
from decimal import Decimal

import pytest

from app.reports import words
from app.reports.city_views import GradeCount
from app.reports.views import Standing
from tests.reports.examples import City


def standing(**changes: object) -> Standing:
    usual: dict[str, object] = {
        "index": Decimal("2.54"),
        "exact": "127/50",
        "grade": "Cukup",
        "grade_meaning": "",
        "place": 4,
        "of": 38,
        "city_index": Decimal("2.31"),
        "city_grade": "Cukup",
    }
    return Standing.model_validate(usual | changes)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (15, "lima belas"),
        (20, "dua puluh"),
        (22, "dua puluh dua"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2026, "dua ribu dua puluh enam"),
        (100_000, "seratus ribu"),
        (
            999_999,
            "sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan",
        ),
    ],
)
def test_numbers_are_written_in_words(number: int, said: str) -> None:
    assert words.terbilang(number) == said


def test_a_number_outside_the_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0 to 999\.999"):
        words.terbilang(1_000_000)


def test_an_official_date_names_day_date_month_and_year() -> None:
    assert words.date_in_words(date(2026, 11, 23)) == (
        "Senin tanggal dua puluh tiga bulan November tahun dua ribu dua puluh enam"
    )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 6, 1), date(2026, 6, 1), "1 Juni 2026"),
        (date(2026, 6, 1), date(2026, 6, 30), "1–30 Juni 2026"),
        (date(2026, 6, 1), date(2026, 7, 10), "1 Juni – 10 Juli 2026"),
        (date(2025, 12, 1), date(2026, 1, 10), "1 Desember 2025 – 10 Januari 2026"),
    ],
)
def test_a_span_says_no_month_or_year_twice(first: date, last: date, said: str) -> None:
    assert words.date_span(first, last) == said


def test_lists_are_joined_as_a_sentence_does() -> None:
    assert [words.listed(["a", "b", "c"][:n]) for n in range(4)] == [
        "",
        "a",
        "a dan b",
        "a, b, dan c",
    ]


def test_changes_and_moves_are_said_in_words() -> None:
    assert words.change_words(Decimal("0.18")) == "naik 0,18"
    assert words.change_words(Decimal("-0.05")) == "turun 0,05"
    assert words.change_words(Decimal("0.00")) == "tetap"
    assert words.change_words(None) == "belum ada pembanding"
    assert [words.movement_words(n) for n in (3, -1, 0, None)] == [
        "naik 3",
        "turun 1",
        "tetap",
        "baru",
    ]


def test_a_shared_place_says_so_and_no_place_says_nothing() -> None:
    assert words.place_words(standing(tied=True)) == "peringkat 4 bersama dari 38"
    assert words.place_words(standing(place=None, of=None)) == ""


def test_the_side_of_the_mean_agrees_with_the_numbers() -> None:
    assert words.beside(Decimal("2.62"), Decimal("2.31")) == "0,31 di atas rata-rata kota (2,31)"
    assert words.beside(Decimal("2.00"), Decimal("2.31")) == "0,31 di bawah rata-rata kota (2,31)"
    assert words.beside(Decimal("2.31"), Decimal("2.31")) == "sama dengan rata-rata kota (2,31)"


def summary(**changes: object) -> str:
    view = City().evaluation("11").model_copy(update={"standing": standing(**changes)})
    return words.standing_sentences(view)


def test_the_summary_says_index_grade_place_city_target_and_last_year() -> None:
    assert summary(
        target=Decimal("2.60"),
        claimed_index=Decimal("2.90"),
        previous_index=Decimal("2.02"),
        previous_place=7,
    ) == (
        "Indeks kematangan pengelolaan data Dinas Kesehatan tahun 2026 adalah 2,54 dengan predikat "
        "Cukup, peringkat 4 dari 38 perangkat daerah yang dinilai. Nilai ini 0,23 di atas "
        "rata-rata kota (2,31) dan 0,06 di bawah target (2,60). Indeks naik 0,52 dari 2,02 pada "
        "2025, "
        "peringkat naik 3 dari 7. Hasil akhir 0,36 di bawah penilaian mandiri (2,90)."
    )


def test_the_first_year_has_nothing_to_compare_with() -> None:
    assert summary().endswith("Tahun ini adalah penilaian pertama, jadi belum ada pembanding.")


def test_grades_nobody_earned_are_not_named() -> None:
    counts = [GradeCount(name="Baik", count=0), GradeCount(name="Cukup", count=3)]

    assert words.grades_sentence(counts) == "Menurut predikat: 3 Cukup."


def test_claims_and_movers_are_counted_from_the_indicators() -> None:
    items = City().evaluation("11").indicators[:3]
    pairs = ((2, 2, 1), (3, 2, 2), (1, 2, None))
    items = tuple(
        item.model_copy(update={"claim": claim, "final": final, "previous": before})
        for item, (claim, final, before) in zip(items, pairs, strict=True)
    )

    assert words.claims_sentence(items) == (
        "Dari 3 indikator yang dinilai, 1 sama dengan penilaian mandiri, 1 lebih rendah, dan "
        "1 lebih tinggi."
    )
    assert words.movers_sentence(items, 2025) == (
        "Dibandingkan dengan 2025, 1 indikator naik dan 1 indikator tetap."
    )
