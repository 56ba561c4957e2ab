"""The power fails while clients save: what was acknowledged is on the disk. A careless twin loses.

The data lie on an ext4 image. The program is stopped in mid-stride, the image is copied as the
disk holds it at that moment, and the program starts again on the copy. The twin runs the same
program with `synchronous=NORMAL`, brought in from outside; if it lost nothing, the campaign
would prove nothing.
"""

import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.campaign import Closing, Options
from tests.campaigns.disks import make_image, missing_for_mounts, mounted
from tests.campaigns.savers import Crowd
from tests.campaigns.town import Town, dice, settle

CUTS = 10
CONTROLS = 2
MEGABYTES = 48
SHORTEST, LONGEST = 0.5, 1.2
CARELESS = """
import pysqlite3
from pysqlite3 import Connection, connect

class Careless(Connection):
    def execute(self, statement, *values):
        return super().execute(statement.replace("synchronous=FULL", "synchronous=NORMAL"), *values)

pysqlite3.connect = lambda *given, **named: connect(*given, factory=Careless, **named)
"""


@dataclass
class Found:
    """What the cuts brought to light."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return missing_for_mounts()


def run(options: Options) -> Closing:
    """Cut the power `size` times, or ten; then as often as needed, at most twice, of the twin."""
    careful, careless = Found(), Found()
    cuts = options.size or CUTS
    for number in range(cuts):
        cut(options, number, careful, {})
    twin = options.folder / "careless"
    twin.mkdir()
    (twin / "sitecustomize.py").write_text(CARELESS)
    for number in range(cuts, cuts + CONTROLS):
        if not careless.lost:
            cut(options, number, careless, {"PYTHONPATH": str(twin)})
    figure = (
        f"{cuts} power cuts, {careful.acknowledged} acknowledged writes, {len(careful.lost)} lost, "
        f"{len(careful.half)} half; control with synchronous=NORMAL: {careless.acknowledged} "
        f"acknowledged, {len(careless.lost)} lost"
        + "".join(f"\n  {fault}" for fault in (careful.lost + careful.half)[:10])
    )
    is_kept = not careful.lost and not careful.half
    return Closing(figure, is_kept and bool(careless.lost))


def cut(options: Options, number: int, found: Found, environment: dict[str, str]) -> None:
    """Cut the power once and compare with what was acknowledged."""
    image, copy = options.folder / f"{number}.img", options.folder / f"{number}-after.img"
    disk = options.folder / f"disk-{number}"
    moment = dice(options.seed * 1000 + number)
    make_image(image, MEGABYTES)
    with mounted(image, disk):
        town = settle(disk / "data", environment=environment)
        crowd = Crowd(town, options.folder / f"ledgers-{number}", options.seed + number)
        work_until_the_cut(town, crowd, moment.uniform(SHORTEST, LONGEST), (image, copy))
    with mounted(copy, disk), town.server:
        found.acknowledged += crowd.acknowledged()
        found.lost += crowd.lost() + crowd.lost_versions()
        found.half += town.faults()
    image.unlink()
    copy.unlink()


def work_until_the_cut(town: Town, crowd: Crowd, seconds: float, images: tuple[Path, Path]) -> None:
    """Let the clients save, stop the program in mid-stride and take the disk as it is."""
    town.server.start()
    crowd.begin()
    time.sleep(seconds)
    town.server.kill(signal.SIGSTOP)
    shutil.copyfile(*images)
    town.server.kill()
    crowd.end()
