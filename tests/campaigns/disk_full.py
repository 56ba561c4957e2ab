"""A full disk under load: clear refusals, pages go on, and it writes again once there is room."""

from functools import partial

from tests.campaigns import outage
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.disks import fill, memory_disk, missing_for_mounts
from tests.campaigns.savers import Crowd
from tests.campaigns.town import settle

ROUNDS = 5
MEGABYTES = 40
SECONDS = 2.0


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return missing_for_mounts()


def run(options: Options) -> Closing:
    """Fill the disk `size` times, or five."""
    outages, problems = [], []
    for number in range(options.size or ROUNDS):
        with memory_disk(options.folder / f"full-{number}", MEGABYTES) as disk:
            town = settle(disk)
            crowd = Crowd(town, options.folder / f"ledgers-{number}", options.seed + number)
            with town.server:
                ballast = disk / "ballast"
                fault = (partial(fill, ballast), ballast.unlink)
                name = f"full {number + 1}"
                found = outage.disturb(town, crowd, outage.Outage(name), fault, SECONDS)
        outages.append(found)
        problems += found.problems()
    return outage.closing(outages, problems)
