"""Numbers into Indonesian sentences, and dates into words.

A report must read as one hand wrote it and must never contradict its tables, so every sentence that
states a number is made here from the number itself. Pure: values in, text out.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from app.reports.city_views import CityStanding, GradeCount, RankingReportView
from app.reports.views import EvaluationReportView, Highlight, IndicatorResult, Standing
from app.templating import angka, tanggal

_SMALL: Final = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
)  # fmt: skip
_SIZES: Final = ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", ""))
_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip


def terbilang(number: int) -> str:
    """Write a whole number in words, 0 to 999.999: 2026 -> "dua ribu dua puluh enam"."""
    if not 0 <= number < 1_000_000:
        raise ValueError(f"0 to 999.999, not {number}")
    if number < 12:
        return _SMALL[number]
    if number < 20:
        return f"{_SMALL[number - 10]} belas"
    for size, name, single in (
        (1000, "ribu", "seribu"),
        (100, "ratus", "seratus"),
        (10, "puluh", ""),
    ):
        if number >= size:
            count, rest = divmod(number, size)
            head = single if count == 1 and single else f"{terbilang(count)} {name}"
            return f"{head} {terbilang(rest)}" if rest else head
    raise AssertionError(number)


def day_name(day: date) -> str:
    """Give the weekday: "Senin"."""
    return _DAYS[day.weekday()]


def date_in_words(day: date) -> str:
    """Write a date as an official record opens: "Senin tanggal dua puluh dua bulan …"."""
    return (
        f"{day_name(day)} tanggal {terbilang(day.day)} bulan {_MONTHS[day.month - 1]} "
        f"tahun {terbilang(day.year)}"
    )


def date_span(first: date, last: date) -> str:
    """Write a span without saying a month or year twice: "1–30 Juni 2026"."""
    if first == last:
        return tanggal(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{tanggal(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {tanggal(last)}"
    return f"{tanggal(first)} – {tanggal(last)}"


def level_steps(item: IndicatorResult, top: int = 5) -> str:
    """Draw a level as filled and open dots, up to the instrument's top."""
    return "●" * item.final + "○" * (top - item.final)


def listed(items: Sequence[str]) -> str:
    """Join as a sentence does: "a", "a dan b", "a, b, dan c"."""
    if len(items) < 3:
        return " dan ".join(items)
    return ", ".join(items[:-1]) + f", dan {items[-1]}"


def change_words(change: Decimal | None) -> str:
    """Say a change: "naik 0,18", "turun 0,05", "tetap", or that there is nothing to compare."""
    if change is None:
        return "belum ada pembanding"
    if change == 0:
        return "tetap"
    return f"{'naik' if change > 0 else 'turun'} {angka(abs(change))}"


def movement_words(movement: int | None) -> str:
    """Say a move in the ranking: "naik 3", "turun 1", "tetap", "baru"."""
    if movement is None:
        return "baru"
    if movement == 0:
        return "tetap"
    return f"{'naik' if movement > 0 else 'turun'} {abs(movement)}"


def place_words(standing: Standing) -> str:
    """Say the place: "peringkat 4 dari 38", "bersama" for a tie; empty before the finalising."""
    if standing.place is None:
        return ""
    shared = " bersama" if standing.tied else ""
    return f"peringkat {standing.place}{shared} dari {standing.of}"


def beside(value: Decimal, mean: Decimal) -> str:
    """Compare with the city's mean: "0,31 di atas rata-rata kota (2,54)"."""
    distance = value - mean
    if distance == 0:
        return f"sama dengan rata-rata kota ({angka(mean)})"
    side = "di atas" if distance > 0 else "di bawah"
    return f"{angka(abs(distance))} {side} rata-rata kota ({angka(mean)})"


def standing_sentences(view: EvaluationReportView) -> str:
    """Open the summary: index, predikat, place, city, target, last year."""
    now = view.standing
    placed = place_words(now)
    ranked = f", {placed} perangkat daerah yang dinilai" if placed else ""
    opening = (
        f"Indeks kematangan pengelolaan data {view.agency.name} tahun {view.year} adalah "
        f"{angka(now.index)} dengan predikat {now.grade}{ranked}. "
        f"Nilai ini {beside(now.index, now.city_index)}{_against_target(now.index, now.target)}."
    )
    parts = [opening]
    parts += [_against_last_year(now, view.year), _against_claim(now)]
    return " ".join(part for part in parts if part)


def highlights_sentence(highlights: Sequence[Highlight], *, strong: bool) -> str:
    """Name the strengths or gaps with their numbers; empty without any."""
    if not highlights:
        return ""
    named = listed([f"{item.name} ({angka(item.score)})" for item in highlights])
    lead = "Kekuatan utama ada pada" if strong else "Yang paling perlu dibenahi ialah"
    return f"{lead} {named}."


def claims_sentence(indicators: Sequence[IndicatorResult]) -> str:
    """Say how far the agreed levels lie from the claims."""
    claimed = [item for item in indicators if item.claim is not None]
    same = sum(item.final == item.claim for item in claimed)
    lower = sum(item.final < (item.claim or 0) for item in claimed)
    higher = len(claimed) - same - lower
    said = [
        f"{count} {words}"
        for count, words in (
            (same, "sama dengan penilaian mandiri"),
            (lower, "lebih rendah"),
            (higher, "lebih tinggi"),
        )
        if count
    ]
    return f"Dari {len(claimed)} indikator yang dinilai, {listed(said)}." if said else ""


def movers_sentence(indicators: Sequence[IndicatorResult], last_year: int) -> str:
    """Say how many indicators rose, fell and stayed since last year; empty without a past."""
    known = [item for item in indicators if item.previous is not None]
    if not known:
        return ""
    rose = sum(item.final > (item.previous or 0) for item in known)
    fell = sum(item.final < (item.previous or 0) for item in known)
    stayed = len(known) - rose - fell
    said = [
        f"{count} indikator {word}"
        for count, word in ((rose, "naik"), (stayed, "tetap"), (fell, "turun"))
        if count
    ]
    return f"Dibandingkan dengan {last_year}, {listed(said)}."


def city_sentences(view: RankingReportView) -> str:
    """Open the ranking report: city mean, change, target, how many took part."""
    city, scored = view.city, len(view.rows)
    result = (
        f"Rata-rata indeks kematangan pengelolaan data {view.document.city} tahun {view.year} "
        f"adalah {angka(city.index)} dengan predikat {city.grade}"
        f"{_against_target(city.index, city.target)}."
    )
    absent = len(view.not_submitted)
    took_part = (
        f"Dari {scored + absent} perangkat daerah, {scored} menyampaikan dan dinilai, {absent} "
        "tidak menyampaikan."
        if absent
        else f"Seluruh {scored} perangkat daerah menyampaikan penilaian mandiri dan dinilai."
    )
    parts = [result, _city_change(city, view.year), took_part, _spread_sentence(view)]
    return " ".join(part for part in parts if part)


def grades_sentence(counts: Sequence[GradeCount]) -> str:
    """Say how many agencies earned which predikat: "3 Sangat Baik, 12 Baik, dan 20 Cukup"."""
    named = [f"{count.count} {count.name}" for count in counts if count.count]
    return f"Menurut predikat: {listed(named)}." if named else ""


def _against_target(index: Decimal, target: Decimal | None) -> str:
    if target is None:
        return ""
    distance = index - target
    if distance == 0:
        return f" dan tepat pada target ({angka(target)})"
    side = "di atas" if distance > 0 else "di bawah"
    return f" dan {angka(abs(distance))} {side} target ({angka(target)})"


def _against_last_year(now: Standing, year: int) -> str:
    if now.previous_index is None:
        return "Tahun ini adalah penilaian pertama, jadi belum ada pembanding."
    before = f"{angka(now.previous_index)} pada {year - 1}"
    if now.index == now.previous_index:
        return f"Indeks tidak berubah dari {before}{_place_move(now)}."
    return f"Indeks {change_words(now.index - now.previous_index)} dari {before}{_place_move(now)}."


def _place_move(now: Standing) -> str:
    if now.previous_place is None or now.place is None:
        return ""
    if now.previous_place == now.place:
        return f", peringkat tetap {now.place}"
    return f", peringkat {movement_words(now.previous_place - now.place)} dari {now.previous_place}"


def _against_claim(now: Standing) -> str:
    if now.claimed_index is None:
        return ""
    if now.claimed_index == now.index:
        return "Hasil akhir sama dengan penilaian mandiri."
    side = "di bawah" if now.index < now.claimed_index else "di atas"
    distance = angka(abs(now.index - now.claimed_index))
    return f"Hasil akhir {distance} {side} penilaian mandiri ({angka(now.claimed_index)})."


def _city_change(city: CityStanding, year: int) -> str:
    if city.previous_index is None:
        return ""
    before = f"{angka(city.previous_index)} pada {year - 1}"
    if city.index == city.previous_index:
        return f"Rata-rata tidak berubah dari {before}."
    return f"Rata-rata {change_words(city.index - city.previous_index)} dari {before}."


def _spread_sentence(view: RankingReportView) -> str:
    if len(view.rows) < 2:
        return ""
    best, last = view.rows[0], view.rows[-1]
    return (
        f"Indeks tertinggi {angka(best.index)} ({best.short_name}) dan terendah "
        f"{angka(last.index)} ({last.short_name})."
    )
