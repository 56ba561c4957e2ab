"""Nothing of a result is out before its publication, and then everything at one instant."""

import asyncio
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from app.files.storage import Storage
from app.periods.schemas import StepInput
from app.permissions import CYCLE_RULES, Permission, Role
from app.reports import actions as reports
from app.submissions import queries as submissions
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.furnished import WALIDATA, stage
from tests.campaigns.granted import Reader, subjects
from tests.campaigns.instant import watch_a_publication
from tests.campaigns.oracle import DATABASES, database_for
from tests.campaigns.reachable import addresses, is_printed, known, links
from tests.campaigns.secret_changes import rewrite
from tests.campaigns.sown import Sown, put_files
from tests.conftest import START, Clock
from tests.factories import advance, keep_documents, the_period
from tests.permissions.made import sqlite_file
from tests.permissions.rehearsal import (
    Answer,
    Call,
    ask,
    program,
    sign_everyone_in,
    without_threads,
)
from tests.permissions.scenes import CAST
from tests.play import DINKES, Rows, behind_its_back

P = Permission
INDEX = {DINKES: "3.17", WALIDATA: "2.83"}
FIGURE = re.compile(r"(?<![\d.,])(?:3[.,]17|2[.,]83)(?!\d)")
NOBODY = {"anon", "verifier", "disabled"}
REFUSED = frozenset({401, 403, 404})
RESULT = re.compile(r"^(?:/hasil|/api/v1/submissions)/(\w{16})(?:/result)?(?:\?.*)?$")
DOCUMENT = re.compile(r"^(?:/laporan|/api/v1/reports)/(\w{16})(?:/content)?$")
PUBLIC = re.compile(r"^/(?:v|api/v1/public/\w+)/[\w.-]+$")
RANKING = re.compile(r"^(?:/peringkat/2026|/api/v1/periods/2026/ranking(?:\.csv)?)$")
STATIC = ("/static", "/static/", "/static/laporan", "/static/files/", "/files/", "/data/matang.db")
CONTROLS = 1


@dataclass(slots=True)
class Findings:
    """What was probed, what came out, and whether the probe is awake."""

    probes: int = 0
    leaks: list[str] = field(default_factory=list)
    entitled: int = 0
    controls: int = 0
    controls_found: int = 0
    polls: int = 0
    torn: list[str] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Take in what another run found."""
        self.probes += other.probes
        self.leaks += other.leaks
        self.entitled += other.entitled
        self.controls += other.controls
        self.controls_found += other.controls_found
        self.polls += other.polls
        self.torn += other.torn


def run(options: Options) -> Closing:
    """Probe everything, or `size` addresses a phase, then watch a publication; both databases."""
    whole = Findings()
    for name in DATABASES:
        whole.add(probe_on(name, options))
        polls, torn = watch_a_publication(name, options)
        whole.polls += polls
        whole.torn += torn
    for line in (*whole.leaks[:40], *whole.torn[:10]):
        print(line)
    return closing(whole)


def closing(found: Findings) -> Closing:
    """Say the figure; it holds when the entitled did see figures and nobody else."""
    figure = (
        f"{found.probes} probes, {len(found.leaks)} leaks, {found.entitled} figures read by the "
        f"entitled; {found.polls} polls during publications, {len(found.torn)} torn moments; "
        f"planted leaks found: {found.controls_found} of {found.controls}"
    )
    is_awake = found.entitled > 0 and 0 < found.controls == found.controls_found
    return Closing(figure, is_awake and not found.leaks and not found.torn)


def probe_on(name: str, options: Options) -> Findings:
    """Probe on one database."""
    folder = options.folder / f"embargo {name}"
    folder.mkdir()
    empty = sqlite_file(folder / "empty.db")
    with database_for(name, folder, options.postgres_url) as url:
        vault = Vault(url, folder, empty, options)
        try:
            return asyncio.run(vault.probe())
        finally:
            vault.database.close()


class Vault:
    """The program on one database, before and after the publication of the same year."""

    def __init__(self, url: str, folder: Path, empty: Path, options: Options) -> None:
        self.clock, self.options = Clock(), options
        self.app, self.database = program(url, folder / "data", self.clock)
        self.storage: Storage = self.app.state.storage
        self.scene = stage("PROVISIONAL", folder, empty, START)
        self.found = Findings()
        self.chance = random.Random(options.seed)  # noqa: S311 - a choice that can be repeated

    async def probe(self) -> Findings:
        """Collect what there will be, then ask for all of it too early, at two moments."""
        with without_threads():
            self.enter()
            with self.database.transaction() as session:
                self.finalise(session)
            self.distinguish()
            self.database.mark()
            before = self.database.dump()
            paths = await self.collect(self.publish())
            self.database.restore()
            await self.phase("finalised", paths, before)
            await self.look_at_a_leak(before)
            self.enter()
            self.distinguish()
            await self.phase("announced", paths, self.database.dump())
        return self.found

    def enter(self) -> None:
        """Begin with the announced, not yet final results."""
        self.database.load(self.scene.rows)
        with self.database.transaction() as session:
            self.cookies = sign_everyone_in(session, self.scene)
            row = submissions.get(session, self.scene.city.submissions[DINKES])
            self.codes = submissions.codes_of(session, row)
        put_files(Sown("", self.scene, {}), self.storage)
        self.clock.now = self.scene.now

    def finalise(self, session: Session) -> None:
        """Freeze, make the documents, and set the publication for later."""
        city, storage = self.scene.city, self.storage
        self.clock.now = advance(session, city, storage, DINKES, "FINAL", self.clock.now)
        keep_documents(session, storage, self.clock.now)
        period = the_period(session)
        period.publish_at = self.clock.forward(days=1)
        session.add(period)
        self.clock.forward(seconds=-1)

    def distinguish(self) -> None:
        """Give every result figures that stand nowhere else."""
        with behind_its_back(self.database) as session:
            for code, index in INDEX.items():
                having = {"submission_id": self.scene.city.submissions[code]}
                rewrite(session, "result", having, {"index": index, "exact": index})

    def publish(self) -> Rows:
        """Publish, a second later; gives the rows."""
        actors = self.scene.city.actors
        now = self.clock.forward(seconds=1)
        with self.database.transaction() as session:
            period = the_period(session)
            reports.propose_publish(session, actors["admin"], period, StepInput(), now)
            reports.publish(session, actors["koordinator"], period, now)
        return self.database.dump()

    async def collect(self, rows: Rows) -> list[str]:
        """Give every address that exists afterwards, for anyone, with what lies above it."""
        found = {each.path for each in addresses(self.app, known(rows, self.codes[:1]))}
        for who in ("anon", "op_own", "op_other", "dk_assigned", "moderator", "leadership"):
            found |= await self.follow(who)
        found |= {above for path in found for above in parents(path)} | set(STATIC)
        self.clock.forward(seconds=-1)
        return sorted(path for path in found if not is_printed(path))

    async def follow(self, who: str) -> set[str]:
        """Follow every link from the start."""
        waiting, seen = ["/", "/api/v1/public/results/2026.json"], set[str]()
        while waiting and self.options.size is None:
            path = waiting.pop()
            if path in seen or is_printed(path):
                continue
            seen.add(path)
            waiting += links(path, await self.ask(who, path))
        return seen

    async def phase(self, phase: str, paths: list[str], rows: Rows) -> None:
        """Ask for everything as everyone, at this moment."""
        self.subjects = subjects(rows)
        self.reports = {row["id"]: row for row in rows["report"]}
        self.is_final = bool(rows["period"][0]["finalised_at"])
        pairs = [(who, path) for who in CAST for path in paths]
        if self.options.size is not None:
            pairs = self.chance.sample(pairs, self.options.size)
            pairs.append(("moderator", "/peringkat/2026"))
        for who, path in pairs:
            answer = await self.ask(who, path)
            self.found.probes += 1
            self.found.leaks += [
                f"{phase}: {who} {path}: {fault}" for fault in self.faults(who, path, answer)
            ]

    async def look_at_a_leak(self, rows: Rows) -> None:
        """Say a figure where everyone signed in reads: it must be found."""
        with behind_its_back(self.database) as session:
            period = the_period(session)
            period.title = f"{period.title}: 3,17"
            session.add(period)
        self.subjects = subjects(rows)
        answer = await self.ask("op_other", "/periode")
        self.found.controls += 1
        self.found.controls_found += bool(list(self.faults("op_other", "/periode", answer)))

    async def ask(self, who: str, path: str) -> Answer:
        """Read one address as someone."""
        username = CAST[who]
        token = self.scene.city.tokens.get(username)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await ask(self.app, Call("GET", path, headers))

    def faults(self, who: str, path: str, answer: Answer) -> Iterator[str]:
        """Say what is not as it must be before the publication."""
        may = self.expected(who, path)
        to_sign_in = answer.status == 303 and answer.header("location").startswith("/masuk")
        is_refused = answer.status in REFUSED or to_sign_in
        if may is not None and may == is_refused:
            yield f"status {answer.status}, {'allowed' if may else 'to be refused'}"
        is_static = path.startswith("/static/")
        if answer.header("cache-control") != "no-store" and not is_static:
            yield f"Cache-Control {answer.header('cache-control')!r}"
        if not FIGURE.search(answer.body.decode(errors="replace")):
            return
        if self.may_see_figures(who):
            self.found.entitled += 1
        else:
            yield "a figure"

    def reader(self, who: str) -> Reader:
        """Give who asks."""
        actor = None if who in NOBODY else self.scene.city.actors[CAST[who]]
        return Reader(actor, self.subjects, {})

    def may_see_figures(self, who: str) -> bool:
        """Tell whether the law shows this reader any result now."""
        reader = self.reader(who)
        own = self.scene.city.submissions.values()
        return self.ranked(reader, P.RANKING_READ_EMBARGOED) or any(
            reader.may(each, P.RESULT_READ, P.RESULT_READ_OWN) for each in own
        )

    def ranked(self, reader: Reader, permission: Permission) -> bool:
        """Tell whether the reader may have the ranking under embargo; leadership once final."""
        actor = reader.actor
        is_early = actor is not None and actor.role is Role.LEADERSHIP and not self.is_final
        return actor is not None and actor.role in CYCLE_RULES[permission] and not is_early

    def expected(self, who: str, path: str) -> bool | None:
        """Tell whether the law lets this reader have that address now; None: it says nothing."""
        reader = self.reader(who)
        if PUBLIC.match(path):
            return False
        if RANKING.match(path):
            return self.ranked(reader, P.RANKING_READ_EMBARGOED)
        if found := DOCUMENT.match(path):
            return self.printed(reader, found[1])
        found = RESULT.match(path)
        if found is None or ("/api/" in path and "/result" not in path) or "?" in path:
            return None
        return reader.may(found[1], P.RESULT_READ, P.RESULT_READ_OWN)

    def printed(self, reader: Reader, report_id: str) -> bool | None:
        """Tell whether the reader may have this document now; None: he may, but it is not made."""
        report = self.reports.get(report_id)
        if report is None:
            return False
        is_allowed = (
            reader.may(report["submission_id"], P.REPORT_OWN_PDF)
            if report["submission_id"]
            else self.ranked(reader, P.REPORT_RANKING_PDF_EMBARGOED)
        )
        return None if is_allowed and report["state"] != "made" else is_allowed


def parents(path: str) -> Iterator[str]:
    """Give what lies above an address, as a folder and as a file."""
    bare = path.partition("?")[0].rstrip("/")
    while "/" in bare[1:]:
        bare = bare.rpartition("/")[0]
        yield bare
        yield f"{bare}/"
