"""No word of another's reaches anyone: sixteen actors in eleven states look at every address."""

import asyncio
import json
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from app.permissions import STATES
from app.submissions import queries as submissions
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.furnished import stage
from tests.campaigns.granted import Reader, may_read, subjects
from tests.campaigns.oracle import DATABASES, database_for
from tests.campaigns.printing import printed
from tests.campaigns.reachable import WORD, addresses, is_printed, known, links, words_in
from tests.campaigns.sown import Sower, Sown, Word, put_files
from tests.conftest import START, Clock
from tests.factories import the_period
from tests.permissions.checking import DOORS, Door, filled, json_content
from tests.permissions.made import sqlite_file
from tests.permissions.rehearsal import (
    Answer,
    Call,
    ask,
    form_content,
    program,
    sign_everyone_in,
    without_threads,
)
from tests.permissions.scenes import CAST
from tests.play import DINKES, behind_its_back

SHOWN = 60
NOBODY = {"anon", "verifier", "disabled"}
LET_OUT_BY = {"exercise_score.reason": "/close"}
"""The answer to closing an exercise shows what closing lets out."""
UNSAFE = ("POST", "PUT", "DELETE")
LOOKS = 40
SLOW = frozenset({"/masuk", "/awal"})
"""They hash a password, and know no submission."""


@dataclass(slots=True)
class Sight:
    """What was looked at and seen; the foreign words with who read them where."""

    visits: int = 0
    planted: int = 0
    planted_found: int = 0
    logs: int = 0
    actors: Counter[str] = field(default_factory=Counter)
    words: set[str] = field(default_factory=set)
    foreign: set[tuple[str, str, str, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Sight") -> None:
        """Take in what another run saw."""
        self.visits += other.visits
        self.logs += other.logs
        self.planted += other.planted
        self.planted_found += other.planted_found
        self.actors += other.actors
        self.words |= other.words
        self.foreign |= other.foreign
        self.faults += other.faults


def run(options: Options) -> Closing:
    """Let everyone look in every state, or `size` actors in one of them; a process a database."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(DATABASES), mp_context=context) as pool:
        runs = [pool.submit(look_on, name, options) for name in DATABASES]
        whole = Sight()
        for each in runs:
            whole.add(each.result())
    for line in (*sorted(map(str, whole.foreign))[:SHOWN], *whole.faults[:SHOWN]):
        print(line)
    return closing(whole)


def closing(sight: Sight) -> Closing:
    """Say the figure; it holds when nothing foreign was seen, and much of one's own."""
    figure = (
        f"{len(sight.actors)} actors x states, {sight.visits} addresses visited, "
        f"{sight.logs} log entries, {len(sight.words)} words seen, "
        f"{len(sight.foreign)} foreign words, {len(sight.faults)} faults; "
        f"planted leaks found: {sight.planted_found} of {sight.planted}"
    )
    is_awake = bool(sight.words) and 0 < sight.planted == sight.planted_found
    return Closing(figure, is_awake and not sight.foreign and not sight.faults)


def chosen(options: Options) -> dict[str, list[str]]:
    """Give who looks in which states; a small run takes the state the seed names."""
    if options.size is None:
        return {state: list(CAST) for state in STATES}
    chance = random.Random(options.seed)  # noqa: S311 - a choice that can be repeated
    people = sorted(set(CAST) - NOBODY)
    return {STATES[options.seed % len(STATES)]: chance.sample(people, options.size)}


def look_on(name: str, options: Options) -> Sight:
    """Look on one database."""
    folder = options.folder / f"canary {name}"
    folder.mkdir()
    empty = sqlite_file(folder / "empty.db")
    with database_for(name, folder, options.postgres_url) as url:
        city = Lookout(url, folder, empty, options)
        try:
            return asyncio.run(city.look(chosen(options)))
        finally:
            city.database.close()


class Lookout:
    """The program on one database, and a sown scene."""

    def __init__(self, url: str, folder: Path, empty: Path, options: Options) -> None:
        self.clock = Clock()
        self.folder, self.empty, self.options = folder, empty, options
        self.is_whole = options.size is None
        self.app, self.database = program(url, folder / "data", self.clock)
        self.sight = Sight()
        self.chance = random.Random(options.seed)  # noqa: S311 - a choice that can be repeated

    async def look(self, wanted: dict[str, list[str]]) -> Sight:
        """Let everyone look in each of these states; last, at a leak that was planted."""
        with without_threads(), capture_logs() as logs:
            for state, people in wanted.items():
                sown = self.prepare(state)
                self.enter(sown)
                for who in people:
                    await self.wander(who)
                    self.sight.actors[f"{who} {state}"] += 1
                await self.look_at_a_leak(sown)
        self.sight.logs += len(logs)
        self.sight.foreign |= {
            ("log", "", str(entry["event"]), word)
            for entry in logs
            for word in WORD.findall(str(entry))
        }
        return self.sight

    async def look_at_a_leak(self, sown: Sown) -> None:
        """Say a word of another OPD's draft where everyone reads: it must be found."""
        other = sown.scene.city.submissions["1.03"]
        word = next(
            each
            for each, about in sown.words.items()
            if about.place == "answer.explanation" and about.submission_id == other
        )
        with behind_its_back(self.database) as session:
            period = the_period(session)
            period.title = f"{period.title} {word}"
            session.add(period)
        kept, self.sight = self.sight, Sight()
        await self.open("op_own", self.reader("op_own"), "/periode")
        kept.planted, kept.planted_found = (
            kept.planted + 1,
            kept.planted_found + bool(self.sight.foreign),
        )
        self.sight = kept

    def prepare(self, state: str) -> Sown:
        """Make the scene, sow it, and print its documents with the words in them."""
        scene = stage(state, self.folder, self.empty, START)
        sown = Sower(state, scene, self.options.seed).sow()
        return printed(sown, self.folder, self.empty) if self.is_whole else sown

    def enter(self, sown: Sown) -> None:
        """Put the program into the scene."""
        self.sown = sown
        self.database.load(sown.scene.rows)
        with self.database.transaction() as session:
            self.cookies = sign_everyone_in(session, sown.scene)
            self.codes = submissions.codes_of(
                session, submissions.get(session, sown.scene.city.submissions[DINKES])
            )
        self.database.mark()
        put_files(sown, self.app.state.storage)
        self.clock.now = sown.scene.now
        self.subjects = subjects(sown.scene.rows)
        self.people: dict[str, Any] = {row["id"]: row for row in sown.scene.rows["user_account"]}

    def reader(self, who: str) -> Reader:
        """Give who looks; the disabled is nobody."""
        actor = None if who in NOBODY else self.sown.scene.city.actors[CAST[who]]
        return Reader(actor, self.subjects, self.people)

    async def wander(self, who: str) -> None:
        """Open everything that can be guessed or followed, then try every change."""
        reader, seen = self.reader(who), set[str]()
        waiting = ["/", *self.some(self.guesses())]
        while waiting:
            path = waiting.pop()
            if path in seen or (is_printed(path) and not self.is_whole):
                continue
            seen.add(path)
            found = links(path, await self.open(who, reader, path))
            waiting += found if self.is_whole else ()
        for call in self.some(list(self.changes(who))):
            before = self.database.written()
            answer = await self.visit(who, call)
            self.judge(who, reader, f"{call.method} {call.path}", answer)
            if self.database.written() != before:
                self.database.restore()

    async def open(self, who: str, reader: Reader, path: str) -> Answer:
        """Read one address."""
        answer = await self.visit(who, Call("GET", path, self.credentials(who, path)))
        self.judge(who, reader, f"GET {path}", answer)
        return answer

    def some(self, whole: list[Any]) -> list[Any]:
        """Give all, or in a small run as many as take a second."""
        return whole if self.is_whole else self.chance.sample(whole, min(LOOKS, len(whole)))

    def guesses(self) -> list[str]:
        """Give every address with every id."""
        items = (self.codes[0], self.codes[-1])
        ids = known(self.sown.scene.rows, items)
        return [each.path for each in addresses(self.app, ids)]

    def changes(self, who: str) -> Iterator[Call]:
        """Give every change, empty and as the law's tables send it: refusals say things too."""
        ids = known(self.sown.scene.rows, (self.codes[0],), most=2)
        for each in addresses(self.app, ids, UNSAFE):
            if each.path in SLOW:
                continue
            headers = self.credentials(who, each.path)
            content = b"" if not each.path.startswith("/api") else b"{}"
            yield Call(each.method, each.path, headers, content)
        values = {
            "s": self.sown.scene.city.submissions[DINKES], "y": "2026", "a": DINKES,
            "x": self.first_link, "v": "0",
        }  # fmt: skip
        for door in DOORS:
            for row in door.rows.values():
                if not row.is_read:
                    yield self.as_in_the_table(who, door, row, values)

    def as_in_the_table(self, who: str, door: Door, row: Any, values: dict[str, str]) -> Call:
        """Give a change as tests/permissions sends it."""
        path = door.prefix + filled(row.call.split(" ")[1], values)
        body = filled(row.body, values)
        content = form_content(body or {}) if door.is_html else json_content(body)
        headers = {name: filled(text, values) for name, text in row.headers.items()}
        return Call(row.method, path, self.credentials(who, path) | headers, content)

    @property
    def first_link(self) -> str:
        """Give an item of the library."""
        return next(str(row["id"]) for row in self.sown.scene.rows["evidence"] if row["url"])

    def credentials(self, who: str, path: str) -> dict[str, str]:
        """Sign in as a browser or a script would."""
        username = CAST[who]
        if path.startswith("/api"):
            token = self.sown.scene.city.tokens.get(username)
            kind = {"content-type": "application/json"}
            return kind | ({"authorization": f"Bearer {token}"} if token else {})
        kind = {"content-type": "application/x-www-form-urlencoded", "origin": "http://testserver"}
        return kind | ({"cookie": f"matang={self.cookies[username]}"} if username else {})

    async def visit(self, who: str, call: Call) -> Answer:
        """Ask; an answer of 5xx is a fault."""
        answer = await ask(self.app, call)
        self.sight.visits += 1
        if answer.status >= 500:
            self.sight.faults.append(f"{who} {call.method} {call.path}: {answer.status}")
        return answer

    def judge(self, who: str, reader: Reader, where: str, answer: Answer) -> None:
        """Hold every word against the law."""
        found = words_in(answer)
        self.sight.words |= found
        for word in found:
            about = self.sown.words.get(word)
            if about and where.endswith(LET_OUT_BY.get(about.place, "\0")):
                continue
            if about is None or not may_read(reader, about):
                self.sight.foreign.add((who, self.sown.state, place(about), where))


def place(about: Word | None) -> str:
    """Say where a word comes from."""
    return json.dumps([about.place, about.institution]) if about else "unknown"
