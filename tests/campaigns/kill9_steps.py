"""kill -9 at every fsync of the six big steps and at random: before or after, never between.

After each kill the program starts again and the same request is sent once more: it must end where
an undisturbed run ends.
"""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.assessments import actions as assessments
from app.assessments import agreement_actions as agreements
from app.assessments.schemas import JudgementInput
from app.clock import utc_now
from app.db import Database
from app.files.storage import Storage
from app.periods.schemas import StepInput
from app.reports import actions as reports
from app.results import actions as results
from app.submissions import actions as submissions
from app.submissions import queries as submission_queries
from app.submissions.states import State
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.town import Town, dice, send, settle
from tests.campaigns.tracing import Tracing, missing_for_tracing
from tests.factories import YEAR, fill, keep_documents, the_period
from tests.play import DINKES, UNWATCHED, dump
from tests.serving import Server

LONG_AGO = timedelta(days=40)
MOMENTS = 17
POINTS_MAX = 20
WRITES = (1, 2, 5, 12)
ALONE = frozenset({"job", "stored_file", "report"}) | UNWATCHED
"""Tables that background work goes on filling after a step."""


@dataclass(frozen=True)
class Step:
    """A step: the state it starts from, what is prepared, who asks for what."""

    name: str
    state: str
    age: timedelta
    prepare: Callable[[Any, Town, datetime], None]
    username: str
    path: str


@dataclass(frozen=True)
class Point:
    """The n-th call of a kind, in any thread of the program."""

    calls: str
    number: int


@dataclass
class Found:
    """What the kills brought to light."""

    tries: int = 0
    points: int = 0
    moments: int = 0
    before: int = 0
    after: int = 0
    wrong: list[str] = field(default_factory=list)


def missing() -> str:
    """Say what this machine lacks for it, or ""."""
    return missing_for_tracing()


def _fill(session: Any, town: Town, now: datetime) -> None:
    fill(session, town.city, Storage(town.server.data / "files"), DINKES, 3, now)


def _judge(session: Any, town: Town, now: datetime) -> None:
    actor, row = town.city.actors["penilai.dk1"], _dinkes(session, town)
    for code in town.codes:
        given = JudgementInput(level=3, note="Bukti diperiksa.", reason="Bukti mendukung.")
        assessments.save_judgement(session, actor, row, code, (given, 0), now)


def _close(session: Any, town: Town, now: datetime) -> None:
    submissions.tick(session, now)
    agreements.close(session, town.city.actors["koordinator"], _dinkes(session, town), now)


def _propose_finalise(session: Any, town: Town, now: datetime) -> None:
    moderator = town.city.actors["koordinator"]
    results.propose_finalise(session, moderator, the_period(session), StepInput(), now)


def _propose_publish(session: Any, town: Town, now: datetime) -> None:
    keep_documents(session, Storage(town.server.data / "files"), now)
    admin = town.city.actors["admin"]
    reports.propose_publish(session, admin, the_period(session), StepInput(), now)


def _propose_reopen(session: Any, town: Town, now: datetime) -> None:
    given = StepInput(reason="Salah membaca lampiran.", items={DINKES: [town.codes[0]]})
    moderator = town.city.actors["koordinator"]
    results.propose_reopen(session, moderator, the_period(session), given, now)


def _dinkes(session: Any, town: Town) -> Any:
    return submission_queries.get(session, town.city.submissions[DINKES])


NOW, OF_PERIOD = timedelta(0), f"/periods/{YEAR}"
STEPS = (
    Step("submit", State.DRAFT, NOW, _fill, "kepala.dinkes", "submit"),
    Step("lock", State.UNDER_ASSESSMENT, NOW, _judge, "penilai.dk1", "judgements/lock"),
    Step("announce", State.MODERATION, LONG_AGO, _close, "koordinator", f"{OF_PERIOD}/announce"),
    Step(
        "finalise", State.PROVISIONAL, LONG_AGO, _propose_finalise, "admin", f"{OF_PERIOD}/finalise"
    ),
    Step("publish", State.FINAL, LONG_AGO, _propose_publish, "koordinator", f"{OF_PERIOD}/publish"),
    Step("reopen", State.PUBLISHED, LONG_AGO, _propose_reopen, "admin", f"{OF_PERIOD}/reopen"),
)


def run(options: Options) -> Closing:
    """Kill in all six steps at each fsync, at some writes and 17 moments.

    `size`: only the first steps, at their fsyncs.
    """
    found, moment = Found(), dice(options.seed)
    for step in STEPS[: options.size]:
        prepared = make(step, options.folder / step.name)
        end = undisturbed(prepared, step, options.folder / f"{step.name}-end")
        for number in range(1, POINTS_MAX):
            if not kill_once(prepared, step, (Point("fsync,fdatasync", number), end), found):
                break
        if options.size is None:
            for number in WRITES:
                kill_once(prepared, step, (Point("pwrite64", number), end), found)
            for _ in range(MOMENTS):
                kill_once(prepared, step, (moment.uniform(0.0, 0.15), end), found)
    steps = len(STEPS[: options.size])
    figure = (
        f"{found.points} points of fsync and write and {found.moments} moments in {steps} steps: "
        f"{found.before} times as before, {found.after} times as after, "
        f"{len(found.wrong)} wrong" + "".join(f"\n  {each}" for each in found.wrong[:10])
    )
    return Closing(figure, found.points > 0 and not found.wrong)


def make(step: Step, folder: Path) -> Town:
    """Prepare the city for a step; servers work on copies of it."""
    now = utc_now()
    town = settle(folder, start=now - step.age, state=step.state)
    database = town.database()
    with database.transaction() as session:
        step.prepare(session, town, now)
    database.engine.dispose()
    return town


def copied(prepared: Town, folder: Path) -> Town:
    """Give the same city in a folder of its own, not yet served."""
    shutil.copytree(prepared.server.data, folder)
    return replace(prepared, server=Server(folder), url=f"sqlite:///{folder / 'matang.db'}")


def ask(town: Town, step: Step) -> tuple[int, Any]:
    """Send the step's request, always under the same key."""
    path = step.path
    if not path.startswith("/"):
        path = f"/submissions/{town.city.submissions[DINKES]}/{path}"
    key = f"kunci-{step.name}"
    return send(town, step.username, "POST", f"/api/v1{path}", Idempotency_Key=key)


def undisturbed(prepared: Town, step: Step, folder: Path) -> dict[str, Any]:
    """Give the facts at the end of a run without a kill."""
    town = copied(prepared, folder)
    with town.server:
        status, body = ask(town, step)
        assert status == 200, body
        return facts(town)


def facts(town: Town) -> dict[str, Any]:
    """Give numbers of rows, states and counted lines: all that must go together."""
    database = Database(town.url)
    rows = dump(database)
    lines = "SELECT action, count(*) FROM journal_line WHERE outcome = 'allowed' GROUP BY action"
    with database.engine.connect() as connection:
        told = {row[0]: row[1] for row in connection.execute(sa.text(lines))}
    database.engine.dispose()
    told.pop("report.make", None)
    return {
        "rows": {name: len(found) for name, found in rows.items() if name not in ALONE},
        "states": sorted(row["state"] for row in rows["submission"]),
        "results": sorted((row["revision"], row["stage"], row["place"]) for row in rows["result"]),
        "period": [
            bool(row[each]) for row in rows["period"] for each in row if each.endswith("_at")
        ],
        "lines": told,
    }


def kill_once(
    prepared: Town, step: Step, about: tuple[Point | float, dict[str, Any]], found: Found
) -> bool:
    """Kill at a point, or after some seconds; False when the step ended before it."""
    way, end = about
    found.tries += 1
    folder = prepared.server.data.with_name(f"{step.name}-{found.tries}")
    town = copied(prepared, folder)
    start = facts(town)
    town.server.start()
    is_point = isinstance(way, Point)
    status = hit(town, step, way)
    if town.server.process is not None and town.server.process.poll() is None:
        town.server.kill()
        if is_point:
            return False
    name = f"{step.name} killed at {way}"
    there = facts(town)
    found.before += there == start
    found.after += there == end
    if there not in (start, end) or (status == 200 and there != end):
        found.wrong.append(f"{name}: in between, {difference(there, start, end)}")
    town.server.start()
    ask(town, step)
    again = facts(town)
    if again != end:
        found.wrong.append(f"{name}: repeating ends elsewhere, {difference(again, start, end)}")
    found.wrong += [f"{name}: {fault}" for fault in town.faults()]
    town.server.kill()
    found.points += is_point
    found.moments += not is_point
    return True


def difference(there: dict[str, Any], start: dict[str, Any], end: dict[str, Any]) -> str:
    """Name what is neither as before nor as after."""
    return str({key: there[key] for key in there if there[key] not in (start[key], end[key])})


def hit(town: Town, step: Step, way: Point | float) -> int:
    """Ask, and kill the program at a point or after some seconds; gives the answer's status."""
    return killed_at(town, step, way) if isinstance(way, Point) else killed_after(town, step, way)


def killed_at(town: Town, step: Step, point: Point) -> int:
    """Ask while the n-th call of any thread kills the program."""
    assert town.server.process is not None
    log = town.server.data.with_suffix(".strace")
    injection = f"{point.calls}:signal=KILL:when={point.number}"
    tracing = Tracing(town.server.process.pid, injection, log)
    tracing.begin()
    status, _ = ask(town, step)
    time.sleep(0.2)
    tracing.end()
    return status


def killed_after(town: Town, step: Step, seconds: float) -> int:
    """Ask, and kill the program so many seconds later."""
    answers: list[tuple[int, Any]] = []
    asking = threading.Thread(target=lambda: answers.append(ask(town, step)))
    asking.start()
    time.sleep(seconds)
    town.server.kill()
    asking.join()
    return answers[0][0]
