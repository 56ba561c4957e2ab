"""EIO from the disk under load: no false success, and no going on as if it were written."""

from tests.campaigns import outage
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.savers import Crowd
from tests.campaigns.town import settle
from tests.campaigns.tracing import Tracing, missing_for_tracing

ROUNDS = 6
SECONDS = 1.5
CALLS = ("fsync,fdatasync", "pwrite64")


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return missing_for_tracing()


def run(options: Options) -> Closing:
    """Let every fsync fail for a while, then every write, and so on: `size` times, or six."""
    outages, problems = [], []
    for number in range(options.size or ROUNDS):
        calls = CALLS[number % len(CALLS)]
        data = options.folder / f"{calls[:5]}-{number}"
        town = settle(data)
        crowd = Crowd(town, options.folder / f"ledgers-{data.name}", options.seed + number)
        with town.server as server:
            assert server.process is not None
            log = options.folder / f"{data.name}.strace"
            tracing = Tracing(server.process.pid, f"{calls}:error=EIO", log)
            found = outage.disturb(
                town, crowd, outage.Outage(calls), (tracing.begin, tracing.end), SECONDS
            )
        outages.append(found)
        problems += found.problems()
    return outage.closing(outages, problems)
