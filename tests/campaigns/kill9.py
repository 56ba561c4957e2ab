"""kill -9 while eight clients save and upload: nothing acknowledged is lost, nothing is half."""

import time
from dataclasses import dataclass, field

from tests.campaigns.campaign import Closing, Options
from tests.campaigns.savers import Crowd
from tests.campaigns.town import DATABASES, Town, database_of, dice, settle

CYCLES = 25
SHORTEST, LONGEST = 0.2, 1.2
READY_SECONDS = 3.0


@dataclass
class Found:
    """What the cycles brought to light."""

    cycles: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)


def run(options: Options) -> Closing:
    """Kill `size` times on each database, or when told to run whole: 25 times."""
    found = Found()
    for kind in DATABASES:
        with database_of(kind, options.postgres_url) as url:
            town = settle(options.folder / kind, url)
            try:
                cycles(town, options, found)
            finally:
                town.server.stop()
    figure = (
        f"{found.cycles} kills, {found.acknowledged} acknowledged writes, {len(found.lost)} lost, "
        f"{len(found.half)} half, ready again after at most {max(found.ready):.1f} s"
        + "".join(f"\n  {fault}" for fault in (found.lost + found.half)[:10])
    )
    in_time = options.size is not None or max(found.ready) <= READY_SECONDS
    return Closing(figure, not found.lost and not found.half and in_time)


def cycles(town: Town, options: Options, found: Found) -> None:
    """Start, let them work, kill, start again, compare."""
    moment = dice(options.seed)
    crowd = Crowd(town, options.folder / f"{town.server.data.name}-ledgers", options.seed)
    town.server.start()
    for _ in range(CYCLES if options.size is None else options.size):
        crowd.begin()
        time.sleep(moment.uniform(SHORTEST, LONGEST))
        town.server.kill()
        crowd.end()
        found.ready.append(town.server.start())
        found.lost += crowd.lost()
        found.half += town.faults()
        found.cycles += 1
    found.lost += crowd.lost_versions()
    found.acknowledged += crowd.acknowledged()
