"""Two years of the small city: 2026 is published, in 2027 each OPD stands somewhere else.

Dinkes fills (one answer, one piece of evidence, two indicators shared out, one comment),
Diskominfo is being assessed (one question, two levels), Inspektorat's pleno is open with one
difference. The assessors have one exercise in each state, made of Dinkes' published answers.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.agencies.queries import by_code
from app.assessments import actions as assessments
from app.assessments.schemas import JudgementInput
from app.comments import actions as comments
from app.comments.schemas import CommentInput
from app.db import Database
from app.delegations import actions as delegations
from app.delegations.schemas import DelegationInput
from app.exercises import actions as exercises
from app.exercises.models import Exercise
from app.exercises.schemas import DiscussionInput, ExerciseInput, ScoreInput
from app.files.storage import Storage
from app.followups import actions as followups
from app.followups import proof_actions
from app.followups.schemas import PlanInput
from app.periods import queries as periods
from app.submissions import actions, answer_actions, evidence_actions, queries, question_actions
from app.submissions.schemas import AnswerInput, CitationInput, QuestionInput
from tests.factories import (
    AGENCIES,
    ASSESSORS,
    City,
    advance,
    found_city,
    head_of,
    make_period,
    operator_of,
    received,
    start,
    submit,
)
from tests.papers import pdf

DINKES, WALIDATA, INSPEKTORAT = "1.01", "1.02", "1.03"
FIRST, SECOND = "101", "102"
NEXT_YEAR = 2027


@dataclass(frozen=True)
class Years:
    """Who there is, the submissions of both years, and what time it is."""

    before: City
    city: City
    now: datetime


def two_years(database: Database, storage: Storage, start_at: datetime) -> Years:
    """Play both years through the real actions."""
    before = found_city(database, start_at)
    with database.transaction() as session:
        for code in (DINKES, WALIDATA):
            advance(session, before, storage, code, "MODERATION", start_at)
        now = advance(session, before, storage, DINKES, "PUBLISHED", start_at)
        _plan(session, before, storage, now)
    with database.transaction() as session:
        now += timedelta(days=1)
        make_period(session, now, year=NEXT_YEAR)
        actions.tick(session, now)
        city = replace(before, submissions=_submissions(session))
        _begin_filling(session, city, storage, now)
        _share_work(session, city, now)
        _begin_assessing(session, city, storage, now)
        _begin_pleno(session, city, storage, now)
        _exercise(session, before, now)
    return Years(before, city, now)


def _submissions(session: Session) -> dict[str, str]:
    period = periods.by_year(session, NEXT_YEAR)
    rows = {
        code: queries.of_agency(session, period.id, by_code(session, code).id)
        for code, *_ in AGENCIES
    }
    return {code: row.id for code, row in rows.items() if row}


def _plan(session: Session, city: City, storage: Storage, now: datetime) -> None:
    row = queries.get(session, city.submissions[DINKES])
    given = PlanInput.model_validate(
        {"code": FIRST, "what": "Sahkan SOP.", "who": "Sekretariat", "due_on": "2027-03-31"}
    )
    operator = operator_of(city, DINKES)
    plan = followups.add(session, operator, row, given, now)
    proof = (plan.id, received(storage, pdf("SOP")))
    proof_actions.add_file(session, operator, row, storage, proof, now)


def _begin_filling(session: Session, city: City, storage: Storage, now: datetime) -> None:
    operator, row = operator_of(city, DINKES), queries.get(session, city.submissions[DINKES])
    given = (received(storage, pdf()), "Perwali Satu Data")
    item = evidence_actions.upload_evidence(session, operator, row, storage, given, now)
    answer = AnswerInput(level=2, explanation="Sudah berjalan; lihat Pasal 5.")
    answer_actions.save_answer(session, operator, row, FIRST, (answer, 0), now)
    use = (FIRST, item.id, CitationInput(citation="Pasal 5"))
    evidence_actions.attach(session, operator, row, use, now)


def _share_work(session: Session, city: City, now: datetime) -> None:
    operator, head = operator_of(city, DINKES), head_of(city, DINKES)
    row = queries.get(session, city.submissions[DINKES])
    work = DelegationInput(assignee="operator.dinkes", codes=[FIRST, SECOND], due_on=now.date())
    delegations.delegate(session, head, row, work, now)
    said = CommentInput(code=FIRST, text="Berkasnya ada pada siapa?", mention="kepala.dinkes")
    comments.write(session, operator, row, said, now)


def _begin_assessing(session: Session, city: City, storage: Storage, now: datetime) -> None:
    submit(session, city, storage, WALIDATA, 3, now)
    row = start(session, city, WALIDATA, now)
    asker = city.actors[ASSESSORS[WALIDATA][0]]
    asked = QuestionInput(code=FIRST, text="Di halaman berapa?")
    question_actions.ask(session, asker, row, asked, now)
    for code in (FIRST, SECOND):
        given = (JudgementInput(level=2, note="Diperiksa.", reason="Bukti lama."), 0)
        assessments.save_judgement(session, asker, row, code, given, now)


def _begin_pleno(session: Session, city: City, storage: Storage, now: datetime) -> None:
    submit(session, city, storage, INSPEKTORAT, 3, now)
    row = start(session, city, INSPEKTORAT, now)
    for username, first in zip(ASSESSORS[INSPEKTORAT], (3, 2), strict=True):
        actor = city.actors[username]
        for code in queries.codes_of(session, row):
            level = first if code == FIRST else 3
            given = JudgementInput(level=level, note="Diperiksa.", reason="Bukti diperiksa.")
            assessments.save_judgement(session, actor, row, code, (given, 0), now)
        assessments.lock(session, actor, row, now)


def _exercise(session: Session, before: City, now: datetime) -> None:
    leader, source = before.actors["koordinator"], before.submissions[DINKES]
    for title, steps in (("Disiapkan", 0), ("Dibuka", 1), ("Ditutup", 2)):
        given = ExerciseInput(title=title, codes=[FIRST, SECOND], submission_id=source)
        row = exercises.prepare(session, leader, given, now)
        if steps:
            exercises.open_up(session, leader, row, now)
            for username, level in (("penilai.dk1", 3), ("penilai.bps1", 2)):
                own = ScoreInput(level=level, reason="Tidak ada jadwalnya.")
                exercises.score(session, before.actors[username], row, FIRST, (own, 0), now)
        if steps > 1:
            exercises.close(session, leader, row, now)
            said = DiscussionInput(code=FIRST, text="Kriterianya menuntut jadwal.")
            exercises.discuss(session, leader, row, said, now)


def exercise_names(session: Session) -> dict[str, str]:
    """Give the exercise in each state by the name that stands for it in addresses."""
    return {f"exercise_{row.state.lower()}": row.id for row in session.exec(select(Exercise))}
