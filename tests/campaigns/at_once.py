"""Requests that start together: barrier, answers, and whether they really met in flight."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.campaigns.town import Town, send

FORM = "application/x-www-form-urlencoded"
Answer = tuple[int, Any]


@dataclass(frozen=True)
class Ask:
    """One request: who asks for what. `delay`: seconds it starts after the others."""

    username: str
    method: str
    path: str
    content: object = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass(frozen=True)
class Deed:
    """What is done from here at the same time, such as the clock's own step."""

    call: Callable[[], Answer]
    delay: float = 0.0


Wish = Ask | Deed


@dataclass(frozen=True)
class Meeting:
    """The answers in the order of the asks; `met` when all were in flight at one moment."""

    answers: list[Answer]
    met: bool

    @property
    def statuses(self) -> tuple[int, ...]:
        """Give the statuses in the order of the asks."""
        return tuple(status for status, _ in self.answers)


def form(username: str, path: str, **fields: object) -> Ask:
    """Make the request of an HTML form."""
    return Ask(username, "POST", path, urlencode(fields).encode(), {"Content_Type": FORM})


def ask(town: Town, wish: Wish) -> Answer:
    """Send one alone."""
    if isinstance(wish, Deed):
        return wish.call()
    return send(town, wish.username, wish.method, wish.path, wish.content, **wish.headers)


def together(town: Town, wishes: Sequence[Wish]) -> Meeting:
    """Send all at the same moment, each on a line of its own."""
    barrier = threading.Barrier(len(wishes))

    def one(wish: Wish) -> tuple[Answer, float, float]:
        barrier.wait()
        time.sleep(wish.delay)
        began = time.perf_counter()
        return ask(town, wish), began, time.perf_counter()

    with ThreadPoolExecutor(len(wishes)) as crowd:
        found = list(crowd.map(one, wishes))
    met = max(began for _, began, _ in found) < min(ended for *_, ended in found)
    return Meeting([answer for answer, *_ in found], met)


@dataclass
class Tally:
    """How often it was tried, how often the requests met, and what was not as it must be."""

    rounds: int = 0
    met: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, meeting: Meeting) -> Meeting:
        """Count one meeting."""
        self.rounds += 1
        self.met += meeting.met
        return meeting

    def must(self, what: str, *, be: bool) -> None:
        """Keep what is wrong."""
        if not be:
            self.wrong.append(what)

    def told(self) -> str:
        """Give the faults as lines under the figure."""
        return "".join(f"\n  {fault}" for fault in self.wrong[:10])
