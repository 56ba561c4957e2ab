"""A small city driven through whole years by the real actions, for the builders' tests.

Five agencies; levels are drawn from a seed. In `THIS` year Bakesbangpol does not send, and Dinkes
objects to its first indicator and gains a level.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from app.accounts import actions as accounts
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.queries import by_code
from app.agencies.schemas import AgencyInput
from app.assessments import actions as assessments
from app.assessments import agreement_actions as agreements
from app.assessments import queries as assessment_queries
from app.assessments.schemas import AgreementInput, AssignmentInput, JudgementInput
from app.db import Database
from app.objections import actions as objections
from app.objections.schemas import DecideInput, ItemInput, ObjectionInput, RecommendInput
from app.periods import queries as periods
from app.periods.models import Period
from app.periods.schemas import StepInput
from app.permissions import Actor, Role
from app.questionnaires import catalogue
from app.reports import actions as reports
from app.results import actions as results
from app.submissions import actions as submissions
from app.submissions import answer_actions, evidence_actions
from app.submissions import queries as submission_queries
from app.submissions.models import Submission
from app.submissions.schemas import AnswerInput, CitationInput, LinkInput
from tests.factories import City, found_city, make_period

LAST, THIS = 2024, 2025
DINKES, DISKOMINFO, INSPEKTORAT, DISDIK, BAKESBANGPOL = "1.01", "1.02", "1.03", "1.04", "1.05"
MORE = (
    (DISDIK, "Dinas Pendidikan", "Disdik", "dinas"),
    (BAKESBANGPOL, "Badan Kesatuan Bangsa dan Politik", "Bakesbangpol", "badan"),
)
CODES = (DINKES, DISKOMINFO, INSPEKTORAT, DISDIK, BAKESBANGPOL)
OBJECTION = "Keputusan penetapan sudah berlaku sejak Januari dan dilampirkan lengkap."
DECISION = "Keputusan sah dan dipakai pada kedua kegiatan, jadi tingkatnya dinaikkan."
NOTE = "Catatan penilai yang tidak boleh dibaca OPD."


@dataclass
class Driven:
    """The city with its clock; `heads` and `operators` by agency code."""

    database: Database
    city: City
    instrument_id: str
    heads: dict[str, Actor]
    operators: dict[str, Actor]
    now: datetime = datetime(LAST, 5, 1, 2, 0, tzinfo=UTC)

    def later(self, **amount: float) -> datetime:
        """Move the clock on."""
        self.now += timedelta(**amount)
        return self.now

    def period(self, session: Session, year: int) -> Period:
        """Give a year's period."""
        return periods.by_year(session, year)

    def submission(self, session: Session, year: int, code: str) -> Submission:
        """Give an agency's submission of a year."""
        row = submission_queries.of_agency(
            session, self.period(session, year).id, by_code(session, code).id
        )
        assert row is not None
        return row


def found(database: Database, instrument_id: str) -> Driven:
    """Make the city."""
    now = datetime(LAST, 4, 1, 2, 0, tzinfo=UTC)
    city = found_city(database, now)
    heads: dict[str, Actor] = {}
    operators: dict[str, Actor] = {}
    with database.transaction() as session:
        for code, name, short, kind in MORE:
            agencies.add(
                session, None, AgencyInput(code=code, name=name, short_name=short, type=kind), now
            )
        for code in CODES:
            for role, into in ((Role.HEAD, heads), (Role.OPERATOR, operators)):
                given = UserInput(
                    username=f"{role}.{code}", name=f"{role.title()} {code}", role=role, agency=code
                )
                user = accounts.add(session, None, given, now)
                into[code] = Actor(user.id, user.name, role, user.agency_id)
    return Driven(database, city, instrument_id, heads, operators)


def levels_of(driven: Driven, year: int, code: str, *, claimed: bool = False) -> dict[str, int]:
    """Draw the levels of an agency: claimed or agreed; a later year is a little better."""
    instrument = catalogue.get(driven.instrument_id)
    kind = {DISKOMINFO: "walidata", INSPEKTORAT: "inspektorat", BAKESBANGPOL: "badan"}.get(
        code, "dinas"
    )
    dice = random.Random(f"{year}{code}{claimed}")  # noqa: S311
    same = random.Random(f"{code}")  # noqa: S311
    ability = (
        same.uniform(1.4, instrument.top - 1)
        + (0.4 if year == THIS else 0)
        + (0.3 if claimed else 0)
    )
    return {
        item.code: max(1, min(item.top, round(ability + dice.gauss(0, 0.8))))
        for item in instrument.applicable(kind)
    }


def to_announced(driven: Driven, year: int, *, absent: tuple[str, ...] = ()) -> None:
    """Drive a year from its opening to the provisional results."""
    driven.now = datetime(year, 5, 1, 2, 0, tzinfo=UTC)
    with driven.database.transaction() as session:
        make_period(session, driven.now, year=year, instrument=driven.instrument_id)
        submissions.tick(session, driven.now)
    for code in CODES:
        if code not in absent:
            with driven.database.transaction() as session:
                _send(driven, session, year, code)
    driven.later(days=31)
    with driven.database.transaction() as session:
        submissions.tick(session, driven.now)
    for code in CODES:
        if code not in absent:
            with driven.database.transaction() as session:
                _assess(driven, session, year, code)
    driven.later(days=10)
    with driven.database.transaction() as session:
        moderator = driven.city.actors["koordinator"]
        results.announce(session, moderator, driven.period(session, year), driven.now)


def _send(driven: Driven, session: Session, year: int, code: str) -> None:
    row = driven.submission(session, year, code)
    operator, now = driven.operators[code], driven.later(hours=1)
    link = LinkInput(
        title="Peraturan Wali Kota tentang Satu Data", url="https://contoh.go.id/perwali"
    )
    item = evidence_actions.add_link(session, operator, row, link, now)
    for indicator, level in levels_of(driven, year, code, claimed=True).items():
        given = AnswerInput(
            level=level, explanation=f"Kegiatan dijalankan dan dicatat ({indicator})."
        )
        answer_actions.save_answer(session, operator, row, indicator, (given, 0), now)
        cited = CitationInput(citation="Pasal 5, halaman 4")
        evidence_actions.attach(session, operator, row, (indicator, item.id, cited), now)
    submissions.submit(session, driven.heads[code], row, driven.later(minutes=5))


def _assess(driven: Driven, session: Session, year: int, code: str) -> None:
    actors, row = driven.city.actors, driven.submission(session, year, code)
    moderator, now = actors["koordinator"], driven.later(hours=2)
    names = ["penilai.ganti" if code == DISKOMINFO else "penilai.dk1", "penilai.bps1"]
    if code == INSPEKTORAT:
        names = ["penilai.dk2", "penilai.bps2"]
    assessments.assign(session, moderator, row, AssignmentInput(assessors=names), now)
    assessments.start(session, moderator, row, now)
    agreed = levels_of(driven, year, code)
    for place, name in enumerate(names):
        for number, (indicator, level) in enumerate(agreed.items()):
            off = 1 if place and number % 5 == 0 and level > 1 else 0
            given = JudgementInput(
                level=level - off, note=NOTE, reason="Bukti mendukung tingkat ini, belum lebih."
            )
            assessments.save_judgement(session, actors[name], row, indicator, (given, 0), now)
        assessments.lock(session, actors[name], row, now)
    for number, (indicator, level) in enumerate(agreed.items()):
        if number % 5 == 0:
            agreement = AgreementInput(
                level=level, reason="Disepakati setelah pasal penetapannya dibaca bersama."
            )
            agreements.set_agreement(session, moderator, row, indicator, agreement, now)
    agreements.close(session, moderator, row, driven.later(minutes=30))


def object_and_decide(driven: Driven, year: int) -> str:
    """Let Dinkes object to an indicator below the top; it gains a level. Gives the code."""
    actors, now = driven.city.actors, driven.later(days=1)
    top = catalogue.get(driven.instrument_id).top
    code = next(code for code, level in levels_of(driven, year, DINKES).items() if level < top)
    level = levels_of(driven, year, DINKES)[code] + 1
    with driven.database.transaction() as session:
        row = driven.submission(session, year, DINKES)
        given = ObjectionInput(items=[ItemInput(code=code, reason=OBJECTION)])
        objections.file(session, driven.heads[DINKES], row, given, now)
        for name in ("penilai.dk1", "penilai.bps1"):
            advice = RecommendInput(level=level, reason="Bukti baru mendukung.")
            objections.recommend(session, actors[name], row, code, advice, now)
        decided = DecideInput(level=level, reason=DECISION)
        results.decide(session, actors["koordinator"], row, code, decided, driven.later(hours=1))
    return code


def to_final(driven: Driven, year: int) -> None:
    """Finalise a year; its documents are asked for."""
    actors, now = driven.city.actors, driven.later(days=7)
    with driven.database.transaction() as session:
        period = driven.period(session, year)
        results.propose_finalise(session, actors["koordinator"], period, StepInput(), now)
        reports.finalise(session, actors["admin"], period, now)


def to_published(driven: Driven, year: int) -> None:
    """Publish a year without printing its documents."""
    actors, now = driven.city.actors, driven.later(days=1)
    with driven.database.transaction() as session:
        period = driven.period(session, year)
        results.propose_publish(session, actors["admin"], period, StepInput(), now)
        results.confirm_publish(session, actors["koordinator"], period, now)


def correct(driven: Driven, year: int, code: str) -> str:
    """Reopen one indicator of an agency after the finalising, lower it, finalise again."""
    actors, now = driven.city.actors, driven.later(days=1)
    with driven.database.transaction() as session:
        period, row = driven.period(session, year), driven.submission(session, year, code)
        agreed = assessment_queries.agreements(session, row.id)
        indicator = next(each for each, value in sorted(agreed.items()) if value.level > 1)
        step = StepInput(reason="Salah baca pasal.", items={code: [indicator]})
        results.propose_reopen(session, actors["koordinator"], period, step, now)
        results.confirm_reopen(session, actors["admin"], period, now)
        given = AgreementInput(level=1, reason="Pasal yang dikutip sudah dicabut.")
        agreements.set_agreement(session, actors["koordinator"], row, indicator, given, now)
        results.propose_finalise(session, actors["koordinator"], period, StepInput(), now)
        reports.finalise(session, actors["admin"], period, driven.later(minutes=5))
    return indicator
