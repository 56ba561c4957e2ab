"""The admin sees where someone is signed in and ends it; a line tells who did."""

from collections.abc import Callable

from app.permissions import Permission
from tests.accounts.test_confirmation import signed_in
from tests.conftest import Clock
from tests.play import Play, new_lines

Stage = Callable[[str], Play]
SESSIONS = "/api/v1/users/operator.dinkes/sessions"


def test_one_sign_in_of_someone_ends_and_the_others_live(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    phone, desk = (signed_in(scene.app, "operator.dinkes", clock) for _ in range(2))
    admin, before = scene.client("admin"), scene.rows()
    listed = admin.get(SESSIONS).json()

    ended = admin.delete(f"{SESSIONS}/{listed[0]['id']}")
    lines = [line[1:] for line in new_lines(before, scene.rows())]

    assert (len(listed), ended.status_code) == (2, 204)
    assert lines == [(Permission.SESSION_REVOKE_OTHER, "allowed")]
    assert sorted(each.get("/akun").status_code for each in (phone, desk)) == [200, 303]


def test_all_sign_ins_and_tokens_end_from_the_page(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    browser = signed_in(scene.app, "operator.dinkes", clock)
    admin = scene.client("admin")

    shown = admin.get("/pengguna/operator.dinkes").text
    ended = admin.post("/pengguna/operator.dinkes/sesi/pencabutan")

    assert ("Tutup semua sesi dan token" in shown, ended.status_code) == (True, 303)
    assert browser.get("/akun").status_code == 303
    assert scene.client("operator.dinkes").get("/api/v1/me").status_code == 401
    assert admin.get(SESSIONS).json() == []


def test_the_list_shows_no_token_and_no_hash(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    signed_in(scene.app, "operator.dinkes", clock)

    listed = scene.client("admin").get(SESSIONS).json()

    assert [set(row) for row in listed] == [
        {"id", "created_at", "last_seen_at", "address", "browser"}
    ]


def test_a_sign_in_of_another_account_is_not_found(play: Stage, clock: Clock) -> None:
    scene = play("DRAFT")
    signed_in(scene.app, "kepala.dinkes", clock)
    admin = scene.client("admin")
    other = admin.get("/api/v1/users/kepala.dinkes/sessions").json()[0]["id"]

    codes = [
        admin.delete(f"{SESSIONS}/{other}").status_code,
        admin.post(f"/pengguna/operator.dinkes/sesi/{other}/pencabutan").status_code,
        admin.delete(f"{SESSIONS}/tidak-ada").status_code,
    ]

    assert codes == [404, 404, 404]


def test_ones_own_are_ended_from_ones_own_page(play: Stage) -> None:
    scene = play("DRAFT")

    assert scene.client("admin").delete("/api/v1/users/admin/sessions").status_code == 409
    assert scene.client("admin").get("/api/v1/me").status_code == 200


def test_only_the_admin_sees_and_ends_them(play: Stage) -> None:
    scene = play("DRAFT")
    client = scene.client("auditor")

    codes = [
        client.get(SESSIONS).status_code,
        client.delete(SESSIONS).status_code,
        client.get("/pengguna/operator.dinkes").status_code,
        client.post("/pengguna/operator.dinkes/sesi/pencabutan").status_code,
    ]

    assert codes == [403] * 4
