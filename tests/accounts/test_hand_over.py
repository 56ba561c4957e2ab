"""Hand-over: a new person takes over an OPD account; what the old one did stays under its name."""

from collections.abc import Callable

import pytest
from httpx2 import Response

from app.accounts.queries import by_username
from app.notices.queries import inbox, unread
from app.permissions import Permission
from tests.accounts.test_confirmation import signed_in
from tests.conftest import Clock
from tests.play import Play, changed, new_lines

Stage = Callable[[str], Play]
NEW = {"username": "operator.baru", "name": "Wahyu Nugroho", "email": "wahyu@contoh.go.id"}
OLD = "operator.dinkes"


def hand_over(scene: Play, who: str, old: str = OLD) -> Response:
    return scene.client(who).post(f"/api/v1/users/{old}/hand_over", json=NEW)


@pytest.mark.parametrize("who", ["admin", "kepala.dinkes"])
def test_the_successor_gets_role_and_opd_and_the_old_account_dies(
    play: Stage, clock: Clock, who: str
) -> None:
    scene = play("DRAFT")
    browser, before = signed_in(scene.app, OLD, clock), scene.rows()

    answer = hand_over(scene, who)

    after = scene.rows()
    user = answer.json()["user"]
    assert (answer.status_code, user["role"], user["agency"]) == (201, "operator", "1.01")
    assert changed(before, after) == {"user_account", "api_token", "notice"}
    lines = [line[1:] for line in new_lines(before, after)]
    assert lines == [(Permission.ROLE_HAND_OVER, "allowed")]
    assert scene.client(OLD).get("/api/v1/me").status_code == 401
    assert browser.get("/akun").status_code == 303


def test_the_first_password_works_and_the_work_goes_on(play: Stage) -> None:
    scene = play("DRAFT")
    password = hand_over(scene, "kepala.dinkes").json()["password"]
    client = scene.client("")

    client.post("/masuk", data={"username": NEW["username"], "password": password})
    saved = client.put(
        f"/api/v1/submissions/{scene.submission_id}/answers/101",
        json={"level": 2, "explanation": "Dilanjutkan."},
        headers={"If-Match": '"0"'},
    )

    assert (saved.status_code, saved.json()["updated_by"]) == (200, NEW["name"])


def test_what_the_old_account_did_stays_under_its_name(play: Stage) -> None:
    scene = play("SUBMITTED")
    hand_over(scene, "kepala.dinkes")

    history = scene.client("kepala.dinkes").get(
        f"/api/v1/submissions/{scene.submission_id}/answers/101/history"
    )

    assert {revision["by"] for revision in history.json()} == {"Sari Wulandari"}


def test_unread_notices_go_to_the_successor_and_both_are_told(play: Stage) -> None:
    scene = play("RETURNED")
    old = scene.city.actors[OLD].user_id
    with scene.database.reading() as session:
        waiting = unread(session, old)

    hand_over(scene, "admin")

    text = (
        "Tugas Operator OPD Dinas Kesehatan beralih dari Sari Wulandari kepada Wahyu Nugroho. "
        "Isian, bukti, dan riwayatnya tetap pada OPD."
    )
    with scene.database.reading() as session:
        new = by_username(session, NEW["username"]).id
        head = scene.city.actors["kepala.dinkes"].user_id
        told = [
            text in {notice.text for notice in inbox(session, user)} for user in (old, new, head)
        ]
        counts = (unread(session, new), unread(session, old))
    assert waiting > 0
    assert (told, counts) == ([True] * 3, (waiting + 1, 1))


def test_the_head_hands_over_his_own_role_and_is_signed_out(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    client = signed_in(scene.app, "kepala.dinkes", clock)

    offered = "/serah-terima/kepala.dinkes" in client.get("/akun").text
    shown = client.post("/serah-terima/kepala.dinkes", data=NEW)

    assert (offered, shown.status_code) == (True, 201)
    assert client.get("/akun").headers["location"] == "/masuk?next=/akun"


@pytest.mark.parametrize(
    ("who", "old", "status"),
    [
        ("kepala.dinkes", "operator.inspektorat", 404),
        ("kepala.dinkes", "penilai.dk1", 404),
        ("kepala.dinkes", "tidak.ada", 404),
        ("kepala.diskominfo", "penilai.dk1", 404),
        ("admin", "koordinator", 404),
        ("operator.dinkes", "kepala.dinkes", 403),
        ("koordinator", "operator.dinkes", 403),
        ("auditor", "operator.dinkes", 403),
    ],
)
def test_nobody_hands_over_what_is_not_his(play: Stage, who: str, old: str, status: int) -> None:
    scene = play("DRAFT")
    before = scene.rows()

    answers = [hand_over(scene, who, old), scene.client(who).get(f"/serah-terima/{old}")]

    assert [answer.status_code for answer in answers] == [status, status]
    assert changed(before, scene.rows()) == set()


def test_a_disabled_account_and_a_taken_name_are_refused_with_the_form_kept(play: Stage) -> None:
    scene = play("DRAFT")
    client = scene.client("admin")

    taken = client.post(f"/serah-terima/{OLD}", data=NEW | {"username": "admin"})
    done = client.post(f"/serah-terima/{OLD}", data=NEW)
    twice = client.post(f"/serah-terima/{OLD}", data=NEW | {"username": "operator.lagi"})

    assert [answer.status_code for answer in (taken, done, twice)] == [422, 201, 422]
    assert 'value="Wahyu Nugroho"' in taken.text
