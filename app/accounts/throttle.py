"""How often may one try? Every limit of the doors to guessing, in one table (LIMITS).

`tries` in `window` are free; each further one waits, at first `wait`, then twice as long each time
up to `longest`, counted from the newest try. Counted in the database, so for all processes.

Nobody locks out a person who is known at an address (decision 0015): whoever guesses from elsewhere
slows down only the strangers; the pair of account and address has its own count.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import LoginAttempt
from app.errors import TooMany

MINUTE = timedelta(minutes=1)
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are free in a window, and how the pause after them grows."""

    tries: int
    window: timedelta
    wait: timedelta
    longest: timedelta

    def pause(self, count: int) -> timedelta:
        """Give how long to wait after the newest of `count` tries."""
        if count < self.tries:
            return timedelta()
        doublings = min(count - self.tries, 20)
        return min(self.wait * (1 << doublings), self.longest)


class Kind(StrEnum):
    """What is counted, and by what."""

    PASSWORD = "password"  # noqa: S105  (failed passwords: account and address)
    PASSWORD_ADDRESS = "password-address"  # noqa: S105  (failed passwords of strangers: address)
    PASSWORD_STRANGERS = "password-strangers"  # noqa: S105  (... account, from all their addresses)
    CODE = "code"  # failed codes of the second factor: account and address
    CODE_STRANGERS = "code-strangers"  # ... account, from all addresses it never signed in from
    OLD_PASSWORD = "old-password"  # noqa: S105  (the password asked for again: account)
    SETUP = "setup"  # wrong codes for the first admin: address
    RESET = "reset"  # requests for a new password: name as typed and address
    RESET_ADDRESS = "reset-address"  # ... address
    LETTER = (
        "letter"  # reset letters: account; beyond it the answer is the same, no letter goes out
    )
    VERIFY = "verify"  # PDFs compared at /v/<code>: address


LIMITS = {
    Kind.PASSWORD: Limit(10, 60 * MINUTE, MINUTE, 5 * MINUTE),
    Kind.PASSWORD_ADDRESS: Limit(50, 15 * MINUTE, MINUTE, 15 * MINUTE),
    Kind.PASSWORD_STRANGERS: Limit(20, 60 * MINUTE, MINUTE, 15 * MINUTE),
    Kind.CODE: Limit(10, 60 * MINUTE, MINUTE, 5 * MINUTE),
    Kind.CODE_STRANGERS: Limit(20, 60 * MINUTE, MINUTE, 15 * MINUTE),
    Kind.OLD_PASSWORD: Limit(10, 60 * MINUTE, MINUTE, 5 * MINUTE),
    Kind.SETUP: Limit(10, 60 * MINUTE, MINUTE, 15 * MINUTE),
    Kind.RESET: Limit(3, 60 * MINUTE, 5 * MINUTE, 60 * MINUTE),
    Kind.RESET_ADDRESS: Limit(20, 60 * MINUTE, MINUTE, 15 * MINUTE),
    Kind.LETTER: Limit(5, 60 * MINUTE, 60 * MINUTE, 60 * MINUTE),
    Kind.VERIFY: Limit(30, 10 * MINUTE, MINUTE, 10 * MINUTE),
}
SENTENCE = "Terlalu banyak percobaan. Tunggu {wait}, lalu coba lagi."


def key(kind: StrEnum, *parts: str) -> str:
    """Give the name something is counted under; what was typed stays out of the database."""
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{kind.value}:{digest[:32]}"


def ensure_not_too_many(session: Session, keys: list[str], now: datetime) -> None:
    """Raise TooMany while any key must wait; holds the keys until the transaction ends."""
    _take_turns(session, keys)
    wait = remaining(session, keys, now)
    if wait > timedelta():
        raise TooMany(SENTENCE.format(wait=in_words(wait)), math.ceil(wait.total_seconds()))


def count(session: Session, keys: list[str], now: datetime) -> None:
    """Count a request that is limited whatever comes of it; TooMany when there were too many."""
    ensure_not_too_many(session, keys, now)
    note_failure(session, keys, now)


def remaining(session: Session, keys: list[str], now: datetime) -> timedelta:
    """Give how long the keys must still wait; zero or less when they need not."""
    counted = sa.or_(
        *(
            sa.and_(col(LoginAttempt.key) == each, col(LoginAttempt.at) > now - _limit(each).window)
            for each in keys
        )
    )
    columns = (col(LoginAttempt.key), sa.func.count(), sa.func.max(col(LoginAttempt.at)))
    rows = session.execute(sa.select(*columns).where(counted).group_by(col(LoginAttempt.key)))
    return max(
        (last + _limit(each).pause(count) - now for each, count, last in rows), default=now - now
    )


def _limit(name: str) -> Limit:
    return LIMITS[Kind(name.split(":", 1)[0])]


def _take_turns(session: Session, keys: list[str]) -> None:
    """Let simultaneous tries pass one by one, so that n are never n + 1 (SQLite does so anyway)."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for each in sorted(keys):
        number = int.from_bytes(hashlib.sha256(each.encode()).digest()[:8], signed=True)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def in_words(wait: timedelta) -> str:
    """Write a wait as seconds, from a minute on as minutes."""
    seconds = math.ceil(wait.total_seconds())
    return f"{seconds} detik" if seconds < 60 else f"{math.ceil(seconds / 60)} menit"


def note_failure(session: Session, keys: list[str], now: datetime) -> None:
    """Count a try under each key; what is older than a day is forgotten."""
    session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.at) <= now - KEPT))
    session.add_all(LoginAttempt(key=each, at=now) for each in keys)


def forget(session: Session, keys: list[str]) -> None:
    """Forget the failures after a success."""
    session.execute(sa.delete(LoginAttempt).where(col(LoginAttempt.key).in_(keys)))
