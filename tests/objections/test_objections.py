"""Objections: within the window, item by item, decided after both institutions have advised."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx2 import Response

from tests.conftest import Clock
from tests.factories import YEAR, advance, recommend_and_decide, the_period
from tests.play import DINKES, Play, changed

Stage = Callable[[str], Play]
REASON = "Ada SOP yang belum terbaca."


def base(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}"


def file(scene: Play, *codes: str, reason: str = REASON) -> Response:
    items = [{"code": code, "reason": reason} for code in codes]
    return scene.client("kepala.dinkes").post(f"{base(scene)}/objections", json={"items": items})


def advise(scene: Play, who: str, level: int = 4, code: str = "101") -> Response:
    body = {"level": level, "reason": "SOP sudah berlaku."}
    return scene.client(who).post(f"{base(scene)}/objections/{code}/recommend", json=body)


def decide(scene: Play, level: int = 4, code: str = "101") -> Response:
    body = {"level": level, "reason": "SOP diterima."}
    return scene.client("koordinator").post(f"{base(scene)}/objections/{code}/decide", json=body)


def withdraw(scene: Play) -> Response:
    return scene.client("kepala.dinkes").post(f"{base(scene)}/objection/withdraw")


@pytest.mark.parametrize(
    ("codes", "reason", "status"),
    [
        ((), REASON, 422),
        (("101", "101"), REASON, 422),
        (("999",), REASON, 422),
        (("101",), "x", 422),
    ],
)
def test_a_filing_needs_known_indicators_once_each_with_reason(
    play: Stage, codes: tuple[str, ...], reason: str, status: int
) -> None:
    scene = play("PROVISIONAL")
    before = scene.rows()

    response = file(scene, *codes, reason=reason)

    assert (response.status_code, changed(before, scene.rows())) == (status, set())


def test_the_opd_does_not_see_what_the_institutions_advise(play: Stage) -> None:
    scene = play("OBJECTION")
    advise(scene, "penilai.dk1")

    found = {
        who: scene.client(who).get(f"{base(scene)}/objections").json()[0]["items"][0]
        for who in ("kepala.dinkes", "koordinator")
    }

    assert found["kepala.dinkes"]["recommendations"] == []
    assert [row["institution"] for row in found["koordinator"]["recommendations"]] == ["diskominfo"]


def test_advising_again_replaces_the_own_advice(play: Stage) -> None:
    scene = play("OBJECTION")
    advise(scene, "penilai.dk1", 4)

    response = advise(scene, "penilai.dk1", 3)

    advice = response.json()[0]["items"][0]["recommendations"]
    assert [(row["institution"], row["level"]) for row in advice] == [("diskominfo", 3)]


def test_nothing_is_decided_before_both_have_advised(play: Stage) -> None:
    scene = play("OBJECTION")

    statuses = [
        decide(scene).status_code,
        advise(scene, "penilai.dk1").status_code,
        decide(scene).status_code,
        advise(scene, "penilai.bps1").status_code,
        decide(scene).status_code,
        decide(scene).status_code,
    ]

    assert statuses == [409, 200, 409, 200, 200, 409]


def test_each_decision_makes_the_next_revision(play: Stage) -> None:
    scene = play("PROVISIONAL")
    file(scene, "101", "102")
    revisions = [scene.client("kepala.dinkes").get(f"{base(scene)}/result").json()["revision"]]
    for code in ("101", "102"):
        advise(scene, "penilai.dk1", code=code)
        advise(scene, "penilai.bps1", code=code)
        revisions.append(decide(scene, code=code).json()["revision"])

    rows = sorted((row["revision"], row["is_current"]) for row in scene.rows()["result"])
    assert (revisions, scene.state()) == ([1, 2, 3], "OBJECTION")
    assert rows == [(1, False), (2, False), (3, True)]


def test_a_decided_objection_is_neither_edited_nor_advised_on_nor_withdrawn(play: Stage) -> None:
    scene = play("OBJECTION")
    with scene.database.transaction() as session:
        recommend_and_decide(session, scene.city, DINKES, ("101", 4), scene.app.state.clock())
    edit = scene.client("kepala.dinkes").put(
        f"{base(scene)}/objections/101", json={"reason": "Lebih jelas."}
    )

    statuses = [
        edit.status_code,
        advise(scene, "penilai.dk1").status_code,
        withdraw(scene).status_code,
    ]

    assert statuses == [409, 409, 409]


def test_a_withdrawn_objection_stays_in_the_record_and_may_be_filed_anew(play: Stage) -> None:
    scene = play("OBJECTION")

    statuses = [withdraw(scene).status_code, file(scene, "102").status_code]

    found = scene.client("auditor").get(f"{base(scene)}/objections").json()
    assert statuses == [200, 201]
    assert [row["withdrawn_at"] is None for row in found] == [False, True]
    assert [item["code"] for row in found for item in row["items"]] == ["101", "102"]


@pytest.mark.parametrize(("shift", "status"), [(timedelta(seconds=-1), 200), (timedelta(0), 409)])
def test_withdrawing_and_editing_end_with_the_window(
    play: Stage, clock: Clock, shift: timedelta, status: int
) -> None:
    scene = play("OBJECTION")
    clock.now += timedelta(days=5) + shift
    edit = scene.client("operator.dinkes").put(
        f"{base(scene)}/objections/101", json={"reason": "Lebih jelas."}
    )

    assert (edit.status_code, withdraw(scene).status_code) == (status, status)


def test_the_round_is_not_finalised_while_an_objection_is_undecided(
    play: Stage, clock: Clock
) -> None:
    scene = play("OBJECTION")
    clock.forward(days=6)
    address = f"/api/v1/periods/{YEAR}/finalise"

    waiting = scene.client("koordinator").post(address).status_code
    advise(scene, "penilai.dk1")
    advise(scene, "penilai.bps1")
    decide(scene)
    decided = scene.client("koordinator").post(address).status_code

    assert (waiting, decided) == (409, 202)


def test_without_an_objection_window_the_round_goes_on_at_once(play: Stage, clock: Clock) -> None:
    scene = play("MODERATION")
    with scene.database.transaction() as session:
        period = the_period(session)
        period.objections_enabled = False
        session.add(period)
        session.flush()
        clock.now = advance(
            session, scene.city, scene.storage, DINKES, "PROVISIONAL", scene.app.state.clock()
        )

    refused = file(scene, "101").status_code
    proposed = scene.client("koordinator").post(f"/api/v1/periods/{YEAR}/finalise").status_code

    assert (refused, proposed) == (409, 202)


def seen_advice(scene: Play, who: str) -> list[str]:
    filings = scene.client(who).get(f"{base(scene)}/objections").json()
    return [each["institution"] for each in filings[0]["items"][0]["recommendations"]]


def test_an_institution_sees_the_others_advice_once_its_own_is_in(play: Stage) -> None:
    scene = play("OBJECTION")
    advise(scene, "penilai.bps1")
    early = {who: seen_advice(scene, who) for who in ("penilai.dk1", "penilai.bps1", "koordinator")}

    advise(scene, "penilai.dk1")

    assert early == {"penilai.dk1": [], "penilai.bps1": ["bps"], "koordinator": ["bps"]}
    assert seen_advice(scene, "penilai.dk1") == ["bps", "diskominfo"]
    page = scene.client("penilai.dk1").get(f"/hasil/{scene.submission_id}/sanggahan").text
    assert "BPS menyarankan tingkat 4." in page


def test_a_revision_stands_beside_the_one_before_it_for_those_who_may(play: Stage) -> None:
    scene = play("OBJECTION")
    advise(scene, "penilai.bps1")
    advise(scene, "penilai.dk1")
    address = f"{base(scene)}/result/changes"
    before = scene.client("kepala.dinkes").get(address).json()

    decide(scene)

    got = {
        who: scene.client(who).get(address).status_code
        for who in ("kepala.dinkes", "penilai.bps1", "auditor", "walikota", "operator.inspektorat")
    }
    (revision,) = scene.client("operator.dinkes").get(address).json()
    levels = [(row["code"], row["before"], row["after"]) for row in revision["levels"]]
    assert (before, revision["revision"], levels) == ([], 2, [("101", 3, 4)])
    assert revision["levels"][0]["reason"] == "SOP diterima."
    assert list(got.values()) == [200, 200, 200, 403, 404]
    for who, page in (("kepala.dinkes", "penilaian-mandiri"), ("koordinator", "pleno")):
        shown = scene.client(who).get(f"/{page}/{scene.submission_id}/sanggahan").text
        assert "Yang berubah pada setiap revisi" in shown


def test_a_decision_for_the_same_level_makes_a_revision_that_changes_none(play: Stage) -> None:
    scene = play("OBJECTION")
    advise(scene, "penilai.bps1", 3)
    advise(scene, "penilai.dk1", 3)

    decide(scene, 3)

    (revision,) = scene.client("auditor").get(f"{base(scene)}/result/changes").json()
    assert (revision["levels"], revision["index"]) == ([], revision["index_before"])
