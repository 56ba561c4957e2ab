"""Fifty at once with one code, one link, one recovery code: one wins (F13), on both databases."""

import pyotp
import pytest
from sqlmodel import Session

from app.accounts import actions, link_actions, queries, recovery_actions
from app.accounts.links import Purpose
from app.accounts.schemas import UserInput
from app.accounts.throttle import LIMITS, Kind
from app.db import Database
from app.errors import NotFound, TooMany
from app.permissions import Role
from tests.accounts.conftest import NOW, actor_of, found_office, user_of
from tests.crowd import CROWD, all_at_once

NEW = "tujuh lembar tikar pandan"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def filled(database: Database) -> Database:
    """The office, committed."""
    with database.transaction() as session:
        found_office(session)
        user_of(session).totp_secret = SECRET
    return database


def test_one_code_opens_one_of_fifty_sign_ins(filled: Database) -> None:
    code = pyotp.TOTP(SECRET).at(NOW)

    def enter(session: Session, number: int) -> bool:
        return actions.check_code(session, user_of(session), code, NOW, f"10.0.0.{number}")

    found = all_at_once(filled, enter)

    assert (found.count(True), found.count(False) + found.count(TooMany)) == (1, CROWD - 1)


def test_one_recovery_code_opens_one_of_fifty_sign_ins(filled: Database) -> None:
    with filled.transaction() as session:
        code = recovery_actions.issue(session, user_of(session), NOW)[0]

    def enter(session: Session, number: int) -> bool:
        return actions.check_code(session, user_of(session), code, NOW, f"10.0.0.{number}")

    found = all_at_once(filled, enter)

    assert found.count(True) == 1
    with filled.reading() as session:
        assert queries.recovery_codes_left(session, user_of(session).id) == 9


def test_one_link_sets_one_of_fifty_passwords(filled: Database) -> None:
    with filled.transaction() as session:
        offered = link_actions.offer(
            session, actor_of(session, "admin"), user_of(session), NOW, has_mail=False
        )

    def take(session: Session, number: int) -> str:
        password = f"{NEW} {number}"
        link_actions.set_password(session, Purpose.RESET, offered.token, password, NOW)
        return "set"

    found = all_at_once(filled, take)

    assert (found.count("set"), found.count(NotFound)) == (1, CROWD - 1)


def test_one_setup_code_makes_one_of_fifty_first_admins(database: Database) -> None:
    with database.transaction() as session:
        code = actions.make_setup_code(session) or ""

    def make(session: Session, number: int) -> str:
        given = UserInput(username=f"admin{number}", name="Admin", role=Role.ADMIN)
        return actions.make_first_admin(session, code, given, NOW).role

    found = all_at_once(database, make)

    assert (found.count(Role.ADMIN), found.count(NotFound)) == (1, CROWD - 1)


def test_of_fifty_guesses_at_once_no_more_than_the_limit_are_weighed(filled: Database) -> None:
    def guess(session: Session, _: int) -> object:
        return actions.check_password(session, "sari", "salah sekali ini", "10.0.0.7", NOW)

    found = all_at_once(filled, guess)

    free = LIMITS[Kind.PASSWORD].tries
    assert (found.count(None), found.count(TooMany)) == (free, CROWD - free)
