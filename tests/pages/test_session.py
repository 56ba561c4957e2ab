"""Signing in and out, the second factor, the first admin."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts import actions
from app.accounts.models import User
from app.accounts.queries import by_username
from app.main import create_app
from tests.conftest import Clock
from tests.factories import City
from tests.play import behind_its_back

ClientFor = Callable[[str], TestClient]
COOKIE = "matang"
CODES = re.compile(r"<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</code>")


@pytest.fixture
def password(app: FastAPI, city: City, clock: Clock) -> str:
    """The admin's password."""
    assert city.actors["admin"].role == "admin"
    with app.state.database.transaction() as session:
        return actions.reset_password(session, None, by_username(session, "admin"), clock())


def log_in(client: TestClient, password: str, following: str = "") -> tuple[int, str]:
    form = {"username": "admin", "password": password, "next": following}
    answer = client.post("/masuk", data=form)
    return answer.status_code, answer.headers.get("location", "")


def test_the_right_password_opens_a_sign_in_and_leads_on(
    client_for: ClientFor, password: str
) -> None:
    client = client_for("")

    answer = client.post(
        "/masuk", data={"username": "admin", "password": password, "next": "/periode"}
    )

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/periode")
    assert [part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/")] == [True] * 3
    assert client.get("/akun").status_code == 200


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_after_signing_in_nobody_is_sent_to_another_site(
    client_for: ClientFor, password: str, address: str
) -> None:
    assert log_in(client_for(""), password, address) == (303, "/")


def test_unknown_wrong_and_disabled_accounts_look_the_same(
    app: FastAPI, client_for: ClientFor, password: str, clock: Clock
) -> None:
    with app.state.database.transaction() as session:
        user = by_username(session, "admin")
        actions.set_active(session, None, user, clock(), is_active=False)
    tries = [("nobody", "x" * 12), ("koordinator", "x" * 12), ("admin", password)]

    answers = [
        client_for("").post("/masuk", data={"username": name, "password": given})
        for name, given in tries
    ]

    bodies = {
        answer.text.replace(f'value="{name}"', "")
        for answer, (name, _) in zip(answers, tries, strict=True)
    }
    assert ([answer.status_code for answer in answers], len(bodies)) == ([422] * 3, 1)


def test_failed_tries_are_kept_and_the_eleventh_is_refused(
    client_for: ClientFor, password: str
) -> None:
    client = client_for("")

    codes = [log_in(client, "wrong password")[0] for _ in range(10)]

    assert codes == [422] * 10
    assert log_in(client, password)[0] == 429


def test_signing_out_ends_the_sign_in_and_clears_the_browser(
    client_for: ClientFor, password: str
) -> None:
    client = client_for("")
    log_in(client, password)
    token = client.cookies[COOKIE]

    answer = client.post("/keluar")

    client.cookies.set(COOKIE, token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")
    assert "cookies" in answer.headers["clear-site-data"]
    assert client.get("/akun").headers["location"] == "/masuk?next=/akun"


@pytest.fixture
def strict(app: FastAPI, clock: Clock) -> TestClient:
    """A browser at the same data, where privileged roles need a second factor."""
    settings = app.state.settings.model_copy(update={"totp": "required"})
    made = create_app(settings, clock=clock, runs_jobs=False)
    return TestClient(made, follow_redirects=False)


def test_a_privileged_account_sets_up_its_second_factor_before_anything_else(
    app: FastAPI, strict: TestClient, password: str, clock: Clock
) -> None:
    assert log_in(strict, password, "/periode") == (303, "/masuk/kode/pasang?next=/periode")
    first_token = strict.cookies[COOKIE]
    assert strict.get("/akun").status_code == 303
    shown = strict.get("/masuk/kode/pasang").text
    secret = shown.split('name="secret" value="')[1].split('"')[0]
    code = pyotp.TOTP(secret).at(clock())

    wrong = strict.post("/masuk/kode/pasang", data={"secret": secret, "code": "000000"})
    empty = strict.post("/masuk/kode/pasang", data={"code": code})
    right = strict.post(
        "/masuk/kode/pasang", data={"secret": secret, "code": code, "next": "/periode"}
    )

    assert (wrong.status_code, empty.status_code, right.status_code) == (422, 422, 201)
    assert len(set(CODES.findall(right.text))) == 10
    assert ('href="/periode"' in right.text, strict.cookies[COOKIE] != first_token) == (True, True)
    assert strict.get("/akun").status_code == 200
    with app.state.database.reading() as session:
        assert by_username(session, "admin").totp_secret == secret


def test_a_second_factor_in_use_cannot_be_replaced_by_who_has_only_the_password(
    app: FastAPI, strict: TestClient, password: str, clock: Clock
) -> None:
    secret, other = pyotp.random_base32(), pyotp.random_base32()
    set_secret(app, secret)
    assert log_in(strict, password)[1].startswith("/masuk/kode?next=")

    answer = strict.post(
        "/masuk/kode/pasang", data={"secret": other, "code": pyotp.TOTP(other).at(clock())}
    )

    assert answer.status_code == 409
    assert strict.get("/masuk/kode/pasang").headers["location"] == "/masuk/kode"


def test_a_one_time_code_opens_once_and_guessing_is_slowed(
    app: FastAPI, strict: TestClient, password: str, clock: Clock
) -> None:
    secret = pyotp.random_base32()
    set_secret(app, secret)
    code = {"code": pyotp.TOTP(secret).at(clock())}
    log_in(strict, password)

    opened = strict.post("/masuk/kode", data=code)
    log_in(strict, password)
    again = strict.post("/masuk/kode", data=code)
    guesses = [strict.post("/masuk/kode", data={"code": "000000"}).status_code for _ in range(10)]

    assert (opened.status_code, again.status_code) == (303, 422)
    assert guesses == [422] * 9 + [429]


def set_secret(app: FastAPI, secret: str) -> None:
    with behind_its_back(app.state.database) as session:
        user: User = by_username(session, "admin")
        user.totp_secret = secret
        session.add(user)


def first_admin_form(code: str, **changes: str) -> dict[str, str]:
    words = "empat kata tak berhubungan"
    form = {"code": code, "name": "Admin", "username": "admin", "password": words}
    return form | {"password_again": words} | changes


def test_the_first_admin_is_made_once_with_the_code(app: FastAPI) -> None:
    client = TestClient(app, follow_redirects=False)
    with app.state.database.transaction() as session:
        code = actions.make_setup_code(session) or ""

    tries = [
        client.post("/awal", data=first_admin_form("salah")),
        client.post("/awal", data=first_admin_form(code, password_again="lain sama sekali")),
        client.post(
            "/awal", data=first_admin_form(code, password="pendek", password_again="pendek")
        ),
        client.post("/awal", data=first_admin_form(code)),
        client.post("/awal", data=first_admin_form(code, username="lain")),
    ]

    assert [answer.status_code for answer in tries] == [422, 422, 422, 303, 404]
    assert unquote(client.get("/akun").text).count("Admin") > 0
    assert client.get("/awal").status_code == 404
