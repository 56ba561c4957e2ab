"""Clicked twice, retried, repeated an hour later: one effect, and one answer for one key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from app.clock import utc_now
from app.permissions import Role
from app.submissions import actions as submissions
from app.web.models import RepeatedRequest
from tests.campaigns.at_once import Ask, Meeting, Tally, ask, together
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.races import ADMIN, HEAD, MODERATOR, OPERATOR, filled_draft, post
from tests.campaigns.role_races import newest_line
from tests.campaigns.savers import multipart, multipart_type, picture
from tests.campaigns.town import DATABASES, Town, database_of, settle
from tests.campaigns.years import Stage, Theatre
from tests.play import DINKES

YEARS = 10
KEY = "Idempotency_Key"
SAME_BYTES = "upload"
"""The one thing that is no fault to do twice: the same bytes give the item that is there."""


@dataclass(frozen=True)
class Amounts:
    """How many pairs of each kind are sent in one year."""

    uploads: int = 14
    submits: int = 12
    removals: int = 6
    objections: int = 8
    cycles: int = 3


FEW = Amounts(uploads=1, submits=2, removals=1, objections=1, cycles=1)
EFFECTS = {  # kind -> how many there are
    "upload": "SELECT count(*) FROM evidence WHERE submission_id = :id",
    "remove": "SELECT count(*) FROM evidence WHERE submission_id = :id AND removed_at IS NOT NULL",
    "submit": "SELECT count(*) FROM snapshot WHERE submission_id = :id",
    "objection": "SELECT count(*) FROM objection WHERE submission_id = :id",
    "announce": "SELECT count(*) FROM result WHERE submission_id = :id AND revision = 1",
    "hand over": "SELECT count(*) FROM user_account",
}
MOVES = "SELECT count(*) FROM move WHERE submission_id = :id AND transition IN ({})"
LABELS = {
    "finalise": "'T17 finalise', 'T20 refinalise'",
    "publish": "'T18 publish'",
    "reopen": "'T19 reopen'",
}


@dataclass
class Found(Tally):
    """What the pairs brought to light; `kept`: requests with a key and their first answer."""

    effects: int = 0
    replayed: int = 0
    other_body: int = 0
    kept: list[tuple[Town, Ask, str]] = field(default_factory=list)


def run(options: Options) -> Closing:
    """Send 50 pairs in each of 10 years on each database; `size`: so many years."""
    found = Found()
    for kind in DATABASES:
        with database_of(kind, options.postgres_url) as url:
            town = settle(options.folder / kind, url)
            with town.server:
                play(town, (YEARS if options.size is None else options.size, Amounts()), found)
    return closing(found)


def closing(found: Found) -> Closing:
    """Give the figure."""
    figure = (
        f"{found.rounds} pairs, {found.met} of them with both in flight, {found.effects} effects; "
        f"{found.replayed} repeated after an hour with the same answer and no effect, "
        f"{found.other_body} refused with another body, {len(found.wrong)} wrong{found.told()}"
    )
    return Closing(figure, found.met > 0 and found.effects == found.rounds and not found.wrong)


def play(town: Town, how_many: tuple[int, Amounts], found: Found) -> None:
    """Send the pairs in a town that serves, repeat those with a key an hour later, examine."""
    theatre, (years, amounts), number = Theatre(town), how_many, count(1)
    found.kept.clear()
    for _ in range(years):
        for stage, kind, wish in pairs(theatre, amounts):
            one(stage, kind, (wish, next(number)), found)
    an_hour_later(theatre, found)
    # The same bytes again are taken, with a line, and give the item that is there.
    found.wrong += [fault for fault in town.faults() if not fault.startswith("evidence.upload")]


def pairs(theatre: Theatre, amounts: Amounts) -> Iterator[tuple[Stage, str, Ask]]:
    """Give what is clicked twice, each when its time has come."""
    yield from _of_a_draft(filled_draft(theatre), amounts)
    stage = theatre.stage("MODERATION", is_closed=True)
    yield stage, "announce", post(MODERATOR, f"{stage.round}/announce", {})
    yield from _objections(stage, amounts)
    for number in range(amounts.cycles):
        yield from _whole_round(stage, is_last=number + 1 == amounts.cycles)
    old = theatre.someone(Role.OPERATOR, DINKES)
    given = {"username": f"{old}.baru", "name": "Orang Baru"}
    yield stage, "hand over", post(ADMIN, f"/api/v1/users/{old}/hand_over", given)


def _of_a_draft(stage: Stage, amounts: Amounts) -> Iterator[tuple[Stage, str, Ask]]:
    address = f"{stage.path}/evidence"
    for number in range(amounts.uploads):
        content = upload_of(f"{stage.year} {number}")
        headers = {"Content_Type": multipart_type()}
        yield stage, "upload", Ask(OPERATOR, "POST", address, content, headers)
    _, items = ask(stage.town, Ask(OPERATOR, "GET", address))
    for item in items[-amounts.removals :]:
        yield stage, "remove", Ask(OPERATOR, "DELETE", f"/api/v1/evidence/{item['id']}")
    for _ in range(amounts.submits):
        yield stage, "submit", post(HEAD, f"{stage.path}/submit")
        with stage.change() as (session, row, __):
            submissions.recall(session, stage.city.actors[HEAD], row, utc_now())


def upload_of(words: str) -> bytes:
    """Make a form with a picture that has these words for grain."""
    return multipart(picture(words.encode().ljust(300, b"\x05")))


def _objections(stage: Stage, amounts: Amounts) -> Iterator[tuple[Stage, str, Ask]]:
    given = {"items": [{"code": stage.town.codes[0], "reason": "Ada SOP yang belum terbaca."}]}
    for _ in range(amounts.objections):
        yield stage, "objection", post(HEAD, f"{stage.path}/objections", given)
        ask(stage.town, post(HEAD, f"{stage.path}/objection/withdraw"))


def _whole_round(stage: Stage, *, is_last: bool) -> Iterator[tuple[Stage, str, Ask]]:
    stage.propose("finalise")
    yield stage, "finalise", post(ADMIN, f"{stage.round}/finalise", {})
    stage.keep_documents()
    stage.propose("publish")
    yield stage, "publish", post(MODERATOR, f"{stage.round}/publish", {})
    if not is_last:
        stage.propose("reopen")
        yield stage, "reopen", post(ADMIN, f"{stage.round}/reopen", {})


def one(stage: Stage, kind: str, about: tuple[Ask, int], found: Found) -> None:
    """Send a pair, every other one with a key, and count what came of it."""
    wish, number = about
    has_key = wish.method == "POST" and number % 2 == 0
    if has_key:
        key = f"klik-{stage.town.server.port}-{number}"
        wish = replace(wish, headers=wish.headers | {KEY: key})
    before = effects(stage, kind)
    meeting = found.note(together(stage.town, (wish, wish)))
    added = effects(stage, kind) - before
    found.effects += added
    where = f"{stage.database.engine.dialect.name} {kind}{' with a key' if has_key else ''}"
    found.must(f"{where}: {added} effects, {meeting.statuses}", be=added == 1)
    fault = odd(kind, meeting, has_key=has_key)
    found.must(f"{where}: {fault}", be=not fault)
    if has_key and kind != "hand over":
        found.kept.append((stage.town, wish, text_of(meeting.answers[0][1])))


def effects(stage: Stage, kind: str) -> int:
    """Count what a kind of click makes."""
    query = EFFECTS.get(kind) or MOVES.format(LABELS[kind])
    with stage.database.engine.connect() as connection:
        about = {"id": stage.id} if ":id" in query else {}
        return int(connection.execute(sa.text(query), about).scalar_one())


def odd(kind: str, meeting: Meeting, *, has_key: bool) -> str:
    """Say how the two answers differ from what they must be."""
    won = [status < 300 for status in meeting.statuses]
    if kind == "hand over" and has_key:  # its answer holds a password and is never kept
        return "" if sorted(meeting.statuses) == [201, 409] else f"{meeting.statuses}"
    if has_key or kind == SAME_BYTES:
        first, second = meeting.answers
        return "" if all(won) and first == second else f"answers differ: {meeting.statuses}"
    is_right = sorted(won) == [False, True] and max(meeting.statuses) in REFUSED
    return "" if is_right else f"{meeting.statuses}"


REFUSED = {404, 409}


def text_of(body: Any) -> str:
    """Give a body in one form."""
    return json.dumps(body, sort_keys=True)


def an_hour_later(theatre: Theatre, found: Found) -> None:
    """Repeat every request with a key, then with another body: nothing changes."""
    earlier = sa.update(RepeatedRequest).values(at=utc_now() - timedelta(hours=1))
    with theatre.database.engine.begin() as connection:
        connection.execute(earlier)
    for town, wish, first in found.kept:
        before = newest_line(theatre)
        status, body = ask(town, wish)
        is_same = status < 300 and text_of(body) == first and newest_line(theatre) == before
        found.must(f"repeated {wish.path}: {status}", be=is_same)
        found.replayed += is_same
        status, body = ask(town, with_other_body(wish))
        is_refused = status == 422 and "Idempotency-Key" in body["detail"]
        found.must(f"another body {wish.path}: {status} {body}", be=is_refused)
        found.other_body += is_refused


def with_other_body(wish: Ask) -> Ask:
    """Give the same request with another body: of a file, other bytes of the same length."""
    if isinstance(wish.content, bytes):
        others = (upload_of(f"lain {number}") for number in count())
        return replace(wish, content=next(o for o in others if len(o) == len(wish.content)))
    return replace(wish, content={"lain": "isi kiriman yang berbeda"})
