"""Two save one answer or judgement from the same version: one is told, nothing is overwritten."""

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.assessments import actions as assessments
from app.assessments.schemas import AssignmentInput
from app.files.storage import Storage
from app.submissions import queries as submissions
from tests.campaigns.at_once import Answer, Ask, Tally, ask, form, together
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.town import DATABASES, Town, database_of, send, settle
from tests.factories import advance
from tests.play import DINKES

ROUNDS = 500
INSPEKTORAT = "1.03"
SAVED, STALE = (200, 303), 412
REVISIONS = (
    "SELECT a.code, r.version, r.explanation FROM answer_revision r "
    "JOIN answer a ON a.id = r.answer_id WHERE a.submission_id = :answers "
    "UNION ALL SELECT j.code, r.version, r.note FROM judgement_revision r "
    "JOIN judgement j ON j.id = r.judgement_id "
    "WHERE j.submission_id = :judgements AND j.institution = 'diskominfo'"
)
Say = Callable[[Town, str, str, int, str], Ask]


def _api_answer(town: Town, username: str, code: str, version: int, text: str) -> Ask:
    path = f"/api/v1/submissions/{town.city.submissions[DINKES]}/answers/{code}"
    given = {"level": 2, "explanation": text}
    return Ask(username, "PUT", path, given, {"If_Match": f'"{version}"'})


def _page_answer(town: Town, username: str, code: str, version: int, text: str) -> Ask:
    path = f"/penilaian-mandiri/{town.city.submissions[DINKES]}/indikator/{code}"
    return form(username, path, level=2, explanation=text, version=version)


def _api_judgement(town: Town, username: str, code: str, version: int, text: str) -> Ask:
    path = f"/api/v1/submissions/{town.city.submissions[INSPEKTORAT]}/judgements/{code}"
    given = {"level": 3, "note": text, "reason": "Bukti mendukung."}
    return Ask(username, "PUT", path, given, {"If_Match": f'"{version}"'})


def _page_judgement(town: Town, username: str, code: str, version: int, text: str) -> Ask:
    path = f"/penilaian/{town.city.submissions[INSPEKTORAT]}/indikator/{code}"
    given = {"level": 3, "note": text, "reason": "Bukti mendukung.", "version": version}
    return form(username, path, **given)


@dataclass(frozen=True)
class Contest:
    """Who saves against whom, and at which door."""

    name: str
    people: tuple[str, str]
    say: Say


OF_AN_OPD, ONE_PERSON = ("operator.dinkes", "kepala.dinkes"), ("operator.dinkes",) * 2
COLLEAGUES, ONE_ASSESSOR = ("penilai.dk1", "penilai.dk2"), ("penilai.dk1",) * 2
CONTESTS = (
    Contest("answer, two people", OF_AN_OPD, _api_answer),
    Contest("answer, two tabs", ONE_PERSON, _page_answer),
    Contest("judgement, two people", COLLEAGUES, _api_judgement),
    Contest("judgement, two tabs", ONE_ASSESSOR, _page_judgement),
    Contest("answer, two people on pages", OF_AN_OPD, _page_answer),
    Contest("answer, two scripts", ONE_PERSON, _api_answer),
    Contest("judgement, two people on pages", COLLEAGUES, _page_judgement),
    Contest("judgement, two scripts", ONE_ASSESSOR, _api_judgement),
)


@dataclass
class Found(Tally):
    """What the rounds brought to light."""

    silent: int = 0
    first_won: int = 0
    accepted: set[tuple[str, int, str]] = field(default_factory=set)


def run(options: Options) -> Closing:
    """Let two save at once, 500 rounds on each database or `size` of them."""
    found = Found()
    for kind in DATABASES:
        with database_of(kind, options.postgres_url) as url:
            town = settle(options.folder / kind, url)
            with town.server:
                play(town, ROUNDS if options.size is None else options.size, found)
    return closing(found)


def closing(found: Found) -> Closing:
    """Give the figure."""
    figure = (
        f"{found.rounds} rounds, {found.met} of them with both in flight, {found.silent} silent "
        f"overwrites; {found.first_won} times the first to be sent won, "
        f"{len(found.wrong)} wrong{found.told()}"
    )
    return Closing(figure, found.met > 0 and not found.silent and not found.wrong)


def play(town: Town, rounds: int, found: Found) -> None:
    """Play the rounds in a town that serves, then compare the history with what was accepted."""
    found.accepted.clear()
    seat_assessors(town)
    versions: dict[tuple[bool, str], int] = {}
    for number in range(rounds):
        contest = CONTESTS[number % len(CONTESTS)]
        code = town.codes[number // len(CONTESTS) % len(town.codes)]
        of = (contest.say in (_api_answer, _page_answer), code)
        versions[of] = one(town, (contest, number), (code, versions.get(of, 0)), found)
    kept = history(town)
    found.must(f"{len(found.accepted - kept)} not in the history", be=found.accepted <= kept)
    found.silent += len(kept - found.accepted)  # a version nobody was told of
    found.wrong += town.faults()


def seat_assessors(town: Town) -> None:
    """Have Inspektorat's answers scored, by two people of Diskominfo."""
    database, storage = town.database(), Storage(town.server.data / "files")
    people = AssignmentInput(assessors=["penilai.dk1", "penilai.dk2", "penilai.bps1"])
    with database.transaction() as session:
        advance(session, town.city, storage, INSPEKTORAT, "UNDER_ASSESSMENT", town.now)
        row = submissions.get(session, town.city.submissions[INSPEKTORAT])
        assessments.assign(session, town.city.actors["koordinator"], row, people, town.now)
    database.engine.dispose()


def one(town: Town, turn: tuple[Contest, int], about: tuple[str, int], found: Found) -> int:
    """Save twice from one version, then once more what was refused; gives the new version."""
    contest, number = turn
    code, version = about
    people = contest.people if number % 2 else contest.people[::-1]
    texts = [f"{number} dari {side} {contest.name}" for side in ("kiri", "kanan")]
    wishes = [
        contest.say(town, person, code, version, text)
        for person, text in zip(people, texts, strict=True)
    ]
    meeting = found.note(together(town, wishes))
    wins = [status in SAVED for status in meeting.statuses]
    found.silent += sum(wins) == 2
    if sorted(wins) != [False, True]:
        found.wrong.append(f"{contest.name}: {meeting.statuses}")
        return standing(town, contest, code)
    winner, loser = wins.index(True), wins.index(False)
    found.first_won += winner == 0
    found.accepted.add((code, version + 1, texts[winner]))
    fault = untold(meeting.answers[loser], texts[winner], texts[loser])
    found.must(f"{contest.name}: {fault}", be=not fault)
    again = contest.say(town, people[loser], code, version + 1, texts[loser])
    status, _ = ask(town, again)
    found.must(f"{contest.name}: {status} when saved again", be=status in SAVED)
    found.accepted.add((code, version + 2, texts[loser]))
    return version + 2


def untold(answer: Answer, theirs: str, own: str) -> str:
    """Say what the refusal keeps back: its status, the text that stands, on a page the own too."""
    status, body = answer
    if status != STALE:
        return f"refused with {status}"
    if isinstance(body, str):
        missing = [text for text in (theirs, own) if text not in body]
        return f"the page lacks {missing}" if missing else ""
    shown = body["current"].get("explanation", body["current"].get("note"))
    return "" if shown == theirs else f"current is {shown!r}"


def standing(town: Town, contest: Contest, code: str) -> int:
    """Read the version that stands after a round that went wrong."""
    is_answer = contest.say in (_api_answer, _page_answer)
    agency, kind = (DINKES, "answers") if is_answer else (INSPEKTORAT, "judgements")
    path = f"/api/v1/submissions/{town.city.submissions[agency]}/{kind}/{code}"
    _, body = send(town, contest.people[0], "GET", path)
    return int(body["version"])


def history(town: Town) -> set[tuple[str, int, str]]:
    """Give code, version and text of every revision kept of what they saved."""
    which = {
        "answers": town.city.submissions[DINKES],
        "judgements": town.city.submissions[INSPEKTORAT],
    }
    database = town.database()
    with database.engine.connect() as connection:
        rows = {(row[0], row[1], row[2]) for row in connection.execute(sa.text(REVISIONS), which)}
    database.engine.dispose()
    return rows
