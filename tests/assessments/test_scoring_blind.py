"""Two institutions score blind: conflicts, reasons, versions, locks, and who sees what when."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from app.accounts.actions import set_active
from app.accounts.queries import by_username
from tests.permissions.table import FIRST, UNLOCK
from tests.play import Play, changed

Stage = Callable[[str], Play]
MARK = "Catatan-rahasia-BPS"


def base(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}"


def judge(
    scene: Play, who: str, level: int, reason: str = "", *, code: str = "101", seen: str = '"0"'
) -> Response:
    return scene.client(who).put(
        f"{base(scene)}/judgements/{code}",
        json={"level": level, "note": MARK, "reason": reason},
        headers={"If-Match": seen},
    )


def assign(scene: Play, *usernames: str, code: str = "1.01") -> Response:
    address = f"/api/v1/submissions/{scene.city.submissions[code]}/assignments"
    return scene.client("koordinator").put(address, json={"assessors": list(usernames)})


@pytest.mark.parametrize(
    ("code", "username", "status"),
    [
        ("1.02", "penilai.dk1", 409),  # his own OPD
        ("1.03", "penilai.ganti", 409),
        ("1.01", "operator.dinkes", 422),
        ("1.01", "koordinator", 422),
        ("1.02", "penilai.ganti", 200),
    ],
)
def test_nobody_is_assigned_to_the_own_opd_and_only_assessors_are(
    play: Stage, code: str, username: str, status: int
) -> None:
    assert assign(play("DRAFT"), username, code=code).status_code == status


def test_a_substitute_is_marked_when_diskominfo_itself_is_assessed(play: Stage) -> None:
    response = assign(play("DRAFT"), "penilai.ganti", "penilai.bps1", code="1.02")

    assert {row["username"]: row["is_substitute"] for row in response.json()} == {
        "penilai.bps1": False,
        "penilai.ganti": True,
    }


def test_who_declares_a_conflict_sees_nothing_more_of_that_opd(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    client = scene.client("penilai.dk1")
    body = {"username": "penilai.dk1", "agency": "1.01", "reason": "Saudara kandung."}

    statuses = [
        client.get(base(scene)).status_code,
        client.post("/api/v1/conflicts", json=body).status_code,
        client.get(base(scene)).status_code,
        client.post("/api/v1/conflicts", json=body).status_code,
        assign(scene, "penilai.dk1").status_code,
    ]

    assert statuses == [200, 201, 404, 409, 409]
    assert client.get("/api/v1/submissions").json()["items"] == []


def test_an_assessor_declares_only_for_himself_and_the_coordinator_for_anyone(
    play: Stage,
) -> None:
    scene = play("DRAFT")
    body = {"username": "penilai.dk2", "agency": "1.01", "reason": "Saudara kandung."}

    statuses = [
        scene.client(who).post("/api/v1/conflicts", json=body).status_code
        for who in ("penilai.dk1", "koordinator")
    ]

    assert statuses == [403, 201]


@pytest.mark.parametrize("present", [(), ("penilai.dk1",), ("penilai.bps1", "penilai.bps2")])
def test_the_assessment_starts_only_with_both_institutions(
    play: Stage, present: tuple[str, ...]
) -> None:
    scene = play("SUBMITTED")
    if present:
        assign(scene, *present)

    response = scene.client("koordinator").post(base(scene) + "/start")

    assert (response.status_code, scene.state()) == (409, "SUBMITTED")


def test_a_conflicted_assessor_does_not_count_for_the_start(play: Stage) -> None:
    scene = play("SUBMITTED")
    assign(scene, "penilai.dk1", "penilai.bps1")
    body = {"username": "penilai.dk1", "agency": "1.01", "reason": "Saudara kandung."}
    scene.client("koordinator").post("/api/v1/conflicts", json=body)

    response = scene.client("koordinator").post(base(scene) + "/start")

    assert response.json()["detail"] == "Belum ada penilai dari Diskominfo. Tugaskan dahulu."


def test_a_deactivated_assessor_does_not_count_for_the_start(play: Stage) -> None:
    scene = play("SUBMITTED")
    assign(scene, "penilai.dk1", "penilai.bps1")
    with scene.database.transaction() as session:
        account = by_username(session, "penilai.bps1")
        set_active(session, None, account, scene.app.state.clock(), is_active=False)

    response = scene.client("koordinator").post(base(scene) + "/start")

    assert response.json()["detail"] == "Belum ada penilai dari BPS. Tugaskan dahulu."


def test_a_level_off_the_claim_needs_its_reason(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")  # the claim is 3

    statuses = [
        judge(scene, "penilai.dk1", 2).status_code,
        judge(scene, "penilai.dk1", 3).status_code,
        judge(scene, "penilai.dk1", 2, "Bukti kurang.", seen='"1"').status_code,
        judge(scene, "penilai.dk1", 5, "Bukti kurang.", seen='"2"').status_code,
    ]

    assert statuses == [422, 200, 200, 422]


def test_a_colleagues_save_in_between_is_not_overwritten(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    assign(scene, "penilai.dk1", "penilai.dk2", "penilai.bps1")
    judge(scene, "penilai.dk1", 2, "Bukti kurang.")
    before = scene.rows()

    response = judge(scene, "penilai.dk2", 4, "Bukti lebih.")

    current = response.json()["current"]
    assert (response.status_code, current["version"], current["level"]) == (412, 1, 2)
    assert changed(before, scene.rows()) == set()


def test_the_institutions_do_not_get_in_each_others_way(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")

    statuses = [
        judge(scene, who, level, "Bukti berbeda.").status_code
        for who, level in (("penilai.dk1", 2), ("penilai.bps1", 4))
    ]

    assert statuses == [200, 200]


def test_a_judgement_without_version_or_of_an_unknown_indicator_is_refused(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    client = scene.client("penilai.dk1")

    missing = client.put(f"{base(scene)}/judgements/101", json={"level": 3})
    unknown = client.put(f"{base(scene)}/judgements/999", json={"level": 3}, headers=FIRST)

    assert (missing.status_code, unknown.status_code) == (428, 404)


def test_a_lock_needs_every_indicator_and_closes_them(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    client = scene.client("penilai.dk1")
    address = f"{base(scene)}/judgements/lock"
    for code in scene.codes()[1:]:
        judge(scene, "penilai.dk1", 3, code=code)

    early = client.post(address)
    judge(scene, "penilai.dk1", 3)
    statuses = [
        client.post(address).status_code,
        client.post(address).status_code,
        judge(scene, "penilai.dk1", 2, "Berubah pikiran.", seen='"1"').status_code,
    ]

    assert [error["pointer"] for error in early.json()["errors"]] == ["101"]
    assert (early.status_code, statuses) == (422, [200, 409, 409])


def test_an_unlock_needs_a_reason_and_names_its_institution(play: Stage) -> None:
    scene = play("MODERATION")
    client, address = scene.client("koordinator"), f"{base(scene)}/judgements/unlock"

    statuses = [
        client.post(address, json={"institution": "bps", "reason": ""}).status_code,
        client.post(address, json={"institution": "polri", "reason": "Salah baca."}).status_code,
        client.post(address, json=UNLOCK).status_code,
        client.post(address, json=UNLOCK).status_code,
    ]

    assert statuses == [422, 422, 200, 409]
    assert judge(scene, "penilai.bps1", 2, "Salah baca.", seen='"1"').status_code == 200
    assert judge(scene, "penilai.dk1", 2, "Salah baca.", seen='"1"').status_code == 409


def every_get(scene: Play, who: str) -> dict[str, Any]:
    """Give all that a person reads of the submission at the JSON door."""
    client = scene.client(who)
    paths = [
        path.replace("{submission_id}", scene.submission_id).replace("{code}", "101")
        for path, methods in scene.app.openapi()["paths"].items()
        if path.startswith("/api/v1/") and "get" in methods
    ]
    return {path: client.get(path).text for path in paths if "{" not in path}


def test_before_both_lock_no_word_of_the_other_institution_is_in_any_response(
    play: Stage,
) -> None:
    scene = play("UNDER_ASSESSMENT")
    for code in scene.codes():
        judge(scene, "penilai.bps1", 4, f"Alasan {MARK}", code=code)
    question = {"code": "101", "text": f"Pertanyaan {MARK}"}
    scene.client("penilai.bps1").post(base(scene) + "/clarifications", json=question)
    scene.client("penilai.bps1").post(base(scene) + "/judgements/lock")

    others = ("penilai.dk1", "koordinator", "walikota", "admin", "operator.inspektorat")
    leaks = [
        (who, path)
        for who in others
        for path, text in every_get(scene, who).items()
        if MARK in text and (who, "clarifications") != ("koordinator", path.rsplit("/", 1)[-1])
    ]
    own = every_get(scene, "penilai.bps1")

    assert leaks == []
    assert MARK in own[f"{base(scene)}/judgements"]  # the leak would be possible


def test_while_blind_both_institutions_read_the_same_but_for_their_own(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    before = every_get(scene, "penilai.dk1")

    for code in scene.codes():
        judge(scene, "penilai.bps1", 4, "Bukti lebih.", code=code)
    scene.client("penilai.bps1").post(base(scene) + "/judgements/lock")

    assert every_get(scene, "penilai.dk1") == before


def test_once_both_have_locked_both_see_both(play: Stage) -> None:
    scene = play("MODERATION")

    found = [
        scene.client(who).get(f"{base(scene)}/judgements").json()
        for who in ("penilai.dk1", "penilai.bps1", "koordinator", "auditor")
    ]

    assert found == [found[0]] * 4
    assert sorted(found[0]["judgements"]) == ["bps", "diskominfo"]


def test_after_an_unlock_the_institutions_are_blind_again(play: Stage) -> None:
    scene = play("MODERATION")
    scene.client("koordinator").post(f"{base(scene)}/judgements/unlock", json=UNLOCK)

    found = scene.client("penilai.bps1").get(f"{base(scene)}/judgements").json()

    assert (list(found["judgements"]), found["agreements"]) == (["bps"], [])


def test_the_opd_never_learns_who_scored_it_nor_what_they_noted(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")
    note = {"code": "101", "text": f"Wawancara {MARK}", "kind": "interview"}
    scene.client("penilai.dk1").post(base(scene) + "/clarifications", json=note)

    found = every_get(scene, "kepala.dinkes")

    names = ("Yusuf Hidayat", "Maya Sartika", MARK)
    leaks = [(path, name) for path, text in found.items() for name in names if name in text]
    assert leaks == []
