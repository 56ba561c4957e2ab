from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from jinja2 import UndefinedError

from app import templating as t


def test_numbers_have_a_decimal_comma_and_keep_their_own_digits() -> None:
    assert t.angka(Decimal("2.54")) == "2,54"
    assert t.angka(Decimal("2.50")) == "2,50"
    assert t.angka(1234567) == "1.234.567"
    assert t.angka("-0.05") == "\u22120,05"
    assert t.angka(Decimal("0.0672"), 2) == "0,07"


@pytest.mark.parametrize("value", [2.54, True, None])
def test_a_float_or_bool_is_no_number(value: Any) -> None:
    with pytest.raises(TypeError):
        t.angka(value)


def test_differences_carry_their_sign() -> None:
    assert [t.selisih(Decimal(n)) for n in ("0.18", "-0.05", "0.00")] == [
        "+0,18",
        "\u22120,05",
        "0,00",
    ]


def test_dates_and_instants_are_indonesian_and_in_wib() -> None:
    assert t.tanggal(date(2026, 11, 22)) == "22 November 2026"
    assert t.hari_tanggal(date(2026, 11, 22)) == "Minggu, 22 November 2026"
    assert t.waktu(datetime(2026, 11, 21, 17, 5, tzinfo=UTC)) == "22 November 2026 pukul 00.05 WIB"
    assert t.tanggal(datetime(2026, 11, 21, 17, 5, tzinfo=UTC)) == "22 November 2026"


def test_percent_and_sizes() -> None:
    assert t.persen(Decimal("12.3")) == "12,3%"
    assert [t.ukuran(n) for n in (340, 1000, 1_200_000, 20_971_520)] == [
        "340 byte", "1 KB", "1,2 MB", "21 MB",
    ]  # fmt: skip


def test_heat_map_bands_are_whole_levels() -> None:
    assert [t.pita(v) for v in (None, Decimal("1.99"), Decimal("2.00"), Decimal("5.00"))] == [
        0,
        1,
        2,
        5,
    ]


def test_text_is_escaped_and_an_unknown_name_is_an_error() -> None:
    made = t.environment.from_string("{{ name }}")

    assert made.render(name="<b>&") == "&lt;b&gt;&amp;"
    with pytest.raises(UndefinedError):
        made.render()
