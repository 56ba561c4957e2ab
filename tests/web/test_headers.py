"""Every answer, whatever its status and wherever it was made, carries the headers of safety."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.main import create_app
from app.settings import Settings
from app.web.connections import Doorkeeper, Limits
from app.web.responses import DOWNLOAD_CSP
from app.web.security import CSP, HEADERS, HSTS
from tests.pages.conftest import ON_ONE_DATABASE
from tests.play import Play, Scenery

SITE = "https://matang.contoh.go.id"
OWN = {"Origin": SITE}
Ask = Callable[[TestClient, Play], Response]


def evidence(client: TestClient, play: Play) -> Response:
    listed = client.get(
        f"/api/v1/submissions/{play.submission_id}/evidence", headers=token(play, "operator.dinkes")
    )
    return client.get(
        f"/api/v1/evidence/{listed.json()[0]['id']}/content",
        headers=token(play, "operator.dinkes"),
    )


def token(play: Play, username: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {play.city.tokens[username]}"}


def unchanged(client: TestClient, _: Play) -> Response:
    fresh = client.get("/static/app.css")
    return client.get("/static/app.css", headers={"If-None-Match": fresh.headers["etag"]})


def broken(client: TestClient, play: Play) -> Response:
    play.app.state.clock = None
    return client.get("/masuk")


ANSWERS: dict[str, tuple[int, Ask]] = {
    "page": (200, lambda c, _: c.get("/bantuan")),
    "json": (200, lambda c, p: c.get("/api/v1/me", headers=token(p, "admin"))),
    "health": (200, lambda c, _: c.get("/healthz")),
    "static": (200, lambda c, _: c.get("/static/app.css")),
    "download": (200, evidence),
    "created": (201, lambda c, p: c.post(
        "/api/v1/me/tokens", json={"label": "Saya"}, headers=token(p, "admin"))),
    "sent on": (303, lambda c, _: c.get("/")),
    "signed out": (303, lambda c, _: c.post("/keluar", headers=OWN)),
    "unchanged": (304, unchanged),
    "two lengths": (400, lambda c, _: c.post(
        "/masuk", content=b"a", headers=OWN | {"Transfer-Encoding": "chunked",
                                               "Content-Length": "1"})),
    "nobody": (401, lambda c, _: c.get("/api/v1/me")),
    "forbidden": (403, lambda c, p: c.get("/api/v1/users", headers=token(p, "walikota"))),
    "another site": (403, lambda c, _: c.post("/masuk", headers={"Origin": "null"})),
    "no page": (404, lambda c, _: c.get("/tidak-ada")),
    "no resource": (404, lambda c, _: c.get("/api/v1/tidak-ada")),
    "no file": (404, lambda c, _: c.get("/static/tidak-ada.css")),
    "no method": (405, lambda c, _: c.patch("/masuk", headers=OWN)),
    "no method of files": (405, lambda c, _: c.post("/static/app.css", headers=OWN)),
    "trace": (405, lambda c, _: c.request("TRACE", "/masuk", headers=OWN)),
    "too large": (413, lambda c, _: c.post("/masuk", content=b"a" * (1 << 20) + b"a", headers=OWN)),
    "another host": (421, lambda c, _: c.get("/masuk", headers={"Host": "jahat.example"})),
    "invalid": (422, lambda c, p: c.post(
        "/api/v1/agencies", json={}, headers=token(p, "admin"))),
    "no version": (428, lambda c, p: c.put(
        f"/api/v1/submissions/{p.submission_id}/judgements/{p.codes()[0]}",
        json={"level": 2, "reason": "Sudah berjalan."}, headers=token(p, "penilai.dk1"))),
    "fault of ours": (500, broken),
}  # fmt: skip


@pytest.fixture
def play(scenery: Scenery, sqlite_template: Path, tmp_path: Path) -> Iterator[Play]:
    """The program with a public HTTPS address, with everything sent."""
    database = tmp_path / "matang.db"
    database.write_bytes(sqlite_template.read_bytes())
    scene = scenery.at("UNDER_ASSESSMENT")
    settings = Settings(
        _env_file=None, data=tmp_path, database_url=f"sqlite:///{database}", base_url=SITE
    )
    app: FastAPI = create_app(settings, clock=lambda: scene.now, runs_jobs=False)
    yield Play(app, scene)
    app.state.database.engine.dispose()


@pytest.fixture
def client(play: Play) -> TestClient:
    """Nobody, over HTTPS."""
    return TestClient(
        play.app, base_url=SITE, follow_redirects=False, raise_server_exceptions=False
    )


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_carries_the_headers_of_safety(play: Play, client: TestClient, name: str) -> None:
    status, ask = ANSWERS[name]

    answer = ask(client, play)

    assert (answer.status_code, missing(answer, name)) == (status, {})


def missing(answer: Response, name: str) -> dict[str, str | None]:
    """Give the headers that are not as they must be."""
    wanted = HEADERS | {"Strict-Transport-Security": HSTS}
    if name == "download":
        wanted = wanted | {"Content-Security-Policy": DOWNLOAD_CSP}
    if answer.request.url.path.startswith("/static/"):
        wanted = wanted | {"Cache-Control": "public, no-cache"}
    return {
        header: answer.headers.get(header)
        for header, value in wanted.items()
        if answer.headers.get(header) != value
    }


@pytest.mark.parametrize("status", [400, 408, 431, 503])
def test_what_the_connection_itself_answers_carries_them_too(status: int) -> None:
    raw = Doorkeeper(Limits(is_https=True)).refusal(status).decode()

    head, _, body = raw.partition("\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert headers.items() >= (HEADERS | {"Strict-Transport-Security": HSTS}).items()
    assert (int(headers["Content-Length"]), "Retry-After" in headers) == (
        len(body.encode()),
        status == 503,
    )


def test_the_policy_allows_no_inline_script_no_frame_and_no_other_site() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in CSP.split(";"))

    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }


@ON_ONE_DATABASE
def test_without_https_nothing_promises_it(app: FastAPI) -> None:
    assert "strict-transport-security" not in TestClient(app).get("/healthz").headers


def test_signing_out_clears_what_the_browser_keeps(client: TestClient) -> None:
    answer = client.post("/keluar", headers=OWN)

    assert answer.headers["clear-site-data"] == '"cookies", "storage", "cache"'
