"""Prints the documents of a sown scene, so that what they say can be read."""

from dataclasses import replace
from pathlib import Path
from shutil import copy

from app.db import Database
from app.files.storage import Storage
from app.reports.press import Limits, Press
from app.settings import Settings
from app.worker import Workshop, render_report
from tests.campaigns.furnished import unprinted
from tests.campaigns.sown import Sown, put_files
from tests.play import behind_its_back, dump, load


def printed(sown: Sown, folder: Path, empty: Path) -> Sown:
    """Give the scene with every document really made."""
    if not sown.scene.rows["report"]:
        return sown
    file, files = folder / f"printed {sown.state}.db", folder / f"printed {sown.state}"
    copy(empty, file)
    database, storage = Database(f"sqlite:///{file}"), Storage(files)
    put_files(sown, storage)
    load(database, sown.scene.rows)
    settings = Settings(_env_file=None, data=folder, database_url=database.url)
    limits = Limits(settings.render_seconds, settings.render_memory_mib)
    shop = Workshop(database, storage, settings, lambda: sown.scene.now, Press(limits))
    with behind_its_back(database) as session:
        wanted = [row.id for row in unprinted(session)]
    for report_id in wanted:
        render_report(shop, report_id)
    shop.press.close()
    rows = dump(database)
    database.engine.dispose()
    return replace(sown, scene=replace(sown.scene, rows=rows, files=files))
