"""PostgreSQL restarts, loses its connections, a backend, or is away: 503, and back by itself."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from sqlalchemy.engine import URL, make_url

from app.commands import postgres_for_tests
from tests.campaigns import outage
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.savers import Crowd
from tests.campaigns.town import Town, settle

AWAY_SECONDS, AWAY_SECONDS_WHOLE = 2.0, 30.0
BACK_SECONDS = 3.0
ROUNDS = 12


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of our own that can be stopped and started."""

    programs: Path
    folder: Path
    user: int | None
    url: URL

    def control(self, *words: str) -> None:
        """Run pg_ctl; it waits until what it was told is done."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        options += " -c dynamic_shared_memory_type=mmap"
        where = ["-w", "-D", str(self.folder / "data")]
        how = [] if words[0] == "stop" else ["-l", str(self.folder / "log"), "-o", options]
        subprocess.run(
            [str(self.programs / "pg_ctl"), *words, *where, *how],
            user=self.user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def backends(self, what: LiteralString = "pid") -> list[int]:
        """Give the process numbers of the program's connections."""
        others = " FROM pg_stat_activity WHERE datname = current_database()"
        with psycopg.connect(self.plain(), autocommit=True) as line:
            rows = line.execute(f"SELECT {what}{others} AND pid <> pg_backend_pid()").fetchall()
        return [row[0] for row in rows]

    def terminate_all(self) -> None:
        """Let the server end every connection of the program."""
        self.backends("pg_terminate_backend(pid)")

    def kill_one(self) -> None:
        """kill -9 of one backend: the server restarts itself."""
        os.kill(self.backends()[0], signal.SIGKILL)

    def plain(self) -> str:
        """Give the address as psycopg wants it."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return ""


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Make a cluster in a folder, durable as in production; take it away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="matang-restart-"))
    try:
        programs, user = postgres_for_tests.programs_for(folder)
        postgres_for_tests.make_cluster(programs, folder, user)
        url = make_url(f"postgresql://postgres@/postgres?host={folder}")
        made = Cluster(programs, folder, user, url)
        made.control("start")
        try:
            yield made
        finally:
            made.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(options: Options) -> Closing:
    """Disturb the database in four ways in turn, `size` times, or twelve times and longer."""
    away = AWAY_SECONDS if options.size else AWAY_SECONDS_WHOLE
    outages: list[outage.Outage] = []
    problems: list[str] = []
    with cluster() as made:
        url = made.url.render_as_string(hide_password=False)
        town = settle(options.folder / "postgres", url)
        with town.server:
            ways = list(disturbances(made, away).items())
            for number in range(options.size or ROUNDS):
                name, way = ways[number % len(ways)]
                crowd = Crowd(town, options.folder / f"ledgers-{number}", options.seed + number)
                for saver in crowd.savers:  # they begin where the program stands
                    saver.lost()
                found = disturb(town, crowd, outage.Outage(name), way)
                outages.append(found)
                problems += problems_of(found)
    return outage.closing(outages, problems)


def disturbances(made: Cluster, away: float) -> dict[str, Callable[[], None]]:
    """Name the ways; each returns when the database answers again."""

    def restart() -> None:
        made.control("restart", "-m", "immediate")

    def absence() -> None:
        made.control("stop", "-m", "immediate")
        time.sleep(away)
        made.control("start")

    def crash() -> None:
        made.kill_one()
        wait_until_answering(made)

    return {"restart": restart, "terminate": made.terminate_all, "crash": crash, "away": absence}


def wait_until_answering(made: Cluster) -> None:
    """Wait until the server takes connections again after its own restart."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        time.sleep(0.1)
        try:
            made.backends()
        except psycopg.Error:
            continue
        return


def disturb(
    town: Town, crowd: Crowd, found: outage.Outage, way: Callable[[], None]
) -> outage.Outage:
    """Let the clients work, disturb, measure from the database's return to the next success."""
    crowd.begin(steady=True, pause=outage.PAUSE)
    time.sleep(outage.BEFORE)
    way()
    found.recovery = outage.recovered(town, crowd)
    time.sleep(outage.AFTER)
    crowd.end()
    found.statuses, found.wordless = crowd.statuses(), crowd.wordless()
    found.acknowledged = crowd.acknowledged()
    found.faults += crowd.lost() + crowd.lost_versions() + town.faults() + crowd.odd()
    return found


def problems_of(found: outage.Outage) -> list[str]:
    """Give everything that is not as it must be; a quick disturbance may pass unnoticed."""
    wrong = [f"{found.name}: {fault}" for fault in found.faults]
    if found.wordless or found.statuses[0]:
        wrong.append(f"{found.name}: {found.wordless} wordless, {found.statuses[0]} cut lines")
    if found.recovery > BACK_SECONDS:
        wrong.append(f"{found.name}: back only after {found.recovery:.1f} s")
    return wrong
