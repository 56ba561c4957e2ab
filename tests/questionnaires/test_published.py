"""Every instrument that is shipped."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.questionnaires import catalogue, editor
from app.questionnaires.schema import Instrument

TABLE = list(
    csv.DictReader(
        (Path(__file__).parent.parent / "scoring" / "epss-weights.csv")
        .read_text("utf-8")
        .splitlines()
    )
)
SHIPPED = catalogue.ids()
EPSS = ("epss-2023", "epss-opd-2026")
WALIDATA_ONLY = {"30401", "40302", "40304", "50301", "50302"}


def cells(instrument: Instrument) -> Iterator[tuple[str, int, str, str]]:
    for indicator in instrument.indicators():
        for level in indicator.levels:
            for field in ("criterion", "distinction", "recommendation"):
                yield indicator.code, level.level, field, getattr(level, field)
            yield indicator.code, level.level, "evidence", "\n".join(level.evidence)


def test_three_instruments_are_shipped() -> None:
    assert SHIPPED == ["epss-2023", "epss-opd-2026", "sdi-ringkas-2026"]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_two_cells_of_a_rubric_are_equal(name: str) -> None:
    texts = Counter((field, text.casefold()) for _, _, field, text in cells(catalogue.get(name)))

    assert [cell for cell, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_no_two_indicators_share_a_name_or_a_question(name: str) -> None:
    for field in ("name", "short_name", "question", "purpose"):
        texts = Counter(getattr(item, field) for item in catalogue.get(name).indicators())
        assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_text_of_a_rubric_is_within_its_limits(name: str) -> None:
    lengths = {
        (code, level, field): len(text)
        for code, level, field, text in cells(catalogue.get(name))
        if field != "evidence"
    }

    assert {place: n for place, n in lengths.items() if not 20 <= n <= 600} == {}


@pytest.mark.parametrize("name", EPSS)
def test_an_epss_rubric_has_190_cells(name: str) -> None:
    assert sum(len(indicator.levels) for indicator in catalogue.get(name).indicators()) == 190


@pytest.mark.parametrize("name", EPSS)
def test_an_epss_instrument_has_the_official_codes_and_weights(name: str) -> None:
    instrument = catalogue.get(name)

    found = [
        (
            instrument.domain_of(item.code).code,
            instrument.domain_of(item.code).weight,
            aspect.code,
            aspect.weight,
            item.code,
            item.weight,
            item.scope,
        )
        for item in instrument.indicators()
        if (aspect := instrument.aspect_of(item.code))
    ]

    assert found == [
        (
            row["domain_code"],
            Decimal(row["domain_weight_pct"]),
            row["aspect_code"],
            Decimal(row["aspect_weight_pct_of_domain"]),
            row["indicator_code"],
            Decimal(row["indicator_weight_pct_of_aspect"]),
            row["scope"],
        )
        for row in TABLE
    ]


def test_the_national_instrument_has_the_official_names() -> None:
    instrument = catalogue.get("epss-2023")

    assert [(item.code, item.name) for item in instrument.indicators()] == [
        (row["indicator_code"], row["indicator_name"]) for row in TABLE
    ]
    groups = {domain.code: domain.name for domain in instrument.domains}
    groups |= {aspect.code: aspect.name for aspect in instrument.aspects()}
    assert groups == {
        row[f"{kind}_code"]: row[f"{kind}_name"] for row in TABLE for kind in ("domain", "aspect")
    }


@pytest.mark.parametrize("name", EPSS)
def test_an_epss_instrument_has_the_official_grades_and_levels(name: str) -> None:
    instrument = catalogue.get(name)

    assert instrument.grade_bounds() == (
        ("Memuaskan", Decimal("4.20")),
        ("Sangat Baik", Decimal("3.50")),
        ("Baik", Decimal("2.60")),
        ("Cukup", Decimal("1.80")),
        ("Kurang", Decimal("1.00")),
    )
    assert [level.name for level in instrument.levels] == [
        "Rintisan",
        "Terkelola",
        "Terdefinisi",
        "Terpadu dan Terukur",
        "Optimum",
    ]


def test_only_the_duties_of_the_walidata_are_asked_of_the_walidata_alone() -> None:
    limited = {item.code: item.applies_to for item in catalogue.get("epss-opd-2026").indicators()}

    assert {code: types for code, types in limited.items() if types is not None} == dict.fromkeys(
        WALIDATA_ONLY, ("walidata",)
    )


def test_the_national_instrument_asks_everybody_everything() -> None:
    assert [item.applies_to for item in catalogue.get("epss-2023").indicators()] == [None] * 38


def test_the_short_instrument_shows_that_depth_and_levels_are_free() -> None:
    short = catalogue.get("sdi-ringkas-2026")

    assert len(short.group_names) == 1
    assert short.aspects() == ()
    assert 12 <= len(short.indicators()) <= 20


def test_every_shipped_instrument_is_published_as_it_stands() -> None:
    assert catalogue.locked() == {name: catalogue.digest(name) for name in SHIPPED}


def test_the_schema_for_editors_is_fresh() -> None:
    """When this fails: python -m app.questionnaires.editor > questionnaires/schema.json."""
    assert (catalogue.ROOT / "schema.json").read_text("utf-8") == editor.text()


def test_the_schema_for_editors_describes_header_and_domain_files() -> None:
    schema = editor.json_schema()

    assert schema["anyOf"] == [{"$ref": "#/$defs/Instrument"}, {"$ref": "#/$defs/Domain"}]
    assert schema["$defs"]["Instrument"]["properties"]["domains"]["items"]["type"] == "string"
    assert sorted(schema["$defs"]["Domain"]["required"]) == [
        "code",
        "description",
        "name",
        "weight",
    ]
