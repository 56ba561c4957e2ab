"""Two cities differ only in a secret: who must not know it gets the same bytes from both."""

import asyncio
import multiprocessing
import random
import secrets as entropy
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
from sqlmodel import Session

from app.submissions import queries as submissions
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.furnished import stage
from tests.campaigns.oracle import DATABASES, database_for
from tests.campaigns.reachable import addresses, is_printed, known
from tests.campaigns.secret_changes import CONTROL, SECRETS, Secret, shared_paper
from tests.conftest import START, Clock
from tests.permissions.checking import DOORS, filled, json_content
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
from tests.play import DINKES, Scene, behind_its_back

SCRIPTS, STEPS = 500, 8
CONTROLS = 20
SHOWN = 40
SMALL = 20
"""A run of fewer scripts keeps to the secrets of one state."""
BOUNDARY = "batas"
CHECKS = ("/jejak-audit/pemeriksaan", "/api/v1/journal/verify", "/api/v1/journal/export")
"""The check of the journal rightly notices that a city was changed behind its back."""


@dataclass(slots=True)
class Comparison:
    """What was asked and what differed; the times of each side by secret."""

    scripts: int = 0
    requests: int = 0
    differing: int = 0
    controls: int = 0
    controls_found: int = 0
    shown: list[str] = field(default_factory=list)
    times: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)

    def add(self, other: "Comparison") -> None:
        """Take in what another run found."""
        self.scripts += other.scripts
        self.requests += other.requests
        self.differing += other.differing
        self.controls += other.controls
        self.controls_found += other.controls_found
        self.shown += other.shown
        for name, (left, right) in other.times.items():
            mine = self.times.setdefault(name, ([], []))
            mine[0].extend(left)
            mine[1].extend(right)


def run(options: Options) -> Closing:
    """Play SCRIPTS (or `size`) scripts for each secret; each database in a process."""
    context = multiprocessing.get_context("spawn")
    whole = Comparison()
    with ProcessPoolExecutor(len(DATABASES), mp_context=context) as pool:
        for each in [pool.submit(compare_on, name, options) for name in DATABASES]:
            whole.add(each.result())
    for line in whole.shown[:SHOWN]:
        print(line)
    for name, (left, right) in sorted(whole.times.items()):
        print(f"time {name}: {gap(left, right)}")
    return closing(whole)


def closing(found: Comparison) -> Closing:
    """Say the figure; a control that shows what may be known must differ."""
    figure = (
        f"{found.scripts} scripts, {found.requests} requests to each of two, "
        f"{found.differing} answers differ; control {found.controls_found} of {found.controls} seen"
    )
    is_awake = found.requests > 0 and 0 < found.controls == found.controls_found
    return Closing(figure, is_awake and not found.differing)


def gap(left: list[float], right: list[float]) -> str:
    """Compare two lots of times, coarsely."""
    one, other = statistics.median(left), statistics.median(right)
    return f"medians {one * 1e3:.2f} and {other * 1e3:.2f} ms, {other / one - 1:+.1%}"


def chosen(options: Options) -> tuple[Secret, ...]:
    """Give the secrets of a run."""
    if options.size is None or options.size > SMALL:
        return SECRETS
    state = SECRETS[options.seed % len(SECRETS)].state
    return tuple(each for each in SECRETS if each.state == state)


def compare_on(name: str, options: Options) -> Comparison:
    """Compare on one database."""
    folder = options.folder / f"twins {name}"
    folder.mkdir()
    empty = sqlite_file(folder / "empty.db")
    with database_for(name, folder, options.postgres_url) as url:
        pair = Pair(url, folder, empty, options)
        try:
            return asyncio.run(pair.compare(chosen(options)))
        finally:
            pair.database.close()


@contextmanager
def same_chance(key: str) -> Iterator[None]:
    """Let the program draw the same random ids and tokens whenever the key is the same."""
    chance = random.Random(key)  # noqa: S311 - that is the point

    def token_bytes(count: int | None = None) -> bytes:
        return chance.randbytes(count or 32)

    drawn: dict[str, Any] = {
        "token_hex": lambda count=None: token_bytes(count).hex(),
        "token_urlsafe": lambda count=None: token_bytes(count).hex(),
        "token_bytes": token_bytes,
        "choice": chance.choice,
    }
    kept = {name: getattr(entropy, name) for name in drawn}
    base32 = pyotp.random_base32
    for name, function in drawn.items():
        setattr(entropy, name, function)
    fixed: Any = always_the_same
    pyotp.random_base32 = fixed
    try:
        yield
    finally:
        for name, function in kept.items():
            setattr(entropy, name, function)
        pyotp.random_base32 = base32


def always_the_same(*_given: Any) -> str:
    """Stand in for the draw of a second factor's secret."""
    return "A" * 32


class Pair:
    """The program on one database, which is put back between the two plays of a script."""

    def __init__(self, url: str, folder: Path, empty: Path, options: Options) -> None:
        self.clock = Clock()
        self.folder, self.empty, self.options = folder, empty, options
        self.app, self.database = program(url, folder / "data", self.clock)
        self.found = Comparison()
        self.scenes: dict[str, Scene] = {}

    async def compare(self, wanted: tuple[Secret, ...]) -> Comparison:
        """Play the scripts of each secret, and last of what is none."""
        with without_threads():
            for secret in sorted(wanted, key=lambda each: each.state):
                self.enter(secret.state)
                for number in range(self.options.size or SCRIPTS):
                    self.found.differing += await self.play(secret, number)
                    self.found.scripts += 1
            self.enter(CONTROL.state)
            kept, self.found = self.found, Comparison()
            for number in range(CONTROLS if self.options.size is None else 1):
                kept.controls += 1
                kept.controls_found += bool(await self.play(CONTROL, number))
            self.found = kept
        return self.found

    def enter(self, state: str) -> None:
        """Put the program into a scene."""
        if state not in self.scenes:
            self.scenes[state] = stage(state, self.folder, self.empty, START)
        self.scene = scene = self.scenes[state]
        self.database.load(scene.rows)
        with self.database.transaction() as session:
            self.cookies = sign_everyone_in(session, scene)
            row = submissions.get(session, scene.city.submissions[DINKES])
            codes = submissions.codes_of(session, row)
        self.database.mark()
        ids = known(scene.rows, (codes[0], codes[-1]))
        self.paths = [
            each.path
            for each in addresses(self.app, ids)
            if not is_printed(each.path) and not each.path.startswith(CHECKS)
        ]

    async def play(self, secret: Secret, number: int) -> int:
        """Play one script on both; gives how many answers differ."""
        key = f"{self.options.seed} {secret.name} {number}"
        chance = random.Random(key)  # noqa: S311 - a script that can be repeated
        who = chance.choice(secret.people)
        script = [self.step(who, secret, chance) for _ in range(STEPS)]
        if secret is CONTROL:
            path = f"/api/v1/submissions/{self.scene.city.submissions[DINKES]}/evidence"
            script.append(Call("GET", path, self.credentials(who, path)))
        left = await self.answers(script, key, None)
        right = await self.answers(
            script, key, lambda session: secret.change(session, self, chance)
        )
        lots = self.found.times.setdefault(secret.name, ([], []))
        for lot, side in zip(lots, (left, right), strict=True):
            lot.extend(seconds for _, seconds in side)
        self.found.requests += len(script)
        differing = [
            call for call, (one, _), (other, _) in zip(script, left, right, strict=True)
            if one != other
        ]  # fmt: skip
        for call in differing[:1]:
            self.found.shown.append(f"{secret.name}: {who} {call.method} {call.path}")
        return len(differing)

    async def answers(
        self, script: list[Call], key: str, change: Callable[[Session], None] | None
    ) -> list[tuple[Answer, float]]:
        """Play a script in one city, and put it back."""
        self.clock.now = self.scene.now
        if change:
            with same_chance(f"change {key}"), behind_its_back(self.database) as session:
                change(session)
        found = []
        for number, call in enumerate(script):
            began = time.perf_counter()
            with same_chance(f"{key} {number}"):
                answer = await ask(self.app, call)
            found.append((answer, time.perf_counter() - began))
            self.clock.forward(seconds=7)
        self.database.restore()
        return found

    def step(self, who: str, secret: Secret, chance: random.Random) -> Call:
        """Give one request: mostly a look, at times a change that the law's tables know."""
        if chance.random() < 0.7:
            path = chance.choice(self.paths)
            return Call("GET", path, self.credentials(who, path))
        if secret.is_about_files and chance.random() < 0.5:
            return self.upload(who)
        door = chance.choice(DOORS)
        row = chance.choice(
            [each for name, each in door.rows.items() if name not in secret.without]
        )
        values = {
            "s": chance.choice([*self.scene.city.submissions.values()]), "y": "2026", "a": DINKES,
            "x": str(chance.choice(self.scene.rows["evidence"])["id"]), "v": chance.choice("012"),
        }  # fmt: skip
        path, body = door.prefix + filled(row.call.split(" ")[1], values), filled(row.body, values)
        content = form_content(body or {}) if door.is_html else json_content(body)
        headers = {name: filled(text, values) for name, text in row.headers.items()}
        return Call(row.method, path, self.credentials(who, path) | headers, content)

    def upload(self, who: str) -> Call:
        """Send the very file that the other OPD has in only one of the two cities."""
        path = f"/api/v1/submissions/{self.scene.city.submissions[DINKES]}/evidence"
        head = 'Content-Disposition: form-data; name="file"; filename="sama.pdf"'
        content = (
            f"--{BOUNDARY}\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n".encode()
            + shared_paper()
            + f"\r\n--{BOUNDARY}--\r\n".encode()
        )
        kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        return Call("POST", path, self.credentials(who, path) | kind, content)

    def credentials(self, who: str, path: str) -> dict[str, str]:
        """Sign in as a browser or a script would."""
        username = CAST[who]
        if path.startswith("/api"):
            token = self.scene.city.tokens.get(username)
            kind = {"content-type": "application/json"}
            return kind | ({"authorization": f"Bearer {token}"} if token else {})
        kind = {"content-type": "application/x-www-form-urlencoded", "origin": "http://testserver"}
        return kind | ({"cookie": f"matang={self.cookies[username]}"} if username else {})
