"""For the tests of accounts: an OPD, an operator and an admin with a password, an auditor."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from app.accounts import actions, queries
from app.accounts.models import User
from app.accounts.schemas import UserInput
from app.agencies import actions as agencies
from app.agencies.schemas import AgencyInput
from app.db import Database
from app.permissions import Actor, Role

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
PASSWORD = "kuda sawah biru langit"
PEOPLE = (("sari", Role.OPERATOR, "1.01"), ("admin", Role.ADMIN, ""), ("auditor", Role.AUDITOR, ""))


def found_office(session: Session) -> None:
    """Make the OPD and the people."""
    given = AgencyInput(code="1.01", name="Dinas Kesehatan", short_name="Dinkes", type="dinas")
    agencies.add(session, None, given, NOW)
    for username, role, agency in PEOPLE:
        user = UserInput(
            username=username,
            name=username.title(),
            role=role,
            agency=agency,
            password=PASSWORD,
            email=f"{username}@kediri.example",
        )
        actions.add(session, None, user, NOW)


@pytest.fixture
def office(database: Database) -> Iterator[Session]:
    """A writing session with the office in it."""
    with database.session(write=True) as opened:
        found_office(opened)
        yield opened


def user_of(session: Session, username: str = "sari") -> User:
    """Give an account of the office."""
    return queries.by_username(session, username)


def actor_of(session: Session, username: str) -> Actor:
    """Give who an account acts as."""
    return queries.actor_of(user_of(session, username))
