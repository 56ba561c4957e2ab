"""What every command with data needs: settings with --data and --db, an open database."""

import os
from dataclasses import dataclass
from pathlib import Path

from app.db import Database
from app.files.storage import Storage
from app.migrations import migrate
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Settings, database and evidence folder of one run of the program."""

    settings: Settings
    database: Database
    storage: Storage


def settings_for(data: Path | None, db: str) -> Settings:
    """Read the settings; the command line's --data and --db win over the environment."""
    given: dict[str, object] = {}
    if data is not None:
        given["data"] = data
    if db:
        given["database_url"] = db
    return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them


def open_data(settings: Settings) -> Surroundings:
    """Make the data folder readable by its owner only, open the database, bring it up to date."""
    settings.data.mkdir(parents=True, exist_ok=True)
    os.umask(0o077)
    database = Database(settings.url)
    migrate(database)
    return Surroundings(settings, database, Storage(settings.files))
