"""Who took part in a pleno: recorded before it is closed, by the coordinator, for the minutes."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from httpx2 import Response

from tests.play import Play, changed

Stage = Callable[[str], Play]
RAHMA = {"name": "Rahma Dewi", "institution": "BPS", "role": "Penilai", "is_present": True}
BUDI = {"name": "Budi Santoso", "institution": "Dinkes", "role": "Saksi", "is_present": False}


def address(scene: Play) -> str:
    return f"/api/v1/submissions/{scene.submission_id}/attendance"


def record(scene: Play, people: Sequence[dict[str, Any]], version: int) -> Response:
    return scene.client("koordinator").put(
        address(scene), json={"participants": people}, headers={"If-Match": f'"{version}"'}
    )


def test_recording_again_replaces_the_list_and_raises_its_version(play: Stage) -> None:
    scene = play("MODERATION")

    first = record(scene, [RAHMA, BUDI], 0)
    second = record(scene, [BUDI], 1)

    assert (first.status_code, second.status_code) == (200, 200)
    assert scene.client("penilai.bps1").get(address(scene)).json() == {
        "version": 2,
        "participants": [BUDI],
    }
    assert (second.headers["ETag"], len(scene.rows()["attendee"])) == ('"2"', 1)


def test_two_coordinators_at_once_do_not_overwrite_each_other(play: Stage) -> None:
    scene = play("MODERATION")
    record(scene, [RAHMA], 0)
    before = scene.rows()

    late = record(scene, [BUDI], 0)

    assert (late.status_code, late.json()["current"]["participants"]) == (412, [RAHMA])
    assert changed(before, scene.rows()) == set()


@pytest.mark.parametrize(
    "people",
    [[], [RAHMA] * 41, [RAHMA | {"name": ""}], [RAHMA | {"name": "a\nb"}], [{"nama": "x"}]],
)
def test_a_list_that_does_not_fit_is_refused(play: Stage, people: list[dict[str, Any]]) -> None:
    scene = play("MODERATION")
    before = scene.rows()

    response = record(scene, people, 0)

    assert (response.status_code, changed(before, scene.rows())) == (422, set())


def test_after_closing_the_list_stays(play: Stage) -> None:
    scene = play("MODERATION")
    record(scene, [RAHMA], 0)
    scene.client("koordinator").post(f"/api/v1/submissions/{scene.submission_id}/close")

    assert record(scene, [BUDI], 1).status_code == 409
    assert scene.client("auditor").get(address(scene)).json()["participants"] == [RAHMA]


def test_the_opd_leadership_and_admin_never_read_who_took_part(play: Stage) -> None:
    scene = play("MODERATION")
    record(scene, [RAHMA], 0)
    people = ("penilai.dk1", "koordinator", "auditor", "kepala.dinkes", "walikota", "admin")

    got = [scene.client(who).get(address(scene)).status_code for who in people]

    assert got == [200, 200, 200, 403, 403, 403]


def test_before_both_have_locked_there_is_nothing_to_read(play: Stage) -> None:
    scene = play("UNDER_ASSESSMENT")

    got = [scene.client(who).get(address(scene)).status_code for who in ("penilai.dk1", "auditor")]

    assert got == [404, 404]


def test_another_opd_knows_nothing_of_it(play: Stage) -> None:
    scene = play("MODERATION")

    assert scene.client("operator.inspektorat").get(address(scene)).status_code == 404
