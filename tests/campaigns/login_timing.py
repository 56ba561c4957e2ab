"""Unknown, known and switched-off accounts fail alike: same status, same body, same time.

Against the running program, 300 tries each of names that exist and names that do not, in random
order (options.size: tries of each kind). No limit is in the way: every name is used ten times, and
every source address (127.0.0.x) forty. Medians within 5 %, Mann-Whitney p > 0.01
(reliability.md V6.3.8, goal 22).
"""

import http.client
import math
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist, median
from urllib.parse import urlencode

from app.accounts import actions
from app.accounts.queries import by_username
from app.accounts.schemas import UserInput
from app.clock import utc_now
from app.db import Database
from app.migrations import migrate
from app.permissions import Role
from tests.campaigns.campaign import Closing, Options
from tests.serving import Server

WHOLE = 300
PER_NAME, PER_ADDRESS = 10, 40
APART, LEAST_P = 0.05, 0.01
KINDS = ("known", "unknown", "disabled")
TIMED = KINDS[:2]
TYPED = re.compile(r'value="[a-z0-9.-]+"')


@dataclass(frozen=True)
class Answer:
    """What one try got, and how long that took."""

    kind: str
    status: int
    body: str
    seconds: float


def run(options: Options) -> Closing:
    """Try, compare."""
    size = options.size or WHOLE
    names = math.ceil(size / PER_NAME)
    data = options.folder / "data"
    fill(data, names)
    with Server(data) as server:
        warm_up(server.port)
        answers = list(tried(server.port, plan(size, options.seed)))
    return judge(answers)


def fill(data: Path, names: int) -> None:
    """Make the accounts that are known, half of them switched off."""
    data.mkdir(parents=True)
    database, now = Database(f"sqlite:///{data / 'matang.db'}"), utc_now()
    migrate(database)
    with database.transaction() as session:
        for kind in ("known", "disabled"):
            for number in range(names):
                given = UserInput(
                    username=f"{kind}.{number:03}",
                    name="Seseorang",
                    role=Role.LEADERSHIP if number else Role.ADMIN,
                    password="kuda sawah biru langit",
                )
                actions.add(session, None, given, now)
        for number in range(names):
            user = by_username(session, f"disabled.{number:03}")
            actions.set_active(session, None, user, now, is_active=False)
    database.engine.dispose()


def plan(size: int, seed: int) -> list[tuple[str, str]]:
    """Give (kind, username) for every try, shuffled; of the disabled only a tenth."""
    tries = [(kind, f"{kind}.{number // PER_NAME:03}") for kind in TIMED for number in range(size)]
    tries += [("disabled", f"disabled.{number:03}") for number in range(math.ceil(size / PER_NAME))]
    random.Random(seed).shuffle(tries)  # noqa: S311 - an order, no secret
    return tries


def warm_up(port: int) -> None:
    """Let the program load what its first answers need."""
    for number in range(5):
        attempt(port, f"127.0.1.{number + 1}", f"pemanasan.{number}")


def tried(port: int, tries: Sequence[tuple[str, str]]) -> Iterator[Answer]:
    """Send every try, one after the other, with changing source addresses."""
    for number, (kind, username) in enumerate(tries):
        status, body, seconds = attempt(port, f"127.0.0.{number // PER_ADDRESS + 2}", username)
        yield Answer(kind, status, TYPED.sub("", body), seconds)


def attempt(port: int, source: str, username: str) -> tuple[int, str, float]:
    """Sign in with a wrong password over a connection of its own; time from sending to the end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, 30, source_address=(source, 0))
    connection.connect()
    form = urlencode({"username": username, "password": "salah sekali ini", "next": ""})
    began = time.perf_counter()
    connection.request(
        "POST", "/masuk", form, {"Content-Type": "application/x-www-form-urlencoded"}
    )
    answer = connection.getresponse()
    body = answer.read().decode()
    seconds = time.perf_counter() - began
    connection.close()
    return answer.status, body, seconds


def judge(answers: Sequence[Answer]) -> Closing:
    """Compare bodies and status of all, times of known and unknown."""
    looks = {(answer.status, answer.body) for answer in answers}
    times = [[each.seconds for each in answers if each.kind == kind] for kind in TIMED]
    known, unknown = (median(each) for each in times)
    apart, p = abs(known - unknown) / unknown, p_value(*times)
    figure = (
        f"{len(answers)} tries, {len(looks)} kind of answer ({min(looks)[0]}), medians "
        f"{known * 1000:.1f} and {unknown * 1000:.1f} ms ({apart:.1%} apart), p = {p:.3f}"
    )
    is_one = [look[0] for look in looks] == [422]
    return Closing(figure, is_one and apart <= APART and p > LEAST_P)


def p_value(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann-Whitney U, two-sided, by the normal approximation without ties."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, group) in enumerate(ranked, start=1) if group == 0)
    first, second = len(one), len(other)
    u = ranks - first * (first + 1) / 2
    mean, deviation = first * second / 2, math.sqrt(first * second * (first + second + 1) / 12)
    return 2 * (1 - NormalDist().cdf(abs(u - mean) / deviation))
