"""Plays two years of Kota Kediri through the real actions: one whole, the present mid-way."""

import csv
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from app.accounts import actions as accounts
from app.accounts import sessions
from app.accounts.queries import actors_by_username
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.schemas import AgencyInput
from app.clock import in_wib, start_of_day, utc_now
from app.commands.surroundings import Surroundings
from app.demo import scenes
from app.demo.agencies import AGENCIES, DemoAgency
from app.demo.exercising import exercises
from app.demo.people import INSPEKTORAT, people
from app.demo.stage import Stage
from app.errors import NotFound
from app.periods import actions as periods
from app.periods import queries as period_queries
from app.periods.models import Period
from app.periods.schemas import PeriodInput, StepInput
from app.permissions import Actor, Institution
from app.reports import actions as reports
from app.reports.press import Limits, Press
from app.results import actions as results
from app.submissions.actions import extend, tick
from app.worker import Workshop, run_all

INSTRUMENT = "epss-opd-2026"
PASSWORD = "lumbung-data-brantas"  # noqa: S105  (printed on the demo's log-in page)
ABSENT_FROM = 12
LATE = "Operator baru dilantik; serah terima baru selesai."
PRESSES_MAX = 4
Say = Callable[[str], None]


def play(around: Surroundings, wish: tuple[int, int], now: datetime, say: Say) -> int:
    """Play what has not been played yet; gives the past year.

    wish: number of OPDs, seed. Two transactions with the printing between them, so that an
    interrupted demo goes on where it stopped and never stands half-way.
    """
    count, seed = wish
    past = _first_year(around) or in_wib(now).year - 1
    if _period(around, past) is None:
        say(f"Memainkan {past}: {count} OPD mengisi, dinilai, disepakati, ditetapkan …")
        with around.database.transaction() as session:
            _past_until_final(_opening(session, around, (count, seed, past)))
    _print(around, past, say)
    if _period(around, past + 1) is None:
        say(f"Menerbitkan {past} dan memainkan {past + 1} sampai tengah jalan …")
        with around.database.transaction() as session:
            actors = actors_by_username(session)
            cast = AGENCIES[:count]
            period = period_queries.by_year(session, past)
            at = (period.finalised_at or now) + timedelta(days=7)
            past_year = Stage(session, around.storage, cast, actors, period, 0, at, seed)
            _publish_past(past_year)
            exercises(past_year)
            _present(session, around, (cast, actors, (past + 1, seed)), now)
    return past


def _first_year(around: Surroundings) -> int | None:
    """Give the year an earlier run began with: a demo goes on where it stopped, also next year."""
    with around.database.reading() as session:
        years = [period.year for period in period_queries.all_periods(session)]
    return min(years, default=None)


def _period(around: Surroundings, year: int) -> Period | None:
    with around.database.reading() as session:
        try:
            return period_queries.by_year(session, year)
        except NotFound:
            return None


def _print(around: Surroundings, year: int, say: Say) -> None:
    period = _period(around, year)
    at = (period.finalised_at if period else None) or utc_now()
    limits = Limits(around.settings.render_seconds, around.settings.render_memory_mib)

    def work(_number: int) -> int:
        with Press(limits) as press:
            return run_all(
                Workshop(around.database, around.storage, around.settings, lambda: at, press)
            )

    presses = min(PRESSES_MAX, os.cpu_count() or 1)
    with ThreadPoolExecutor(presses) as pool:
        done = sum(pool.map(work, range(presses)))
    if done:
        say(f"{done} dokumen PDF dibuat.")


def _opening(session: Session, around: Surroundings, wish: tuple[int, int, int]) -> Stage:
    count, seed, year = wish
    at = start_of_day(date(year, 4, 27))
    cast = AGENCIES[:count]
    for agency in AGENCIES:
        if agency in cast or agency.code == INSPEKTORAT:
            _register(session, agency, at, takes_part=agency in cast)
    _open_accounts(session, cast, around.settings.data, at)
    closes = at + timedelta(days=40)
    _create(session, year, at, closes)
    tick(session, at)
    return Stage(
        session,
        around.storage,
        cast,
        actors_by_username(session),
        period_queries.by_year(session, year),
        0,
        at,
        seed,
    )


def _register(session: Session, agency: DemoAgency, at: datetime, *, takes_part: bool) -> None:
    given = AgencyInput.model_validate(
        {name: getattr(agency, name) for name in AgencyInput.model_fields}
    )
    row = agencies.add(session, None, given, at)
    if not takes_part:  # only the home of the substitute
        agencies.set_active(session, None, row, at, is_active=False)


def _create(session: Session, year: int, opens: datetime, closes: datetime) -> None:
    given = PeriodInput(
        year=year,
        title=f"Evaluasi Kematangan Data {year}",
        instrument=INSTRUMENT,
        fill_opens_at=opens,
        fill_closes_at=closes,
        assessment_closes_at=closes + timedelta(days=45),
        target_index="2.60",
    )
    periods.create(session, None, given, opens)


def _open_accounts(
    session: Session, cast: Sequence[DemoAgency], folder: Path, at: datetime
) -> None:
    short = {agency.code: agency.short_name for agency in cast}
    rows = []
    for person in people(cast):
        given = UserInput(
            username=person.username,
            name=person.name,
            role=person.role,
            agency=person.agency_code or "",
            institution=person.institution,
            password=PASSWORD,
        )
        user = accounts.add(session, None, given, at)
        token = sessions.make_token(session, user, "demo", 3660, at)
        opd = short.get(person.agency_code or "", "")
        rows.append((person.username, PASSWORD, person.role.value, opd, person.name, token))
    _write_accounts(folder / "accounts.csv", rows)


def _write_accounts(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Only the owner may read it: it holds passwords and tokens."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("username", "password", "role", "opd", "name", "token"))
        writer.writerows(rows)


def _past_until_final(stage: Stage) -> None:
    cast = list(stage.agencies)
    absent = cast[-1:] if len(cast) >= ABSENT_FROM else []
    present = [agency for agency in cast if agency not in absent]
    for agency in present:
        scenes.fill(stage, agency, stage.codes(agency))
        scenes.send(stage, agency)
        stage.at = min(stage.at, stage.period.fill_closes_at - timedelta(hours=2))
    stage.at = stage.period.fill_closes_at
    tick(stage.session, stage.at)
    for number, agency in enumerate(present):
        _assess(stage, agency, number)
    _object_and_finalise(stage, present)


def _assess(stage: Stage, agency: DemoAgency, number: int) -> None:
    codes = stage.codes(agency)
    scenes.begin(stage, agency)
    if number % 5 == 0:
        scenes.ask_and_answer(stage, agency, codes[number % len(codes)])
    if number % 11 == 3:
        scenes.give_back(stage, agency, codes[2:4], stage.at + timedelta(days=5))
        scenes.resend(stage, agency)
    for institution in Institution:
        scenes.judge(stage, agency, institution, codes)
        scenes.lock(stage, agency, institution)
    scenes.agree(stage, agency)


def _object_and_finalise(stage: Stage, present: Sequence[DemoAgency]) -> None:
    moderator, admin = stage.actors["koordinator"], stage.actors["admin"]
    stage.at += timedelta(days=1)
    results.announce(stage.session, moderator, stage.period, stage.at)
    objected = [
        (agency, below[0])
        for agency in present[:: max(1, len(present) // 3)][:3]
        if (below := [code for code in stage.codes(agency) if _is_lowered(stage, agency, code)])
    ]
    for agency, code in objected:  # all first: the window is short, deciding may take longer
        scenes.object_to(stage, agency, code)
    for number, (agency, code) in enumerate(objected):
        scenes.decide(stage, agency, code, is_accepted=number % 2 == 0)
    closes = stage.period.objection_closes_at
    stage.at = max(stage.at, closes or stage.at) + timedelta(days=1)
    results.propose_finalise(stage.session, moderator, stage.period, StepInput(), stage.at)
    stage.at += timedelta(hours=2)
    reports.finalise(stage.session, admin, stage.period, stage.at)


def _is_lowered(stage: Stage, agency: DemoAgency, code: str) -> bool:
    scores = stage.scores_for(agency, code)
    return scores.agreed < scores.claim


def _publish_past(stage: Stage) -> None:
    reports.propose_publish(
        stage.session, stage.actors["admin"], stage.period, StepInput(), stage.at
    )
    stage.at += timedelta(hours=3)
    reports.publish(stage.session, stage.actors["koordinator"], stage.period, stage.at)
    for agency in list(stage.agencies)[::2]:
        if stage.submission(agency).state == "PUBLISHED":
            codes = sorted(stage.codes(agency), key=lambda c: stage.scores_for(agency, c).agreed)
            scenes.plan(stage, agency, codes[:3])


def _present(
    session: Session,
    around: Surroundings,
    cast: tuple[Sequence[DemoAgency], dict[str, Actor], tuple[int, int]],
    now: datetime,
) -> None:
    agencies_now, actors, (year, seed) = cast
    today = start_of_day(in_wib(now).date())
    opens, closes = today - timedelta(days=62), today - timedelta(days=21)
    _create(session, year, opens, closes)
    tick(session, opens)
    period = period_queries.by_year(session, year)
    stage = Stage(session, around.storage, agencies_now, actors, period, 1, opens, seed)
    fates = {agency.code: FATES[number % len(FATES)] for number, agency in enumerate(agencies_now)}
    late = [agency for agency in agencies_now if fates[agency.code] == "draft"]
    for agency in agencies_now:
        _fill_present(stage, agency, fates[agency.code])
        stage.at = min(stage.at, closes - timedelta(hours=2))
    for agency in late:
        stage.at = min(stage.at + timedelta(minutes=5), closes - timedelta(hours=1))
        row, until = stage.submission(agency), today + timedelta(days=10)
        extend(session, actors["admin"], row, until, LATE, stage.at)
    tick(session, closes)
    stage.at = closes + timedelta(hours=1)
    for agency in sorted(agencies_now, key=lambda each: fates[each.code] == "assessing"):
        if fates[agency.code] == "assessing":  # lately, so that the board shows a pace
            stage.at = max(stage.at, now - timedelta(days=4))
        _assess_present(stage, agency, fates[agency.code], today + timedelta(days=8))
        stage.at = min(stage.at, now - timedelta(hours=3))


# Where each OPD stands in the present year, by turns: every state a running round can hold.
FATES = (
    "assessing",
    "draft",
    "sent",
    "returned",
    "pleno",
    "assessed",
    "closed",
    "assessing",
    "pleno",
    "lapsed",
)


def _fill_present(stage: Stage, agency: DemoAgency, fate: str) -> None:
    codes = stage.codes(agency)
    if fate == "lapsed":
        scenes.fill(stage, agency, codes[:5])
    elif fate == "draft":
        scenes.share(stage, agency, codes[-6:])
        scenes.fill(stage, agency, codes[: len(codes) * 2 // 3])
    else:
        scenes.fill(stage, agency, codes)
        scenes.send(stage, agency)


def _assess_present(stage: Stage, agency: DemoAgency, fate: str, until: datetime) -> None:
    if fate in {"lapsed", "draft", "sent"}:
        return
    codes = stage.codes(agency)
    scenes.begin(stage, agency)
    if fate == "returned":
        scenes.judge(stage, agency, Institution.BPS, codes[:8])
        scenes.give_back(stage, agency, (codes[1], codes[5], codes[9]), until)
        return
    if fate == "assessing":
        scenes.ask_and_answer(stage, agency, codes[4], is_answered=False)
        scenes.judge(stage, agency, Institution.DISKOMINFO, codes[: len(codes) // 2])
        scenes.judge(stage, agency, Institution.BPS, codes[: len(codes) // 3])
        return
    scenes.judge(stage, agency, Institution.DISKOMINFO, codes)
    scenes.lock(stage, agency, Institution.DISKOMINFO)
    scenes.judge(stage, agency, Institution.BPS, codes)
    if fate != "assessed":
        scenes.lock(stage, agency, Institution.BPS)
        scenes.agree(stage, agency, is_closed=fate == "closed")
