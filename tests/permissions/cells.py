"""How an action is asked for at a door, and what must have happened before it can succeed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts.models import RoleGrant
from app.accounts.passwords import hash_password
from app.accounts.schemas import UserInput
from app.assessments import actions as assessments
from app.assessments import agreement_actions as agreements
from app.assessments.schemas import AssignmentInput, JudgementInput
from app.exercises import actions as exercises
from app.exercises import queries as exercise_queries
from app.exercises.schemas import ExerciseInput, SampleInput
from app.jobs.models import Job
from app.journal.record import Entry, record
from app.objections import actions as objections
from app.objections.schemas import RecommendInput
from app.periods.models import Period
from app.periods.schemas import StepInput
from app.permissions import Permission, Role
from app.questionnaires import actions as instruments
from app.reports.models import Report
from app.results import actions as results
from app.submissions import queries as submissions
from app.submissions.actions import tick
from tests.conftest import Clock
from tests.factories import (
    ASSESSORS,
    YEAR,
    fill,
    keep_documents,
    make_period,
    recommend_and_decide,
    the_period,
)
from tests.play import DINKES, Play
from tests.questionnaires.broken import SMALL_FILES, zipped

P = Permission
Prepare = Callable[[Session, Any, Clock], str]
Values = Callable[[Any], dict[str, str]]
Changes = frozenset[str] | Mapping[str, frozenset[str]]
S = "/submissions/{s}"
REASON = "Bukti belum memuat hal itu."
PASSWORD = "kuda-laut-membaca-peta"
PASSWORD_HASH = hash_password(PASSWORD)


@dataclass(frozen=True)
class Row:
    """How one action is asked for at one door, so that only permission or state can refuse.

    call: method and address; {s}, {x}, {v}, {y}, {a} stand for the submission, what `values` gives,
    the year, the agency. prepare: what an allowed cell needs beyond permission; `always`: a
    refused one too. changes: the exact tables an allowed cell changes, by state where they
    differ. lines: how many journal lines it leaves; None: one for a write, none for a read.
    logged_as: other actions a refusal may be journalled under, where the body says which it is.
    about: what a refusal is journalled about; is_role_level: or nothing, when the role decides.
    is_round: a step of the whole round. scene: where a row of the period level is checked.
    file: name and content of what is sent as the field `file`, instead of a body.
    """

    call: str
    body: Any = None
    changes: Changes = frozenset()
    status: int = 0
    values: Values | None = None
    prepare: Prepare | None = None
    always: bool = False
    lines: int | None = None
    logged_as: frozenset[str] = frozenset()
    about: str = ""
    is_round: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    scene: str = "DRAFT"
    is_role_level: bool = False
    file: tuple[str, bytes] | None = None

    @property
    def method(self) -> str:
        """Give the HTTP method."""
        return self.call.partition(" ")[0]

    @property
    def is_read(self) -> bool:
        """Tell whether it only reads."""
        return self.method == "GET"

    def changed_in(self, state: str) -> frozenset[str]:
        """Give the tables that an allowed cell changes in this state."""
        if isinstance(self.changes, frozenset):
            return self.changes
        return self.changes.get(state, self.changes.get("", frozenset()))


def _row(session: Session, play: Play) -> Any:
    return submissions.get(session, play.submission_id)


def assigned(session: Session, play: Play, clock: Clock) -> str:
    given = AssignmentInput(assessors=list(ASSESSORS[DINKES]))
    moderator = play.city.actors["koordinator"]
    assessments.assign(session, moderator, _row(session, play), given, clock())
    return ""


def all_judged(session: Session, play: Play, clock: Clock) -> str:
    given = JudgementInput(level=3, reason=REASON)
    actor = play.city.actors["penilai.dk1"]
    for code in play.codes():
        assessments.save_judgement(session, actor, _row(session, play), code, (given, 0), clock())
    return ""


def all_advised(session: Session, play: Play, clock: Clock) -> str:
    given = RecommendInput(level=4, reason=REASON)
    for username in ASSESSORS[DINKES]:
        actor = play.city.actors[username]
        objections.recommend(session, actor, _row(session, play), play.codes()[0], given, clock())
    return ""


def all_closed(session: Session, play: Play, clock: Clock) -> str:
    tick(session, clock.forward(days=31))
    row, moderator = _row(session, play), play.city.actors["koordinator"]
    agreements.close(session, moderator, row, clock())
    return ""


def window_over(_: Session, __: Play, clock: Clock) -> str:
    clock.forward(days=6)
    return ""


def finalise_proposed(session: Session, play: Play, clock: Clock) -> str:
    clock.forward(days=6)
    moderator = play.city.actors["koordinator"]
    results.propose_finalise(session, moderator, the_period(session), StepInput(), clock())
    return ""


def documents_made(session: Session, play: Play, clock: Clock) -> str:
    keep_documents(session, play.storage, clock())
    return ""


def publish_proposed(session: Session, play: Play, clock: Clock) -> str:
    documents_made(session, play, clock)
    admin = play.city.actors["admin"]
    results.propose_publish(session, admin, the_period(session), StepInput(), clock())
    return ""


def reopen_proposed(session: Session, play: Play, clock: Clock) -> str:
    given = StepInput(reason=REASON, items={DINKES: [play.codes()[0]]})
    moderator = play.city.actors["koordinator"]
    results.propose_reopen(session, moderator, the_period(session), given, clock())
    return ""


def next_period(session: Session, _: Play, clock: Clock) -> str:
    make_period(session, clock() + timedelta(days=300), year=YEAR + 1)
    return ""


def due_period(session: Session, _: Play, clock: Clock) -> str:
    make_period(session, clock(), year=YEAR + 1)
    assert session.exec(select(Period).where(Period.year == YEAR + 1)).one().opened_at is None
    return ""


def a_grant(session: Session, play: Play, clock: Clock) -> str:
    given = UserInput(username="koordinator2", name="Koordinator Dua", role=Role.MODERATOR)
    accounts.add(session, play.city.actors["admin"], given, clock())
    return session.exec(select(RoleGrant)).one().id


def an_exercise(session: Session, play: Play, clock: Clock) -> str:
    """Prepare and open an exercise with a written sample."""
    leader = play.city.actors["koordinator"]
    given = ExerciseInput(title="Latihan", codes=["101"])
    row = exercises.prepare(session, leader, given, clock())
    sample = SampleInput(claim=3, explanation="Sudah berjalan.")
    exercises.write_sample(session, leader, row, "101", (sample, 1), clock())
    exercises.open_up(session, leader, row, clock())
    return row.id


def a_closed_exercise(session: Session, play: Play, clock: Clock) -> str:
    """Open an exercise and close it."""
    leader = play.city.actors["koordinator"]
    found = an_exercise(session, play, clock)
    row = exercise_queries.get(session, found, leader)
    exercises.close(session, leader, row, clock())
    return found


def of(*names: str) -> frozenset[str]:
    """Name the tables that change."""
    return frozenset(names)


def a_failed_job(session: Session, _: Play, clock: Clock) -> str:
    job = Job(name="reports.render", state="failed", attempts=3, error="Rusak.", created_at=clock())
    session.add(job)
    session.flush()
    return job.id


def filled_in(session: Session, play: Play, clock: Clock) -> str:
    """Answer everything, unless it is answered already."""
    if _row(session, play).state == "DRAFT":
        fill(session, play.city, play.storage, DINKES, 3, clock())
    return ""


def judged_by_asker(session: Session, moment: Any, clock: Clock) -> str:
    given = JudgementInput(level=3, reason=REASON)
    for code in moment.codes():
        row = _row(session, moment)
        assessments.save_judgement(session, moment.asker, row, code, (given, 0), clock())
    return ""


def locked_by_bps(session: Session, play: Play, clock: Clock) -> str:
    """Let BPS lock where nobody has yet."""
    row, actor = _row(session, play), play.city.actors["penilai.bps1"]
    if row.state == "UNDER_ASSESSMENT":
        given = JudgementInput(level=3, reason=REASON)
        for code in play.codes():
            assessments.save_judgement(session, actor, row, code, (given, 0), clock())
        assessments.lock(session, actor, row, clock())
    return ""


def all_agreed(session: Session, play: Play, clock: Clock) -> str:
    """Agree on everything where a result is still to come."""
    row = _row(session, play)
    if row.state == "MODERATION":
        agreements.accept_equal(session, play.city.actors["koordinator"], row, clock())
    return ""


def ready_to_finalise(session: Session, play: Play, clock: Clock) -> str:
    """Let the window pass; what was objected to is decided first."""
    if _row(session, play).state == "OBJECTION":
        recommend_and_decide(session, play.city, DINKES, (play.codes()[0], 4), clock())
    if _row(session, play).state != "CORRECTION":
        clock.forward(days=6)
    return ""


def finalising_proposed(session: Session, play: Play, clock: Clock) -> str:
    ready_to_finalise(session, play, clock)
    moderator = play.city.actors["koordinator"]
    results.propose_finalise(session, moderator, the_period(session), StepInput(), clock())
    return ""


def the_ranking_document(session: Session, play: Play, clock: Clock) -> str:
    documents_made(session, play, clock)
    return session.exec(select(Report.id).where(Report.kind == "ranking")).one()


def a_draft(session: Session, play: Play, clock: Clock) -> str:
    instruments.take_in(session, play.city.actors["admin"], zipped(SMALL_FILES), clock())
    return ""


def a_proposed_draft(session: Session, play: Play, clock: Clock) -> str:
    a_draft(session, play, clock)
    instruments.propose(session, play.city.actors["admin"], "small", clock())
    return ""


def knows_the_password(session: Session, moment: Any, clock: Clock) -> str:
    """Give the asker the password that the form names."""
    if moment.asker:
        user = account_queries.get(session, moment.asker.user_id)
        user.password_hash = PASSWORD_HASH
        session.add(user)
        entry = Entry(P.OWN_PASSWORD_CHANGE, "user", user.id)
        record(session, moment.asker, entry, clock())
    return ""
