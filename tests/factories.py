"""A small city for tests, made through the real actions. Plain functions, no magic."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts import sessions
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.queries import by_code
from app.agencies.schemas import AgencyInput
from app.assessments import actions as assessments
from app.assessments import agreement_actions as agreements
from app.assessments.schemas import AssignmentInput, JudgementInput
from app.db import Database
from app.files.actions import Entrance, Received, Upload, receive
from app.files.storage import Storage
from app.objections import actions as objections
from app.objections.schemas import DecideInput, ItemInput, ObjectionInput, RecommendInput
from app.periods import actions as periods
from app.periods import queries as period_queries
from app.periods.models import Period
from app.periods.schemas import PeriodInput, StepInput
from app.permissions import Actor, Institution, Role
from app.reports import actions as reports
from app.reports import queries as report_queries
from app.results import actions as results
from app.submissions import actions as submissions
from app.submissions import answer_actions, evidence_actions
from app.submissions import queries as submission_queries
from app.submissions.models import Submission
from app.submissions.schemas import AnswerInput, CitationInput, ReturnInput
from app.submissions.states import State
from tests.papers import pdf

YEAR = 2026
INSTRUMENT = "sdi-ringkas-2026"
FILL_DAYS = 30

AGENCIES = (
    ("1.01", "Dinas Kesehatan", "Dinkes", "dinas"),
    ("1.02", "Dinas Komunikasi dan Informatika", "Diskominfo", "walidata"),
    ("1.03", "Inspektorat", "Inspektorat", "inspektorat"),
)
PEOPLE = (
    ("operator.dinkes", "Sari Wulandari", Role.OPERATOR, "1.01", None),
    ("kepala.dinkes", "dr. Bagus Prakoso", Role.HEAD, "1.01", None),
    ("operator.diskominfo", "Rini Astuti", Role.OPERATOR, "1.02", None),
    ("kepala.diskominfo", "Hendra Wijaya", Role.HEAD, "1.02", None),
    ("operator.inspektorat", "Dewi Lestari", Role.OPERATOR, "1.03", None),
    ("kepala.inspektorat", "Agus Salim", Role.HEAD, "1.03", None),
    ("penilai.dk1", "Yusuf Hidayat", Role.ASSESSOR, "1.02", Institution.DISKOMINFO),
    ("penilai.dk2", "Nur Aini", Role.ASSESSOR, "1.02", Institution.DISKOMINFO),
    ("penilai.ganti", "Tri Handoko", Role.ASSESSOR, "1.03", Institution.DISKOMINFO),
    ("penilai.bps1", "Maya Sartika", Role.ASSESSOR, "", Institution.BPS),
    ("penilai.bps2", "Eko Prasetyo", Role.ASSESSOR, "", Institution.BPS),
    ("koordinator", "Lestari Ningsih", Role.MODERATOR, "", None),
    ("walikota", "Wali Kota", Role.LEADERSHIP, "", None),
    ("admin", "Admin Satu", Role.ADMIN, "", None),
    ("admin2", "Admin Dua", Role.ADMIN, "", None),
    ("auditor", "Inspektur", Role.AUDITOR, "", None),
)
ASSESSORS = {
    "1.01": ("penilai.dk1", "penilai.bps1"),
    "1.02": ("penilai.ganti", "penilai.bps1"),
    "1.03": ("penilai.dk1", "penilai.bps2"),
}


@dataclass
class City:
    """What tests refer to: people by username, submissions by agency code, tokens by username."""

    actors: dict[str, Actor]
    tokens: dict[str, str]
    submissions: dict[str, str]


def found_city(
    database: Database, now: datetime, *, instrument: str = INSTRUMENT, taking_part: int = 3
) -> City:
    """Make agencies, accounts and a period whose filling has just been opened."""
    with database.transaction() as session:
        for code, name, short_name, kind in AGENCIES:
            given = AgencyInput(
                code=code,
                name=name,
                short_name=short_name,
                type=kind,
                head_name=f"Kepala {short_name}",
            )
            agencies.add(session, None, given, now)
        for code, *_ in AGENCIES[taking_part:]:
            agencies.set_active(session, None, by_code(session, code), now, is_active=False)
        actors, tokens = {}, {}
        for username, name, role, agency, institution in PEOPLE:
            given_user = UserInput(
                username=username, name=name, role=role, agency=agency, institution=institution
            )
            user = accounts.add(session, None, given_user, now)
            actors[username] = Actor(user.id, name, role, user.agency_id, institution)
            tokens[username] = sessions.make_token(session, user, "uji", 366, now)
        make_period(session, now, instrument=instrument)
        submissions.tick(session, now)
        period = period_queries.by_year(session, YEAR)
        rows = {
            code: submission_queries.of_agency(session, period.id, by_code(session, code).id)
            for code, *_ in AGENCIES
        }
    return City(actors, tokens, {code: row.id for code, row in rows.items() if row})


def make_period(
    session: Session, now: datetime, *, year: int = YEAR, instrument: str = INSTRUMENT
) -> None:
    """Set up a period that opens now and fills for FILL_DAYS days."""
    closes = now + timedelta(days=FILL_DAYS)
    given = PeriodInput(
        year=year,
        title=f"Evaluasi Data OPD {year}",
        instrument=instrument,
        fill_opens_at=now,
        fill_closes_at=closes,
        assessment_closes_at=closes + timedelta(days=30),
        target_index="2.60",
    )
    periods.create(session, None, given, now)


def fill(
    session: Session, city: City, storage: Storage, code: str, level: int, now: datetime
) -> None:
    """Answer every indicator of an agency at `level`, with one piece of evidence for all."""
    operator = operator_of(city, code)
    row = submission_queries.get(session, city.submissions[code])
    file = (received(storage, pdf(code)), "Perwali Satu Data")
    item = evidence_actions.upload_evidence(session, operator, row, storage, file, now)
    for indicator in submission_queries.codes_of(session, row):
        given = AnswerInput(
            level=level, explanation=f"Penjelasan {indicator} pada tingkat {level}."
        )
        answer_actions.save_answer(session, operator, row, indicator, (given, 0), now)
        evidence_actions.attach(
            session, operator, row, (indicator, item.id, CitationInput(citation="Pasal 5")), now
        )


def received(storage: Storage, content: bytes, name: str = "perwali.pdf") -> Received:
    """Receive a file as the doors do."""
    return receive(storage, Upload(io.BytesIO(content), name, Entrance(1 << 20)))


def operator_of(city: City, code: str) -> Actor:
    """Give the operator of an agency."""
    agency_id = next(
        actor.agency_id
        for name, actor in city.actors.items()
        if name == f"operator.{short_of(code)}"
    )
    return next(
        a for a in city.actors.values() if a.agency_id == agency_id and a.role is Role.OPERATOR
    )


def head_of(city: City, code: str) -> Actor:
    """Give the head of an agency."""
    return city.actors[f"kepala.{short_of(code)}"]


def short_of(code: str) -> str:
    """Give the short name an agency's usernames end with."""
    return next(short.lower() for each, _, short, _ in AGENCIES if each == code)


def submit(
    session: Session, city: City, storage: Storage, code: str, level: int, now: datetime
) -> Submission:
    """Fill and send an agency's submission."""
    fill(session, city, storage, code, level, now)
    row = submission_queries.get(session, city.submissions[code])
    submissions.submit(session, head_of(city, code), row, now)
    return row


def start(session: Session, city: City, code: str, now: datetime) -> Submission:
    """Assign both institutions and begin the assessment."""
    row = submission_queries.get(session, city.submissions[code])
    moderator = city.actors["koordinator"]
    assessments.assign(
        session, moderator, row, AssignmentInput(assessors=list(ASSESSORS[code])), now
    )
    assessments.start(session, moderator, row, now)
    return row


def judge(session: Session, city: City, code: str, levels: tuple[int, int], now: datetime) -> None:
    """Score every indicator for both institutions (Diskominfo's, BPS's level) and lock both."""
    row = submission_queries.get(session, city.submissions[code])
    for username, level in zip(ASSESSORS[code], levels, strict=True):
        actor = city.actors[username]
        for indicator in submission_queries.codes_of(session, row):
            given = JudgementInput(
                level=level, note="Bukti diperiksa.", reason="Bukti mendukung tingkat ini."
            )
            assessments.save_judgement(session, actor, row, indicator, (given, 0), now)
        assessments.lock(session, actor, row, now)


def actor_named(session: Session, username: str) -> Actor:
    """Give the actor of an account."""
    user = account_queries.by_username(session, username)
    institution = Institution(user.institution) if user.institution else None
    return Actor(user.id, user.name, Role(user.role), user.agency_id, institution)


LEVEL = 3
WAY = (
    State.DRAFT,
    State.SUBMITTED,
    State.UNDER_ASSESSMENT,
    State.MODERATION,
    State.PROVISIONAL,
    State.FINAL,
    State.PUBLISHED,
    State.CORRECTION,
)
ASIDE = {  # states beside the way, and where one leaves it
    State.LAPSED: State.DRAFT,
    State.RETURNED: State.UNDER_ASSESSMENT,
    State.OBJECTION: State.PROVISIONAL,
}


def advance(
    session: Session, city: City, storage: Storage, code: str, state: str, now: datetime
) -> datetime:
    """Bring an agency's submission onwards to `state` through the real actions.

    From PROVISIONAL on this is a step of the whole round: drafts lapse, the others must be in
    MODERATION. Gives the instant at which the state was reached.
    """
    row = submission_queries.get(session, city.submissions[code])
    target = State(state)
    last = WAY.index(ASIDE.get(target, target))
    for step in WAY[WAY.index(State(row.state)) + 1 : last + 1]:
        now = STEPS[step](session, city, storage, code, now)
    return STEPS[target](session, city, storage, code, now) if target in ASIDE else now


def _send(session: Session, city: City, storage: Storage, code: str, now: datetime) -> datetime:
    submit(session, city, storage, code, LEVEL, now)
    return now


def _start(session: Session, city: City, _: Storage, code: str, now: datetime) -> datetime:
    start(session, city, code, now)
    return now


def _judge(session: Session, city: City, _: Storage, code: str, now: datetime) -> datetime:
    judge(session, city, code, (LEVEL, LEVEL), now)
    return now


def _lapse(session: Session, _: City, __: Storage, ___: str, now: datetime) -> datetime:
    now = max(now, the_period(session).fill_closes_at)
    submissions.tick(session, now)
    return now


def _give_back(session: Session, city: City, _: Storage, code: str, now: datetime) -> datetime:
    row = submission_queries.get(session, city.submissions[code])
    first = submission_queries.codes_of(session, row)[0]
    given = ReturnInput(codes=[first], reason="Bukti tidak terbaca.", until=now + timedelta(days=7))
    submissions.send_back(session, city.actors["koordinator"], row, given, now)
    return now


def _announce(session: Session, city: City, storage: Storage, code: str, now: datetime) -> datetime:
    """Let the drafts lapse, close every pleno, announce."""
    now, moderator = _lapse(session, city, storage, code, now), city.actors["koordinator"]
    for each in city.submissions.values():
        row = submission_queries.get(session, each)
        if State(row.state) is State.MODERATION and not row.closed_at:
            agreements.close(session, moderator, row, now)
    results.announce(session, moderator, the_period(session), now)
    return now


def _object(session: Session, city: City, _: Storage, code: str, now: datetime) -> datetime:
    row = submission_queries.get(session, city.submissions[code])
    first = submission_queries.codes_of(session, row)[0]
    given = ObjectionInput(items=[ItemInput(code=first, reason="Ada SOP yang belum terbaca.")])
    objections.file(session, head_of(city, code), row, given, now)
    return now


def _finalise(session: Session, city: City, _: Storage, __: str, now: datetime) -> datetime:
    period = the_period(session)
    now = max(now, period.objection_closes_at or now)
    results.propose_finalise(session, city.actors["koordinator"], period, StepInput(), now)
    reports.finalise(session, city.actors["admin"], period, now)
    return now


def _publish(session: Session, city: City, storage: Storage, _: str, now: datetime) -> datetime:
    period = the_period(session)
    keep_documents(session, storage, now)
    reports.propose_publish(session, city.actors["admin"], period, StepInput(), now)
    reports.publish(session, city.actors["koordinator"], period, now)
    return now


def _reopen(session: Session, city: City, _: Storage, code: str, now: datetime) -> datetime:
    row = submission_queries.get(session, city.submissions[code])
    first = submission_queries.codes_of(session, row)[0]
    given = StepInput(reason="Salah membaca lampiran.", items={code: [first]})
    period = the_period(session)
    results.propose_reopen(session, city.actors["koordinator"], period, given, now)
    results.confirm_reopen(session, city.actors["admin"], period, now)
    return now


STEPS = {
    State.SUBMITTED: _send,
    State.UNDER_ASSESSMENT: _start,
    State.MODERATION: _judge,
    State.PROVISIONAL: _announce,
    State.FINAL: _finalise,
    State.PUBLISHED: _publish,
    State.CORRECTION: _reopen,
    State.LAPSED: _lapse,
    State.RETURNED: _give_back,
    State.OBJECTION: _object,
}


def the_period(session: Session, year: int = YEAR) -> Period:
    """Give the small city's period."""
    return period_queries.by_year(session, year)


def keep_documents(session: Session, storage: Storage, now: datetime, year: int = YEAR) -> None:
    """Stand in for the PDF engine: keep a few bytes for every document that is asked for."""
    for report in report_queries.unmade(session, the_period(session, year).id):
        content = f"%PDF-1.4 {report.number} {report.code}".encode()
        reports.keep_pdf(session, storage, report, (content, 1), now)


def recommend_and_decide(
    session: Session, city: City, code: str, decision: tuple[str, int], now: datetime
) -> None:
    """Let both institutions advise on an objected indicator and the coordinator decide so."""
    indicator, level = decision
    row = submission_queries.get(session, city.submissions[code])
    for username in ASSESSORS[code]:
        advice = RecommendInput(level=level, reason="SOP memang sudah berlaku.")
        objections.recommend(session, city.actors[username], row, indicator, advice, now)
    given = DecideInput(level=level, reason="SOP diterima.")
    results.decide(session, city.actors["koordinator"], row, indicator, given, now)
