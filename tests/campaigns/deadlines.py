"""Every window at the second it closes, on servers in three time zones: exactly half-open.

The clock of the running program is moved from outside (libfaketime) and stands still at each
instant. The periods end on an ordinary day, on 29 February and on 31 December.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.files.storage import Storage
from app.submissions import actions as submissions
from app.submissions import queries as submission_queries
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.town import DATABASES, Town, database_of, save, send, settle
from tests.factories import FILL_DAYS, advance, keep_documents, the_period
from tests.play import DINKES

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
DISKOMINFO, INSPEKTORAT = "1.02", "1.03"
LAST_DAYS = {  # zone of the server -> the last day of filling, as people say it
    "UTC": (datetime(2026, 5, 31, 17, tzinfo=UTC), "31 Mei 2026"),
    "Asia/Jakarta": (datetime(2028, 2, 29, 17, tzinfo=UTC), "29 Februari 2028"),
    "America/New_York": (datetime(2026, 12, 31, 17, tzinfo=UTC), "31 Desember 2026"),
}
INSTANTS = tuple(timedelta(seconds=each) for each in (-1, -0.001, 0, 0.001, 1))
OPEN_UNTIL = (200, 200, 409, 409, 409)
HOLD_SECONDS = 0.4


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return "" if LIBRARY.exists() else "not installed: faketime (libfaketimeMT)"


@dataclass
class Found:
    """What was tried, and what differed."""

    right: int = 0
    tried: int = 0
    beside: int = 0
    wrong: list[str] = field(default_factory=list)

    def compare(self, what: str, seen: int, wanted: int) -> None:
        """Count one of the instants."""
        self.tried += 1
        self.right += seen == wanted
        if seen != wanted:
            self.wrong.append(f"{what}: {seen} instead of {wanted}")

    def beside_it(self, what: str, *, is_right: bool) -> None:
        """Count one of the other checks."""
        self.beside += 1
        if not is_right:
            self.wrong.append(what)


class Clock:
    """The server's clock: a file that libfaketime reads at every look."""

    def __init__(self, file: Path, zone: str) -> None:
        self.file, self.zone = file, ZoneInfo(zone)

    def stop_at(self, instant: datetime) -> None:
        """Let it stand still at an instant."""
        written = self.file.with_suffix(".new")
        written.write_text(f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M:%S.%f}\n")
        written.replace(self.file)

    def environment(self) -> dict[str, str]:
        """Give what makes a process live by it."""
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "TZ": self.zone.key,
        }


@dataclass
class Stage:
    """One server with its clock and the instants of its period."""

    town: Town
    clock: Clock
    found: Found
    name: str
    closes: datetime

    def act(self, change: Callable[[Any], object]) -> None:
        """Do something in the round from here, through the real actions."""
        database = self.town.database()
        with database.transaction() as session:
            change(session)
        database.engine.dispose()


def run(options: Options) -> Closing:
    """Try 5 windows x 5 instants in 3 zones on 2 databases; `size`: only so many servers."""
    found = Found()
    servers = [(kind, zone) for zone in LAST_DAYS for kind in DATABASES][: options.size]
    for kind, zone in servers:
        with database_of(kind, options.postgres_url) as url:
            one_server(options.folder / f"{kind}-{zone.replace('/', '-')}", url, zone, found)
    figure = (
        f"{found.right} of {found.tried} instants exactly half-open on {len(servers)} servers, "
        f"{found.beside} checks beside (in flight over the boundary, clock back 1 h, WIB on the "
        "page)" + "".join(f"\n  {each}" for each in found.wrong[:10])
    )
    return Closing(figure, found.right == found.tried and not found.wrong)


def one_server(data: Path, url: str, zone: str, found: Found) -> None:
    """Go through the year on one server, standing still at each boundary."""
    closes, last_day = LAST_DAYS[zone]
    start = closes - timedelta(days=FILL_DAYS)
    clock = Clock(data.with_suffix(".clock"), zone)
    clock.stop_at(start + timedelta(minutes=1))
    town = settle(data, url, start=start, state="RETURNED", environment=clock.environment())
    stage = Stage(town, clock, found, data.name, closes)
    town.server.start()
    try:
        returned_items(stage, start + timedelta(days=7))
        page_in_wib(stage, last_day)
        filling(stage)
        extension(stage, closes + timedelta(days=5))
        in_flight(stage, closes + timedelta(days=6))
        objection(stage, closes + timedelta(days=7))
        publication(stage, closes + timedelta(days=20))
        order_of_time(stage)
    finally:
        town.server.kill()  # a clock that stands still knows no orderly end


def around(stage: Stage, name: str, instant: datetime, tries: list[Callable[[], int]]) -> None:
    """Do one thing at each of the five instants; the expected status is the first of each pair."""
    for offset, attempt, wanted in zip(INSTANTS, tries, EXPECTED[name], strict=True):
        stage.clock.stop_at(instant + offset)
        what = f"{stage.name} {name} {offset.total_seconds():+g} s"
        stage.found.compare(what, attempt(), wanted)


EXPECTED = {
    "returned": OPEN_UNTIL,
    "fill": OPEN_UNTIL,
    "extension": OPEN_UNTIL,
    "objection": (200, 200, 409, 409, 409),
    "publish_at": (409, 409, 202, 200, 409),  # published once; the repeat is 409
}


def saving(stage: Stage, agency: str, operator: str) -> list[Callable[[], int]]:
    """Give five saves of the first indicator."""

    def once() -> int:
        return save(stage.town, operator, agency, stage.town.codes[0], "Teks.")[0]

    return [once] * len(INSTANTS)


def returned_items(stage: Stage, until: datetime) -> None:
    """Items given back stay open until the date the coordinator set."""
    around(stage, "returned", until, saving(stage, DINKES, "operator.dinkes"))
    stage.act(lambda session: submissions.tick(session, until + timedelta(seconds=1)))


def page_in_wib(stage: Stage, last_day: str) -> None:
    """The page tells the deadline in WIB, wherever the server stands."""
    stage.clock.stop_at(stage.closes - timedelta(days=2))
    address = f"/penilaian-mandiri/{stage.town.city.submissions[DISKOMINFO]}"
    _, page = send(stage.town, "operator.diskominfo", "GET", address)
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    is_told = re.search(rf"{last_day}[^.]{{0,12}}23\.59 WIB", re.sub(" +", " ", text)) is not None
    stage.found.beside_it(f"{stage.name}: {last_day} 23.59 WIB is not told", is_right=is_told)


def filling(stage: Stage) -> None:
    """The filling closes."""
    extend(stage, stage.closes + timedelta(days=5), stage.closes - timedelta(days=1))
    around(stage, "fill", stage.closes, saving(stage, DISKOMINFO, "operator.diskominfo"))


def extend(stage: Stage, until: datetime, now: datetime) -> None:
    """Give Inspektorat more time."""
    admin, given = stage.town.city.actors["admin"], (INSPEKTORAT, until, "Listrik padam.")
    stage.act(
        lambda session: submissions.extend_all(session, admin, the_period(session), given, now)
    )


def extension(stage: Stage, until: datetime) -> None:
    """One agency's extension closes."""
    around(stage, "extension", until, saving(stage, INSPEKTORAT, "operator.inspektorat"))
    stage.act(lambda session: submissions.tick(session, until + timedelta(seconds=1)))


def in_flight(stage: Stage, until: datetime) -> None:
    """A save sent in time that waits for a lock over the boundary; then the clock goes back."""
    town, code = stage.town, stage.town.codes[0]
    extend(stage, until, until - timedelta(hours=12))
    stage.clock.stop_at(until - timedelta(milliseconds=500))
    answers: list[tuple[int, Any]] = []
    sender = threading.Thread(
        target=lambda: answers.append(
            save(town, "operator.inspektorat", INSPEKTORAT, code, "Di jalan.")
        )
    )

    def hold(session: Any) -> None:
        row = town.city.submissions[INSPEKTORAT]
        submission_queries.get(session, row, lock=True)
        sender.start()
        sender.join(HOLD_SECONDS)
        stage.clock.stop_at(until + timedelta(seconds=1))

    stage.act(hold)
    sender.join()
    status, body = answers[0]
    is_told = status == 409 and "ditutup" in body["detail"] and "WIB" in body["detail"]
    stage.found.beside_it(f"{stage.name} in flight: {status} {body}", is_right=is_told)
    stage.act(lambda session: submissions.tick(session, until + timedelta(seconds=2)))
    stage.clock.stop_at(until - timedelta(hours=1))
    status, _ = save(town, "operator.inspektorat", INSPEKTORAT, code, "Jam mundur.")
    stage.found.beside_it(f"{stage.name} clock back: {status}", is_right=status == 409)


def objection(stage: Stage, announced: datetime) -> None:
    """Objections may be filed and taken back until the window closes."""
    town = stage.town
    storage = Storage(town.server.data / "files")
    stage.act(
        lambda session: advance(session, town.city, storage, DINKES, "PROVISIONAL", announced)
    )
    path = f"/api/v1/submissions/{town.city.submissions[DINKES]}"
    given = {"items": [{"code": town.codes[0], "reason": "Ada SOP yang belum terbaca."}]}

    def file() -> int:
        status, _ = send(town, "kepala.dinkes", "POST", f"{path}/objections", given)
        return 200 if status == 201 else status

    def withdraw() -> int:
        return send(town, "kepala.dinkes", "POST", f"{path}/objection/withdraw")[0]

    closes = announced + timedelta(days=5)
    around(stage, "objection", closes, [file, withdraw, file, file, file])


def publication(stage: Stage, publish_at: datetime) -> None:
    """Nothing is published before `publish_at`, and everything may be from then on."""
    town = stage.town
    storage = Storage(town.server.data / "files")

    def finalise(session: Any) -> None:
        now = advance(session, town.city, storage, DINKES, "FINAL", publish_at - timedelta(days=2))
        keep_documents(session, storage, now)  # before the program's own printer comes
        period = the_period(session)
        period.publish_at = publish_at
        session.add(period)

    stage.act(finalise)
    path = "/api/v1/periods/2026/publish"

    def propose() -> int:
        return send(town, "admin", "POST", path, {})[0]

    def confirm() -> int:
        return send(town, "koordinator", "POST", path, {})[0]

    around(stage, "publish_at", publish_at, [propose, propose, propose, confirm, confirm])


def order_of_time(stage: Stage) -> None:
    """The journal's times never go back, though the clock did; the data are in order."""
    database = stage.town.database()
    with database.engine.connect() as connection:
        times = list(connection.execute(sa.text("SELECT at FROM journal_line ORDER BY seq")))
    database.engine.dispose()
    stage.found.beside_it(f"{stage.name}: time goes back", is_right=times == sorted(times))
    faults = stage.town.faults()
    stage.found.beside_it(f"{stage.name}: {faults}", is_right=not faults)
