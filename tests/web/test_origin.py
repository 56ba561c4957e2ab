"""Requests that another site made the browser send, or that name another site, do nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.pages.conftest import ON_ONE_DATABASE
from tests.play import Play
from tests.web.routes import UNSAFE, declared, filled

Stage = Callable[[str], Play]
SITE = "https://matang.contoh.go.id"
FOREIGN = {
    "another origin": {"Origin": "https://jahat.example"},
    "no origin at all": {"Origin": "null"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a form of plain text": {"Content-Type": "text/plain"},
}
# Their pages are no-referrer, so a browser names no origin; the secret in the address counts.
WITHOUT_REFERRER = {"/undangan/{token}", "/atur-ulang/{token}"}
DISGUISED = {
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "own site, another origin": {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver.id"},
    "the name as a prefix": {"Origin": "http://testserver.jahat.example"},
    "another scheme's look": {"Origin": "http://testserver@jahat.example"},
    "plain text in capitals": {"Content-Type": "TEXT/PLAIN; charset=utf-8"},
}


@ON_ONE_DATABASE
@pytest.mark.parametrize("name", FOREIGN)
def test_every_unsafe_route_refuses_another_site_and_nothing_changes(
    play: Stage, name: str
) -> None:
    scene = play("DRAFT")
    client, before = scene.client("admin"), scene.rows()
    unsafe = [
        (method, path)
        for method, path in declared(scene.app)
        if method in UNSAFE and not (name == "no origin at all" and path in WITHOUT_REFERRER)
    ]

    statuses = {
        (method, path): client.request(
            method, filled(path), content=b"{}", headers=FOREIGN[name]
        ).status_code
        for method, path in unsafe
    }

    assert len(statuses) > 90
    assert {key: status for key, status in statuses.items() if status != 403} == {}
    assert scene.rows() == before


@ON_ONE_DATABASE
@pytest.mark.parametrize("name", DISGUISED)
def test_no_disguise_of_another_site_helps(play: Stage, name: str) -> None:
    client = play("DRAFT").client("admin")

    assert (
        client.post("/api/v1/agencies", content=b"{}", headers=DISGUISED[name]).status_code == 403
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none"},
    ],
)
@ON_ONE_DATABASE
def test_our_own_pages_and_programs_are_let_in(play: Stage, headers: dict[str, str]) -> None:
    client = play("DRAFT").client("admin")

    answer = client.post("/api/v1/agencies", json={}, headers=headers)

    assert answer.status_code == 422


def test_a_refusal_of_the_api_is_a_problem_and_elsewhere_a_page(https: TestClient) -> None:
    kinds = [
        https.post(path, headers=FOREIGN["another origin"]).headers["content-type"]
        for path in ("/api/v1/agencies", "/masuk")
    ]

    assert kinds == ["application/problem+json", "text/html; charset=utf-8"]


@pytest.fixture
def https(sqlite_template: Path, tmp_path: Path) -> TestClient:
    """The program as it stands behind a proxy that speaks HTTPS."""
    settings = Settings(
        _env_file=None,
        data=tmp_path,
        database_url=f"sqlite:///{sqlite_template}",
        base_url=SITE,
    )
    return TestClient(create_app(settings, runs_jobs=False), base_url=SITE, follow_redirects=False)


@pytest.mark.parametrize("origin", ["http://matang.contoh.go.id", f"{SITE}:8443", f"{SITE}."])
def test_with_https_only_the_public_address_is_our_origin(https: TestClient, origin: str) -> None:
    own = https.post("/keluar", headers={"Origin": SITE}).status_code
    other = https.post("/keluar", headers={"Origin": origin}).status_code

    assert (own, other) == (303, 403)


@pytest.mark.parametrize(
    "host", ["jahat.example", "matang.contoh.go.id.jahat.example", "", "x:443"]
)
def test_with_https_a_request_for_another_host_is_sent_back_to_the_public_address(
    https: TestClient, host: str
) -> None:
    answers = [https.get(path, headers={"Host": host}) for path in ("/masuk", "/api/v1/me")]

    assert [answer.status_code for answer in answers] == [421, 421]
    assert all(f"Buka {SITE}" in answer.text for answer in answers)
    assert answers[1].headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["matang.contoh.go.id", "MATANG.contoh.go.id:443"])
def test_the_public_host_in_any_spelling_is_ours(https: TestClient, host: str) -> None:
    assert https.get("/bantuan", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_may_ask_under_any_name(https: TestClient, path: str) -> None:
    assert https.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


@ON_ONE_DATABASE
@pytest.mark.parametrize("path", ["/", "/masuk", "/masuk/", "/static", "/api/v1/me/", "/penilaian"])
def test_a_poisoned_host_is_never_said_back(play: Stage, path: str) -> None:
    poison = {"Host": "jahat.example", "X-Forwarded-Host": "jahat.example"}

    answer = play("DRAFT").client("").get(path, headers=poison)

    assert "jahat.example" not in answer.text + str(answer.headers)
