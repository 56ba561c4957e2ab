"""Rounds at different times of the year, and the program on them with every request in its hand."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.assessments import actions as assessments
from app.assessments.schemas import AssignmentInput, JudgementInput
from app.commands.examination import examine_data
from app.db import Database, all_models
from app.files.storage import Storage
from app.main import create_app
from app.submissions import actions as submissions
from app.submissions import answer_actions, evidence_actions
from app.submissions import queries as submission_queries
from app.submissions.schemas import AnswerInput, CitationInput, LinkInput
from tests.conftest import START, Clock
from tests.factories import (
    ASSESSORS,
    YEAR,
    City,
    advance,
    found_city,
    head_of,
    keep_documents,
    make_period,
    operator_of,
)
from tests.permissions.rehearsal import Answer, Call, ask, program, without_threads
from tests.play import DINKES, Rows, dump
from tests.submissions.law import Step
from tests.submissions.world import CODES, World, seen

LINES = all_models().tables["journal_line"]
NEXT_OPENS = START + timedelta(days=40)


@dataclass(frozen=True)
class Round:
    """A round at some time of the year: every row, the people, the links in the libraries."""

    rows: Rows
    city: City
    links: dict[str, str]
    now: datetime


class Almanac:
    """Makes rounds through the real actions and keeps them for the rest of the run."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder, self.empty = folder, empty
        self._made: dict[str, Round] = {}

    def at(self, time: str) -> Round:
        """Give the round at this time of the year."""
        if time not in self._made:
            self._made[time] = self._make(time)
        return self._made[time]

    def _make(self, time: str) -> Round:
        file = self.folder / f"{time}.db"
        shutil.copy(self.empty, file)
        database = Database(f"sqlite:///{file}")
        city = found_city(database, START)
        with database.transaction() as session:
            make_period(session, NEXT_OPENS, year=YEAR + 1)
            links = {code: _link(session, city, code) for code in CODES}
            now = TIMES[time](session, city, links, Storage(self.folder / "files"))
        rows = dump(database)
        database.engine.dispose()
        return Round(rows, city, links, now)


def _link(session: Session, city: City, code: str) -> str:
    row = submission_queries.get(session, city.submissions[code])
    given = LinkInput(title="Perwali", url="https://contoh.go.id/perwali")
    return evidence_actions.add_link(session, operator_of(city, code), row, given, START).id


def _filled(session: Session, city: City, links: dict[str, str], codes: list[str]) -> None:
    for code in codes:
        row = submission_queries.get(session, city.submissions[code])
        for indicator in CODES[code]:
            given = AnswerInput(level=3, explanation="Sudah berjalan sejak Januari.")
            operator = operator_of(city, code)
            answer_actions.save_answer(session, operator, row, indicator, (given, 0), START)
            use = (indicator, links[code], CitationInput(citation="Pasal 5"))
            evidence_actions.attach(session, operator, row, use, START)


def _sent(session: Session, city: City, links: dict[str, str], codes: list[str]) -> None:
    _filled(session, city, links, codes)
    for code in codes:
        row = submission_queries.get(session, city.submissions[code])
        submissions.submit(session, head_of(city, code), row, START)
        given = AssignmentInput(assessors=list(ASSESSORS[code]))
        assessments.assign(session, city.actors["koordinator"], row, given, START)


def _judged(session: Session, city: City, links: dict[str, str], codes: list[str]) -> None:
    """Both institutions scored everything, apart on two indicators; nobody has locked."""
    _sent(session, city, links, codes)
    for code in codes:
        row = submission_queries.get(session, city.submissions[code])
        assessments.start(session, city.actors["koordinator"], row, START)
        for shift, username in enumerate(ASSESSORS[code]):
            for number, indicator in enumerate(CODES[code]):
                level = 3 - shift if number in {1, 5} else 3
                given = JudgementInput(level=level, note="", reason="Bukti diperiksa.")
                actor = city.actors[username]
                assessments.save_judgement(session, actor, row, indicator, (given, 0), START)


def _begin(_s: Session, _c: City, _l: dict[str, str], _f: Storage) -> datetime:
    return START


def _ready(session: Session, city: City, links: dict[str, str], _: Storage) -> datetime:
    _filled(session, city, links, list(CODES))
    return START


def _handed_in(session: Session, city: City, links: dict[str, str], _: Storage) -> datetime:
    _sent(session, city, links, list(CODES))
    return START


def _scored(session: Session, city: City, links: dict[str, str], _: Storage) -> datetime:
    _judged(session, city, links, ["1.01", "1.02"])
    _filled(session, city, links, ["1.03"])
    return START


def _later(state: str) -> Callable[[Session, City, dict[str, str], Storage], datetime]:
    def make(session: Session, city: City, links: dict[str, str], files: Storage) -> datetime:
        _sent(session, city, links, ["1.01", "1.02"])
        for code in ("1.01", "1.02"):
            advance(session, city, files, code, "MODERATION", START)
        return advance(session, city, files, DINKES, state, START)

    return make


TIMES: dict[str, Callable[[Session, City, dict[str, str], Storage], datetime]] = {
    "begin": _begin,
    "ready": _ready,
    "handed in": _handed_in,
    "scored": _scored,
    "announced": _later("PROVISIONAL"),
    "final": _later("FINAL"),
    "published": _later("PUBLISHED"),
}


class Stage:
    """The program on one database, as it stands after a round was laid down."""

    def __init__(self, url: str, folder: Path, almanac: Almanac) -> None:
        self.clock, self.almanac, self.folder = Clock(), almanac, folder
        self.app, self.database = program(url, folder, self.clock)
        self.storage: Storage = self.app.state.storage
        self.loop = asyncio.new_event_loop()

    def lay(self, time: str) -> World:
        """Put down a round; gives its picture."""
        self.round = self.almanac.at(time)
        self.clock.now = self.round.now
        self.database.load(self.round.rows)
        return self.picture()

    def picture(self) -> World:
        """Give what stands in the rows."""
        return seen(self.database.connection)

    def restart(self) -> None:
        """Start the program again on the same data."""
        settings, database = self.app.state.settings, self.database
        self.app = create_app(settings, clock=self.clock, runs_jobs=False)
        self.app.state.database.engine.dispose()
        self.app.state.database = database

    def lines(self) -> tuple[int, str]:
        """Give the number of the newest line of the trail and its outcome."""
        query = sa.select(LINES.c.seq, LINES.c.outcome).order_by(LINES.c.seq.desc()).limit(1)
        seq, outcome = self.database.connection.execute(query).one()
        return seq, outcome

    def send(self, step: Step, key: str = "") -> Answer:
        """Send a step through the JSON door."""
        method, path, body = REQUESTS[step.name](step, self.round)
        given, headers = dict(body or {}), {"content-type": "application/json"}
        if "if-match" in given:
            headers["if-match"] = given.pop("if-match")
        if key:
            headers["idempotency-key"] = key
        content = b"" if body is None else json.dumps(given).encode()
        return self.ask(Call(method, path, headers, content), step.who)

    def ask(self, call: Call, who: str) -> Answer:
        """Send a call as this person."""
        token = {"authorization": f"Bearer {self.round.city.tokens[who]}"}
        call = Call(call.method, f"/api/v1{call.path}", {**call.headers, **token}, call.content)
        return self.loop.run_until_complete(ask(self.app, call))

    def shown(self) -> dict[str, str]:
        """Give the states as the auditor is shown them."""
        answer = self.ask(Call("GET", f"/submissions?period={YEAR}"), "auditor")
        return {row["agency"]["code"]: row["state"] for row in json.loads(answer.body)["items"]}

    def tick(self) -> None:
        """Let the clock do its work, as the program does every second."""
        with self.database.transaction() as session:
            submissions.tick(session, self.clock())

    def print_documents(self) -> None:
        """Stand in for the PDF engine."""
        with self.database.transaction() as session:
            keep_documents(session, self.storage, self.clock())

    def unwell(self) -> list[str]:
        """Give what the doctor finds."""
        with self.database.reading() as session:
            found = examine_data(session, self.storage, self.clock())
        return [f"{each.check}: {each.detail}" for each in found if not each.is_ok]

    def close(self) -> None:
        """Undo everything and leave."""
        self.database.close()
        self.loop.close()


@contextmanager
def stage_on(url: str, folder: Path, almanac: Almanac) -> Iterator[Stage]:
    """Give a stage on this empty, migrated database."""
    folder.mkdir(exist_ok=True)
    with without_threads():
        stage = Stage(url, folder, almanac)
        try:
            yield stage
        finally:
            stage.close()


Request = tuple[str, str, dict[str, Any] | None]
REASON = "Bukti sudah diperiksa kembali."


def _of(step: Step, around: Round) -> str:
    return f"/submissions/{around.city.submissions[step.about]}"


def _save(step: Step, around: Round) -> Request:
    given = step.given
    body = {"level": given["level"], "explanation": "Sudah berjalan sejak Januari."}
    address = f"{_of(step, around)}/answers/{given['code']}"
    return "PUT", address, body | {"if-match": f'"{given["version"]}"'}


def _cite(step: Step, around: Round) -> Request:
    item = around.links[step.about]
    return "PUT", f"{_of(step, around)}/answers/{step.given['code']}/evidence/{item}", {}


def _judge(step: Step, around: Round) -> Request:
    given = step.given
    body = {"level": given["level"], "note": "", "reason": REASON}
    address = f"{_of(step, around)}/judgements/{given['code']}"
    return "PUT", address, body | {"if-match": f'"{given["version"]}"'}


def _agree(step: Step, around: Round) -> Request:
    given = step.given
    body = {"level": given["level"], "reason": REASON if given["reason"] else ""}
    return "PUT", f"{_of(step, around)}/agreements/{given['code']}", body


def _return(step: Step, around: Round) -> Request:
    given = {"codes": [step.given["code"]], "reason": REASON, "until": _instant(step)}
    return "POST", f"{_of(step, around)}/return", given


def _instant(step: Step) -> str:
    until: datetime = step.given["until"]
    return until.isoformat()


def _plain(tail: str, method: str = "POST") -> Callable[[Step, Round], Request]:
    def request(step: Step, around: Round) -> Request:
        return method, f"{_of(step, around)}/{tail}", None

    return request


def _round(tail: str) -> Callable[[Step, Round], Request]:
    def request(step: Step, _around: Round) -> Request:
        is_proposal = tail == "reopen" and step.who == "koordinator"
        body = {"reason": REASON, "items": {step.about: [step.given.get("code", "101")]}}
        return "POST", f"/periods/{YEAR}/{tail}", body if is_proposal else None

    return request


def _advice(tail: str) -> Callable[[Step, Round], Request]:
    def request(step: Step, around: Round) -> Request:
        body = {"level": step.given["level"], "reason": REASON}
        return "POST", f"{_of(step, around)}/objections/{step.given['code']}/{tail}", body

    return request


def _extend(step: Step, _around: Round) -> Request:
    body = {"agency": step.about, "until": _instant(step), "reason": REASON}
    return "POST", f"/periods/{YEAR}/extend", body


REQUESTS: dict[str, Callable[[Step, Round], Request]] = {
    "save": _save,
    "cite": _cite,
    "submit": _plain("submit"),
    "recall": _plain("recall"),
    "assign": lambda step, around: ("PUT", f"{_of(step, around)}/assignments", step.given),
    "start": _plain("start"),
    "judge": _judge,
    "lock": _plain("judgements/lock"),
    "unlock": lambda step, around: (
        "POST", f"{_of(step, around)}/judgements/unlock", step.given | {"reason": REASON}),
    "return": _return,
    "agree": _agree,
    "close": _plain("close"),
    "announce": _round("announce"),
    "object": lambda step, around: (
        "POST", f"{_of(step, around)}/objections",
        {"items": [{"code": step.given["code"], "reason": REASON}]}),
    "withdraw": _plain("objection/withdraw"),
    "recommend": _advice("recommend"),
    "decide": _advice("decide"),
    "finalise": _round("finalise"),
    "publish": _round("publish"),
    "reopen": _round("reopen"),
    "extend": _extend,
}  # fmt: skip
