"""Both doors keep the law: a sample of the campaign `oracle`, and what holds for every address."""

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from app.agencies.models import Agency
from app.permissions import CYCLE_RULES, RULES, STATES, Permission, decide, holds
from app.submissions import evidence_library
from tests.conftest import START
from tests.house.test_routes import lines_of
from tests.permissions.checking import DOORS, Checker
from tests.permissions.law import Cell, period_cells, sample, submission_cells
from tests.permissions.scenes import CAST, ROLES, Scenes
from tests.permissions.table import JSON
from tests.permissions.test_matrix import ACTORS, ADDED, Stand
from tests.play import Play

Stage = Callable[[str], Play]
UNKNOWN = "0123456789abcdef"
PUBLIC = frozenset(
    {
        "/api/v1/public/verify/{code}",
        "/api/v1/public/results/{year}.json",
        "/api/v1/public/results/{year}.csv",
    }
)
METHODS = frozenset({"get", "post", "put", "delete", "patch"})
SAMPLE, SEED = 300, 1


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Scenes:
    return Scenes(tmp_path_factory.mktemp("scenes"), sqlite_template, START)


@pytest.fixture
def checker(database_url: str, tmp_path: Path, scenes: Scenes) -> Iterator[Checker]:
    made = Checker(database_url, tmp_path, scenes)
    yield made
    made.close()


def wrong_of(checker: Checker, cells: list[Cell]) -> list[str]:
    return [str(each) for each in asyncio.run(checker.check(cells)).wrong]


def test_every_action_has_a_row_at_each_door() -> None:
    assert [set(door.rows) ^ set(Permission) for door in DOORS] == [set(), set()]


def test_each_outcome_of_each_action_is_the_laws_at_both_doors(checker: Checker) -> None:
    cells = sample([*period_cells(), *submission_cells()], SAMPLE, SEED)

    assert wrong_of(checker, cells) == []
    assert min(checker.tally.checked.values()) > SAMPLE // 2


def test_what_was_added_to_the_laws_list_follows_its_own_table(checker: Checker) -> None:
    cells = sample([*added_cells()], 60, SEED)

    assert wrong_of(checker, cells) == []


def added_cells() -> Iterator[Cell]:
    for permission in sorted(ADDED & RULES.keys()):
        for actor in CAST:
            for state in STATES:
                yield Cell(actor, permission, state, "any", expected(actor, permission, state))
    for permission in sorted(ADDED & CYCLE_RULES.keys()):
        for role in ROLES:
            person = ACTORS[ROLE_OF.get(role, role)]
            outcome = "allow" if person and holds(person, permission) else "403"
            yield Cell(role, permission, "", "any", outcome if person else "401")


ROLE_OF = {"op": "op_own", "head": "head_own", "dk": "dk_assigned", "bps": "bps_assigned"}


def expected(actor: str, permission: Permission, state: str) -> str:
    person = ACTORS[actor]
    return decide(person, permission, Stand(state, window_open=True)).value if person else "401"


class Meddler:
    """The program with one change that nobody asked for, after every request."""

    def __init__(self, checker: Checker, statement: sa.Executable) -> None:
        self.checker, self.app, self.statement = checker, checker.app, statement

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)
        self.checker.database.connection.execute(self.statement)

    @property
    def state(self) -> Any:
        return self.app.state


REFUSED = Cell("op_other", "answer.save", "DRAFT", "open", "404")
READ = Cell("op_own", "answer.read_live", "DRAFT", "any", "allow")
WRITTEN = Cell("op_own", "answer.save", "DRAFT", "open", "allow")


@pytest.mark.parametrize("cell", [REFUSED, READ, WRITTEN], ids=["refused", "read", "written"])
def test_a_change_that_nobody_asked_for_is_found(checker: Checker, cell: Cell) -> None:
    rename = sa.update(Agency).where(sa.column("code") == "1.03").values(head_name="Orang lain")
    checker.app = Meddler(checker, rename)  # type: ignore[assignment]

    found = wrong_of(checker, [cell])

    assert len(found) == len(DOORS)
    assert all("'agency'" in each for each in found)


def test_a_404_that_differs_from_that_of_a_random_id_is_found(checker: Checker) -> None:
    plain = checker.app

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        async def with_length(message: Any) -> None:
            if message["type"] == "http.response.start" and UNKNOWN not in scope["path"]:
                message["headers"] = [*message["headers"], (b"x-known", b"1")]
            await send(message)

        await plain(scope, receive, with_length)

    telling.state = plain.state  # type: ignore[attr-defined]
    checker.app = telling  # type: ignore[assignment]

    found = wrong_of(checker, [REFUSED])

    assert ["not there" in each for each in found] == [True, True]


@pytest.mark.parametrize("outcome", ["401", "403", "404", "409"])
def test_an_allowed_cell_that_the_law_forbade_would_be_found(
    checker: Checker, outcome: str
) -> None:
    altered = Cell("op_own", "answer.save", "DRAFT", "open", outcome)

    assert len(wrong_of(checker, [altered])) >= len(DOORS)


def test_whoever_is_not_signed_in_is_refused_at_every_guarded_address(play: Stage) -> None:
    """A guard that only looks like one would be found here."""
    scene = play("PUBLISHED")
    client = scene.client("")
    guarded = [
        line
        for context in iter_route_contexts(scene.app.routes)
        for line in lines_of(context)
        if line.permissions
    ]

    answers = {
        (line.method, line.path): client.request(
            line.method, filled(line.path, submission_id=scene.submission_id)
        )
        for line in guarded
    }

    assert len(answers) > 150
    assert {key for key, answer in answers.items() if not is_refused(answer)} == set()


def is_refused(answer: Response) -> bool:
    to_sign_in = answer.headers.get("location", "").startswith("/masuk")
    return answer.status_code == 401 or (answer.status_code == 303 and to_sign_in)


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


BODIES: dict[str, Any] = {
    row.call.split(" ")[1].partition("?")[0]: row.body for row in JSON.values()
}


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
        evidence = evidence_library.items(session, scene.submission_id)[0].id
    paths = [each for each in operations(scene.app) if each[1].startswith("/api/v1/evidence/")]

    real, unknown = (
        {each: seen(client.request(each[0], filled(each[1], evidence_id=one))) for each in paths}
        for one in (evidence, UNKNOWN)
    )

    assert {found[0] for found in real.values()} == {404}
    assert real == unknown
