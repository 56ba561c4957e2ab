"""For the HTML door: the city in two years, and a browser-like client for each of its people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts import sessions
from app.accounts.queries import by_username
from app.db import Database
from app.files.storage import Storage
from app.followups import queries as followups
from app.reports import queries as reports
from app.submissions import evidence_library
from tests.conftest import START, Clock
from tests.pages.years import DINKES, INSPEKTORAT, WALIDATA, exercise_names, two_years
from tests.play import Play, Scene, dump

PagesFor = Callable[[str], TestClient]
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what a page says and weighs, which does not depend on the database."""


@dataclass(frozen=True)
class TwoYears:
    """The prepared city, and what stands for the names in the addresses."""

    scene: Scene
    names: dict[str, str]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> TwoYears:
    """Both years, played once a process on SQLite; a test gets a copy of the rows."""
    folder = tmp_path_factory.mktemp("years")
    file = folder / "matang.db"
    file.write_bytes(sqlite_template.read_bytes())
    database, storage = Database(f"sqlite:///{file}"), Storage(folder / "files")
    years = two_years(database, storage, START)
    published, filling = years.before.submissions[DINKES], years.city.submissions[DINKES]
    with database.reading() as session:
        document = reports.of_submission(session, published)[0]
        names = {
            "published": published,
            "filling": filling,
            "assessed": years.city.submissions[WALIDATA],
            "pleno": years.city.submissions[INSPEKTORAT],
            "evidence": evidence_library.items(session, filling)[0].id,
            "plan": followups.plans(session, published)[0].id,
            "proof": followups.proofs(session, published)[0].id,
            "report": document.id,
            **exercise_names(session),
            "code": document.code,
        }
    rows = dump(database)
    database.engine.dispose()
    return TwoYears(Scene(rows, folder / "files", years.city, years.now), names)


@pytest.fixture
def names(prepared: TwoYears, app: FastAPI, clock: Clock) -> dict[str, str]:
    """Put the program into the second year; give what stands for the names in the addresses."""
    clock.now = prepared.scene.now
    Play(app, prepared.scene)
    return prepared.names


@pytest.fixture
def pages_for(app: FastAPI, clock: Clock) -> PagesFor:
    """Make a client with the cookie of an open sign-in; "" for nobody."""

    def make(username: str) -> TestClient:
        client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        if username:
            lasting = sessions.Lifetimes(timedelta(days=1), timedelta(days=1))
            with app.state.database.transaction() as session:
                user = by_username(session, username)
                opened = sessions.open_session(session, user, lasting, sessions.Origin(), clock())
            client.cookies.set("matang", opened[1])
        return client

    return make
