"""Fifty sign in at once with one code of the second factor, or one recovery code: one gets in."""

import http.client
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pyotp
import sqlalchemy as sa

from app.accounts import queries, recovery_actions
from app.accounts.passwords import hash_password
from app.accounts.second_factor import new_secret
from app.clock import utc_now
from app.permissions import Role
from tests.campaigns.at_once import FORM, Ask, Tally, together
from tests.campaigns.campaign import Closing, Options
from tests.campaigns.town import DATABASES, PATIENCE_SECONDS, Town, database_of, settle
from tests.campaigns.years import Theatre
from tests.play import DINKES

CROWD, ROUNDS = 50, 5
PASSWORD = "tujuh lembar tikar pandan"
CODE = "/masuk/kode"
LOST = {422, 429}
ENTERED = (
    "SELECT count(*) FROM login_session s JOIN user_account u ON u.id = s.user_id "
    "WHERE u.username = :who AND s.second_factor_at IS NOT NULL"
)


@dataclass
class Found(Tally):
    """What the crowds brought to light."""

    tries: int = 0
    entered: list[int] = field(default_factory=list)


def run(options: Options) -> Closing:
    """Let crowds of 50 try, 5 with each kind of code on each database; `size`: so many crowds."""
    found, rounds = Found(), ROUNDS if options.size is None else options.size
    for kind in DATABASES:
        with database_of(kind, options.postgres_url) as url:
            town = settle(options.folder / kind, url)
            with town.server:
                play(town, (rounds, CROWD), found)
    return closing(found)


def closing(found: Found) -> Closing:
    """Give the figure."""
    ones = sum(entered == 1 for entered in found.entered)
    figure = (
        f"{found.tries} tries in {found.rounds} crowds with one code each, {found.met} crowds with "
        f"all in flight; {ones} times exactly one got in, {len(found.wrong)} wrong{found.told()}"
    )
    return Closing(figure, found.met > 0 and ones == found.rounds and not found.wrong)


def play(town: Town, often: tuple[int, int], found: Found) -> None:
    """Let crowds try in a town that serves."""
    theatre, (rounds, people) = Theatre(town), often
    for _ in range(rounds):
        for make in (one_time_code, recovery_code):
            one(theatre, people, make, found)
    found.wrong += town.faults()


def one(theatre: Theatre, people: int, make: Callable[[Theatre, str], str], found: Found) -> None:
    """Have a crowd give the right password, then all the same code at once."""
    who = theatre.someone(Role.OPERATOR, DINKES)
    code = make(theatre, who)
    port = theatre.town.server.port
    with ThreadPoolExecutor(8) as crowd:
        cookies = list(crowd.map(lambda _: half_open(port, who), range(people)))
    if make is one_time_code:
        code = pyotp.TOTP(code).at(utc_now())
    meeting = found.note(together(theatre.town, entries(cookies, code)))
    found.tries += people
    won = meeting.statuses.count(303)
    others = set(meeting.statuses) - {303}
    with theatre.database.engine.connect() as connection:
        entered = connection.execute(sa.text(ENTERED), {"who": who}).scalar_one()
    found.entered.append(entered)
    where = f"{theatre.database.engine.dialect.name} {make.__name__}"
    found.must(f"{where}: {won} answers say so, {entered} got in", be=won == entered == 1)
    found.must(f"{where}: others saw {others}", be=others <= LOST)


def entries(cookies: Sequence[str], code: str) -> list[Ask]:
    """Give the requests that send the code."""
    body = urlencode({"code": code}).encode()
    return [
        Ask("", "POST", CODE, body, {"Cookie": cookie, "Content_Type": FORM}) for cookie in cookies
    ]


def half_open(port: int, username: str) -> str:
    """Sign in with the password; gives the cookie that still lacks the code."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    body = urlencode({"username": username, "password": PASSWORD})
    line.request("POST", "/masuk", body, {"Content-Type": FORM})
    response = line.getresponse()
    response.read()
    line.close()
    assert (response.headers["Location"] or "").startswith(CODE), response.status
    return response.headers["Set-Cookie"].split(";")[0]


def one_time_code(theatre: Theatre, username: str) -> str:
    """Give the account a second factor; gives its secret, the code comes when all stand ready."""
    return _equip(theatre, username)[0]


def recovery_code(theatre: Theatre, username: str) -> str:
    """Give the account a second factor; gives one of its recovery codes."""
    return _equip(theatre, username)[1]


def _equip(theatre: Theatre, username: str) -> tuple[str, str]:
    """Set password, second factor and recovery codes, with the line of issuing them."""
    now, secret = utc_now(), new_secret()
    with theatre.database.transaction() as session:
        user = queries.by_username(session, username)
        user.password_hash, user.totp_secret = hash_password(PASSWORD), secret
        session.add(user)
        actor = theatre.town.city.actors[username]
        codes = recovery_actions.reissue(session, actor, now)
    return secret, codes[0]
