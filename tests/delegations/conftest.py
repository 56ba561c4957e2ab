"""Dinkes with a second operator."""

import pytest
from fastapi import FastAPI

from app.accounts import actions as accounts
from app.accounts import sessions
from app.accounts.schemas import UserInput
from app.permissions import Role
from tests.conftest import Clock
from tests.factories import City, actor_named

SECOND = "operator.dinkes2"


@pytest.fixture
def team(app: FastAPI, city: City, clock: Clock) -> City:
    """The city, with Budi beside Sari; he knows the way in."""
    given = UserInput(username=SECOND, name="Budi Santoso", role=Role.OPERATOR, agency="1.01")
    with app.state.database.transaction() as session:
        user = accounts.add(session, None, given, clock())
        city.actors[SECOND] = actor_named(session, SECOND)
        city.tokens[SECOND] = sessions.make_token(session, user, "uji", 366, clock())
    return city
