"""Two roles act at once: every end is one that a serial order gives, as the journal tells it."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from app.submissions import queries as submissions
from tests.campaigns.at_once import Ask, Tally, Wish, ask, together
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.races import OF_A_SUBMISSION, Race, Scene
from tests.campaigns.round_races import OF_A_ROUND
from tests.campaigns.town import DATABASES, Town, database_of, dice, settle
from tests.campaigns.years import Theatre

RACES = OF_A_SUBMISSION + OF_A_ROUND
ROUNDS = 20
HEAD_START = 0.015
TRY_AGAIN = 503
LINES = "SELECT actor_id, action, outcome FROM journal_line WHERE seq > :seq ORDER BY seq"
Line = tuple[str, str, str]


@dataclass
class Found(Tally):
    """What the races brought to light; `orders`: how often which of the two came first."""

    orders: Counter[tuple[str, str]] = field(default_factory=Counter)
    again: int = 0


def run(options: Options) -> Closing:
    """Run every race 20 times on each database; `size`: so many times."""
    found, chance = Found(), dice(options.seed)
    rounds = ROUNDS if options.size is None else options.size
    for kind in DATABASES:
        with database_of(kind, options.postgres_url) as url:
            town = settle(options.folder / kind, url)
            with town.server:
                play(town, RACES, (rounds, chance), found)
    return closing(found)


def closing(found: Found) -> Closing:
    """Give the figure."""
    first = Counter(order for _, order in found.orders.elements())
    one_way = [race.name for race in RACES if not all(found.orders[race.name, o] for o in ORDERS)]
    figure = (
        f"{found.rounds} races of {len(RACES)} kinds, {found.met} of them with both in flight, "
        f"{first['ab']} in the one order and {first['ba']} in the other, {found.again} told to "
        f"try again, {len(found.wrong)} not serialisable; only one order seen of: "
        f"{', '.join(one_way) or 'none'}{found.told()}"
    )
    return Closing(figure, found.met > 0 and not found.wrong)


ORDERS = ("ab", "ba")


def play(
    town: Town, races: tuple[Race, ...], often: tuple[int, random.Random], found: Found
) -> None:
    """Run races in a town that serves, then examine the stored data."""
    theatre, (rounds, chance) = Theatre(town), often
    for race in races:
        for _ in range(rounds):
            one(theatre, race, chance, found)
    found.wrong += town.faults()


def one(theatre: Theatre, race: Race, chance: random.Random, found: Found) -> None:
    """Run one race and compare its end with the order that the journal tells."""
    scene = race.set_up(theatre)
    seq = newest_line(theatre)
    wishes = [delayed(wish, chance) for wish in (scene.a, scene.b)]
    meeting = found.note(together(scene.stage.town, wishes))
    statuses = [
        settled(scene, wish, status, found)
        for wish, status in zip(wishes, meeting.statuses, strict=True)
    ]
    lines = new_lines(theatre, seq)
    mine = [
        expected(scene, wish, action, status)
        for wish, action, status in zip(wishes, race.actions, statuses, strict=True)
    ]
    order = "ba" if places(mine[1], lines) < places(mine[0], lines) else "ab"
    found.orders[race.name, order] += 1
    end = (statuses[0], statuses[1], seen(theatre, scene))
    where = f"{theatre.database.engine.dialect.name}: {race.name}"
    found.must(f"{where}, {order}: {end}", be=end in (race.ab if order == "ab" else race.ba))
    if not isinstance(scene.b, Ask) and not end[2].startswith("LAPSED"):
        mine.pop()  # the clock's step came when there was nothing left to do
    told = [lines.count(line) for line in mine]
    found.must(f"{where}: lines {told} of {mine}", be=told == [1] * len(told))


def delayed(wish: Wish, chance: random.Random) -> Wish:
    """Start it a little later, so that each order comes."""
    return replace(wish, delay=wish.delay + chance.uniform(0, HEAD_START))


def settled(scene: Scene, wish: Wish, status: int, found: Found) -> int:
    """Ask again when told to."""
    while status == TRY_AGAIN and isinstance(wish, Ask):
        found.again += 1
        status, _ = ask(scene.stage.town, wish)
    return status


def newest_line(theatre: Theatre) -> int:
    """Give the number of the newest line."""
    with theatre.database.engine.connect() as connection:
        newest = connection.execute(sa.text("SELECT max(seq) FROM journal_line")).scalar_one()
    return int(newest)


def new_lines(theatre: Theatre, seq: int) -> list[Line]:
    """Give actor, action and outcome of the lines after one."""
    with theatre.database.engine.connect() as connection:
        rows = connection.execute(sa.text(LINES), {"seq": seq})
        return [(row[0], row[1], row[2]) for row in rows]


def expected(scene: Scene, wish: Wish, action: str, status: int) -> Line:
    """Give the line that a request must leave: nobody's when it was no longer signed in."""
    if not isinstance(wish, Ask):
        return "", action, "allowed"
    if status == 401:
        action = NOBODYS.get(action, action)
        return "", action, "refused"
    actor = scene.stage.city.actors[wish.username].user_id
    return actor, action, "allowed" if status < 400 else "refused"


NOBODYS = {"result.publish_confirm": "result.publish_propose"}
"""Of a step that two roles share, nobody is taken to ask for the first half."""


def places(line: Line, lines: list[Line]) -> int:
    """Give where a line stands; far behind when it is absent."""
    return lines.index(line) if line in lines else len(lines)


def seen(theatre: Theatre, scene: Scene) -> str:
    """Say what stands, in the words of the race."""
    with theatre.database.reading() as session:
        return scene.see(session, submissions.get(session, scene.stage.id))
