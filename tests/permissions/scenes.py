"""The sixteen actors of the law round Dinkes' submission in each of its eleven states."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts import sessions
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.schemas import AgencyInput
from app.assessments import actions as assessments
from app.assessments.schemas import AssignmentInput, ConflictInput
from app.db import Database
from app.files.storage import Storage
from app.permissions import Institution, Role
from app.submissions import evidence_actions, question_actions
from app.submissions import queries as submissions
from app.submissions.schemas import LinkInput, QuestionInput
from tests.factories import ASSESSORS, City, actor_named, advance, found_city
from tests.play import DINKES, Scene, dump

CAST = {
    "anon": "",
    "verifier": "",
    "op_own": "operator.dinkes",
    "op_other": "operator.inspektorat",
    "head_own": "kepala.dinkes",
    "head_other": "kepala.inspektorat",
    "dk_assigned": "penilai.dk1",
    "dk_unassigned": "penilai.dk2",
    "dk_conflict": "penilai.dk3",
    "bps_assigned": "penilai.bps1",
    "bps_unassigned": "penilai.bps2",
    "moderator": "koordinator",
    "leadership": "walikota",
    "admin": "admin",
    "auditor": "auditor",
    "disabled": "operator.lama",
}
# A step of the whole round is everybody's who takes part in it; these belong to no submission.
OUTSIDE_THE_ROUND = {"op_other": "operator.bappeda", "head_other": "kepala.bappeda"}
ROLES = {  # of the matrix of the period level
    "anon": "",
    "op": "operator.dinkes",
    "head": "kepala.dinkes",
    "dk": "penilai.dk1",
    "bps": "penilai.bps1",
    "moderator": "koordinator",
    "leadership": "walikota",
    "admin": "admin",
    "auditor": "auditor",
    "disabled": "operator.lama",
}
NEWCOMERS = (
    ("operator.bappeda", Role.OPERATOR, "1.04", None),
    ("kepala.bappeda", Role.HEAD, "1.04", None),
    ("penilai.dk3", Role.ASSESSOR, "1.02", Institution.DISKOMINFO),
    ("operator.lama", Role.OPERATOR, DINKES, None),
)
PASSWORD = "rahasia-sekali-123"
BEFORE_ASSESSMENT = ("DRAFT", "SUBMITTED", "LAPSED")
WITH_OBJECTION_WINDOW = ("PROVISIONAL", "OBJECTION")


Before = Callable[[Session, City, Storage, str, datetime], None]


class Scenes:
    """Makes each scene once and keeps it for the rest of the run."""

    def __init__(self, folder: Path, empty: Path, start: datetime) -> None:
        """Make them in `folder`; `empty`: a migrated SQLite file."""
        self.folder, self.empty, self.start = folder, empty, start
        self.made: dict[str, Scene] = {}

    def at(self, state: str) -> Scene:
        """Give the city in which Dinkes stands at `state`."""
        if state not in self.made:
            self.made[state] = make(state, self.folder, self.empty, self.start)
        return self.made[state]


def make(
    state: str, folder: Path, empty: Path, start: datetime, before: Before | None = None
) -> Scene:
    """Walk a city to `state` through the real actions, then bring in the rest of the cast.

    before: what else is done on the first day.
    """
    file, files = folder / f"{state}.db", folder / state
    shutil.copy(empty, file)
    database, storage = Database(f"sqlite:///{file}"), Storage(files)
    city = found_city(database, start)
    with database.transaction() as session:
        _bring_newcomers(session, city, start)
        _use_the_library(session, city, start)
        if before:
            before(session, city, storage, state, start)
        now = _walk(session, city, storage, state, start)
        _declare_a_conflict(session, city, now)
        retired = account_queries.by_username(session, CAST["disabled"])
        accounts.set_active(session, city.actors["admin"], retired, now, is_active=False)
    rows = dump(database)
    database.engine.dispose()
    return Scene(rows, files, city, now)


def _bring_newcomers(session: Session, city: City, now: datetime) -> None:
    """Add an OPD that does not take part in the round, and people; all know their password."""
    given = AgencyInput(code="1.04", name="Bappeda", short_name="Bappeda", type="badan")
    agencies.add(session, None, given, now)
    for username, role, agency, institution in NEWCOMERS:
        person = UserInput(
            username=username, name=username, role=role, agency=agency, institution=institution
        )
        user = accounts.add(session, None, person, now)
        city.actors[username] = actor_named(session, username)
        city.tokens[username] = sessions.make_token(session, user, "uji", 366, now)


def _use_the_library(session: Session, city: City, now: datetime) -> None:
    row = submissions.get(session, city.submissions[DINKES])
    given = LinkInput(title="Perwali", url="https://contoh.go.id/perwali")
    evidence_actions.add_link(session, city.actors["operator.dinkes"], row, given, now)
    _assign(session, city, list(ASSESSORS[DINKES]), now)


def _assign(session: Session, city: City, people: list[str], now: datetime) -> None:
    row = submissions.get(session, city.submissions[DINKES])
    given = AssignmentInput(assessors=people)
    assessments.assign(session, city.actors["koordinator"], row, given, now)


def _walk(session: Session, city: City, storage: Storage, state: str, start: datetime) -> datetime:
    """Go by the assessment, where a question is asked, when `state` lies behind it."""
    if state in BEFORE_ASSESSMENT:
        return advance(session, city, storage, DINKES, state, start)
    now = advance(session, city, storage, DINKES, "UNDER_ASSESSMENT", start)
    row = submissions.get(session, city.submissions[DINKES])
    given = QuestionInput(code="101", text="Di mana pasalnya?")
    question_actions.ask(session, city.actors["penilai.dk1"], row, given, now)
    return advance(session, city, storage, DINKES, state, now)


def _declare_a_conflict(session: Session, city: City, now: datetime) -> None:
    """Assign a third assessor, who then declares a conflict: the assignment alone opens nothing."""
    conflicted = CAST["dk_conflict"]
    _assign(session, city, [*ASSESSORS[DINKES], conflicted], now)
    given = ConflictInput(username=conflicted, agency=DINKES, reason="Saudara kandung kepala.")
    assessments.declare_conflict(session, city.actors[conflicted], given, now)


def at_window(scene: Scene, state: str, window: str) -> datetime:
    """Give the instant at which the window that governs `state` is open, or closed.

    Where no window governs a state it is the filling that is open or over.
    """
    if window == "any":
        return scene.now
    if state in WITH_OBJECTION_WINDOW or state == "RETURNED":
        return scene.now if window == "open" else scene.now + timedelta(days=10)
    period = scene.rows["period"][0]
    opens: datetime = period["fill_opens_at"]
    closes: datetime = period["fill_closes_at"]
    return opens + timedelta(hours=1) if window == "open" else closes + timedelta(days=60)


def first_link(scene: Scene) -> str:
    """Give the id of the item that stands in Dinkes' library in every scene."""
    return next(str(row["id"]) for row in scene.rows["evidence"] if row["url"])
