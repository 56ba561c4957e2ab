"""At the JSON door every action has its allowed and its refused cell, on both databases."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.permissions import Permission
from app.submissions.queries import library
from tests.conftest import Clock
from tests.permissions.cells import Request
from tests.permissions.table import CELLS, NOT_AT_THE_JSON_DOOR
from tests.play import Play, changed, new_lines

Stage = Callable[[str], Play]
UNKNOWN = "0123456789abcdef"
ACTIONS = pytest.mark.parametrize("action", sorted(CELLS), ids=str)
PUBLIC = frozenset(
    {
        "/api/v1/public/verify/{code}",
        "/api/v1/public/results/{year}.json",
        "/api/v1/public/results/{year}.csv",
    }
)
METHODS = frozenset({"get", "post", "put", "delete", "patch"})


def prepared(asked: Request, scene: Play, clock: Clock) -> str:
    """Set the stage for a request; give its address."""
    given = ""
    if asked.prepare:
        with scene.database.transaction() as session:
            given = asked.prepare(session, scene, clock)
    return "/api/v1" + asked.path.format(s=scene.submission_id, x=given)


def send(asked: Request, scene: Play, address: str) -> Response:
    return scene.client(asked.who).request(
        asked.method, address, json=asked.body, headers=asked.headers, files=asked.files
    )


def test_every_action_is_in_the_table_or_known_to_have_no_json_route() -> None:
    assert set(CELLS) | NOT_AT_THE_JSON_DOOR == set(Permission)
    assert set(CELLS) & NOT_AT_THE_JSON_DOOR == set()


@ACTIONS
def test_the_allowed_request_changes_what_it_should_and_leaves_its_line(
    play: Stage, clock: Clock, action: Permission
) -> None:
    cell = CELLS[action]
    scene = play(cell.allowed.state)
    address = prepared(cell.allowed, scene, clock)
    before = scene.rows()

    response = send(cell.allowed, scene, address)

    after = scene.rows()
    is_read = cell.allowed.method == "GET"
    number = cell.lines if cell.lines is not None else int(not is_read)
    who = scene.city.actors[cell.allowed.who].user_id if cell.allowed.who else ""
    found = (response.status_code, frozenset(changed(before, after)))
    assert found == (
        cell.allowed.status,
        cell.changes,
    )
    assert new_lines(before, after) == [(who, action, "allowed")] * number


@ACTIONS
def test_the_refused_request_changes_nothing_but_its_line(
    play: Stage, clock: Clock, action: Permission
) -> None:
    cell = CELLS[action]
    scene = play(cell.refused.state)
    address = prepared(cell.refused, scene, clock)
    before = scene.rows()

    response = send(cell.refused, scene, address)

    after = scene.rows()
    as_what = action if cell.refused_as is None else cell.refused_as
    who = scene.city.actors[cell.refused.who].user_id if cell.refused.who else ""
    assert (response.status_code, changed(before, after)) == (cell.refused.status, set())
    assert response.headers["content-type"] == "application/problem+json"
    assert new_lines(before, after) == ([(who, as_what, "refused")] if as_what else [])


def operations(app: FastAPI) -> list[tuple[str, str]]:
    """Give method and path of every operation of the API."""
    return [
        (method.upper(), path)
        for path, found in app.openapi()["paths"].items()
        for method in found
        if path.startswith("/api/") and method in METHODS
    ]


def filled(path: str, **values: str) -> str:
    """Fill the parameters of a path; ids that are not named get one that nothing has."""
    known = {"year": "2026", "code": "101", "username": "operator.dinkes"} | values
    return re.sub(r"{(\w+)}", lambda found: known.get(found[1], UNKNOWN), path)


def seen(response: Response) -> tuple[int, dict[str, str], bytes]:
    return response.status_code, dict(response.headers), response.content


def test_nobody_gets_anything_but_401_from_every_route_that_is_not_public(play: Stage) -> None:
    scene = play("PUBLISHED")
    client = scene.client("")

    answers = {
        (method, path): client.request(
            method, filled(path, submission_id=scene.submission_id)
        ).status_code
        for method, path in operations(scene.app)
        if path not in PUBLIC
    }

    assert {key: status for key, status in answers.items() if status != 401} == {}


def test_a_disabled_account_gets_401_from_every_route_that_is_not_public(play: Stage) -> None:
    scene = play("PUBLISHED")
    scene.client("admin").post("/api/v1/users/operator.dinkes/disable")
    client = scene.client("operator.dinkes")

    answers = {
        (method, path): client.request(
            method, filled(path, submission_id=scene.submission_id)
        ).status_code
        for method, path in operations(scene.app)
        if path not in PUBLIC
    }

    assert {key: status for key, status in answers.items() if status != 401} == {}


BODIES: dict[str, Any] = {cell.allowed.path: cell.allowed.body for cell in CELLS.values()}


@pytest.mark.parametrize(
    ("state", "outsider"),
    [
        ("SUBMITTED", "operator.inspektorat"),
        ("MODERATION", "penilai.dk2"),
        ("FINAL", "kepala.diskominfo"),
    ],
)
def test_for_outsiders_a_submission_is_the_same_as_one_that_does_not_exist(
    play: Stage, state: str, outsider: str
) -> None:
    scene = play(state)
    client = scene.client(outsider)
    paths = [each for each in operations(scene.app) if "{submission_id}" in each[1]]

    real, unknown = (
        {each: seen(ask(client, each, submission_id)) for each in paths}
        for submission_id in (scene.submission_id, UNKNOWN)
    )

    assert {each: found[0] for each, found in real.items() if found[0] not in {403, 404}} == {}
    assert real == unknown


def ask(client: TestClient, each: tuple[str, str], submission_id: str) -> Response:
    """Ask with the body of the allowed cell, so that only the permission can refuse."""
    method, path = each
    plain = path.removeprefix("/api/v1").replace("{submission_id}", "{s}").replace("{code}", "101")
    return client.request(
        method,
        filled(path, submission_id=submission_id),
        json=BODIES.get(plain),
        headers={"If-Match": '"0"'},
    )


def test_evidence_of_another_agency_is_the_same_as_evidence_that_does_not_exist(
    play: Stage,
) -> None:
    scene = play("SUBMITTED")
    client = scene.client("operator.inspektorat")
    with scene.database.reading() as session:
        evidence = library(session, scene.submission_id)[0].id
    paths = [each for each in operations(scene.app) if each[1].startswith("/api/v1/evidence/")]

    real, unknown = (
        {each: seen(client.request(each[0], filled(each[1], evidence_id=one))) for each in paths}
        for one in (evidence, UNKNOWN)
    )

    assert {found[0] for found in real.values()} == {404}
    assert real == unknown
