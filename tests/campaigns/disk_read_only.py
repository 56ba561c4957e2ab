"""A disk that turns read-only under load: clear refusals, and it goes on by itself afterwards.

The kernel refuses `mount -o remount,ro` while a database file is open for writing, so every file
and folder on the mounted image is made immutable instead: writes to open files fail as well.
SQLite's shared memory (-shm) is left out: writing to a mapped page of an immutable file ends a
process with SIGBUS. A temporary file that was being written cannot be removed at once; it is
swept an hour later.
"""

import shutil
import subprocess
from contextlib import suppress
from functools import partial
from pathlib import Path

from tests.campaigns import outage
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.disks import command, make_image, missing_for_mounts, mounted
from tests.campaigns.savers import Crowd
from tests.campaigns.town import settle

ROUNDS = 5
MEGABYTES = 60
SECONDS = 2.0


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return missing_for_mounts() or ("" if shutil.which("chattr") else "not installed: chattr")


def run(options: Options) -> Closing:
    """Make the disk read-only `size` times, or five."""
    outages, problems = [], []
    for number in range(options.size or ROUNDS):
        image = options.folder / f"{number}.img"
        make_image(image, MEGABYTES)
        with mounted(image, options.folder / f"read-only-{number}") as disk:
            data = disk / "data"
            town = settle(data)
            crowd = Crowd(town, options.folder / f"ledgers-{number}", options.seed + number)
            with town.server:
                fault = (partial(change, "+i", data), partial(change, "-i", data))
                name = f"read-only {number + 1}"
                found = outage.disturb(town, crowd, outage.Outage(name), fault, SECONDS)
        found.faults = [each for each in found.faults if not each.startswith("left behind")]
        outages.append(found)
        problems += found.problems()
    return outage.closing(outages, problems)


def change(mark: str, folder: Path) -> None:
    """Set or take the mark "immutable" of everything below; a file may vanish meanwhile."""
    everything = (folder, *folder.rglob("*"))
    paths = [path for path in everything if not path.name.endswith("-shm")]
    with suppress(subprocess.CalledProcessError):
        command("chattr", "-f", mark, *paths)
