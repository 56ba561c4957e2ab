"""Whatever fits or misses the API's own description is answered as described, never with a 5xx."""

import random
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import schemathesis
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

from app.db import Database, all_models
from app.main import create_app
from app.migrations import migrate
from app.settings import Settings
from tests.browser import address_of, free_port, served
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.chains import Door, Found, follow
from tests.conftest import START
from tests.factories import INSTRUMENT, YEAR
from tests.play import Play, Scene, Scenery

WHOLE = 3000
PEOPLE = {
    "operator.dinkes": "DRAFT",
    "kepala.dinkes": "PROVISIONAL",
    "penilai.dk1": "UNDER_ASSESSMENT",
    "penilai.bps1": "OBJECTION",
    "koordinator": "MODERATION",
    "walikota": "FINAL",
    "admin": "PUBLISHED",
    "auditor": "CORRECTION",
}
"""Who asks, and where Dinkes' submission stands then: where he has something to do."""
ENDS_ONESELF = ["revokeToken", "changePassword"]
"""Operations that a chain leaves out: after them whoever asks is answered 401 only."""


def run(options: Options) -> Closing:
    """Ask `size` cases in all, shared between eight roles and two databases."""
    found = ask_on_both(options, tuple(PEOPLE), options.size or WHOLE)
    for place, what in sorted(found.faults.items()):
        print(f"{place}: {what}")
    print(dict(sorted(found.statuses.items())))
    return closing(found)


def closing(found: Found) -> Closing:
    """Say how much was asked, and how much of it followed from an earlier answer."""
    total, followed = found.statuses.total(), found.followed.total()
    wrong = sum(count for status, count in found.statuses.items() if status >= 500)
    figure = (
        f"{total} cases, {followed} followed from an earlier answer ({found.done.total()} of them "
        f"answered 2xx, {len(+found.followed)} operations), 2 databases: {wrong} answered 5xx, "
        f"{len(found.faults)} not as described"
    )
    return Closing(figure, followed > total / 16 and not wrong and not found.faults)


def ask_on_both(options: Options, people: Sequence[str], size: int) -> Found:
    """Ask as each of these people on each database: half in chains, half each case for itself."""
    found, share = Found(), -(-size // (2 * len(people)))
    places = [(kind, who) for kind in ("sqlite", "postgresql") for who in people]
    with databases(options) as (file, url):
        scenery = Scenery(options.folder, file, START)
        for number, (kind, who) in enumerate(places, options.seed):
            own = options.folder / f"{number}.db"
            shutil.copy(file, own)
            given_url = f"sqlite:///{own}" if kind == "sqlite" else url
            scene = scenery.at(PEOPLE[who])
            with program(given_url, scene, options.folder / str(number)) as (play, address):
                door = Door(address, play.city.tokens[who])
                ask_all(play, door, (share, number), found)
    return found


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
def program(url: str, scene: Scene, folder: Path) -> Iterator[tuple[Play, str]]:
    """Serve the program with the city in a scene."""
    listener = free_port()
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


def ask_all(play: Play, door: Door, amount: tuple[int, int], found: Found) -> None:
    """Ask as one person: half in chains, then operations in turn, in an order of the seed."""
    share, number = amount
    api = schemathesis.openapi.from_dict(play.app.openapi())
    before = found.statuses.total()
    follow(api.exclude(operation_id=ENDS_ONESELF), door, (share // 2, number), found)
    rest = share - (found.statuses.total() - before)
    offered: Any = list(api.get_all_operations())  # its results are typed too narrowly
    operations = [each.ok() for each in offered]
    random.Random(number).shuffle(operations)  # noqa: S311  (an order, from a seed)
    each, more = divmod(rest, len(operations))
    for place, operation in enumerate(operations):
        count = each + (place < more)
        if count:
            ask((operation, names_in(play)), door, (count, number), found)


def names_in(play: Play) -> dict[str, object]:
    """Give the names of things that are there, as the addresses have them."""
    return {
        "submission_id": play.submission_id,
        "year": YEAR,
        "code": play.codes()[0],
        "username": "operator.dinkes",
        "instrument_id": INSTRUMENT,
    }


def ask(
    what: tuple[Any, Mapping[str, object]], door: Door, amount: tuple[int, int], found: Found
) -> None:
    """Ask one operation a few times, with input that fits and input that does not.

    Every second time the address names things that are there, so that more than 404 is seen.
    """
    operation, names = what

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
        if found.statuses.total() % 2 == 0:
            case.path_parameters.update(
                {name: names[name] for name in case.path_parameters if name in names}
            )
        found.look_at(case, case.call(**door.arguments()))

    try:
        one()
    except HypothesisException as error:
        found.faults[operation.label] = type(error).__name__
