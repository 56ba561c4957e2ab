"""One commit per request, job or command; a commit that fails is never answered with success."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.submissions.models import Answer
from app.web.unit_of_work import unit_of_work
from tests.factories import City
from tests.house.source import APP, calls, functions, modules, short, tree

COMMITS = {
    "app/web/unit_of_work.py": "a request",
    "app/db.py": "a job or a command",
    "app/commands/registers.py": "an import, whose dry run leaves the same block without it",
}
ROWS_WITH_STATE = {
    "app/submissions/actions.py: move": "submission",
    "app/exercises/actions.py: _move": "exercise",
    "app/jobs/queue.py: claim": "job",
    "app/jobs/queue.py: finish": "job",
    "app/jobs/queue.py: free": "job",
    "app/jobs/queue.py: put_off": "job",
    "app/jobs/queue.py: requeue": "job",
    "app/reports/actions.py": "report",
}


def test_commits_stand_where_they_are_listed() -> None:
    found = {
        short(path)
        for path in modules()
        for name, _ in calls(tree(path))
        if name.endswith((".commit", ".begin_nested"))
    }

    assert found == COMMITS.keys()


def test_each_of_them_commits_once() -> None:
    counts = [
        sum(name.endswith(".commit") for name, _ in calls(tree(APP.parent / path)))
        for path in COMMITS
    ]

    assert counts == [1, 1, 1]


def test_only_move_writes_the_state_of_a_submission() -> None:
    writers = {
        f"{short(path)}: {function.name}"
        for path in modules()
        for function in functions(tree(path))
        if "submission" in owners_of_state(function)
    }

    assert writers == {"app/submissions/actions.py: move"}


def test_nobody_else_writes_a_state() -> None:
    """A writer that is not listed is a second state machine."""
    writers = {
        f"{short(path)}: {function.name}"
        for path in modules()
        for function in functions(tree(path))
        if owners_of_state(function)
    }

    outside = {
        writer
        for writer in writers
        if writer not in ROWS_WITH_STATE and writer.partition(":")[0] not in ROWS_WITH_STATE
    }

    assert outside == set()


def owners_of_state(function: ast.AST) -> set[str]:
    """`row` of every `row.state = …`; `request.state` is the framework's and is not meant."""
    found: set[str] = set()
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            found |= {
                part.value.id
                for part in parts
                if isinstance(part, ast.Attribute)
                and part.attr == "state"
                and isinstance(part.value, ast.Name)
            }
    return found


def test_every_route_commits_before_its_answer_leaves(app: FastAPI) -> None:
    """The default scope commits after the answer was sent: a failed commit would answer 200."""
    scopes = [
        dependant.scope
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        for dependant in every(context.original_route.dependant)
        if dependant.call is unit_of_work
    ]

    assert len(scopes) > 100
    assert set(scopes) == {"function"}


def every(dependant: Dependant) -> list[Dependant]:
    return [dependant] + [found for inner in dependant.dependencies for found in every(inner)]


@pytest.fixture
def failing_commit(monkeypatch: pytest.MonkeyPatch) -> Callable[[sa.exc.DBAPIError], None]:
    """Let the next commit fail with this error; the ones after it work."""

    def arm(error: sa.exc.DBAPIError) -> None:
        real = Session.commit

        def fail(_session: Session) -> None:
            monkeypatch.setattr(Session, "commit", real)
            raise error

        monkeypatch.setattr(Session, "commit", fail)

    return arm


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (sa.exc.IntegrityError("INSERT", {}, Exception("unique")), 409),
        (sa.exc.OperationalError("COMMIT", {}, Exception("disk full")), 503),
    ],
    ids=["race", "disk full"],
)
def test_a_failing_commit_is_refused_and_saves_nothing(
    error: sa.exc.DBAPIError,
    status: int,
    app: FastAPI,
    city: City,
    client_for: Callable[[str], TestClient],
    failing_commit: Callable[[sa.exc.DBAPIError], None],
) -> None:
    client = client_for("operator.dinkes")
    address = f"/api/v1/submissions/{city.submissions['1.01']}/answers/101"
    content = {"level": 3, "explanation": "Standar data dipakai di semua bidang."}

    failing_commit(error)
    refused = client.put(address, json=content, headers={"If-Match": '"0"'})
    with app.state.database.reading() as session:
        kept = session.exec(select(Answer)).all()
    repeated = client.put(address, json=content, headers={"If-Match": '"0"'})

    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert list(kept) == []
    assert repeated.status_code == 200


def test_the_listed_files_are_there() -> None:
    missing = [path for path in COMMITS if not Path(APP.parent / path).exists()]

    assert missing == []
