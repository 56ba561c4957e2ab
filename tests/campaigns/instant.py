"""Watches a publication from outside: clients poll a running server twenty times a second."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

from app.clock import utc_now
from app.files.storage import Storage
from app.periods.schemas import StepInput
from app.reports import actions as reports
from app.reports import queries as report_queries
from tests.campaigns.campaign import Options
from tests.campaigns.town import Town, database_of, send, settle
from tests.factories import YEAR, keep_documents, the_period
from tests.play import DINKES

EVERY = 0.05
AROUND = 1.0
PUBLICATIONS = 10
OP, OTHER, NOBODY = "operator.dinkes", "operator.inspektorat", ""


@dataclass(frozen=True, slots=True)
class Poll:
    """One look: from when to when, and whether the result was there."""

    address: str
    began: float
    ended: float
    status: int


@dataclass(slots=True)
class Watcher:
    """One client that looks at one address until it is told to stop."""

    town: Town
    username: str
    path: str
    polls: list[Poll] = field(default_factory=list)

    def watch(self, stop: threading.Event) -> None:
        """Look every EVERY seconds, over one connection."""
        line = http.client.HTTPConnection("127.0.0.1", self.town.server.port, timeout=30)
        headers = {}
        if self.username:
            headers["Authorization"] = f"Bearer {self.town.city.tokens[self.username]}"
        while not stop.wait(EVERY):
            began = time.monotonic()
            line.request("GET", self.path, headers=headers)
            answer = line.getresponse()
            answer.read()
            who = self.username or "anyone"
            self.polls.append(Poll(f"{who} {self.path}", began, time.monotonic(), answer.status))
        line.close()


def watch_a_publication(name: str, options: Options) -> tuple[int, list[str]]:
    """Publish some years and watch; gives the number of looks and every torn moment."""
    polls, torn = 0, []
    for number in range(PUBLICATIONS if options.size is None else 1):
        with database_of(name.lower(), options.postgres_url) as url:
            data = options.folder / f"instant {name} {number}"
            found, faults = _publish_watched(settle_final(data, url))
        polls += found
        torn += [f"{name}: {fault}" for fault in faults]
    return polls, torn


def settle_final(data: object, url: str) -> Town:
    """Bring a city to where only the second signature is missing."""
    town = settle(data, url, start=utc_now() - timedelta(days=40), state="FINAL")  # type: ignore[arg-type]
    database, storage = town.database(), Storage(town.server.data / "files")
    now = utc_now()
    with database.transaction() as session:
        keep_documents(session, storage, now)
        admin = town.city.actors["admin"]
        reports.propose_publish(session, admin, the_period(session), StepInput(), now)
    database.engine.dispose()
    return town


def watchers(town: Town) -> list[Watcher]:
    """Give the clients: page, PDF, public JSON and CSV, QR code, ranking, two OPDs."""
    database = town.database()
    with database.reading() as session:
        rows = report_queries.of_period(session, the_period(session).id)
        city = next(row.id for row in rows if row.submission_id is None)
        code = next(row.code for row in rows if row.submission_id)
    database.engine.dispose()
    own = town.city.submissions[DINKES]
    return [
        Watcher(town, username, path)
        for username, path in (
            (NOBODY, f"/api/v1/public/results/{YEAR}.json"),
            (NOBODY, f"/api/v1/public/results/{YEAR}.csv"),
            (NOBODY, f"/v/{code}"),
            (OP, f"/api/v1/submissions/{own}/result?view=published"),
            (OP, f"/peringkat/{YEAR}"),
            (OTHER, f"/hasil/{own}?tampilan=terbit"),
            (OTHER, f"/api/v1/reports/{city}/content"),
        )
    ]


def _publish_watched(town: Town) -> tuple[int, list[str]]:
    clients, stop = watchers(town), threading.Event()
    with town.server:
        threads = [threading.Thread(target=each.watch, args=(stop,)) for each in clients]
        for thread in threads:
            thread.start()
        time.sleep(AROUND)
        asked = time.monotonic()
        path = f"/api/v1/periods/{YEAR}/publish?step=confirm"
        status, said = send(town, "koordinator", "POST", path)
        time.sleep(AROUND)
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
    faults = [] if status == 200 else [f"publish answers {status}: {said}"]
    found = [poll for each in clients for poll in each.polls]
    return len(found), faults + torn_moments(found, asked, len(clients))


def torn_moments(polls: list[Poll], asked: float, clients: int) -> list[str]:
    """Name every look that contradicts another: there before, or gone after, someone had it."""
    there = [poll for poll in polls if poll.status == 200]
    if len({poll.address for poll in there}) != clients:
        return ["not everyone saw the result in the end"]
    first = min(poll.ended for poll in there)
    faults = [f"{poll.address} too early" for poll in there if poll.ended < asked]
    faults += [
        f"{poll.address} still {poll.status}, {poll.began - first:.3f} s after it was out"
        for poll in polls
        if poll.status != 200 and poll.began > first
    ]
    return faults
