"""Another process holds SQLite's write lock: short is waited for, long is told, pages go on."""

import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.campaign import Closing, Options
from tests.campaigns.outage import PAGE, SAID, ask
from tests.campaigns.savers import Crowd
from tests.campaigns.town import Town, settle

HELD_SECONDS = (0.5, 3.0, 15.0, 60.0)
SHORT_SECONDS = 4.0
BUSY_WRITERS = 48
SLOWEST_PAGE = 1.0
HOLD = """
import sys, time, pysqlite3
line = pysqlite3.connect(sys.argv[1], isolation_level=None)
line.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
line.execute("ROLLBACK")
"""


@dataclass
class Spell:
    """One lock with what came of it."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    pages: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def told(self) -> str:
        """Give the figures."""
        return (
            f"{self.seconds:g} s: {self.statuses[200] + self.statuses[201]} saved, "
            f"{sum(self.statuses[status] for status in SAID)} told to try again, {len(self.pages)} "
            f"pages, p99 {percentile(self.pages):.2f} s"
        )

    def problems(self) -> list[str]:
        """Give everything that is not as it must be."""
        refused = sum(self.statuses[status] for status in SAID)
        wrong = [f"{self.seconds:g} s: {fault}" for fault in self.faults]
        if self.seconds < SHORT_SECONDS and refused:
            wrong.append(f"{self.seconds:g} s: {refused} refused instead of waiting")
        if self.seconds > 2 * SHORT_SECONDS and not refused:
            wrong.append(f"{self.seconds:g} s: nobody was told")
        if percentile(self.pages) > SLOWEST_PAGE:
            wrong.append(f"{self.seconds:g} s: pages waited {percentile(self.pages):.2f} s")
        return wrong


def percentile(values: list[float]) -> float:
    """Give the 99th percentile."""
    return sorted(values)[int(len(values) * 0.99)] if values else 0.0


def run(options: Options) -> Closing:
    """Hold the lock for 0.5, 3, 15 and 60 seconds; `size`: only the first so many."""
    town = settle(options.folder / "locked")
    spells = []
    with town.server:
        for number, seconds in enumerate(HELD_SECONDS[: options.size]):
            folder = options.folder / f"ledgers-{number}"
            spells.append(spell(town, Spell(seconds), folder, options.seed + number))
    problems = [fault for each in spells for fault in each.problems()]
    figure = "; ".join(each.told() for each in spells)
    return Closing(figure + "".join(f"\n  {fault}" for fault in problems), not problems)


def spell(town: Town, found: Spell, folder: Path, seed: int) -> Spell:
    """Hold the lock, save as much as possible meanwhile, look at pages, compare."""
    crowd = Crowd(town, folder, seed)
    for saver in crowd.savers:  # they begin where the program stands, not at version 0
        saver.lost()
    database = town.url.removeprefix("sqlite:///")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, database, str(found.seconds)], stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    press = [threading.Thread(target=knock, args=(town, holder)) for _ in range(BUSY_WRITERS)]
    for each in press:
        each.start()
    crowd.begin(steady=True)
    while holder.poll() is None:
        began = time.monotonic()
        status = ask(town, PAGE)
        found.pages.append(time.monotonic() - began)
        if status != 200:
            found.faults.append(f"log-in page {status}")
        time.sleep(0.02)
    time.sleep(0.3)
    crowd.end()
    for each in press:
        each.join()
    holder.stdout.close()
    found.statuses = crowd.statuses()
    found.faults += crowd.lost() + crowd.lost_versions() + town.faults() + crowd.odd()
    found.faults += [f"{crowd.wordless()} refusals without a word"] if crowd.wordless() else []
    return found


def knock(town: Town, holder: subprocess.Popen[bytes]) -> None:
    """Ask for a change again and again, so that more wait than the server has threads."""
    while holder.poll() is None:
        ask(town, f"/api/v1/submissions/{town.city.submissions['1.01']}/ready", method="POST")
        time.sleep(0.05)
