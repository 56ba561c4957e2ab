"""Step-up: five minutes after signing in, a big step asks for the password or the code again."""

import re
from collections.abc import Callable
from html import unescape

import pyotp
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from app.accounts import sessions
from app.accounts.models import LoginSession, User
from app.accounts.passwords import hash_password
from app.accounts.queries import by_username
from app.web.identity import lifetimes
from tests.conftest import Clock
from tests.factories import YEAR
from tests.permissions.cells import finalise_proposed, window_over
from tests.play import Play, behind_its_back, changed, new_lines

Stage = Callable[[str], Play]
PASSWORD = "enam ekor kucing biru"
HASH = hash_password(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = {"username": "koordinator2", "name": "Rahmat Hidayat", "role": "moderator"}
SUCCESSOR = {"username": "operator.baru", "name": "Wahyu Nugroho"}
STEP = f"/periode/{YEAR}/penetapan"
ALL_STEPS = (
    ("koordinator", f"/periode/{YEAR}/penetapan"),
    ("admin", f"/periode/{YEAR}/penetapan"),
    ("admin", f"/periode/{YEAR}/publikasi"),
    ("koordinator", f"/periode/{YEAR}/publikasi"),
    ("koordinator", f"/periode/{YEAR}/koreksi"),
    ("admin", f"/periode/{YEAR}/koreksi"),
    ("admin", "/pengguna"),
    ("admin", "/pengguna/operator.dinkes/sandi"),
    ("auditor", "/pengguna/peran/0123456789abcdef"),
    ("admin", "/akses-darurat/{s}"),
    ("kepala.dinkes", "/serah-terima/operator.dinkes"),
    ("operator.dinkes", "/akun/token"),
)  # fmt: skip
ALL_CALLS = (
    ("koordinator", f"/periods/{YEAR}/finalise", None),
    ("admin", f"/periods/{YEAR}/finalise", None),
    ("admin", f"/periods/{YEAR}/publish", None),
    ("koordinator", f"/periods/{YEAR}/publish", None),
    ("koordinator", f"/periods/{YEAR}/reopen", None),
    ("admin", f"/periods/{YEAR}/reopen", None),
    ("admin", "/users", NEW),
    ("auditor", "/users/grants/0123456789abcdef/confirm", None),
    ("admin", "/submissions/{s}/breakglass", {"reason": "Memulihkan berkas."}),
    ("kepala.dinkes", "/users/operator.dinkes/hand_over", SUCCESSOR),
    ("operator.dinkes", "/me/tokens", {"label": "skrip"}),
)


def signed_in(app: FastAPI, username: str, clock: Clock) -> TestClient:
    """A browser with the cookie of a fresh sign-in; the account's password is PASSWORD."""
    with behind_its_back(app.state.database) as session:
        user = by_username(session, username)
        user.password_hash = HASH
        session.add(user)
        lasting = lifetimes(app.state.settings)
        token = sessions.open_session(session, user, lasting, sessions.Origin(), clock())[1]
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    client.cookies.set("matang", token)
    return client


def stage_of(address: str) -> str:
    """Reopening in another state is refused before anything is asked."""
    return "FINAL" if address.endswith(("koreksi", "reopen")) else "SUBMITTED"


def test_two_passwords_in_one_request_confirm_nothing(play: Stage, clock: Clock) -> None:
    scene = play("SUBMITTED")
    client = signed_in(scene.app, "operator.dinkes", clock)
    clock.forward(minutes=5)
    before = scene.rows()

    answer = client.post(
        "/akun/token", data={"label": "skrip", "confirmation": ["salah sama sekali", PASSWORD]}
    )

    assert (answer.status_code, changed(before, scene.rows())) == (403, set())


@pytest.mark.parametrize(("who", "address"), ALL_STEPS)
def test_after_five_minutes_each_big_step_is_asked_again_and_changes_nothing(
    play: Stage, clock: Clock, who: str, address: str
) -> None:
    scene = play(stage_of(address))
    client = signed_in(scene.app, who, clock)
    clock.forward(minutes=5)
    before = scene.rows()

    answer = client.post(address.format(s=scene.submission_id), data={"name": "Rahmat"})

    assert (answer.status_code, "Tegaskan bahwa ini Anda" in answer.text) == (403, True)
    assert (changed(before, scene.rows()), new_lines(before, scene.rows())) == (set(), [])


@pytest.mark.parametrize(("who", "address", "body"), ALL_CALLS)
def test_the_json_door_asks_a_cookie_again_and_says_where(
    play: Stage, clock: Clock, who: str, address: str, body: object
) -> None:
    scene = play(stage_of(address))
    client = signed_in(scene.app, who, clock)
    clock.forward(minutes=5)

    answer = client.post("/api/v1" + address.format(s=scene.submission_id), json=body)

    assert answer.status_code == 403
    assert answer.json()["confirm_at"] == "/api/v1/me/confirmation"


def test_within_five_minutes_of_signing_in_nobody_is_asked(play: Stage, clock: Clock) -> None:
    scene = play("PROVISIONAL")
    with scene.database.transaction() as session:
        window_over(session, scene, clock)
    client = signed_in(scene.app, "koordinator", clock)
    clock.forward(minutes=4, seconds=59)

    answer = client.post(STEP)

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/periode/{YEAR}?pesan=diusulkan",
    )


def test_the_password_lets_the_step_run_at_once_and_holds_for_five_minutes(
    play: Stage, clock: Clock
) -> None:
    scene = play("PROVISIONAL")
    with scene.database.transaction() as session:
        finalise_proposed(session, scene, clock)
    client = signed_in(scene.app, "admin", clock)
    clock.forward(minutes=20)

    run = client.post(STEP, data={"confirmation": PASSWORD})
    clock.forward(minutes=4)
    later = client.post("/akun/token", data={"label": "skrip"})
    clock.forward(minutes=1)
    too_late = client.post("/akun/token", data={"label": "skrip"})

    assert [step.status_code for step in (run, later, too_late)] == [303, 201, 403]
    assert scene.state() == "FINAL"


@pytest.mark.parametrize(
    ("who", "address", "given", "status"),
    [
        ("admin", "/akses-darurat/{s}", {"reason": "Memulihkan berkas."}, 303),
        ("admin", "/pengguna/operator.dinkes/sandi", {}, 200),
        ("kepala.dinkes", "/serah-terima/operator.dinkes", SUCCESSOR, 201),
    ],
)
def test_a_confirmed_step_runs_with_what_was_typed(
    play: Stage, clock: Clock, who: str, address: str, given: dict[str, str], status: int
) -> None:
    scene = play("SUBMITTED")
    client = signed_in(scene.app, who, clock)
    clock.forward(minutes=6)

    answer = client.post(
        address.format(s=scene.submission_id), data=given | {"confirmation": PASSWORD}
    )

    assert answer.status_code == status


@pytest.mark.usefixtures("city")
def test_what_was_typed_comes_back_and_is_used_after_confirming(app: FastAPI, clock: Clock) -> None:
    client = signed_in(app, "admin", clock)
    clock.forward(minutes=6)

    asked = client.post("/pengguna", data=NEW).text
    hidden = re.findall(r'<input type="hidden" name="(.+?)" value="(.*?)">', asked)
    repeated = {name: unescape(text) for name, text in hidden}
    added = client.post("/pengguna", data=repeated | {"confirmation": PASSWORD})

    assert (repeated, added.status_code) == (NEW, 201)


@pytest.mark.usefixtures("city")
def test_a_wrong_password_is_kept_as_one_line_and_slows_the_next_down(
    app: FastAPI, clock: Clock
) -> None:
    client = signed_in(app, "admin", clock)
    clock.forward(minutes=6)

    codes = [
        client.post("/pengguna", data=NEW | {"confirmation": "salah sekali pun"}).status_code
        for _ in range(11)
    ]

    right = client.post("/pengguna", data=NEW | {"confirmation": PASSWORD})
    with app.state.database.reading() as session:
        made = session.exec(select(User).where(User.username == NEW["username"])).first()
        count = sa.text("SELECT count(*) FROM journal_line WHERE action='login'")
        lines = session.execute(count).scalar_one()
    assert codes == [403] * 10 + [429]
    assert (right.status_code, made, lines) == (429, None, 10)


@pytest.mark.usefixtures("city")
def test_an_account_with_a_code_is_asked_for_the_code_and_each_fits_once(
    app: FastAPI, clock: Clock
) -> None:
    client = signed_in(app, "admin", clock)
    with behind_its_back(app.state.database) as session:
        by_username(session, "admin").totp_secret = SECRET
        session.execute(sa.update(LoginSession).values(second_factor_at=clock()))
    clock.forward(minutes=6)
    code = pyotp.TOTP(SECRET).at(clock())

    asked = client.post("/akun/token", data={"label": "a"})
    by_password = client.post("/akun/token", data={"label": "a", "confirmation": PASSWORD})
    by_code = client.post("/akun/token", data={"label": "a", "confirmation": code})
    clock.forward(minutes=5)
    again = client.post("/akun/token", data={"label": "a", "confirmation": code})

    assert "Kode dua langkah" in asked.text
    answers = (asked, by_password, by_code, again)
    assert [answer.status_code for answer in answers] == [403, 403, 201, 403]


@pytest.mark.usefixtures("city")
def test_the_json_door_confirms_a_cookie_for_five_minutes(app: FastAPI, clock: Clock) -> None:
    client = signed_in(app, "admin", clock)
    clock.forward(minutes=6)
    here, wrong, right = (
        "/api/v1/me/confirmation",
        {"confirmation": "salah sekali"},
        {"confirmation": PASSWORD},
    )
    label = {"label": "skrip"}

    answers = [
        client.post("/api/v1/me/tokens", json=label),
        client.post(here, json=wrong),
        client.post("/api/v1/me/tokens", json=label),
        client.post(here, json=right, headers={"Idempotency-Key": "satu"}),
        client.post("/api/v1/me/tokens", json=label),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 204, 201]


def test_a_token_counts_as_confirmed(client_for: Callable[[str], TestClient], clock: Clock) -> None:
    client = client_for("admin")
    clock.forward(minutes=30)

    added = client.post("/api/v1/users", json=NEW)
    confirmed = client.post("/api/v1/me/confirmation", json={"confirmation": PASSWORD})

    assert (added.status_code, confirmed.status_code) == (201, 409)


@pytest.mark.usefixtures("city")
def test_confirming_one_sign_in_does_not_confirm_another(app: FastAPI, clock: Clock) -> None:
    one, other = signed_in(app, "admin", clock), signed_in(app, "admin", clock)
    clock.forward(minutes=6)

    one.post("/api/v1/me/confirmation", json={"confirmation": PASSWORD})

    codes = [each.post("/akun/token", data={"label": "a"}).status_code for each in (one, other)]
    assert codes == [201, 403]


@pytest.mark.usefixtures("city")
def test_a_wrong_role_is_refused_without_being_asked_for_the_password(
    app: FastAPI, clock: Clock
) -> None:
    client = signed_in(app, "operator.dinkes", clock)
    clock.forward(minutes=6)

    answer = client.post("/pengguna", data=NEW)

    assert (answer.status_code, "Tegaskan" in answer.text) == (403, False)
