"""Setting a password by a link, asking for one, without a log-in and without script."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from app.accounts.links import LIFETIME
from app.accounts.models import AccountLink, LoginSession, User
from app.accounts.passwords import hash_password
from app.accounts.queries import by_username
from app.jobs.models import Job
from app.main import create_app
from app.reports.press import Limits, Press
from app.worker import Workshop, run_all
from tests.conftest import Clock
from tests.pages.reading import send
from tests.play import behind_its_back, dump
from tests.post_office import PostOffice

ClientFor = Callable[[str], TestClient]
LINK = re.compile(r"http://testserver(/(?:undangan|atur-ulang)/[\w-]{43})")
NEW = {"password": "tujuh lembar tikar pandan", "password_again": "tujuh lembar tikar pandan"}
BARU = {"username": "baru", "name": "Baru Sekali", "role": "operator", "agency": "1.01"}


@pytest.fixture
def posting(app: FastAPI, clock: Clock, city: object) -> TestClient:
    """A browser of nobody, where mail is sent (tests say to which server)."""
    assert city
    settings = app.state.settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    made = create_app(settings, clock=clock, runs_jobs=False)
    return TestClient(made, follow_redirects=False, raise_server_exceptions=False)


def work(app: FastAPI, clock: Clock, smtp_url: str) -> int:
    """Let the worker do what is due, with this mail server."""
    settings = app.state.settings.model_copy(update={"smtp_url": smtp_url})
    press = Press(Limits(60, 1000))
    state = app.state
    return run_all(Workshop(state.database, state.storage, settings, clock, press))


def give_mail(app: FastAPI, username: str, email: str) -> None:
    with behind_its_back(app.state.database) as session:
        user = by_username(session, username)
        user.email, user.password_hash = email, hash_password("kuda sawah biru langit")
        session.add(user)


def test_a_new_account_is_invited_by_a_link_that_is_shown_once(client_for: ClientFor) -> None:
    admin, nobody = client_for("admin"), client_for("")

    added = admin.post("/pengguna", data=BARU)
    address = LINK.findall(added.text)[0]
    shown = nobody.get(address)
    slip = send(nobody, address, address, **(NEW | {"password_again": "lain sama sekali"}))
    weak = send(nobody, address, address, password="Kediri2026!!", password_again="Kediri2026!!")
    taken = send(nobody, address, address, **NEW)
    again = nobody.post(address, data=NEW)
    opened = nobody.post("/masuk", data={"username": "baru", "password": NEW["password"]})

    steps = (added, shown, slip, weak, taken, again, opened)
    assert [each.status_code for each in steps] == [201, 200, 422, 422, 303, 404, 303]
    assert taken.headers["location"] == "/masuk?pesan=sandi-dibuat"
    assert address not in admin.get("/pengguna").text


def test_the_pages_of_a_link_tell_no_other_site_where_they_are(client_for: ClientFor) -> None:
    nobody = client_for("")
    address = LINK.findall(client_for("admin").post("/pengguna", data=BARU).text)[0]

    answers = [nobody.get(address), nobody.get("/undangan/salah"), nobody.post(address, data=NEW)]

    assert [answer.headers["referrer-policy"] for answer in answers] == ["no-referrer"] * 3
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 3
    assert nobody.get("/masuk").headers["referrer-policy"] == "same-origin"


def test_a_browser_that_hides_its_origin_may_send_the_form(client_for: ClientFor) -> None:
    """no-referrer makes browsers say `Origin: null`; where no cookie counts that is enough."""
    nobody = client_for("")
    address = LINK.findall(client_for("admin").post("/pengguna", data=BARU).text)[0]

    foreign = nobody.post(address, data=NEW, headers={"Origin": "https://evil.example"})
    elsewhere = nobody.post("/masuk", data={}, headers={"Origin": "null"})
    hidden = nobody.post(address, data=NEW, headers={"Origin": "null"})

    codes = [each.status_code for each in (foreign, elsewhere, hidden)]
    assert codes == [403, 403, 303]


def test_a_used_an_old_and_an_invented_link_look_the_same(
    client_for: ClientFor, clock: Clock
) -> None:
    admin, nobody = client_for("admin"), client_for("")
    used = LINK.findall(admin.post("/pengguna", data=BARU).text)[0]
    nobody.post(used, data=NEW)
    old = LINK.findall(admin.post("/pengguna", data=BARU | {"username": "lama"}).text)[0]
    clock.forward(seconds=LIFETIME.total_seconds())

    answers = [nobody.get(each) for each in (used, old, "/undangan/" + "x" * 43)]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.text for answer in answers}) == 1


def test_a_link_leads_to_the_configured_host_whatever_the_request_says(
    app: FastAPI, client_for: ClientFor, clock: Clock
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}

    shown = client_for("admin").post("/pengguna/operator.dinkes/sandi", headers=headers).text
    with app.state.database.transaction() as session:
        session.add(Job(name="mail_link", subject=by_username(session, "operator.dinkes").id,
                        created_at=clock()))  # fmt: skip
    with PostOffice() as office:
        work(app, clock, office.url)

    letter = office.letters[0].get_content()
    assert (len(set(LINK.findall(shown))), len(LINK.findall(letter))) == (1, 1)
    assert ["evil" in shown, "evil" in letter] == [False, False]


def test_a_reset_by_mail_ends_every_sign_in_and_still_asks_for_the_second_factor(
    app: FastAPI, posting: TestClient, clock: Clock
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    with behind_its_back(app.state.database) as session:
        by_username(session, "operator.dinkes").totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    asked = send(posting, "/masuk/lupa", "/masuk/lupa", who="sari@kediri.example")
    with PostOffice() as office:
        done = work(app, clock, office.url)
    address = LINK.findall(office.letters[0].get_content())[0]
    taken = posting.post(address, data=NEW)
    opened = posting.post(
        "/masuk", data={"username": "operator.dinkes", "password": NEW["password"]}
    )

    assert (asked.status_code, done, len(office.letters)) == (200, 1, 1)
    assert (taken.status_code, opened.headers["location"]) == (303, "/masuk/kode?next=/")


def test_no_token_lies_in_the_database_or_in_the_queue(
    app: FastAPI, posting: TestClient, clock: Clock
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    posting.post("/masuk/lupa", data={"who": "operator.dinkes"})
    with PostOffice() as office:
        work(app, clock, office.url)
    token = LINK.findall(office.letters[0].get_content())[0].rsplit("/", 1)[1]

    assert token not in str(dump(app.state.database))


def test_without_a_mail_server_work_goes_on_and_the_letter_comes_later(
    app: FastAPI, posting: TestClient, clock: Clock
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")

    asked = posting.post("/masuk/lupa", data={"who": "operator.dinkes"})
    tried = [work(app, clock, "smtp://127.0.0.1:1") for _ in range(3)]  # nobody listens there
    with app.state.database.reading() as session:
        waiting = session.exec(select(Job).where(Job.name == "mail_link")).one()
    clock.forward(seconds=9)
    too_early = work(app, clock, "smtp://127.0.0.1:1")
    clock.forward(seconds=1)
    with PostOffice() as office:
        done = work(app, clock, office.url)

    assert (asked.status_code, tried, too_early, done) == (200, [1, 0, 0], 0, 1)
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert "Server surel tidak dapat dihubungi" in waiting.error
    assert len(office.letters) == 1


def test_unknown_known_disabled_and_mailless_names_get_the_same_answer(
    app: FastAPI, posting: TestClient
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    give_mail(app, "kepala.dinkes", "bagus@kediri.example")
    with behind_its_back(app.state.database) as session:
        by_username(session, "kepala.dinkes").is_active = False
    names = ("operator.dinkes", "kepala.dinkes", "auditor", "tidak.ada", "sari@kediri.example")

    answers = [posting.post("/masuk/lupa", data={"who": name}) for name in names]

    with app.state.database.reading() as session:
        jobs = session.exec(select(Job.name).where(Job.name == "mail_link")).all()
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert len(jobs) == 4  # operator.dinkes twice, but the open job is given back


def test_asking_too_often_is_refused_alike_for_known_and_unknown_names(
    app: FastAPI, posting: TestClient
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")

    answers = [
        [posting.post("/masuk/lupa", data={"who": name}) for _ in range(4)]
        for name in ("operator.dinkes", "tidak.ada")
    ]

    assert [[each.status_code for each in row] for row in answers] == [[200] * 3 + [429]] * 2
    assert answers[0][3].text == answers[1][3].text
    assert [row[3].headers["retry-after"] for row in answers] == ["300", "300"]


def test_where_no_mail_is_sent_the_page_says_whom_to_ask(client_for: ClientFor) -> None:
    nobody = client_for("")

    shown = nobody.get("/masuk/lupa")
    asked = nobody.post("/masuk/lupa", data={"who": "admin"})

    assert ("Hubungi admin" in shown.text, "<form" in shown.text) == (True, False)
    assert asked.status_code == 409


def test_a_forwarded_address_does_not_reset_the_count(client_for: ClientFor) -> None:
    nobody, form = client_for(""), {"username": "admin", "password": "salah sekali"}

    codes = [
        nobody.post(
            "/masuk", data=form, headers={"X-Forwarded-For": f"203.0.113.{number}"}
        ).status_code
        for number in range(11)
    ]

    assert codes == [422] * 10 + [429]


def test_comparing_pdfs_is_limited_by_address(client_for: ClientFor) -> None:
    nobody = client_for("")
    piece = {"file": ("laporan.pdf", b"%PDF-1.7", "application/pdf")}

    codes = [nobody.post("/v/AAAA-BBBB", files=piece).status_code for _ in range(31)]

    assert codes == [404] * 30 + [429]


def test_a_planted_session_is_not_adopted(app: FastAPI, client_for: ClientFor) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    nobody = client_for("")
    nobody.cookies.set("matang", "ditanam-penyerang")

    nobody.post(
        "/masuk", data={"username": "operator.dinkes", "password": "kuda sawah biru langit"}
    )

    with app.state.database.reading() as session:
        assert len(session.exec(select(LoginSession)).all()) == 1
    assert nobody.cookies.get("matang", domain="testserver.local") != "ditanam-penyerang"


def test_an_admin_changes_an_account_and_its_signins_end(
    app: FastAPI, client_for: ClientFor
) -> None:
    admin, operator = client_for("admin"), client_for("operator.dinkes")
    before = operator.get("/akun").status_code

    wrong = send(
        admin, "/pengguna/operator.dinkes/ubah", "/pengguna/operator.dinkes/ubah", agency=""
    )
    changed = send(
        admin, "/pengguna/operator.dinkes/ubah", "/pengguna/operator.dinkes/ubah", role="head"
    )

    with app.state.database.reading() as session:
        user: User = by_username(session, "operator.dinkes")
    assert (before, wrong.status_code, changed.status_code, user.role) == (200, 422, 303, "head")
    assert operator.get("/akun").status_code == 303


def test_an_admin_restarts_a_second_factor_from_the_page(
    app: FastAPI, client_for: ClientFor
) -> None:
    with behind_its_back(app.state.database) as session:
        by_username(session, "operator.dinkes").totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    answer = send(client_for("admin"), "/pengguna/operator.dinkes/ubah", "/kode")

    with app.state.database.reading() as session:
        assert by_username(session, "operator.dinkes").totp_secret == ""
    assert answer.status_code == 303


def test_new_recovery_codes_need_the_password_and_open_a_sign_in_once(
    app: FastAPI, client_for: ClientFor
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    with behind_its_back(app.state.database) as session:
        by_username(session, "operator.dinkes").totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    client, fresh = client_for("operator.dinkes"), client_for("")
    form = {"username": "operator.dinkes", "password": "kuda sawah biru langit"}

    wrong = client.post("/akun/kode-cadangan", data={"current_password": "salah"})
    right = client.post("/akun/kode-cadangan", data={"current_password": form["password"]})
    code = re.findall(r"<code>([a-z0-9-]{19})</code>", right.text)[0]
    fresh.post("/masuk", data=form)
    opened = fresh.post("/masuk/kode", data={"code": code})
    home = fresh.get("/akun")
    fresh.post("/masuk", data=form)
    again = fresh.post("/masuk/kode", data={"code": code})

    steps = (wrong, right, opened, home, again)
    assert [each.status_code for each in steps] == [422, 201, 303, 200, 422]
    assert "9 belum dipakai" in home.text


def test_own_devices_are_listed_and_ended_one_by_one_or_all(
    app: FastAPI, client_for: ClientFor, clock: Clock
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    form = {"username": "operator.dinkes", "password": "kuda sawah biru langit"}
    here, *others = [client_for("") for _ in range(4)]
    for client in (here, *others):
        client.post("/masuk", data=form)
        clock.forward(seconds=1)

    listed = re.findall(r"/akun/sesi/([0-9a-f]{16})/pencabutan", here.get("/akun").text)
    one = here.post(f"/akun/sesi/{listed[-1]}/pencabutan")
    left = [client.get("/akun").status_code for client in (here, *others)]
    everyone = here.post("/akun/sesi/pencabutan")

    assert (len(listed), one.status_code, everyone.status_code) == (3, 303, 303)
    assert left == [200, 303, 200, 200]
    assert [client.get("/akun").status_code for client in (here, *others)] == [200] + [303] * 3


@pytest.mark.parametrize(
    ("after", "status"),
    [(timedelta(minutes=29, seconds=59), 200), (timedelta(minutes=30), 303)],
)
def test_an_idle_sign_in_ends_at_the_door(
    app: FastAPI, client_for: ClientFor, clock: Clock, after: timedelta, status: int
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    client = client_for("")
    client.post(
        "/masuk", data={"username": "operator.dinkes", "password": "kuda sawah biru langit"}
    )

    clock.forward(seconds=after.total_seconds())

    assert client.get("/akun").status_code == status


def test_twelve_hours_end_a_sign_in_that_was_never_idle(
    app: FastAPI, client_for: ClientFor, clock: Clock
) -> None:
    give_mail(app, "operator.dinkes", "sari@kediri.example")
    client = client_for("")
    client.post(
        "/masuk", data={"username": "operator.dinkes", "password": "kuda sawah biru langit"}
    )

    codes = []
    for _ in range(36):
        clock.forward(minutes=20)
        codes.append(client.get("/akun").status_code)

    assert codes == [200] * 35 + [303]


def test_the_json_door_offers_the_same(app: FastAPI, client_for: ClientFor) -> None:
    admin = client_for("admin")
    given = {"name": "Sari", "role": "head", "agency": "1.01", "email": "sari@kediri.example"}

    changed = admin.put("/api/v1/users/operator.dinkes", json=given)
    link = admin.post("/api/v1/users/operator.dinkes/link", headers={"Idempotency-Key": "sekali"})
    again = admin.post("/api/v1/users/operator.dinkes/link", headers={"Idempotency-Key": "sekali"})
    restart = admin.post("/api/v1/users/operator.dinkes/second-factor/restart")
    own = admin.get("/api/v1/me/sessions")

    token = link.json()["link"].rsplit("/", 1)[1]
    assert (changed.json()["role"], changed.json()["email"]) == ("head", "sari@kediri.example")
    assert (link.json()["purpose"], len(token)) == ("invitation", 43)
    assert [each.status_code for each in (again, restart, own)] == [409, 409, 200]
    assert token not in str(dump(app.state.database))
    with app.state.database.reading() as session:
        assert len(session.exec(select(AccountLink)).all()) == 1


@pytest.mark.parametrize("username", ["operator.dinkes", "auditor", "koordinator"])
def test_accounts_are_changed_by_admins_alone(client_for: ClientFor, username: str) -> None:
    client = client_for(username)

    codes = [
        client.get("/pengguna/admin2/ubah").status_code,
        client.post("/pengguna/admin2/ubah", data=BARU).status_code,
        client.post("/pengguna/admin2/sandi").status_code,
        client.post("/pengguna/admin2/kode").status_code,
        client.post("/api/v1/users/admin2/link").status_code,
    ]

    assert codes == [403] * 5
