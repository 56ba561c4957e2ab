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
from app.assessments.schemas import AssignmentInput, JudgementInput
from app.db import Database
from app.files.actions import Upload
from app.files.storage import Storage
from app.periods import actions as periods
from app.periods import queries as period_queries
from app.periods.schemas import PeriodInput
from app.permissions import Actor, Institution, Role
from app.submissions import actions as submissions
from app.submissions import answer_actions, evidence_actions
from app.submissions import queries as submission_queries
from app.submissions.models import Submission
from app.submissions.schemas import AnswerInput, CitationInput

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


def found_city(database: Database, now: datetime, *, instrument: str = INSTRUMENT) -> City:
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
    upload = Upload(io.BytesIO(b"%PDF-1.4\n%%EOF " + code.encode()), "perwali.pdf", 1 << 20)
    item = evidence_actions.upload_evidence(
        session, operator, row, storage, (upload, "Perwali Satu Data"), now
    )
    for indicator in submission_queries.codes_of(session, row):
        given = AnswerInput(
            level=level, explanation=f"Penjelasan {indicator} pada tingkat {level}."
        )
        answer_actions.save_answer(session, operator, row, indicator, (given, 0), now)
        evidence_actions.attach(
            session, operator, row, (indicator, item.id, CitationInput(citation="Pasal 5")), now
        )


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
    """Score every indicator for both institutions (Diskominfo's level, BPS's level) and lock both."""
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
