"""Who may score which OPD: home, declared conflict, substitute for Diskominfo itself."""

import pytest

from app.assessments.eligibility import (
    Assessed,
    Assessor,
    Obstacle,
    is_substitute,
    obstacle,
    stands_by,
    stewards,
)

DINKES, WALIDATA = Assessed("dinkes", "dinas"), Assessed("diskominfo", "walidata")


def of(institution: str, home: str | None) -> Assessor:
    return Assessor("1", "penilai", "Penilai", institution, home)


@pytest.mark.parametrize(
    ("person", "agency", "has_declared", "expected"),
    [
        (of("bps", None), DINKES, False, None),
        (of("bps", None), WALIDATA, False, None),
        (of("bps", None), DINKES, True, Obstacle.DECLARED),
        (of("diskominfo", "diskominfo"), DINKES, False, None),
        (of("diskominfo", "diskominfo"), WALIDATA, False, Obstacle.OWN),
        (of("diskominfo", "diskominfo"), WALIDATA, True, Obstacle.OWN),
        (of("diskominfo", "inspektorat"), WALIDATA, False, None),
        (of("diskominfo", "inspektorat"), WALIDATA, True, Obstacle.DECLARED),
        (of("diskominfo", None), WALIDATA, False, Obstacle.UNKNOWN_HOME),
        (of("diskominfo", None), DINKES, False, None),
        (of("bps", "dinkes"), DINKES, False, Obstacle.OWN),
    ],
)
def test_what_stands_between_a_person_and_an_opd(
    person: Assessor, agency: Assessed, *, has_declared: bool, expected: Obstacle | None
) -> None:
    assert obstacle(person, agency, has_declared=has_declared) == expected


def test_only_diskominfo_is_replaced_and_only_for_itself() -> None:
    found = {
        (institution, agency.id)
        for institution in ("diskominfo", "bps")
        for agency in (DINKES, WALIDATA)
        if is_substitute(institution, agency)
    }

    assert found == {("diskominfo", "diskominfo")}


@pytest.mark.parametrize(
    ("person", "agencies", "expected"),
    [
        (of("diskominfo", "inspektorat"), [DINKES, WALIDATA], True),
        (of("diskominfo", "inspektorat"), [DINKES], False),
        (of("diskominfo", "diskominfo"), [DINKES, WALIDATA], False),
        (of("diskominfo", None), [DINKES, WALIDATA], False),
        (of("bps", "inspektorat"), [DINKES, WALIDATA], False),
    ],
)
def test_who_stands_by_for_diskominfo_itself(
    person: Assessor, agencies: list[Assessed], *, expected: bool
) -> None:
    assert stands_by(person, stewards(agencies)) == expected
