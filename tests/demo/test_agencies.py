from collections import Counter

from app.demo.agencies import AGENCIES
from app.demo.holdings import HOLDINGS
from app.demo.people import COLLEAGUES, people
from app.permissions import Institution, Role
from app.questionnaires.schema import AGENCY_TYPES


def test_there_are_forty_opds_of_the_right_kinds() -> None:
    assert Counter(agency.type for agency in AGENCIES) == {
        "walidata": 1,
        "dinas": 15,
        "badan": 5,
        "inspektorat": 1,
        "satuan": 1,
        "sekretariat": 2,
        "bagian": 10,
        "rsud": 2,
        "kecamatan": 3,
    }


def test_every_kind_is_known_to_the_instruments() -> None:
    assert {agency.type for agency in AGENCIES} - set(AGENCY_TYPES) == set()


def test_codes_and_short_names_are_unique() -> None:
    assert len({agency.code for agency in AGENCIES}) == 40
    assert len({agency.short_name for agency in AGENCIES}) == 40


def test_diskominfo_and_inspektorat_are_among_the_first_three() -> None:
    assert [agency.short_name for agency in AGENCIES[:3]] == ["Diskominfo", "Dinkes", "Inspektorat"]


def test_every_opd_has_data_of_its_own() -> None:
    assert set(HOLDINGS) == {agency.code for agency in AGENCIES}
    assert len({HOLDINGS[agency.code].datasets for agency in AGENCIES}) == 40


def test_every_opd_has_a_head_and_one_operator_or_two_who_share() -> None:
    found = Counter((p.role, p.agency_code) for p in people(AGENCIES) if p.role != Role.ASSESSOR)

    operators = {agency.code: found[Role.OPERATOR, agency.code] for agency in AGENCIES}
    assert {code for code, count in operators.items() if count != 1} == set(COLLEAGUES)
    assert [found[Role.HEAD, agency.code] for agency in AGENCIES] == [1] * 40


def test_nobody_has_the_username_or_the_name_of_another() -> None:
    found = people(AGENCIES)

    assert len({person.username for person in found}) == len(found) == 96
    assert len({person.name for person in found}) == 96


def test_the_city_has_nine_assessors_and_one_is_from_inspektorat() -> None:
    found = [person for person in people(AGENCIES) if person.role == Role.ASSESSOR]

    assert Counter((p.institution, p.agency_code) for p in found) == {
        (Institution.DISKOMINFO, "2.16"): 4,
        (Institution.BPS, None): 4,
        (Institution.DISKOMINFO, "6.01"): 1,
    }


def test_the_substitute_is_from_inspektorat_also_where_that_takes_no_part() -> None:
    found = {person.username: person.agency_code for person in people(AGENCIES[:2])}

    assert found["penilai.pengganti"] == "6.01"
    assert found["penilai.diskominfo1"] == "2.16"


def test_usernames_are_simple() -> None:
    found = {person.username for person in people(AGENCIES[:4])}

    assert {name for name in found if not name.startswith("penilai")} == {
        "admin",
        "admin2",
        "koordinator",
        "walikota",
        "sekda",
        "auditor",
        "kepala.diskominfo",
        "operator.diskominfo",
        "kepala.dinkes",
        "operator.dinkes",
        "rekan.dinkes",
        "kepala.inspektorat",
        "operator.inspektorat",
        "kepala.kecmojoroto",
        "operator.kecmojoroto",
    }
