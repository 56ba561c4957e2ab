"""Interviews and visits: plans, findings, named indicators reopened for evidence until a date."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from tests.conftest import Clock
from tests.papers import pdf
from tests.play import Play, changed, new_lines

Stage = Callable[[str], Play]
PLAN = {"kind": "visit", "held_on": "2026-06-20", "place": "Aula Dinkes", "people": "Bu Maya"}
UNTIL = "2026-06-25T00:00:00+07:00"
DK, BPS, OPERATOR = "penilai.dk1", "penilai.bps1", "operator.dinkes"


@pytest.fixture
def scene(play: Stage) -> Play:
    """Dinkes under assessment."""
    return play("UNDER_ASSESSMENT")


def base(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}"


def wish(scene: Play, who: str, *codes: str, until: str = UNTIL) -> Response:
    body = {"codes": list(codes), "text": "Perlihatkan SOP yang berlaku.", "until": until}
    return scene.client(who).post(f"{base(scene)}/evidence-requests", json=body)


def bring(scene: Play, wish_id: str, text: str = "sop", who: str = OPERATOR) -> Response:
    return scene.client(who).post(
        f"{base(scene)}/clarifications/{wish_id}/evidence",
        files={"file": ("sop.pdf", pdf(text), "application/pdf")},
    )


def seen(scene: Play, who: str, what: str = "visits") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = scene.client(who).get(f"{base(scene)}/{what}").json()
    return found


def test_the_opd_learns_day_and_place_and_never_who_comes_or_what_was_found(scene: Play) -> None:
    scene.client(BPS).post(f"{base(scene)}/visits", json=PLAN)
    visit = seen(scene, BPS)[0]
    finding = {"code": "101", "text": "SOP tertempel di loket."}
    scene.client(BPS).post(f"{base(scene)}/visits/{visit['id']}/findings", json=finding)

    (shown,) = seen(scene, OPERATOR)

    assert (shown["held_on"], shown["place"]) == ("2026-06-20", "Aula Dinkes")
    assert (shown["people"], shown["institution"], shown["findings"]) == ("", "", [])
    assert [each["text"] for each in seen(scene, BPS)[0]["findings"]] == [finding["text"]]
    assert seen(scene, OPERATOR, "clarifications") == []


def test_the_other_institution_sees_nothing_before_both_have_locked(scene: Play) -> None:
    scene.client(BPS).post(f"{base(scene)}/visits", json=PLAN)
    visit = seen(scene, BPS)[0]
    (asked,) = wish(scene, BPS, "101").json()
    (answered,) = bring(scene, asked["id"]).json()
    evidence = answered["brought"][0]["id"]
    got = {
        who: scene.client(who).get(f"/api/v1/evidence/{evidence}/content").status_code
        for who in (DK, BPS, "koordinator", "auditor", OPERATOR, "walikota", "admin")
    }

    assert (seen(scene, DK), seen(scene, DK, "clarifications")) == ([], [])
    assert scene.client(DK).put(
        f"{base(scene)}/visits/{visit['id']}", json=PLAN, headers={"If-Match": '"1"'}
    ).status_code == 404  # fmt: skip
    assert got == {
        DK: 404, BPS: 200, "koordinator": 200, "auditor": 200, OPERATOR: 200,
        "walikota": 403, "admin": 403,
    }  # fmt: skip


def test_what_the_coordinator_plans_both_see_and_only_he_changes(scene: Play) -> None:
    scene.client("koordinator").post(f"{base(scene)}/visits", json=PLAN)
    visit = seen(scene, DK)[0]
    address, headers = f"{base(scene)}/visits/{visit['id']}", {"If-Match": '"1"'}
    moved = PLAN | {"held_on": "2026-06-22"}

    statuses = [
        scene.client(who).put(address, json=moved, headers=headers).status_code
        for who in (DK, "koordinator", "koordinator")
    ]

    assert statuses == [403, 200, 412]
    assert [(each["held_on"], each["version"]) for each in seen(scene, BPS)] == [("2026-06-22", 2)]


def test_evidence_comes_to_the_named_indicator_and_nothing_else_opens(scene: Play) -> None:
    (asked,) = wish(scene, DK, "101").json()
    before = scene.rows()

    response = bring(scene, asked["id"])

    after = scene.rows()
    assert response.status_code == 201
    assert changed(before, after) == {"evidence", "stored_file", "brought_evidence", "notice"}
    assert [line[1:] for line in new_lines(before, after)] == [("clarification.answer", "allowed")]
    assert scene.state() == "UNDER_ASSESSMENT"
    answer = scene.client(OPERATOR).put(
        f"{base(scene)}/answers/101", json={"level": 5}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 409


def test_the_assessor_who_asked_sees_what_came(scene: Play) -> None:
    (asked,) = wish(scene, DK, "101").json()
    bring(scene, asked["id"])

    (shown,) = seen(scene, DK, "clarifications")

    assert (shown["kind"], shown["code"]) == ("evidence", "101")
    assert [each["file_name"] for each in shown["brought"]] == ["sop.pdf"]
    assert [each["id"] for each in seen(scene, OPERATOR, "clarifications")] == [asked["id"]]


@pytest.mark.parametrize(("seconds", "status"), [(-1, 201), (0, 409), (1, 409)])
def test_the_date_is_half_open(scene: Play, clock: Clock, seconds: int, status: int) -> None:
    until = clock.now.replace(microsecond=0)
    (asked,) = wish(scene, DK, "101", until=UNTIL).json()
    goal = until.fromisoformat(UNTIL)
    clock.now = goal.astimezone(until.tzinfo)
    clock.forward(seconds=seconds)
    before = scene.rows()

    response = bring(scene, asked["id"])

    assert response.status_code == status
    assert ("brought_evidence" in changed(before, scene.rows())) == (status == 201)


def test_a_wish_needs_known_indicators_a_reason_and_a_date_to_come(scene: Play) -> None:
    statuses = [
        wish(scene, DK, "999").status_code,
        wish(scene, DK).status_code,
        wish(scene, DK, "101", until="2026-04-01T00:00:00+07:00").status_code,
    ]

    assert statuses == [422, 422, 422]


def test_a_question_takes_no_files_and_a_foreign_wish_is_not_there(scene: Play) -> None:
    question = {"code": "101", "text": "Di mana pasalnya?"}
    asked = scene.client(DK).post(f"{base(scene)}/clarifications", json=question).json()
    (wished,) = wish(scene, DK, "101").json()

    assert bring(scene, asked["id"]).status_code == 404
    assert bring(scene, wished["id"], who="operator.inspektorat").status_code == 404
    assert bring(scene, wished["id"], who=DK).status_code == 403


def test_the_same_file_again_changes_nothing(scene: Play) -> None:
    (asked,) = wish(scene, DK, "101").json()
    bring(scene, asked["id"])
    before = scene.rows()

    again = bring(scene, asked["id"])

    assert (again.status_code, len(again.json()[0]["brought"])) == (201, 1)
    assert changed(before, scene.rows()) <= {"notice"}


def test_outside_the_assessment_nothing_is_planned_asked_or_brought(play: Stage) -> None:
    scene = play("MODERATION")

    statuses = [
        scene.client(DK).post(f"{base(scene)}/visits", json=PLAN).status_code,
        wish(scene, DK, "101").status_code,
        bring(scene, "0" * 16).status_code,
    ]

    assert statuses == [409, 409, 409]


def test_the_list_to_take_along_is_for_those_who_assess(scene: Play) -> None:
    got = {
        who: scene.client(who).get(f"{base(scene)}/visits.pdf").status_code
        for who in (DK, OPERATOR, "walikota", "auditor", "penilai.dk2")
    }

    assert got == {DK: 200, OPERATOR: 403, "walikota": 403, "auditor": 403, "penilai.dk2": 404}
