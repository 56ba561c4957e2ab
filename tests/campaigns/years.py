"""One more evaluation year in a town that serves: a fresh stage for every race."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from sqlmodel import Session

from app.accounts import actions as accounts
from app.accounts import sessions
from app.accounts.schemas import UserInput
from app.agencies.queries import by_code
from app.assessments import agreement_actions as agreements
from app.clock import utc_now
from app.db import Database, new_id
from app.files.storage import Storage
from app.periods import queries as period_queries
from app.periods.models import Period
from app.periods.schemas import StepInput
from app.permissions import Actor, Role
from app.reports import actions as reports
from app.results import actions as results
from app.submissions import actions as submissions
from app.submissions import queries as submission_queries
from app.submissions.models import Submission
from app.submissions.states import State
from tests.campaigns.town import Town
from tests.factories import (
    AGENCIES,
    WAY,
    City,
    advance,
    keep_documents,
    make_period,
    the_period,
)
from tests.play import DINKES

AGO = timedelta(days=40)
LATE = WAY[WAY.index(State.MODERATION) + 1 :]
"""States that the whole round reaches together, after the others' drafts have lapsed."""


@dataclass
class Stage:
    """The town in one of its years, and a way to change things behind the doors."""

    town: Town
    database: Database
    year: int

    @property
    def city(self) -> City:
        """Give the people, and the submissions of this year."""
        return self.town.city

    @property
    def id(self) -> str:
        """Give the id of Dinkes' submission."""
        return self.city.submissions[DINKES]

    @property
    def path(self) -> str:
        """Give the address of Dinkes' submission at the JSON door."""
        return f"/api/v1/submissions/{self.id}"

    @property
    def round(self) -> str:
        """Give the address of the year at the JSON door."""
        return f"/api/v1/periods/{self.year}"

    @property
    def storage(self) -> Storage:
        """Give the evidence folder."""
        return Storage(self.town.server.data / "files")

    @contextmanager
    def change(self) -> Iterator[tuple[Session, Submission, Period]]:
        """Change things through the rooms' actions, committed at the end."""
        with self.database.transaction() as session:
            row = submission_queries.get(session, self.id)
            yield session, row, the_period(session, self.year)

    def keep_documents(self) -> None:
        """Have every document of the year made at once, without the PDF engine."""
        with self.database.transaction() as session:
            keep_documents(session, self.storage, utc_now(), self.year)

    def propose(self, step: str) -> None:
        """Put a step of the round up for the other person."""
        with self.change() as (session, _, period):
            now, actors = utc_now(), self.city.actors
            if step == "finalise":
                period.objection_closes_at = now
                session.add(period)
                results.propose_finalise(session, actors["koordinator"], period, StepInput(), now)
            elif step == "publish":
                reports.propose_publish(session, actors["admin"], period, StepInput(), now)
            else:
                given = StepInput(reason="Salah baca.", items={DINKES: [self.town.codes[0]]})
                results.propose_reopen(session, actors["koordinator"], period, given, now)

    def confirm(self, step: str) -> None:
        """Take the other person's yes."""
        with self.change() as (session, _, period):
            now, actors = utc_now(), self.city.actors
            if step == "finalise":
                reports.finalise(session, actors["admin"], period, now)
            elif step == "publish":
                reports.publish(session, actors["koordinator"], period, now)
            else:
                results.confirm_reopen(session, actors["admin"], period, now)


class Theatre:
    """Makes stages: one year after another."""

    def __init__(self, town: Town) -> None:
        self.town, self.database = town, town.database()
        with self.database.reading() as session:
            self.years = count(period_queries.all_periods(session)[0].year + 1)

    def stage(self, state: str = "DRAFT", *, is_closed: bool = False) -> Stage:
        """Found a year and bring Dinkes to a state; `is_closed`: its pleno, the others lapsed."""
        year, target = next(self.years), State(state)
        is_late = is_closed or target in LATE
        start = utc_now() - (AGO if is_late else timedelta(0))
        with self.database.transaction() as session:
            make_period(session, start, year=year)
            submissions.tick(session, start)
            stage = self._stage(session, year)
            early = State.MODERATION if is_late else target
            advance(session, stage.city, stage.storage, DINKES, early, start)
            if is_late:
                submissions.tick(session, utc_now())  # the others lapse
                _close(session, stage, utc_now())
        for step in LATE[: LATE.index(target) + 1] if target in LATE else ():
            _late_step(stage, step)
        return stage

    def _stage(self, session: Session, year: int) -> Stage:
        period = the_period(session, year)
        rows = {
            code: submission_queries.of_agency(session, period.id, by_code(session, code).id)
            for code, *_ in AGENCIES
        }
        ids = {code: row.id for code, row in rows.items() if row}
        city = replace(self.town.city, submissions=ids)
        return Stage(replace(self.town, city=city), self.database, year)

    def someone(self, role: Role, agency: str = "") -> str:
        """Give the username of one more account, with a token."""
        username = f"orang.{new_id()}"
        given = UserInput(username=username, name=f"Orang {username}", role=role, agency=agency)
        now = utc_now()
        with self.database.transaction() as session:
            user = accounts.add(session, None, given, now)
            self.town.city.tokens[username] = sessions.make_token(session, user, "uji", 366, now)
            actor = Actor(user.id, user.name, role, user.agency_id)
            self.town.city.actors[username] = actor
        return username


def _close(session: Session, stage: Stage, now: datetime) -> None:
    row = submission_queries.get(session, stage.id)
    agreements.close(session, stage.city.actors["koordinator"], row, now)


def _late_step(stage: Stage, step: State) -> None:
    if step is State.PROVISIONAL:
        with stage.change() as (session, _, period):
            results.announce(session, stage.city.actors["koordinator"], period, utc_now())
        return
    name = {State.FINAL: "finalise", State.PUBLISHED: "publish", State.CORRECTION: "reopen"}[step]
    if step is State.PUBLISHED:
        stage.keep_documents()
    stage.propose(name)
    stage.confirm(name)
