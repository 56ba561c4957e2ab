"""Answers: versions against lost updates, history, and only what is open."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from tests.play import Play, changed

Stage = Callable[[str], Play]
TEXT = "Sudah berjalan sejak Januari."


def save(
    scene: Play, level: Any, seen: str | None, code: str = "101", who: str = "operator.dinkes"
) -> Response:
    headers = {"If-Match": seen} if seen is not None else {}
    return scene.client(who).put(
        f"/api/v1/submissions/{scene.submission_id}/answers/{code}",
        json={"level": level, "explanation": TEXT},
        headers=headers,
    )


def get(scene: Play, path: str, who: str = "operator.dinkes") -> Response:
    return scene.client(who).get(f"/api/v1/submissions/{scene.submission_id}/answers{path}")


def test_an_answer_nobody_saved_has_version_zero(play: Stage) -> None:
    scene = play("DRAFT")

    response = get(scene, "/101")

    body = response.json()
    assert response.headers["etag"] == '"0"'
    assert (body["version"], body["level"], body["explanation"]) == (0, None, "")


def test_each_save_raises_the_version_by_one_and_stays_in_the_history(play: Stage) -> None:
    scene = play("DRAFT")

    etags = [save(scene, level, f'"{level - 1}"').headers["etag"] for level in (1, 2, 3)]

    history = get(scene, "/101/history").json()
    assert etags == ['"1"', '"2"', '"3"']
    assert [(row["version"], row["level"]) for row in history] == [(3, 3), (2, 2), (1, 1)]
    assert {row["by"] for row in history} == {"Sari Wulandari"}


def test_a_save_from_an_old_version_is_refused_with_what_stands_now(play: Stage) -> None:
    scene = play("DRAFT")
    save(scene, 2, '"0"')
    before = scene.rows()

    response = save(scene, 4, '"0"', who="kepala.dinkes")

    current = response.json()["current"]
    assert response.status_code == 412
    assert (current["version"], current["level"], current["explanation"]) == (1, 2, TEXT)
    assert current["updated_by"] == "Sari Wulandari"
    assert changed(before, scene.rows()) == set()


def test_a_save_from_a_version_that_never_was_is_refused(play: Stage) -> None:
    scene = play("DRAFT")

    response = save(scene, 2, '"7"')

    assert response.status_code == 412
    assert response.json()["current"] == {
        "version": 0, "level": None, "explanation": "", "updated_by": "", "updated_at": "",
    }  # fmt: skip


def test_a_save_that_does_not_say_what_it_saw_is_refused(play: Stage) -> None:
    assert save(play("DRAFT"), 2, None).status_code == 428


@pytest.mark.parametrize("seen", ["*", "abc", '"-1"', '"99999999999"', ""])
def test_a_version_that_is_no_number_is_refused(play: Stage, seen: str) -> None:
    assert save(play("DRAFT"), 2, seen).status_code == 422


@pytest.mark.parametrize("code", ["999", "", "101%00", "10 1"])
def test_an_unknown_indicator_is_not_found(play: Stage, code: str) -> None:
    scene = play("DRAFT")

    found = [
        save(scene, 2, '"0"', code or "%20").status_code,
        get(scene, f"/{code or '%20'}").status_code,
        get(scene, f"/{code or '%20'}/history").status_code,
    ]

    assert found == [404, 404, 404]


def test_an_indicator_that_does_not_apply_to_the_opd_is_not_found(play: Stage) -> None:
    scene = play("DRAFT")
    (absent,) = {"103", "101"} - set(scene.codes())

    assert save(scene, 2, '"0"', absent).status_code == 404


@pytest.mark.parametrize("level", [0, 5, -1, True, "3", 3.0, 2**63, [3]])
def test_a_level_that_is_not_one_of_the_instrument_is_refused(play: Stage, level: Any) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    response = save(scene, level, '"0"')

    assert response.status_code in {400, 422}  # 400: no strict JSON (2**63)
    assert changed(before, scene.rows()) == set()


def test_a_draft_may_be_saved_without_level(play: Stage) -> None:
    assert save(play("DRAFT"), None, '"0"').status_code == 200


def test_only_returned_indicators_may_be_changed(play: Stage) -> None:
    scene = play("RETURNED")
    before = scene.rows()

    closed, opened = save(scene, 4, '"1"', "102"), save(scene, 4, '"1"', "101")

    assert (closed.status_code, opened.status_code) == (409, 200)
    assert changed(before, scene.rows()) == {"answer", "answer_revision"}
    assert [row["is_open"] for row in get(scene, "").json()[:2]] == [True, False]


def test_what_is_not_sent_again_never_leaves_the_opd(play: Stage) -> None:
    scene = play("RETURNED")
    save(scene, 1, '"1"', "101")

    sent = scene.client("penilai.dk1").get(f"/api/v1/submissions/{scene.submission_id}/snapshot")

    assert sent.json()["content"]["answers"][0]["level"] == 3
