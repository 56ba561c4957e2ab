"""What a client sees while the program cannot write, and how soon it can again."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.api.health import TRUSTED_SECONDS
from tests.campaigns.campaign import Closing
from tests.campaigns.savers import Crowd
from tests.campaigns.town import Town, send

BEFORE, AFTER = 0.7, 0.5
PAUSE = 0.02
RECOVERY_SECONDS = 5.0
GOOD = frozenset({200, 201})
SAID = frozenset({503, 507})
PAGE = "/masuk"


@dataclass
class Outage:
    """One disturbance with what came of it."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    ready: Counter[int] = field(default_factory=Counter)
    pages: Counter[int] = field(default_factory=Counter)
    reads: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    recovery: float = 0.0
    acknowledged: int = 0
    wordless: int = 0
    faults: list[str] = field(default_factory=list)

    def problems(self, *, ready_status: int = 503) -> list[str]:
        """Give everything that is not as it must be."""
        wrong = list(self.faults)
        wrong += [f"{self.name}: nothing was refused"] if not self.refused() else []
        wrong += [f"{self.name}: {self.wordless} refusals without a word"] if self.wordless else []
        wrong += [f"{self.name}: log-in page {dict(self.pages)}"] if {*self.pages} - {200} else []
        wrong += [f"{self.name}: reads {dict(self.reads)}"] if {*self.reads} - {200} else []
        unready = {*self.ready} - {ready_status}
        wrong += [f"{self.name}: /readyz {dict(self.ready)}"] if unready else []
        late = self.recovery > RECOVERY_SECONDS
        return wrong + ([f"{self.name}: back only after {self.recovery:.1f} s"] if late else [])

    def refused(self) -> int:
        """Count the answers that asked to try again."""
        return sum(self.statuses[status] for status in SAID)


def ask(town: Town, path: str, username: str = "", *, method: str = "GET") -> int:
    """Send one request without a body; gives the status, 0 when there was no answer."""
    return send(town, username, method, path)[0]


def watch(town: Town, outage: Outage, seconds: float) -> None:
    """Look at pages, data and readiness until the time is over."""
    submission = town.city.submissions["1.01"]
    read = f"/api/v1/submissions/{submission}/answers/{town.codes[0]}"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        outage.pages[ask(town, PAGE)] += 1
        outage.reads[ask(town, read, "operator.dinkes")] += 1
        outage.slowest = max(outage.slowest, (time.monotonic() - began) / 2)
        outage.ready[ask(town, "/readyz")] += 1
        time.sleep(0.1)


def disturb(
    town: Town,
    crowd: Crowd,
    outage: Outage,
    fault: tuple[Callable[[], None], Callable[[], None]],
    seconds: float,
) -> Outage:
    """Let the clients work, take the disk away for `seconds`, give it back, compare."""
    begin, end = fault
    crowd.begin(steady=True, pause=PAUSE)
    time.sleep(BEFORE)
    begin()
    try:
        time.sleep(TRUSTED_SECONDS)
        watch(town, outage, seconds)
    finally:
        end()
    outage.recovery = recovered(town, crowd)
    time.sleep(AFTER)
    crowd.end()
    outage.statuses, outage.wordless = crowd.statuses(), crowd.wordless()
    outage.acknowledged = crowd.acknowledged()
    outage.faults += crowd.lost() + crowd.lost_versions() + town.faults() + left_behind(town)
    outage.faults += damage(town) + crowd.odd()
    return outage


def recovered(town: Town, crowd: Crowd) -> float:
    """Wait until it is ready and something new was acknowledged; gives the seconds."""
    began, before = time.monotonic(), crowd.acknowledged()
    while time.monotonic() - began < 4 * RECOVERY_SECONDS:
        if ask(town, "/readyz") == 200 and crowd.acknowledged() > before:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def left_behind(town: Town) -> list[str]:
    """Name temporary files."""
    return [f"left behind: {path}" for path in (town.server.data / "files" / "tmp").glob("*")]


def damage(town: Town) -> list[str]:
    """Ask SQLite whether the file is whole."""
    if not town.url.startswith("sqlite"):
        return []
    database = town.database()
    with database.engine.connect() as connection:
        said = connection.execute(sa.text("PRAGMA integrity_check")).scalar_one()
    database.engine.dispose()
    return [] if said == "ok" else [f"integrity: {said}"]


def closing(outages: list[Outage], problems: list[str]) -> Closing:
    """Put the figures of all disturbances into words."""
    told = [
        f"{each.name}: {each.acknowledged} acknowledged, {each.refused()} told to try again, "
        f"pages and reads at most {each.slowest:.2f} s, "
        f"writing again after {each.recovery:.1f} s"
        for each in outages
    ]
    return Closing("; ".join(told) + "".join(f"\n  {fault}" for fault in problems), not problems)
