"""Checks the law's cells against the running program, over both doors, on one database."""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.db import all_models
from app.permissions import STATES, Actor, Permission
from app.submissions import queries as submissions
from tests.conftest import Clock
from tests.factories import YEAR
from tests.permissions.cells import Row
from tests.permissions.guesses import GUESSES
from tests.permissions.law import NO_ROUTE, Cell
from tests.permissions.pages_table import PAGES
from tests.permissions.rehearsal import (
    Answer,
    Call,
    ask,
    form_content,
    multipart_content,
    program,
    sign_everyone_in,
    without_threads,
)
from tests.permissions.scenes import (
    CAST,
    OUTSIDE_THE_ROUND,
    ROLES,
    Scenes,
    at_window,
    first_link,
)
from tests.permissions.table import JSON
from tests.play import DINKES, Rows, Scene

LINES = all_models().tables["journal_line"]
HEADS = all_models().tables["journal_head"]
UNKNOWN = "0123456789abcdef"
NOBODYS = {"s": UNKNOWN, "x": UNKNOWN, "y": "2098", "a": "9.98"}
JOURNAL = frozenset({"journal_line", "journal_head"})
LINE_AND_HEAD = 2  # rows written by one line of the journal
PUBLIC = frozenset({Permission.REPORT_VERIFY.value})
OK, SEE_OTHER = 200, 303


@dataclass(frozen=True, slots=True)
class Door:
    """One of the two ways in."""

    name: str
    rows: Mapping[Permission, Row]
    is_html: bool
    prefix: str = ""


DOORS = (
    Door("JSON", JSON, is_html=False, prefix="/api/v1"),
    Door("HTML", PAGES, is_html=True),
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that is not as the law says, and what was found instead."""

    door: str
    cell: Cell
    found: str

    def __str__(self) -> str:
        cell = self.cell
        asked = f"{cell.actor} {cell.action} {cell.state} {cell.window}"
        return f"{self.door}: {asked}: {cell.expected} expected, {self.found}"


@dataclass(slots=True)
class Tally:
    """What was checked, by door, and what was wrong."""

    checked: Counter[str] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in what another run found."""
        self.checked += other.checked
        self.wrong += other.wrong


@dataclass(slots=True)
class Moment:
    """Where and when a cell is checked, for `prepare` and `values` of its row."""

    scene: Scene
    database: Any
    storage: Any
    state: str
    base: Rows
    asker: Actor | None = None

    @property
    def city(self) -> Any:
        """Give the people."""
        return self.scene.city

    @property
    def submission_id(self) -> str:
        """Give Dinkes' submission."""
        return self.scene.city.submissions[DINKES]

    @property
    def period_id(self) -> str:
        """Give the round."""
        return str(self.scene.rows["period"][0]["id"])

    @property
    def link(self) -> str:
        """Give the item that stands in the library in every scene."""
        return first_link(self.scene)

    def codes(self) -> tuple[str, ...]:
        """Give the indicators."""
        with self.database.reading() as session:
            row = submissions.get(session, self.submission_id)
            return submissions.codes_of(session, row)

    def first(self, table: str, column: str, **having: str) -> str:
        """Give a value of the first row like this, or one that no row has."""
        found = (
            row[column]
            for row in self.scene.rows[table]
            if all(row[name] == value for name, value in having.items())
        )
        return str(next(found, UNKNOWN))

    def version_of_answer(self, code: str) -> int:
        """Give the version that stands, 0 for none."""
        own = (
            row["version"]
            for row in self.scene.rows["answer"]
            if row["submission_id"] == self.submission_id and row["code"] == code
        )
        return int(next(own, 0))


class Checker:
    """The program on one database, and the scene it stands in."""

    def __init__(self, url: str, folder: Path, scenes: Scenes) -> None:
        """Make the program."""
        self.clock = Clock()
        self.app, self.database = program(url, folder / "data", self.clock)
        self.scenes = scenes
        self.tally = Tally()

    def close(self) -> None:
        """Leave the database as it was."""
        self.database.close()

    async def check(self, cells: Iterable[Cell]) -> Tally:
        """Check cells over both doors, those of one scene together."""
        by_scene: dict[str, list[tuple[Door, Cell]]] = {}
        for cell in cells:
            for door in DOORS:
                row = door.rows.get(cell.action)  # type: ignore[call-overload]
                by_scene.setdefault(cell.state or (row.scene if row else "DRAFT"), []).append(
                    (door, cell)
                )
        with without_threads():
            for state in (each for each in STATES if each in by_scene):
                self._enter(state)
                for door, cell in by_scene[state]:
                    await self._check(door, cell)
        return self.tally

    def _enter(self, state: str) -> None:
        scene = self.scenes.at(state)
        self.database.load(scene.rows)
        with self.database.transaction() as session:
            self.cookies = sign_everyone_in(session, scene)
        self.database.mark()
        storage = self.app.state.storage
        if scene.files.exists():
            shutil.copytree(scene.files, storage.folder, dirs_exist_ok=True)
        self.moment = Moment(scene, self.database, storage, state, self.database.dump())
        self.group = ""

    async def _check(self, door: Door, cell: Cell) -> None:
        if f"{door.name} {cell.action}" != self.group:
            self.database.restore()
            self.group = f"{door.name} {cell.action}"
        self.tally.checked[door.name] += 1
        self.clock.now = at_window(self.moment.scene, self.moment.state, cell.window)
        if cell.action in NO_ROUTE:
            found = await self._guess(door, cell)
        else:
            found = await self._row(door, cell, door.rows[Permission(cell.action)])
        self.tally.wrong += [Wrong(door.name, cell, each) for each in found]

    async def _row(self, door: Door, cell: Cell, row: Row) -> list[str]:
        username = username_of(cell, row)
        moment = self.moment
        moment.asker = moment.city.actors.get(username)
        is_allowed = cell.expected == "allow"
        prepared = self._prepare(cell, row)
        is_change = is_allowed and not row.is_read
        base = self.database.dump() if prepared is not None else moment.base
        values = self._values(row, prepared or "")
        trace = Trace(self.database, base)
        answer = await self._ask(door, username, row, values)
        found = status_faults(door, cell, row, answer)
        found += trace.faults(cell, row, moment, values)
        if not is_allowed and cell.expected == "404":
            twin = await self._ask(door, username, row, values | NOBODYS)
            found += [] if twin == answer else [f"differs from one that is not there: {twin}"]
        if prepared is not None or is_change or found:
            self.database.restore()
        return found

    def _prepare(self, cell: Cell, row: Row) -> str | None:
        is_wanted = cell.expected == "allow" or cell.is_of_the_period_level or row.always
        if row.prepare is None or not is_wanted:
            return None
        with self.database.transaction() as session:
            return row.prepare(session, self.moment, self.clock)

    def _values(self, row: Row, prepared: str) -> dict[str, str]:
        values = {"s": self.moment.submission_id, "y": str(YEAR), "a": DINKES, "x": UNKNOWN}
        values |= row.values(self.moment) if row.values else {}
        return values | {"x": prepared} if prepared else values

    async def _ask(self, door: Door, username: str, row: Row, values: Mapping[str, str]) -> Answer:
        method, path = row.call.split(" ")
        headers = self._credentials(door, username)
        headers |= {name: filled(value, values) for name, value in row.headers.items()}
        content = b""
        if row.file:
            headers["content-type"], content = multipart_content(*row.file)
        elif row.body is not None or method != "GET":
            body = filled(row.body, values)
            content = form_content(body or {}) if door.is_html else json_content(body)
        return await ask(
            self.app, Call(method, door.prefix + filled(path, values), headers, content)
        )

    def _credentials(self, door: Door, username: str) -> dict[str, str]:
        """Sign in as a browser or a script would."""
        if door.is_html:
            kind = {"content-type": "application/x-www-form-urlencoded"}
            own = {"origin": "http://testserver"}
            return kind | own | ({"cookie": f"matang={self.cookies[username]}"} if username else {})
        kind = {"content-type": "application/json"}
        token = self.moment.city.tokens.get(username)
        return kind | ({"authorization": f"Bearer {token}"} if token else {})

    async def _guess(self, door: Door, cell: Cell) -> list[str]:
        """Ask at every address that such an action would sensibly have."""
        values = {"s": self.moment.submission_id, "x": self.moment.link}
        headers = self._credentials(door, ROLES[cell.actor])
        found, before = [], self.database.written()
        for guess in GUESSES[cell.action][door.name]:
            method, path = guess.split(" ")
            call = Call(method, door.prefix + filled(path, values), headers)
            answer = await ask(self.app, call)
            if answer.status not in {404, 405}:
                found.append(f"{guess} answers {answer.status}")
        return found + ([] if self.database.written() == before else ["something was written"])


class Trace:
    """What one request leaves behind."""

    def __init__(self, database: Any, base: Rows) -> None:
        self.database, self.base = database, base
        self.written = database.written()
        self.seq = database.connection.execute(sa.select(HEADS.c.seq)).scalar_one()

    def lines(self) -> list[Any]:
        """Give the lines of the journal that are new."""
        query = sa.select(LINES).where(LINES.c.seq > self.seq).order_by(LINES.c.seq)
        return list(self.database.connection.execute(query).mappings())

    def changed(self, lines: int) -> frozenset[str]:
        """Name the tables that differ, the journal's apart.

        As many rows written as the journal's lines need: then nothing else was, and no table
        has to be read.
        """
        if self.database.written() - self.written == LINE_AND_HEAD * lines:
            return frozenset()
        now = self.database.dump()
        return frozenset(name for name in now if now[name] != self.base[name]) - JOURNAL

    def faults(self, cell: Cell, row: Row, moment: Moment, values: Mapping[str, str]) -> list[str]:
        """Say what is not as it must be: the lines, their object, the changed tables."""
        lines, is_allowed = self.lines(), cell.expected == "allow"
        leaves_rows = is_allowed or cell.action in PUBLIC  # a code nobody has is counted too
        wanted = row.changed_in(moment.state) if leaves_rows else frozenset()
        changed = self.changed(len(lines))
        found = []
        if changed != wanted:
            found.append(f"changed {sorted(changed)}")
        who = moment.asker.user_id if moment.asker and cell.expected != "401" else ""
        names = {} if is_allowed else dict.fromkeys(row.logged_as, cell.action)
        said = [
            (line["actor_id"], names.get(line["action"], line["action"]), line["outcome"])
            for line in lines
        ]
        outcome = "allowed" if is_allowed else "refused"
        if said != [(who, cell.action, outcome)] * expected_lines(cell, row):
            found.append(f"journalled {said}")
        elif not all(is_about(line, row, moment, values) for line in lines):
            found.append(f"journalled about {[line['object_id'] for line in lines]}")
        return found


def expected_lines(cell: Cell, row: Row) -> int:
    """Give how many lines of the journal there must be."""
    if cell.expected != "allow":
        return int(cell.action not in PUBLIC)
    return int(not row.is_read) if row.lines is None else row.lines


def is_about(line: Any, row: Row, moment: Moment, values: Mapping[str, str]) -> bool:
    """Tell whether a line names the object that was asked for."""
    if line["outcome"] == "refused":
        named = next((name for name in ("{s}", "{x}") if name in row.call), "")
        asked = filled(row.about or named, values)
        return line["object_id"] in ({asked, ""} if row.is_role_level else {asked})
    if row.is_round:
        return bool(line["object_id"] == moment.period_id)
    if "{s}" in row.call:
        return values["s"] in {line["submission_id"], line["object_id"]}
    return bool(line["object_id"])


def username_of(cell: Cell, row: Row) -> str:
    """Give the account that plays this actor."""
    if cell.is_of_the_period_level:
        return ROLES[cell.actor]
    played = CAST | OUTSIDE_THE_ROUND if row.is_round else CAST
    return played[cell.actor]


def status_faults(door: Door, cell: Cell, row: Row, answer: Answer) -> list[str]:
    """Say how the answer differs; a page sends who is not signed in to the sign-in."""
    to_sign_in = answer.status == SEE_OTHER and answer.header("location").startswith("/masuk")
    if cell.expected == "401" and door.is_html and row.is_read:
        return [] if to_sign_in else [f"status {answer.status}"]
    normal = SEE_OTHER if door.is_html and not row.is_read else OK
    wanted = (row.status or normal) if cell.expected == "allow" else int(cell.expected)
    if answer.status == wanted and not to_sign_in:
        return []
    return [f"status {answer.status} {gist(answer)}"]


def gist(answer: Answer) -> str:
    """Give the sentence of a refusal, to see why."""
    text = answer.body.decode(errors="replace")
    if text.startswith("{"):
        return str(json.loads(text).get("detail", ""))[:120]
    return text.partition("<main")[2][:300].replace("\n", " ") or answer.header("location")


def filled(value: Any, values: Mapping[str, str]) -> Any:
    """Put the values into a text, or into every text of a list or mapping."""
    if isinstance(value, str):
        for name, text in values.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, dict):
        return {filled(key, values): filled(each, values) for key, each in value.items()}
    return [filled(each, values) for each in value] if isinstance(value, list) else value


def json_content(body: Any) -> bytes:
    """Write JSON; nothing for no body."""
    return b"" if body is None else json.dumps(body).encode()
