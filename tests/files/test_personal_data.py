"""What looks like personal data: counted by kind, never kept; a NIP is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.personal_data import NAMES, found, said, together

WORDLESS = st.text("abcxyz \n\t:;()", max_size=30)
DAYS = st.dates(date(1950, 1, 1), date(2005, 12, 31))


@st.composite
def niks(draw: st.DrawFn) -> str:
    born, woman = draw(DAYS), draw(st.sampled_from((0, 40)))
    region, series = draw(st.integers(110101, 949999)), draw(st.integers(0, 9999))
    return f"{region:06}{born.day + woman:02}{born:%m%y}{series:04}"


@st.composite
def nips(draw: st.DrawFn) -> str:
    born, begun = draw(DAYS), draw(st.dates(date(1970, 1, 1), date(2026, 12, 31)))
    sex, serial, gap = draw(st.sampled_from("12")), draw(st.integers(1, 999)), draw(GAPS)
    return gap.join((f"{born:%Y%m%d}", f"{begun:%Y%m}", sex, f"{serial:03}"))


GAPS = st.sampled_from(("", " ", "."))


@given(WORDLESS, niks(), WORDLESS)
def test_every_nik_is_counted_wherever_it_stands(before: str, nik: str, after: str) -> None:
    assert found(before + nik + after) == {"nik": 1}


@given(st.lists(niks(), min_size=2, max_size=30))
def test_each_of_many_is_counted(many: list[str]) -> None:
    assert found("\n".join(many)) == {"nik": len(many)}


@given(st.sampled_from(("", "NIP ", "a.n. Kepala Dinas, NIP. ", "Rekening: ")), nips(), WORDLESS)
def test_a_nip_never_warns(before: str, nip: str, after: str) -> None:
    assert found(before + nip + after) == {}


@given(st.from_regex(r"[1-9][0-9]{16}|[1-9][0-9]{18,24}", fullmatch=True))
def test_a_longer_or_shorter_number_is_no_nik(number: str) -> None:
    assert "nik" not in found(number)


@given(st.text())
def test_any_text_gives_known_kinds_with_counts_only(text: str) -> None:
    counts = found(text)

    assert set(counts) <= set(NAMES)
    assert all(type(count) is int and 0 < count < 1000 for count in counts.values())


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("NIK: 3571-0112-0190-0001", {"nik": 1}),
        ("3571 0152 0190 0001", {"nik": 1}),
        ("3571013202900001", {}),  # 32 February
        ("3571011213900001", {}),  # month 13
        ("0571011201900001", {}),  # no such province
        ("NPWP 01.234.567.8-901.000", {"npwp": 1}),
        ("NPWP: 012345678901000", {"npwp": 1}),
        ("nomor 012345678901000", {}),
        ("No. Rekening: 0021-01-012345-50-1", {"account": 1}),
        ("norek 1234567890", {"account": 1}),
        ("Bank Jatim 0011223344 a.n. Sari", {"account": 1}),
        ("0011223344 atas nama Sari", {"account": 1}),
        ("kode rekening 510201010024", {}),
        ("a.n. Kepala Dinas, 12-05-2026", {}),
        ("Nomor 000.8.3/123/2026 rekening koran", {}),
        ("Perwali Nomor 16 Tahun 2026", {}),
        ("NIK 3571011201900001, rekening 1234567890", {"nik": 1, "account": 1}),
    ],
)
def test_what_is_counted(text: str, counts: dict[str, int]) -> None:
    assert found(text) == counts


def test_counts_are_added_and_said() -> None:
    sum_ = together({"nik": 2}, {"nik": 1, "account": 1}, {})

    assert (sum_, said(sum_), said({"npwp": 1}), said({})) == (
        {"nik": 3, "account": 1}, "NIK (3) dan nomor rekening (1)", "NPWP (1)", "",
    )  # fmt: skip
