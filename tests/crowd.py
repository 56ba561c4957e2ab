"""Several who change things at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import Session

from app.db import Database
from app.errors import AppError

CROWD = 50
A_WHILE = 1.0


def all_at_once(database: Database, attempt: Callable[[Session, int], object]) -> list[object]:
    """Run `attempt` in CROWD transactions that start together; refusals by their class."""
    barrier = threading.Barrier(CROWD)

    def one(number: int) -> object:
        barrier.wait()
        try:
            with database.transaction() as session:
                return attempt(session, number)
        except AppError as refusal:
            return type(refusal)

    with ThreadPoolExecutor(CROWD) as crowd:
        return list(crowd.map(one, range(CROWD)))


def meanwhile(database: Database, change: Callable[[Session], object]) -> threading.Thread:
    """Let another writer in before our own change; to be joined after our commit.

    PostgreSQL lets it through at once, SQLite and a lock that we hold when we have committed.
    """

    def run() -> None:
        with database.transaction() as session:
            change(session)

    other = threading.Thread(target=run)
    other.start()
    other.join(A_WHILE)
    return other
