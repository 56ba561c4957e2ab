"""Each refused request leaves one line, whichever way it is refused (invariant 21)."""

from collections.abc import Callable
from typing import Any

import pytest

from app.web.refusals import Allowance
from tests.play import Play, changed, new_lines

Stage = Callable[[str], Play]
SAVE = "/api/v1/submissions/{id}/answers/101"


def refused(scene: Play, who: str, method: str, address: str, **content: Any) -> list[Any]:
    """Send what will be refused; give its status, what changed, and the new lines."""
    before = scene.rows()
    client = scene.client(who)
    response = client.request(method, address.format(id=scene.submission_id), **content)
    after = scene.rows()
    return [response.status_code, changed(before, after), new_lines(before, after)]


@pytest.mark.parametrize(
    ("who", "content", "status"),
    [
        ("operator.dinkes", {"level": "tinggi"}, 422),
        ("operator.dinkes", {"level": 99, "explanation": "x"}, 422),
        ("operator.inspektorat", {"level": 1, "explanation": "x"}, 404),
        ("koordinator", {"level": 1, "explanation": "x"}, 403),
        ("", {"level": 1, "explanation": "x"}, 401),
    ],
)
def test_a_refused_save_leaves_one_line_and_nothing_else(
    play: Stage, who: str, content: Any, status: int
) -> None:
    scene = play("DRAFT")
    actor = scene.city.actors[who].user_id if who else ""

    found = refused(scene, who, "PUT", SAVE, json=content, headers={"If-Match": '"0"'})

    assert found == [status, set(), [(actor, "answer.save", "refused")]]


def test_a_form_that_comes_back_with_errors_leaves_one_line(play: Stage) -> None:
    scene, admin = play("DRAFT"), "admin"
    content = {"data": {"code": "", "name": ""}}

    found = refused(scene, admin, "POST", "/opd", **content)

    assert found == [422, set(), [(scene.city.actors[admin].user_id, "opd.manage", "refused")]]


def test_what_nobody_can_read_names_no_action_and_leaves_no_line(play: Stage) -> None:
    headers = {"If-Match": '"0"', "Content-Type": "application/json"}

    found = refused(play("DRAFT"), "operator.dinkes", "PUT", SAVE, content=b"{", headers=headers)

    assert found == [400, set(), []]


def test_the_unknown_fill_no_disk(play: Stage) -> None:
    scene = play("DRAFT")
    scene.app.state.anonymous_lines = Allowance(burst=2, per_second=0.0)
    before = scene.rows()

    statuses = [scene.client("").get("/api/v1/periods").status_code for _ in range(4)]
    signed_in = scene.client("operator.dinkes").get("/api/v1/journal").status_code

    lines = [actor for actor, _, outcome in new_lines(before, scene.rows()) if outcome == "refused"]
    assert (statuses, signed_in) == ([401] * 4, 403)
    assert lines == ["", "", scene.city.actors["operator.dinkes"].user_id]


def test_an_allowance_fills_again_with_time() -> None:
    allowance = Allowance(burst=1, per_second=1e9)

    assert [allowance.take(), allowance.take()] == [True, True]
