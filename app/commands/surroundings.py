"""What every command with data needs: settings with --data and --db, an open database."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from app.clock import utc_now
from app.db import Database
from app.errors import Fault, InvalidInput
from app.faults import sentence
from app.files.storage import Storage, storage_at
from app.journal.sealing import seal_older_rows
from app.migrations import migrate
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Settings, database and evidence folder of one run of the program."""

    settings: Settings
    database: Database
    storage: Storage


def settings_for(data: Path | None, db: str) -> Settings:
    """Read the settings; the command line's --data and --db win over the environment.

    Raises InvalidInput naming every variable with a value that does not fit.
    """
    given: dict[str, object] = {}
    if data is not None:
        given["data"] = data
    if db:
        given["database_url"] = db
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        faults = [
            Fault(f"MATANG_{str(item['loc'][0]).upper()}", sentence(item))
            for item in error.errors()
        ]
        raise InvalidInput("Setelan tidak dapat dipakai.", faults) from error


def open_data(settings: Settings) -> Surroundings:
    """Make the data folder readable by its owner only, open the database, bring it up to date."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.url)
    migrate(database)
    with database.transaction() as session:
        seal_older_rows(session, utc_now())
    return Surroundings(settings, database, storage_at(settings.storage_url, settings.files))
