"""Assigning a round: the rule's proposal, taken over as seen; what the law demands of it."""

from collections.abc import Callable
from itertools import product

import pytest
from httpx2 import Response

from app.accounts import actions as accounts
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.queries import by_code
from app.agencies.schemas import AgencyInput
from app.assessments import actions
from app.assessments.queries import assignments
from app.assessments.schemas import AssignmentInput
from app.periods.queries import by_year
from app.permissions import Institution, Role
from app.submissions import actions as submission_actions
from app.submissions.queries import of_agency
from tests.assessments.test_scoring_blind import assign
from tests.factories import YEAR, make_period
from tests.play import Play

Stage = Callable[[str], Play]
HOME = f"/api/v1/periods/{YEAR}/assignments"
DINKES, WALIDATA, INSPEKTORAT = "1.01", "1.02", "1.03"
NO_SUBSTITUTE_LEFT = (
    "Semua penilai Diskominfo berhalangan: 2 dari OPD ini, 1 menyatakan benturan kepentingan."
)
HOME_UNKNOWN = (
    "Tanpa Asal belum tercatat OPD asalnya, padahal Diskominfo dinilai pengganti dari OPD lain, "
    "jadi tidak boleh menilainya. Tunjuk pengganti."
)


def propose(
    scene: Play, mode: str = "gaps", who: str = "koordinator", year: int = YEAR
) -> Response:
    return scene.client(who).get(f"/api/v1/periods/{year}/assignments/proposal?mode={mode}")


def take_over(scene: Play, seen: str, mode: str = "gaps") -> Response:
    return scene.client("koordinator").post(
        f"{HOME}/proposal?mode={mode}", headers={"If-Match": seen}
    )


def sides(answer: Response) -> dict[str, tuple[list[str], ...]]:
    return {
        row["agency_code"]: tuple(
            [person["username"] for person in side["people"]] for side in row["sides"]
        )
        for row in answer.json()["rows"]
    }


def assigned(scene: Play, code: str) -> set[str]:
    with scene.database.reading() as session:
        return {row.username for row in assignments(session, scene.city.submissions[code])}


def test_the_rule_fills_gaps_evenly_with_the_substitute_for_diskominfo_only(play: Stage) -> None:
    answer = propose(play("DRAFT"))

    assert sides(answer) == {
        DINKES: (["penilai.dk1"], ["penilai.bps1"]),
        WALIDATA: (["penilai.ganti"], ["penilai.bps2"]),
        INSPEKTORAT: (["penilai.dk2"], ["penilai.bps1"]),
    }
    assert {row["username"]: (row["before"], row["after"]) for row in answer.json()["loads"]} == {
        "penilai.bps1": (0, 2),
        "penilai.bps2": (0, 1),
        "penilai.dk1": (0, 1),
        "penilai.dk2": (0, 1),
        "penilai.ganti": (0, 1),
    }


def test_a_proposal_is_taken_over_exactly_as_it_was_seen(play: Stage) -> None:
    scene = play("DRAFT")
    seen = propose(scene).headers["etag"]

    done = take_over(scene, seen)

    assert (done.status_code, done.json()["changes"]) == (200, 0)
    assert [assigned(scene, code) for code in (DINKES, WALIDATA, INSPEKTORAT)] == [
        {"penilai.dk1", "penilai.bps1"},
        {"penilai.ganti", "penilai.bps2"},
        {"penilai.dk2", "penilai.bps1"},
    ]
    assert take_over(scene, done.json()["seen"]).status_code == 422  # nothing left to change


def test_after_a_change_in_between_nothing_is_assigned(play: Stage) -> None:
    scene = play("DRAFT")
    seen = propose(scene).headers["etag"]
    assign(scene, "penilai.dk2", "penilai.bps2")

    refused = take_over(scene, seen)
    bare = scene.client("koordinator").post(f"{HOME}/proposal")

    assert (refused.status_code, bare.status_code) == (412, 428)
    assert assigned(scene, INSPEKTORAT) == set()
    assert take_over(scene, f'"{refused.json()["current"]["seen"]}"').status_code == 200


def test_what_is_assigned_already_stays_and_counts(play: Stage) -> None:
    scene = play("DRAFT")
    assign(scene, "penilai.dk1", "penilai.bps1")

    assert sides(propose(scene)) == {
        DINKES: (["penilai.dk1"], ["penilai.bps1"]),
        WALIDATA: (["penilai.ganti"], ["penilai.bps2"]),
        INSPEKTORAT: (["penilai.dk2"], ["penilai.bps1"]),
    }


def test_giving_out_anew_leaves_the_institution_that_has_begun(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    scene.client("penilai.bps1").put(
        f"/api/v1/submissions/{scene.submission_id}/judgements/101",
        json={"level": 3},
        headers={"If-Match": '"0"'},
    )
    assign(scene, "penilai.dk2", "penilai.bps1")

    assert sides(propose(scene, "anew"))[DINKES] == (["penilai.dk1"], ["penilai.bps1"])
    assert sides(propose(scene, "gaps"))[DINKES] == (["penilai.dk2"], ["penilai.bps1"])


def test_after_the_assessment_the_law_leaves_nothing_to_the_rule(play: Stage) -> None:
    scene = play("MODERATION")
    before = assigned(scene, DINKES)

    rows = propose(scene, "anew").json()["rows"]
    found = next(row for row in rows if row["agency_code"] == DINKES)

    assert (found["is_changed"], {p["username"] for s in found["sides"] for p in s["people"]}) == (
        False,
        before,
    )


@pytest.mark.parametrize(
    ("declared", "code", "side", "expected"),
    [
        (
            ("penilai.bps1", "penilai.bps2"), DINKES, 1,
            "Semua penilai BPS berhalangan: 2 menyatakan benturan kepentingan.",
        ),
        (
            ("penilai.ganti",), WALIDATA, 0,
            NO_SUBSTITUTE_LEFT,
        ),
    ],
)  # fmt: skip
def test_what_nobody_may_score_is_named_with_its_reason(
    play: Stage, declared: tuple[str, ...], code: str, side: int, expected: str
) -> None:
    scene = play("DRAFT")
    for name in declared:
        body = {"username": name, "agency": code, "reason": "Saudara kandung kepala."}
        scene.client("koordinator").post("/api/v1/conflicts", json=body)

    answer = propose(scene)

    row = next(each for each in answer.json()["rows"] if each["agency_code"] == code)
    assert [each["impossible"] for each in row["sides"]][side] == expected
    assert (row["sides"][side]["people"], answer.json()["impossible"]) == ([], 1)


def test_a_conflict_declared_later_makes_a_gap(play: Stage) -> None:
    scene = play("DRAFT")
    assign(scene, "penilai.dk1", "penilai.bps1")
    body = {"username": "penilai.dk1", "agency": DINKES, "reason": "Saudara kandung kepala."}
    scene.client("penilai.dk1").post("/api/v1/conflicts", json=body)

    assert sides(propose(scene))[DINKES] == (["penilai.dk2"], ["penilai.bps1"])


@pytest.mark.parametrize("who", ["penilai.dk1", "admin", "walikota", "auditor", "kepala.dinkes"])
def test_only_the_coordinator_is_shown_a_proposal_or_the_table(play: Stage, who: str) -> None:
    scene = play("UNDER_ASSESSMENT")

    answers = [
        propose(scene, who=who).status_code,
        scene.client(who).get(f"{HOME}.xlsx").status_code,
        scene.client(who).post(f"{HOME}/proposal", headers={"If-Match": '"x"'}).status_code,
    ]

    assert answers == [403, 403, 403]


def test_a_round_is_unknown_to_assessors_outside_it(play: Stage) -> None:
    assert propose(play("DRAFT"), who="penilai.dk2").status_code == 404


def test_for_diskominfo_itself_the_home_of_its_assessor_must_be_known(play: Stage) -> None:
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        person = UserInput(
            username="penilai.lepas", name="Tanpa Asal", role=Role.ASSESSOR, agency="",
            institution=Institution.DISKOMINFO,
        )  # fmt: skip
        accounts.add(session, None, person, scene.app.state.clock())

    refused = assign(scene, "penilai.lepas", "penilai.bps1", code=WALIDATA)

    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        HOME_UNKNOWN,
    )
    assert assign(scene, "penilai.lepas", "penilai.bps1").status_code == 200


def test_journal_has_one_line_for_each_opd_assigned(play: Stage) -> None:
    scene = play("DRAFT")
    before = len(scene.rows()["journal_line"])

    take_over(scene, propose(scene).headers["etag"])

    lines = scene.rows()["journal_line"][before:]
    assert [line["action"] for line in lines] == ["assignment.set"] * 3


@pytest.fixture
def earlier(play: Stage) -> Play:
    """A round after one in which Diskominfo's first and BPS's first scored Dinkes."""
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        now = scene.app.state.clock()
        make_period(session, now, year=YEAR - 1)
        submission_actions.tick(session, now)
        period = by_year(session, YEAR - 1)
        row = of_agency(session, period.id, by_code(session, DINKES).id)
        assert row is not None
        chosen = AssignmentInput(assessors=["penilai.dk1", "penilai.bps1"])
        actions.assign(session, scene.city.actors["koordinator"], row, chosen, now)
    return scene


def test_last_years_assessors_are_rotated_away(earlier: Play) -> None:
    answer = propose(earlier)

    assert (sides(answer), answer.json()["repeats"]) == (
        {
            DINKES: (["penilai.dk2"], ["penilai.bps2"]),
            WALIDATA: (["penilai.ganti"], ["penilai.bps1"]),
            INSPEKTORAT: (["penilai.dk1"], ["penilai.bps1"]),
        },
        0,
    )


def test_where_rotation_is_impossible_the_proposal_says_why(earlier: Play) -> None:
    body = {"username": "penilai.dk2", "agency": DINKES, "reason": "Saudara kandung kepala."}
    earlier.client("koordinator").post("/api/v1/conflicts", json=body)

    answer = propose(earlier)

    (row,) = (each for each in answer.json()["rows"] if each["agency_code"] == DINKES)
    assert [(p["repeats"], p["note"]) for p in row["sides"][0]["people"]] == [
        (True, "hanya ia yang tidak berhalangan")
    ]
    assert answer.json()["repeats"] == 1


def test_forty_opds_and_eight_assessors_make_loads_that_differ_by_at_most_one(play: Stage) -> None:
    """Four of each institution; Diskominfo's substitute has its one OPD beside them."""
    scene = play("DRAFT")
    with scene.database.transaction() as session:
        now = scene.app.state.clock()
        for number in range(4, 41):
            code = f"2.{number:02d}"
            given = AgencyInput(code=code, name=f"OPD {code}", short_name=code, type="dinas")
            agencies.add(session, None, given, now)
        for number, institution in product((3, 4), Institution):
            name, home = f"{institution}{number}", WALIDATA if institution == "diskominfo" else ""
            person = UserInput(
                username=name, name=name, role=Role.ASSESSOR, agency=home, institution=institution
            )
            accounts.add(session, None, person, now)
        make_period(session, now, year=YEAR + 1)
        submission_actions.tick(session, now)

    answer = propose(scene, year=YEAR + 1)

    loads = {row["username"]: row["after"] for row in answer.json()["loads"]}
    assert loads.pop("penilai.ganti") == 1
    assert sorted(loads.values()) == [9, 10, 10, 10, 10, 10, 10, 10]
    assert (answer.json()["impossible"], answer.json()["changes"]) == (0, 40)
