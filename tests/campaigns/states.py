"""Random sequences of a round's whole life agree with the law's model on both databases."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.campaigns.campaign import Closing, Options
from tests.campaigns.oracle import DATABASES, database_for
from tests.permissions.made import sqlite_file
from tests.submissions.machine import RoundMachine
from tests.submissions.staging import Almanac, stage_on

SEQUENCES, STEPS = 200, 60
SHOWN = 3000


def run(options: Options) -> Closing:
    """Play `size` sequences on each database, a process for each."""
    size = options.size or SEQUENCES
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(DATABASES), mp_context=context) as pool:
        runs = {name: pool.submit(play_on, name, options, size) for name in DATABASES}
        told = {name: each.result() for name, each in runs.items()}
    for name, (_, violation) in told.items():
        if violation:
            print(f"{name}: {violation[-SHOWN:]}")
    parts = [
        f"{name} {tally['sequences']} sequences, {tally['done']} steps done, "
        f"{tally['refused']} refused as they must be, {int(bool(violation))} violations"
        for name, (tally, violation) in told.items()
    ]
    is_whole = all(tally["sequences"] >= size for tally, _ in told.values())
    return Closing("; ".join(parts), is_whole and not any(each for _, each in told.values()))


def play_on(name: str, options: Options, size: int) -> tuple[Counter[str], str]:
    """Play on one database; gives what was done, and the first violation in words."""
    folder = options.folder / name
    folder.mkdir()
    almanac = Almanac(folder, sqlite_file(folder / "empty.db"))
    with (
        database_for(name, folder, options.postgres_url) as url,
        stage_on(url, folder / "data", almanac) as stage,
    ):
        told = Counter[str]()
        machine = type("Sequence", (RoundMachine,), {"stage": stage, "told": told})
        seed(options.seed)(machine)
        try:
            run_state_machine_as_test(machine, settings=wish(size, STEPS))
        except AssertionError as violation:
            return told, "\n".join([str(violation), *getattr(violation, "__notes__", ())])
        return told, ""


def wish(size: int, steps: int) -> settings:
    """Give hypothesis' settings: no deadlines, no memory of earlier runs, one violation."""
    return settings(
        max_examples=size,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
