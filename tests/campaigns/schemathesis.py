"""Whatever fits or misses the API's own description is answered as described, never with a 5xx."""

import random
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.db import Database, all_models
from app.main import create_app
from app.migrations import migrate
from app.settings import Settings
from tests.browser import address_of, free_port, served
from tests.campaigns.campaign import Closing, Options
from tests.conftest import START
from tests.factories import INSTRUMENT, YEAR
from tests.play import Play, Scenery

WHOLE = 3000
STATE = "MODERATION"
PEOPLE = (
    "operator.dinkes", "kepala.dinkes", "penilai.dk1", "penilai.bps1", "koordinator", "walikota",
    "admin", "auditor",
)  # fmt: skip
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass
class Found:
    """What was asked and what was not answered as described."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)


def run(options: Options) -> Closing:
    """Ask `size` cases in all, shared between eight roles and two databases."""
    size, found = options.size or WHOLE, Found()
    places = [(kind, who) for kind in ("sqlite", "postgresql") for who in PEOPLE]
    with databases(options) as (file, url):
        scenery = Scenery(options.folder, file, START)
        for number, (kind, who) in enumerate(places):
            own = options.folder / f"{number}.db"
            shutil.copy(file, own)
            given_url = f"sqlite:///{own}" if kind == "sqlite" else url
            with program(given_url, scenery, options.folder / str(number)) as (scene, address):
                share = -(-size // len(places))
                ask_all(scene, address, who, (share, options.seed + number), found)
    for place, what in sorted(found.faults.items()):
        print(f"{place}: {what}")
    print(dict(sorted(found.statuses.items())))
    total = sum(found.statuses.values())
    wrong = sum(count for status, count in found.statuses.items() if status >= 500)
    figure = (
        f"{total} cases, {len(PEOPLE)} roles, 2 databases: {wrong} answered 5xx, "
        f"{len(found.faults)} not as described"
    )
    return Closing(figure, total >= size * 0.9 and not wrong and not found.faults)


@contextmanager
def databases(options: Options) -> Iterator[tuple[Path, str]]:
    """Give an empty SQLite file to copy and an empty PostgreSQL database, both migrated."""
    file, name = options.folder / "empty.db", f"matang_cases_{secrets.token_hex(4)}"
    server = sa.create_engine(
        options.postgres_url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="AUTOCOMMIT",
    )
    with server.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    url = sa.make_url(options.postgres_url).set(database=name)
    own = url.render_as_string(hide_password=False)
    for each in (f"sqlite:///{file}", own):
        database = Database(each)
        migrate(database)
        database.engine.dispose()
    with sa.create_engine(f"sqlite:///{file}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    yield file, own
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    server.dispose()


@contextmanager
def program(url: str, scenery: Scenery, folder: Path) -> Iterator[tuple[Play, str]]:
    """Serve the program with the city in its scene."""
    scene, listener = scenery.at(STATE), free_port()
    address = address_of(listener)
    settings_ = Settings(
        _env_file=None, data=folder, database_url=url, totp="off", base_url=address
    )
    app = create_app(settings_, clock=lambda: scene.now, runs_jobs=False)
    if not url.startswith("sqlite"):
        empty(app)
    played = Play(app, scene)
    with served(app, listener):
        yield played, address
    app.state.database.engine.dispose()


def empty(app: FastAPI) -> None:
    """Take every row out of a PostgreSQL database, past the journal's triggers."""
    with app.state.database.engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for table in all_models().sorted_tables:
            connection.execute(sa.delete(table))


def ask_all(scene: Play, address: str, who: str, amount: tuple[int, int], found: Found) -> None:
    """Ask as one person: operations in turn, in an order of the seed, until there is enough."""
    share, number = amount
    api = schemathesis.openapi.from_dict(scene.app.openapi())
    offered: Any = list(api.get_all_operations())  # its results are typed too narrowly
    operations = [each.ok() for each in offered]
    random.Random(number).shuffle(operations)  # noqa: S311  (an order, from a seed)
    each, more = divmod(share, len(operations))
    for place, operation in enumerate(operations):
        count = each + (place < more)
        if count:
            door = Door(address, scene.city.tokens[who], names_in(scene))
            ask(operation, door, (count, number), found)


@dataclass(frozen=True)
class Door:
    """Where to ask, as whom, and the names of things that are there."""

    address: str
    token: str
    names: Mapping[str, object]


def names_in(scene: Play) -> dict[str, object]:
    return {
        "submission_id": scene.submission_id,
        "year": YEAR,
        "code": scene.codes()[0],
        "username": "operator.dinkes",
        "instrument_id": INSTRUMENT,
    }


def ask(operation: Any, door: Door, amount: tuple[int, int], found: Found) -> None:
    """Ask one operation a few times, with input that fits and input that does not.

    Every second time the address names things that are there, so that more than 404 is seen.
    """
    headers = {"Authorization": f"Bearer {door.token}"}

    @seed(amount[1])
    @settings(
        max_examples=amount[0],
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        if sum(found.statuses.values()) % 2 == 0:
            case.path_parameters.update(
                {name: door.names[name] for name in case.path_parameters if name in door.names}
            )
        response = case.call(base_url=door.address, headers=headers)
        found.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            said = "; ".join(str(each).splitlines()[0] for each in failures.exceptions)
            found.faults[f"{case.method} {operation.path} {response.status_code}"] = said

    try:
        one()
    except HypothesisException as error:
        found.faults[f"{operation.method} {operation.path}"] = type(error).__name__
