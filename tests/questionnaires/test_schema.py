"""What an instrument answers about itself."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.errors import InvalidInput, NotFound
from app.questionnaires.folder import load
from app.questionnaires.schema import AGENCY_TYPES, Instrument
from app.scoring import Branch, Leaf
from tests.questionnaires.broken import SMALL, small_copy


@pytest.fixture(scope="module")
def small() -> Instrument:
    return load(SMALL)


def test_the_tree_carries_codes_weights_and_tops(small: Instrument) -> None:
    assert small.tree() == Branch(
        "small",
        100,
        [
            Branch("1", 60, [Branch("11", 100, [Leaf("1101", 40, 3), Leaf("1102", 60, 3)])]),
            Branch("2", 40, [Branch("21", 100, [Leaf("2101", 100, 3)])]),
        ],
    )


def test_the_tree_of_an_agency_leaves_out_what_does_not_apply(small: Instrument) -> None:
    weights = {leaf.code: leaf.weight for leaf in small.tree("dinas").leaves()}

    assert weights == {"1101": Fraction(100), "2101": Fraction(100)}
    assert small.tree("walidata") == small.tree()
    assert [item.code for item in small.not_applicable("dinas")] == ["1102"]
    assert [item.code for item in small.applicable("dinas")] == ["1101", "2101"]


@pytest.mark.parametrize("ask", [Instrument.tree, Instrument.applicable, Instrument.not_applicable])
def test_an_unknown_type_of_agency_is_refused_with_the_known_ones(
    small: Instrument, ask: Callable[[Instrument, str], object]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(small, "walikota")

    assert refused.value.message == (
        "Jenis OPD tidak dikenal. Yang dikenal: walidata, dinas, badan, sekretariat, inspektorat,"
        " satuan, bagian, kecamatan, kelurahan, rsud, produsen."
    )


def test_indicators_are_found_with_their_domain_and_aspect(small: Instrument) -> None:
    assert [item.code for item in small.indicators()] == ["1101", "1102", "2101"]
    assert small.indicator("2101").short_name == "Hal 2101"
    assert small.domain_of("1102").name == "Domain Satu"
    assert [aspect.code for aspect in small.aspects()] == ["11", "21"]
    aspect = small.aspect_of("1102")
    assert aspect is not None
    assert aspect.name == "Aspek Sebelas"


def test_an_unknown_indicator_is_not_found(small: Instrument) -> None:
    with pytest.raises(NotFound):
        small.indicator("9999")


def test_indicators_directly_under_a_domain_have_no_aspect(tmp_path: Path) -> None:
    flat = (
        ("instrument.yaml", "[Domain, Aspek]", "[Domain]"),
        (
            "1-satu.yaml",
            '  - code: "11"\n    name: Aspek Sebelas\n    weight: 100\n    indicators:\n',
            "",
        ),
        ("1-satu.yaml", "aspects:", "indicators:"),
        (
            "2-dua.yaml",
            '  - code: "21"\n    name: Aspek Dua Satu\n    weight: 100\n    indicators:\n',
            "",
        ),
        ("2-dua.yaml", "aspects:", "indicators:"),
    )

    instrument = load(small_copy(tmp_path, *flat))

    assert instrument.aspect_of("1101") is None
    assert instrument.aspects() == ()
    assert [item.code for item in instrument.domains[0].all_indicators()] == ["1101", "1102"]
    assert instrument.tree() == Branch(
        "small",
        100,
        [
            Branch("1", 60, [Leaf("1101", 40, 3), Leaf("1102", 60, 3)]),
            Branch("2", 40, [Leaf("2101", 100, 3)]),
        ],
    )


def test_levels_and_grades_have_names(small: Instrument) -> None:
    assert [small.level_name(level) for level in (1, 2, 3)] == ["Awal", "Berjalan", "Mapan"]
    assert small.top == 3
    assert small.grade_bounds() == (
        ("Baik", Decimal("2.50")),
        ("Cukup", Decimal("1.80")),
        ("Kurang", Decimal("1.00")),
    )
    assert small.indicator("1101").level(2).recommendation == "Anjuran 1101 pada tingkat 2."


@pytest.mark.parametrize("level", [0, 4, -1])
def test_a_level_outside_the_scale_is_refused(small: Instrument, level: int) -> None:
    with pytest.raises(InvalidInput):
        small.level_name(level)
    with pytest.raises(InvalidInput):
        small.indicator("1101").level(level)


def test_an_instrument_cannot_be_changed(small: Instrument) -> None:
    with pytest.raises(ValidationError):
        small.indicator("1101").weight = Decimal(41)  # type: ignore[misc]  # that is the point
    with pytest.raises(ValidationError):
        small.version = "2"  # type: ignore[misc]  # that is the point


def test_rules_hold_without_the_loader_too(small: Instrument) -> None:
    content = small.model_dump(by_alias=True)
    content["grades"] = tuple(grade | {"from": str(grade["from"])} for grade in content["grades"])
    broken = content | {"domains": content["domains"][:1]}

    assert Instrument.model_validate(content) == small
    with pytest.raises(ValidationError, match="bobot berjumlah 60"):
        Instrument.model_validate(broken)


@pytest.mark.parametrize("content", [None, [], "small", 5])
def test_what_is_no_mapping_is_no_instrument(content: object) -> None:
    with pytest.raises(ValidationError, match="harus kelompok isian"):
        Instrument.model_validate(content)


def test_every_type_of_agency_has_a_label() -> None:
    assert list(AGENCY_TYPES) == [
        "walidata",
        "dinas",
        "badan",
        "sekretariat",
        "inspektorat",
        "satuan",
        "bagian",
        "kecamatan",
        "kelurahan",
        "rsud",
        "produsen",
    ]
    assert [code for code, label in AGENCY_TYPES.items() if not label] == []
