"""Every cell of the law's two permission matrices holds over both doors on both databases."""

import asyncio
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from tests.campaigns.campaign import Closing, Options
from tests.conftest import START
from tests.permissions.checking import DOORS, Checker, Tally
from tests.permissions.law import Cell, period_cells, sample, submission_cells
from tests.permissions.made import migrated, postgres_database, sqlite_file
from tests.permissions.scenes import Scenes

DATABASES = ("SQLite", "PostgreSQL")
SHOWN = 40


def run(options: Options) -> Closing:
    """Check all, or `size` cells per database; a process for each database."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(DATABASES), mp_context=context) as pool:
        runs = {name: pool.submit(check_on, name, options) for name in DATABASES}
        tallies = {name: each.result() for name, each in runs.items()}
    for name, tally in tallies.items():
        for wrong in tally.wrong[:SHOWN]:
            print(f"{name}, {wrong}")
    return closing(tallies, len(chosen(options)) * len(DOORS) * len(DATABASES))


def chosen(options: Options) -> list[Cell]:
    """Give the cells of a run."""
    cells = period_cells() + submission_cells()
    return cells if options.size is None else sample(cells, options.size, options.seed)


def check_on(name: str, options: Options) -> Tally:
    """Check the cells on one database."""
    folder = options.folder / name
    folder.mkdir()
    empty = sqlite_file(folder / "empty.db")
    with database_for(name, folder, options.postgres_url) as url:
        checker = Checker(url, folder, Scenes(folder, empty, START))
        try:
            return asyncio.run(checker.check(chosen(options)))
        finally:
            checker.close()


def database_for(name: str, folder: Path, postgres_url: str) -> AbstractContextManager[str]:
    """Give an empty database of this kind."""
    if name == "PostgreSQL":
        return postgres_database(postgres_url, f"matang_oracle_{os.getpid()}")
    return nullcontext(migrated(f"sqlite:///{folder / 'matang.db'}"))


def closing(tallies: dict[str, Tally], wanted: int) -> Closing:
    """Say the figure: it holds when nothing is wrong and every cell was checked."""
    checked = sum(tally.checked.total() for tally in tallies.values())
    wrong = sum(len(tally.wrong) for tally in tallies.values())
    parts = [
        f"{name} {door.name} {tally.checked[door.name]} checked "
        f"{sum(each.door == door.name for each in tally.wrong)} wrong"
        for name, tally in tallies.items()
        for door in DOORS
    ]
    figure = f"{checked} of {wanted} checks, {wrong} wrong; {'; '.join(parts)}"
    return Closing(figure, not wrong and checked == wanted > 0)
