"""Back up while clients save, restore elsewhere: each restore is whole and holds what was told."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from app.clock import utc_now
from app.commands.examination import DATA_CHECKS, examine
from app.commands.surroundings import Surroundings
from app.db import Database
from app.files.storage import storage_at
from app.settings import Settings
from tests.bucket import KEYS, new_bucket, service
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.savers import Crowd
from tests.campaigns.town import Town, database_of, settle

BACKUPS = 50
PLACES = (
    ("sqlite", "folder"),
    ("postgresql", "bucket"),
    ("sqlite", "bucket"),
    ("postgresql", "folder"),
)
"""Databases and kinds of storage; the first two show each of both."""
PAUSE = 0.05
BEFORE = 0.5
SAVED = (
    "SELECT answer.submission_id, answer.code, revision.version, revision.explanation "
    "FROM answer_revision AS revision JOIN answer ON answer.id = revision.answer_id"
)
Told = tuple[str, str, int, str]


@dataclass
class Found:
    """What the restores brought to light."""

    restores: int = 0
    clean: int = 0
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)


def run(options: Options) -> Closing:
    """Make `size` backups (50), spread over both databases and both kinds of storage."""
    found, size = Found(), options.size or BACKUPS
    places = PLACES[:size]
    os.environ |= KEYS
    with service() as endpoint:
        for kind, shelf in places:
            folder = options.folder / f"{kind}-{shelf}"
            with placed(options, folder, kind, endpoint if shelf == "bucket" else "") as town:
                busy(options, town, -(-size // len(places)), found)
    figure = (
        f"{found.clean}/{found.restores} restores clean, "
        f"{found.acknowledged} acknowledged writes meanwhile"
        + "".join(f"\n  {fault}" for fault in found.faults[:10])
    )
    return Closing(figure, found.clean == found.restores)


@contextmanager
def placed(options: Options, folder: Path, kind: str, endpoint: str) -> Iterator[Town]:
    """Give a town on a database and a storage, its program running."""
    chosen = {"MATANG_STORAGE_URL": new_bucket(endpoint), **KEYS} if endpoint else {}
    with database_of(kind, options.postgres_url) as url:
        town = settle(folder, url, environment=chosen)
        with town.server:
            yield town


def busy(options: Options, town: Town, backups: int, found: Found) -> None:
    """Again and again: let clients save, back up meanwhile, restore when they rest."""
    crowd = Crowd(town, town.server.data.with_name(f"{town.server.data.name}-ledgers"), 1)
    for number in range(backups):
        crowd.begin(pause=PAUSE)
        time.sleep(BEFORE)
        file = town.server.data.with_name(f"{town.server.data.name}-{number}.zip")
        told = {
            (saver.submission, code, answer.version, answer.text)
            for saver in crowd.savers
            for code, answer in saver.answers.items()
            if answer.version
        }
        done = town.server.run("backup", str(file))
        crowd.end()
        faults = [done.stderr] if done.returncode else restored(options, town, file, told)
        found.restores += 1
        found.clean += not faults
        found.faults += faults
        file.unlink(missing_ok=True)
    found.acknowledged += crowd.acknowledged()


def restored(options: Options, town: Town, file: Path, told: set[Told]) -> list[str]:
    """Restore into an empty folder, database and storage of the same kinds; say what is wrong."""
    folder = file.with_suffix("")
    kind = "postgresql" if town.server.db else "sqlite"
    bucket = town.server.environment.get("MATANG_STORAGE_URL", "")
    with ExitStack() as stack:
        url = stack.enter_context(database_of(kind, options.postgres_url))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        storage_url = new_bucket(bucket.partition("endpoint=")[2]) if bucket else ""
        other = type(town.server)(
            folder, url, environment={**town.server.environment, "MATANG_STORAGE_URL": storage_url}
        )
        done = other.run("restore", str(file))
        if done.returncode:
            return [done.stderr]
        settings = Settings(_env_file=None, data=folder, database_url=url, storage_url=storage_url)
        return unwell(settings, told)


def unwell(settings: Settings, told: set[Told]) -> list[str]:
    """Give what `doctor` finds, and what was acknowledged before the backup and is not there.

    Raises Unavailable for a file whose bytes are not those of its name.
    """
    database = Database(settings.url)
    storage = storage_at(settings.storage_url, settings.files)
    checks = {*DATA_CHECKS, "Berkas"}
    faults = [
        f"{finding.check}: {finding.detail}"
        for finding in examine(Surroundings(settings, database, storage), utc_now())
        if not finding.is_ok and finding.check in checks
    ]
    for name in storage.names():
        storage.read(name)
    with database.engine.connect() as connection:
        kept = {tuple(row) for row in connection.execute(sa.text(SAVED))}
        sign_ins = connection.execute(sa.text("SELECT count(*) FROM login_session")).scalar_one()
    faults += [f"not in the backup: {each[1]} version {each[2]}" for each in told - kept]
    faults += ["a sign-in came back"] if sign_ins else []
    database.engine.dispose()
    return faults
