from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from app.reports import charts
from app.reports.charts import Axis, Band, Count, Mark, Trend

HOSTILE = "<script>alert('x')</script> & \"]]>"
SVG = "{http://www.w3.org/2000/svg}"
TWO, THREE = Decimal("2.50"), Decimal("3.25")


def axes(label: str, count: int = 5) -> list[Axis]:
    return [Axis(f"{label} {n}", TWO, THREE, None) for n in range(count)]


DRAWN: dict[str, Callable[[str], Markup]] = {
    "radar": lambda t: charts.radar(axes(t), title=t),
    "ruler": lambda t: charts.ruler(
        [Band(t, Decimal("2.60")), Band("Kurang", Decimal("1.00"))], [Mark(t, TWO)], title=t
    ),
    "bars": lambda t: charts.bars(axes(t), title=t),
    "distribution": lambda t: charts.distribution([Count(t, 3, 1)], title=t, unit=t),
    "slope": lambda t: charts.slope([Trend(t, (TWO, None, THREE))], [2024, 2025, 2026], title=t),
    "sparkline": lambda t: charts.sparkline([TWO, THREE], title=t),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_is_well_formed_titled_and_free_of_markup_from_outside(name: str) -> None:
    drawn = DRAWN[name](HOSTILE)

    root = ET.fromstring(drawn)  # noqa: S314  our own drawing
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == HOSTILE
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize("name", DRAWN)
def test_no_chart_carries_style_class_or_script(name: str) -> None:
    drawn = DRAWN[name]("Domain")

    attributes = {key for element in ET.fromstring(drawn).iter() for key in element.attrib}  # noqa: S314
    assert not {"style", "class", "onclick", "href"} & attributes


def texts(drawn: Markup) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314


def test_numbers_are_printed_as_text_with_a_decimal_comma() -> None:
    assert [text for text in texts(charts.bars(axes("A", 1), title="t")) if "," in text] == [
        "2,50",
        "kota 3,25",
    ]


def test_the_ruler_prints_each_bands_limits() -> None:
    bands = [Band("Baik", Decimal("2.60")), Band("Kurang", Decimal("1.00"))]

    drawn = charts.ruler(bands, [Mark("OPD", TWO), Mark("Kota", THREE)], title="t")

    assert texts(drawn) == [
        "Kurang", "1,00–2,59", "Baik", "2,60–5,00", "OPD 2,50", "Kota 3,25",
    ]  # fmt: skip


def test_series_differ_by_dashes_not_only_by_colour() -> None:
    drawn = charts.radar([Axis(str(n), TWO, THREE, TWO) for n in range(4)], title="t")

    dashes = {element.get("stroke-dasharray") for element in ET.fromstring(drawn).iter()}  # noqa: S314
    assert {"4 2.5", "1 2"} <= dashes


def test_a_radar_needs_three_axes() -> None:
    with pytest.raises(ValueError, match="three"):
        charts.radar(axes("A", 2), title="t")


def test_one_value_makes_no_sparkline() -> None:
    assert charts.sparkline([None, TWO], title="t") == ""


def test_an_axis_without_value_is_a_dash_not_a_zero() -> None:
    assert "–" in texts(charts.bars([Axis("A", None, None)], title="t"))


def test_equal_input_gives_an_equal_drawing() -> None:
    assert DRAWN["radar"]("A") == DRAWN["radar"]("A")
