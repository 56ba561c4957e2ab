"""Every address is guarded or listed as public, and the whole list is kept beside this test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from sqlmodel import SQLModel
from starlette.routing import Route

from app.main import create_app
from app.permissions import CYCLE_RULES, RULES, Permission
from app.settings import Settings
from tests.house.source import HOW_TO_WRITE, snapshot

SNAPSHOT = Path(__file__).with_name("routes.txt")
AT_LEAST = 120

PUBLIC_ROUTES = {
    "/healthz": "tells only that the process lives",
    "/readyz": "tells only that database and folder answer",
    "/masuk": "signing in",
    "/masuk/kode": "second factor of a half-open sign-in",
    "/masuk/kode/pasang": "setting up the second factor of a half-open sign-in",
    "/masuk/lupa": "asking for a new password; the same answer for every name",
    "/undangan/{token}": "the link is the secret: setting a first password",
    "/atur-ulang/{token}": "the link is the secret: setting a new password",
    "/keluar": "signing out harms nobody",
    "/awal": "first admin; asks for the one-time code and closes for ever",
    "/bantuan": "help, the same for everyone",
    "/privasi": "what is kept about whom, the same for everyone",
    "/v": "asks for the code printed on a document",
    "/v/{code}": "checks a printed document; answers for published ones only",
    "/api/v1/public/verify/{code}": "the same as JSON",
    "/api/v1/public/results/{year}.json": "open data, after publication",
    "/api/v1/public/results/{year}.csv": "open data, after publication",
    "/api/v1/openapi.json": "describes the doors, opens none",
    "/static": "style, script, fonts",
}

# Of the law's vocabulary, not yet brought by any route. Delete the line when one arrives.
NOT_YET = {
    Permission.REPORT_VERIFY: "public: /v/<code> and /api/v1/public/verify ask no account",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One method of one address, with every permission its guards may ask for."""

    method: str
    path: str
    permissions: tuple[Permission, ...]
    route: Any

    def __str__(self) -> str:
        names = " ".join(self.permissions) if self.permissions else "public"
        return f"{self.method} {self.path} {names}"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """The whole program; included routers are a tree, so the usual loop finds nothing."""
    settings = Settings(_env_file=None, data=tmp_path_factory.mktemp("routes"))
    app = create_app(settings, runs_jobs=False)
    found = [line for context in iter_route_contexts(app.routes) for line in lines_of(context)]
    app.state.database.engine.dispose()
    return found


def lines_of(context: Any) -> Iterator[Seen]:
    route = context.original_route
    guards = permissions_in(route.dependant) if isinstance(route, APIRoute) else set()
    for method in sorted(context.methods or {"GET"}):
        yield Seen(method, context.path, tuple(sorted(guards)), route)


def permissions_in(dependant: Dependant) -> set[Permission]:
    """What the guards of a route ask for, however deep they hang."""
    found = set(getattr(dependant.call, "permissions", ()))
    for inner in dependant.dependencies:
        found |= permissions_in(inner)
    return found


def test_every_route_is_guarded_or_public_for_a_reason(seen: list[Seen]) -> None:
    open_to_all = {line.path for line in seen if not line.permissions}

    assert len(seen) >= AT_LEAST
    assert open_to_all - PUBLIC_ROUTES.keys() == set()


@pytest.mark.parametrize("kind", ["route", "sub-application", "websocket", "plain", "nested"])
def test_an_unguarded_address_of_any_kind_would_be_noticed(kind: str) -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    plant(app, kind)

    found = [line for context in iter_route_contexts(app.routes) for line in lines_of(context)]

    assert {(line.path, line.permissions) for line in found} == {("/bocor", ())}


def plant(app: FastAPI, kind: str) -> None:
    def leak() -> str:
        return "bocor"

    inner = APIRouter()
    inner.add_api_route("/bocor", leak)
    ways: dict[str, Callable[[], object]] = {
        "route": lambda: app.add_api_route("/bocor", leak),
        "sub-application": lambda: app.mount("/bocor", FastAPI()),
        "websocket": lambda: app.add_api_websocket_route("/bocor", leak),
        "plain": lambda: app.router.routes.append(Route("/bocor", leak)),
        "nested": lambda: app.include_router(inner),
    }
    ways[kind]()


def test_a_public_route_asks_for_nothing(seen: list[Seen]) -> None:
    guarded = {line.path for line in seen if line.permissions}

    assert guarded & PUBLIC_ROUTES.keys() == set()


def test_the_guards_know_only_the_vocabulary(seen: list[Seen]) -> None:
    asked = {permission for line in seen for permission in line.permissions}

    assert {permission for permission in asked if type(permission) is not Permission} == set()


def test_every_permission_has_its_rule() -> None:
    assert set(Permission) == RULES.keys() | CYCLE_RULES.keys()
    assert RULES.keys() & CYCLE_RULES.keys() == set()


def test_every_permission_is_used_or_its_issue_is_named(seen: list[Seen]) -> None:
    used = {permission for line in seen for permission in line.permissions}

    assert set(Permission) - used - NOT_YET.keys() == set()
    assert used & NOT_YET.keys() == set(), "it has arrived: delete its line from NOT_YET"


def test_input_never_enters_a_table(seen: list[Seen]) -> None:
    """SQLModel's table classes do not validate: `level=99` would pass."""
    bodies = {
        (line.path, field.field_info.annotation)
        for line in seen
        if isinstance(line.route, APIRoute)
        for field in bodies_of(line.route.dependant)
    }

    tables = [
        (path, model) for path, model in bodies if any(is_table(part) for part in parts(model))
    ]

    assert len(bodies) > 20
    assert tables == []


def bodies_of(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.body_params
    for inner in dependant.dependencies:
        yield from bodies_of(inner)


def parts(annotation: Any) -> set[Any]:
    """`PlanInput | None` and `list[PlanInput]` hold PlanInput."""
    found = {annotation}
    for inner in getattr(annotation, "__args__", ()):
        found |= parts(inner)
    return found


def is_table(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, SQLModel) and hasattr(model, "__table__")


def test_a_table_would_be_noticed() -> None:
    from app.submissions.models import Answer  # noqa: PLC0415 - only this test needs a table

    assert any(is_table(part) for part in parts(list[Answer] | None))


def test_snapshot_of_the_routes_is_fresh(seen: list[Seen]) -> None:
    """A new or removed address is a decision, so it shows in the difference of a commit."""
    fresh = "\n".join(sorted(map(str, seen))) + "\n"

    assert snapshot(SNAPSHOT, fresh) == fresh, (
        f"routes.txt is not what the program has: {HOW_TO_WRITE}"
    )


def test_no_address_is_taken_twice(seen: list[Seen]) -> None:
    names = [f"{line.method} {line.path}" for line in seen]

    assert sorted(names) == sorted(set(names))


def test_every_api_operation_has_its_own_name(seen: list[Seen]) -> None:
    names = [
        line.route.operation_id
        for line in seen
        if line.path.startswith("/api/v1/") and isinstance(line.route, APIRoute)
    ]

    assert None not in names
    assert len(names) == len(set(names))
