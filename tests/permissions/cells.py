"""One allowed and one refused request for every action that the JSON door offers."""

from collections.abc import Callable
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
from app.submissions import evidence_actions, question_actions
from app.submissions import queries as submissions
from app.submissions.actions import tick
from app.submissions.schemas import LinkInput, QuestionInput
from tests.conftest import Clock
from tests.factories import ASSESSORS, YEAR, keep_documents, make_period, the_period
from tests.play import DINKES, Play
from tests.questionnaires.broken import SMALL_FILES, zipped

P = Permission
Prepare = Callable[[Session, Play, Clock], str]
S = "/submissions/{s}"
REASON = "Bukti belum memuat hal itu."
OLD_PASSWORD = "enam ekor kucing biru"


@dataclass(frozen=True)
class Request:
    """One request: `who` sends it while Dinkes stands at `state`; {x} is what `prepare` gives."""

    state: str
    who: str
    method: str
    path: str
    status: int
    body: Any = None
    prepare: Prepare | None = None
    headers: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] | None = None


@dataclass(frozen=True)
class Cell:
    """An action: the allowed request with the tables it changes, and the refused one.

    lines: how many journal lines the allowed one leaves; None: one for a write, none for a read.
    refused_as: the action the refusal is journalled under; "" leaves no line (public routes).
    """

    allowed: Request
    changes: frozenset[str]
    refused: Request
    lines: int | None = None
    refused_as: str | None = None


def _row(session: Session, play: Play) -> Any:
    return submissions.get(session, play.submission_id)


def a_link(session: Session, play: Play, clock: Clock) -> str:
    given = LinkInput(title="Perwali", url="https://contoh.go.id/perwali")
    actor = play.city.actors["operator.dinkes"]
    return evidence_actions.add_link(session, actor, _row(session, play), given, clock()).id


def the_evidence(session: Session, play: Play, _: Clock) -> str:
    return submissions.library(session, play.submission_id)[0].id


def a_question(session: Session, play: Play, clock: Clock) -> str:
    given = QuestionInput(code=play.codes()[0], text="Di mana pasalnya?")
    actor = play.city.actors["penilai.dk1"]
    return question_actions.ask(session, actor, _row(session, play), given, clock()).id


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


def report_code(session: Session, _: Play, __: Clock) -> str:
    return session.exec(select(Report.code).where(Report.kind == "evaluation")).first() or ""


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


def a_password(session: Session, play: Play, clock: Clock) -> str:
    user = account_queries.get(session, play.city.actors["operator.dinkes"].user_id)
    user.password_hash = hash_password(OLD_PASSWORD)
    session.add(user)
    record(session, None, Entry("test"), clock())
    return ""


def a_failed_job(session: Session, _: Play, clock: Clock) -> str:
    job = Job(name="reports.render", state="failed", attempts=3, error="Rusak.", created_at=clock())
    session.add(job)
    session.flush()
    return job.id


def a_draft(session: Session, play: Play, clock: Clock) -> str:
    instruments.take_in(session, play.city.actors["admin"], zipped(SMALL_FILES), clock())
    return ""


def a_proposed_draft(session: Session, play: Play, clock: Clock) -> str:
    a_draft(session, play, clock)
    instruments.propose(session, play.city.actors["admin"], "small", clock())
    return ""


def of(*names: str) -> frozenset[str]:
    """Name the tables that change."""
    return frozenset(names)


def r(
    state: str,
    who: str,
    call: str,
    status: int,
    body: Any = None,
    prepare: Prepare | None = None,
    headers: dict[str, str] | None = None,
    files: dict[str, tuple[str, bytes]] | None = None,
) -> Request:
    """Write a request in one line."""
    method, path = call.split(" ")
    return Request(state, who, method, path, status, body, prepare, headers or {}, files)
