"""The PDF batch while its printer or the whole program is killed: each document once, and whole.

A document whose printer dies every time ends as failed, which the admin sees and can ask again.
A job that failed rests before its next try; here it is woken at once, the rests have their tests.
"""

import hashlib
import os
import random
import signal
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.clock import utc_now
from app.files.storage import Storage
from app.periods.schemas import StepInput
from app.reports import actions as reports
from app.results import actions as results
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.town import CODES, Town, dice, send, settle
from tests.factories import advance, the_period

LONG_AGO = timedelta(days=40)
KILLS = 20
DONE_SECONDS = 300
ATTEMPTS_MAX = 4
BATCH_STATES = ("queued", "running")


@dataclass
class Found:
    """What the kills brought to light."""

    kills: dict[str, int] = field(default_factory=lambda: {"printer": 0, "program": 0})
    made: int = 0
    failed: int = 0
    wrong: list[str] = field(default_factory=list)


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return "" if Path("/proc/self/stat").exists() else "no /proc to find the printer in"


def run(options: Options) -> Closing:
    """Kill `size` times while documents are made, or 20; every fourth time the whole program."""
    found, moment = Found(), dice(options.seed)
    town = make(options.folder / "pdf")
    town.server.start()
    try:
        exhaust(town, found)
        ask_again(town)
        for number in range(KILLS if options.size is None else options.size):
            kill(town, found, moment, number)
        finish(town, found)
    finally:
        town.server.kill()
    compare(town, found)
    figure = (
        f"{found.kills['printer']} kills of the printer, {found.kills['program']} of the program: "
        f"{found.made} documents made once, {found.failed} shown as failed and made later, "
        f"{len(found.wrong)} wrong" + "".join(f"\n  {each}" for each in found.wrong[:10])
    )
    return Closing(figure, bool(found.made and found.failed) and not found.wrong)


def make(folder: Path) -> Town:
    """Prepare a round that is just being finalised: a document for each agency, and the ranking."""
    now = utc_now()
    town = settle(folder, start=now - LONG_AGO)
    database, storage = town.database(), Storage(folder / "files")
    with database.transaction() as session:
        for code in CODES:
            advance(session, town.city, storage, code, "MODERATION", town.now)
        advance(session, town.city, storage, CODES[0], "PROVISIONAL", town.now)
        period, moderator = the_period(session), town.city.actors["koordinator"]
        results.propose_finalise(session, moderator, period, StepInput(), now)
        reports.finalise(session, town.city.actors["admin"], period, now)
    database.engine.dispose()
    return town


def printers(town: Town) -> list[int]:
    """Give the process numbers of the program's children."""
    assert town.server.process is not None
    wanted, found = town.server.process.pid, []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == wanted and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def kill_printer(town: Town) -> bool:
    """kill -9 of the printing child; False when there is none now."""
    for pid in printers(town):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def jobs(town: Town) -> list[dict[str, Any]]:
    """Give the jobs as the admin sees them."""
    _, rows = send(town, "admin", "GET", "/api/v1/jobs")
    return list(rows)


def exhaust(town: Town, found: Found) -> None:
    """Kill the printer whenever it appears, until a job is given up."""
    end = time.monotonic() + DONE_SECONDS
    while time.monotonic() < end:
        found.kills["printer"] += kill_printer(town)
        given_up = [job for job in jobs(town) if job["state"] == "failed"]
        if given_up:
            found.failed = len(given_up)
            if not all(job["error"].endswith(".") for job in given_up):
                found.wrong.append("a failed job says nothing")
            return
        wake(town)
        time.sleep(0.05)
    found.wrong.append("a job whose printer always dies is never given up")


def wake(town: Town) -> None:
    """Let what rests after a failure be tried now."""
    database = town.database()
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE job SET lease_until = NULL WHERE state = 'queued'"))
    database.engine.dispose()


def ask_again(town: Town) -> None:
    """The admin asks for what failed once more."""
    database = town.database()
    with database.transaction() as session:
        admin = town.city.actors["admin"]
        reports.retry_failed(session, admin, the_period(session), utc_now())
    database.engine.dispose()


def kill(town: Town, found: Found, moment: random.Random, number: int) -> None:
    """Kill the printer, or every fourth time the program, at a moment of the work."""
    time.sleep(moment.uniform(0.1, 1.0))
    if number % 4 == 3 or not kill_printer(town):
        town.server.kill()
        town.server.start()
        found.kills["program"] += 1
    else:
        found.kills["printer"] += 1


def finish(town: Town, found: Found) -> None:
    """Let it come to its end undisturbed; what was given up meanwhile is asked for again."""
    end = time.monotonic() + DONE_SECONDS
    while time.monotonic() < end:
        states = {job["state"] for job in jobs(town)}
        if not states & set(BATCH_STATES):
            if not unmade(town):
                return
            ask_again(town)
        wake(town)
        time.sleep(0.2)
    found.wrong.append("the batch does not end")


def unmade(town: Town) -> int:
    """Count documents that are not there yet."""
    database = town.database()
    with database.engine.connect() as connection:
        query = sa.text("SELECT count(*) FROM report WHERE state <> 'made'")
        number: int = connection.execute(query).scalar_one()
    database.engine.dispose()
    return number


def compare(town: Town, found: Found) -> None:
    """Each document once, with the hash of its bytes; nothing partial; tries are bounded."""
    database = town.database()
    with database.engine.connect() as connection:
        made = list(connection.execute(sa.text("SELECT id, file_sha256 FROM report")))
        lines = "SELECT object_id, count(*) FROM journal_line WHERE action = 'report.make'"
        query = f"{lines} GROUP BY object_id"
        told = {row[0]: row[1] for row in connection.execute(sa.text(query))}
        attempts = connection.execute(sa.text("SELECT max(attempts) FROM job")).scalar_one()
    database.engine.dispose()
    files = town.server.data / "files"
    for path in files.glob("??/*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            found.wrong.append(f"partial: {path.name}")
    for report, digest in made:
        found.made += told.get(report) == 1 and (files / digest[:2] / digest).exists()
    if found.made != len(made):
        found.wrong.append(f"{len(made)} documents, {found.made} made once: {told}")
    if attempts > ATTEMPTS_MAX:
        found.wrong.append(f"{attempts} attempts at one document")
    found.wrong += town.faults()
