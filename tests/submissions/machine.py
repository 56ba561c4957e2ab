"""A hypothesis state machine of the whole life of a round: the program against the law's dicts.

Random people, stale and fresh versions, the clock at and beside each boundary, requests held back,
repeated and sent by another person, restarts. After each step the stored round, and the states as
shown, equal the model's; every request has left its one line in the trail. At the end the doctor
finds nothing.
"""

import copy
import json
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.factories import PEOPLE
from tests.permissions.rehearsal import Answer
from tests.submissions.law import RULES, Step, judge, tick
from tests.submissions.onward import onward
from tests.submissions.staging import TIMES, Stage
from tests.submissions.world import CODES, World

USERNAMES = tuple(username for username, *_ in PEOPLE)
SHIFTS = tuple(
    timedelta(**{unit: amount})
    for unit, amount in (
        ("seconds", -1), ("microseconds", -1), ("seconds", 0), ("microseconds", 1), ("seconds", 1),
    )
)  # fmt: skip
HELD_MAX, HALF = 4, 0.5
KINDS = (
    *("work",) * 8, *("anything",) * 3, "somebody_else", "clock", "clock", "tick",
    "clock_steps_back", "hold", "send_held", "again", "documents", "restart",
)  # fmt: skip
UNKNOWN_CODE = "999"


class RoundMachine(RuleBasedStateMachine):
    """One sequence; `stage` is given by who runs it."""

    stage: ClassVar[Stage]
    told: ClassVar[Counter[str]] = Counter()

    @initialize(time=st.sampled_from(tuple(TIMES)))
    def lay(self, time: str) -> None:
        """Begin at some time of the year."""
        self.world: World = self.stage.lay(time)
        self.held: list[Step] = []
        self.last: tuple[Step, str, Answer] | None = None
        self.keys = 0
        self.told["sequences"] += 1

    @rule(kind=st.sampled_from(KINDS), dice=st.integers(0, 2**32))
    def step(self, kind: str, dice: int) -> None:
        """Something happens. One rule: hypothesis leaves whole rules out of some sequences."""
        getattr(self, kind)(random.Random(dice))  # noqa: S311

    def work(self, dice: random.Random) -> None:
        """Somebody does what is due."""
        for step in onward(self.world, self.now, dice):
            self.take(step, is_compared=False)
        self.compare()

    def anything(self, dice: random.Random) -> None:
        """Anybody tries anything."""
        name, about = dice.choice(tuple(RULES)), dice.choice(tuple(CODES))
        self.take(self.some(name, dice.choice(USERNAMES), about, dice))

    def somebody_else(self, dice: random.Random) -> None:
        """What is due is tried by whoever."""
        for step in onward(self.world, self.now, dice)[:1]:
            self.take(Step(step.name, dice.choice(USERNAMES), step.about, step.given))

    def clock(self, dice: random.Random) -> None:
        """The clock stands at or beside a boundary; the second's tick has come, or not yet."""
        shift = dice.choice(SHIFTS)
        ahead = sorted(at for at in self.boundaries() if at and at + shift > self.now)
        if ahead:
            self.stage.clock.now = dice.choice(ahead[:2]) + shift
            self.tick(dice) if dice.random() < HALF else self.compare()

    def tick(self, _dice: random.Random) -> None:
        """The program's second, however often."""
        self.stage.tick()
        tick(self.world, self.now)
        self.compare()

    def clock_steps_back(self, dice: random.Random) -> None:
        """The server's clock is set back, but not behind the beginning."""
        back = timedelta(seconds=dice.choice([1, 90, 86_400]))
        self.stage.clock.now = max(self.now - back, self.stage.round.now)

    def hold(self, dice: random.Random) -> None:
        """A second session opens what is due, with the versions it sees now, and waits."""
        steps = onward(self.world, self.now, dice)
        self.held = [*self.held, *steps[:1]][-HELD_MAX:]

    def send_held(self, dice: random.Random) -> None:
        """What was held back arrives, in any order."""
        if self.held:
            self.take(self.held.pop(dice.randrange(len(self.held))))

    def again(self, dice: random.Random) -> None:
        """The last request arrives a second time: with its key it has no second effect."""
        if self.last is None:
            return
        step, key, first = self.last
        if not key or dice.random() < HALF:
            self.take(step)
            return
        lines = self.stage.lines()
        second = self.stage.send(step, key)
        assert (second.status, second.body) == (first.status, first.body)
        assert second.header("idempotency-replayed") == "true"
        assert self.stage.lines() == lines
        self.told["replayed"] += 1
        self.compare()

    def documents(self, _dice: random.Random) -> None:
        """The PDF engine has caught up."""
        self.stage.print_documents()
        self.world["unmade"] = False
        self.compare()

    def restart(self, _dice: random.Random) -> None:
        """The program is started again."""
        self.stage.restart()

    def teardown(self) -> None:
        """Ask the doctor."""
        if hasattr(self, "world"):
            assert self.stage.unwell() == []

    @property
    def now(self) -> datetime:
        """Give the server's time."""
        return self.stage.clock.now

    def take(self, step: Step, *, is_compared: bool = True) -> None:
        """Send one step, and hold answer, trail and rows against the law."""
        before, _ = self.stage.lines()
        self.keys += 1
        key = f"kunci-{self.keys}" if self.keys % 2 else ""
        expected = copy.deepcopy(self.world)
        statuses, added = judge(expected, step, self.now)
        answer = self.stage.send(step, key)
        said = answer.body.decode()[:300]
        assert answer.status in statuses, f"{step}: {answer.status}, not {set(statuses)}: {said}"
        is_done = answer.status < 300
        newest, outcome = self.stage.lines()
        assert newest - before == added, f"{step}: {newest - before} lines, not {added}"
        assert not added or (outcome == "allowed") is is_done, f"{step}: {outcome}"
        if is_done:
            self.world = expected
            is_post = step.name not in {"save", "cite", "assign", "judge", "agree"}
            self.last = (step, key if is_post else "", answer)
        self.told["done" if is_done else "refused"] += 1
        if is_done:
            self.told[step.name] += 1
        if is_compared:
            self.compare(step)

    def compare(self, step: object = "") -> None:
        """The stored round and the states shown equal the model's."""
        found = self.stage.picture()
        assert found == self.world, (
            f"{step}: {json.dumps(difference(found, self.world), default=str)}"
        )
        shown = {code: sub["state"] for code, sub in self.world["subs"].items()}
        assert self.stage.shown() == shown

    def boundaries(self) -> list[datetime | None]:
        """Give every instant at which the law changes its mind."""
        subs = self.world["subs"].values()
        own = [at for sub in subs for at in (sub["closes"], sub["until"])]
        return [*own, *self.world["objecting"], *self.world["next"]]

    def some(self, name: str, who: str, about: str, dice: random.Random) -> Step:
        """Give a request of this kind with fresh or stale, right or wrong content."""
        sub = self.world["subs"][about]
        code = dice.choice([*CODES[about], UNKNOWN_CODE]) if name in KNOWS_UNKNOWN else "101"
        given: dict[str, Any] = {"code": code, "level": dice.randint(1, 4)}
        given |= {"version": sub["versions"].get(code, 0) - dice.choice([0, 0, 1])}
        given["version"] = max(given["version"], 0)
        until = self.now + timedelta(seconds=dice.choice([-1, 0, 1, 86_400]))
        special: dict[str, dict[str, Any]] = {
            "return": {"code": "101", "until": until},
            "extend": {"until": until},
            "unlock": {"institution": dice.choice(["bps", "diskominfo"])},
            "assign": {"assessors": dice.sample(ASSESSORS_KNOWN, 2)},
            "agree": given | {"reason": dice.random() < 0.7},
        }
        return Step(name, who, about, special.get(name, given))


KNOWS_UNKNOWN = {"save", "cite", "judge", "agree"}
ASSESSORS_KNOWN = [name for name in USERNAMES if name.startswith("penilai.")]


def difference(found: Any, wanted: Any) -> Any:
    """Give only what differs, as pairs of found and wanted."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        keys = found.keys() | wanted.keys()
        pairs = {key: (found.get(key), wanted.get(key)) for key in sorted(keys)}
        return {key: difference(*pair) for key, pair in pairs.items() if pair[0] != pair[1]}
    return [found, wanted]
