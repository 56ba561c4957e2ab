"""Accounts: passwords, throttling, sign-ins by the clock, second factor, roles by two."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlmodel import Session, select

from app.accounts import actions, queries, sessions
from app.accounts.models import ApiToken, LoginSession, RoleGrant, User
from app.accounts.passwords import hash_password, is_right
from app.accounts.schemas import UserInput
from app.accounts.second_factor import accepted_step, new_secret
from app.agencies import actions as agencies
from app.agencies.schemas import AgencyInput
from app.db import Database
from app.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.permissions import Actor, Role

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
PASSWORD = "kuda sawah biru langit"
LONG = "kuda sawah biru langit " * 6
LIFETIMES = sessions.Lifetimes(timedelta(minutes=30), timedelta(hours=12))
HERE = sessions.Origin("10.0.0.7", "Mozilla/5.0 Firefox/140.0")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session with one OPD, one operator with a password, and one admin."""
    with database.session(write=True) as opened:
        given = AgencyInput(code="1.01", name="Dinas Kesehatan", short_name="Dinkes", type="dinas")
        agencies.add(opened, None, given, NOW)
        for username, role, agency in (("sari", Role.OPERATOR, "1.01"), ("admin", Role.ADMIN, "")):
            user = UserInput(
                username=username, name=username, role=role, agency=agency, password=PASSWORD
            )
            actions.add(opened, None, user, NOW)
        yield opened


def user_of(session: Session, username: str = "sari") -> User:
    return queries.by_username(session, username)


def actor_of(session: Session, username: str) -> Actor:
    user = user_of(session, username)
    return Actor(user.id, user.name, Role(user.role), user.agency_id)


def added(session: Session, role: Role, username: str = "baru") -> User:
    given = UserInput(username=username, name="Baru", role=role)
    return actions.add(session, actor_of(session, "admin"), given, NOW)


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("a1b2c3d4e5f", False),
        ("a1b2c3d4e5f6", True),
        (LONG[:128], True),
        (LONG[:129], False),
        ("aaaaaaaaaaaaaa", False),
        ("Password1234", False),
        ("éèà üöä ñçß 漢字", True),
    ],
)
def test_a_password_has_12_to_128_letters_of_any_kind_and_is_not_common(
    password: str,
    is_taken: bool,  # noqa: FBT001
) -> None:
    if is_taken:
        assert is_right(password, hash_password(password))
    else:
        with pytest.raises(InvalidInput):
            hash_password(password)


def test_a_password_is_not_cut_off_at_72_bytes() -> None:
    long = "kuda sawah " * 7

    assert is_right(long + "a", hash_password(long + "a"))
    assert not is_right(long + "b", hash_password(long + "a"))


def test_a_password_is_stored_only_as_argon2id(session: Session) -> None:
    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", user_of(session).password_hash)


def test_no_password_fits_an_account_without_one() -> None:
    assert not is_right("", "")


def test_a_new_password_needs_the_old_one_and_ends_other_signins(session: Session) -> None:
    user = user_of(session)
    here, _ = sessions.open_session(session, user, LIFETIMES, HERE, NOW)
    there, _ = sessions.open_session(session, user, LIFETIMES, HERE, NOW)
    actor = Actor(user.id, user.name, Role.OPERATOR, session_digest=here.id)

    with pytest.raises(InvalidInput):
        actions.change_password(session, actor, "salah salah salah", "baru sekali ini", NOW)
    actions.change_password(session, actor, PASSWORD, "baru sekali ini", NOW)

    assert is_right("baru sekali ini", user.password_hash)
    assert (here.revoked_at, there.revoked_at) == (None, NOW)


def test_an_unknown_a_disabled_and_a_mistyped_account_fail_alike(session: Session) -> None:
    actions.set_active(session, None, user_of(session), NOW, is_active=False)

    found = [
        actions.check_password(session, name, password, "10.0.0.7", NOW)
        for name, password in (("sari", PASSWORD), ("tidak-ada", PASSWORD), ("admin", "salah"))
    ]

    assert found == [None, None, None]


@pytest.mark.parametrize(
    ("after", "is_live"),
    [(timedelta(minutes=30) - timedelta(seconds=1), True), (timedelta(minutes=30), False)],
)
def test_a_signin_ends_after_thirty_idle_minutes(
    session: Session,
    after: timedelta,
    is_live: bool,  # noqa: FBT001
) -> None:
    _, token = sessions.open_session(session, user_of(session), LIFETIMES, HERE, NOW)

    found = sessions.find_session(session, token, LIFETIMES, NOW + after)

    assert (found is not None) == is_live


@pytest.mark.parametrize(
    ("after", "is_live"),
    [(timedelta(hours=12) - timedelta(seconds=1), True), (timedelta(hours=12), False)],
)
def test_a_signin_ends_after_twelve_hours_in_any_case(
    session: Session,
    after: timedelta,
    is_live: bool,  # noqa: FBT001
) -> None:
    row, token = sessions.open_session(session, user_of(session), LIFETIMES, HERE, NOW)
    row.last_seen_at = NOW + after - timedelta(minutes=1)
    session.add(row)
    session.flush()

    found = sessions.find_session(session, token, LIFETIMES, NOW + after)

    assert (found is not None) == is_live


def test_switching_an_account_off_ends_signins_and_tokens_at_once(session: Session) -> None:
    user = user_of(session)
    _, cookie = sessions.open_session(session, user, LIFETIMES, HERE, NOW)
    token = sessions.make_token(session, user, "skrip", 90, NOW)

    actions.set_active(session, None, user, NOW, is_active=False)
    actions.set_active(session, None, user, NOW, is_active=True)

    assert sessions.find_session(session, cookie, LIFETIMES, NOW) is None
    assert sessions.find_token(session, token, NOW) is None


def test_tokens_are_stored_hashed_and_end_by_the_clock(session: Session) -> None:
    user = user_of(session)
    token = sessions.make_token(session, user, "skrip", 90, NOW)
    _, cookie = sessions.open_session(session, user, LIFETIMES, HERE, NOW)

    stored = [row.token_hash for row in session.exec(select(ApiToken))]
    stored += [row.token_hash for row in session.exec(select(LoginSession))]
    live = [
        sessions.find_token(session, token, NOW + timedelta(days=90) + timedelta(seconds=shift))
        for shift in (-1, 0)
    ]

    assert len(token) > 43
    assert {len(each) for each in stored} == {64}
    assert [each for each in stored if token in each or cookie in each] == []
    assert live == [user, None]


def test_nobody_ends_anothers_token_or_signin(session: Session) -> None:
    user, other = user_of(session), user_of(session, "admin")
    sessions.make_token(session, user, "skrip", 90, NOW)
    row, _ = sessions.open_session(session, user, LIFETIMES, HERE, NOW)
    token_id = session.exec(select(ApiToken.id)).one()

    with pytest.raises(NotFound):
        sessions.revoke_token(session, other.id, token_id, NOW)
    with pytest.raises(NotFound):
        sessions.revoke_session(session, other.id, row.id, NOW)


def test_a_code_of_the_second_factor_is_accepted_once_also_with_blanks() -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW)

    step = accepted_step(secret, code, NOW, 0)

    assert step == int(NOW.timestamp()) // 30
    assert accepted_step(secret, code, NOW, step) is None
    assert accepted_step(secret, f"{code[:3]} {code[3:]}", NOW, step) is None


@pytest.mark.parametrize(
    ("shift", "is_taken"), [(-60, False), (-30, True), (30, True), (60, False)]
)
def test_one_step_of_clock_drift_is_allowed(shift: int, is_taken: bool) -> None:  # noqa: FBT001
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=shift))

    assert (accepted_step(secret, code, NOW, 0) is not None) == is_taken


@pytest.mark.parametrize("code", ["", "abcdef", "١٢٣٤٥٦", "12345", "1234567", "-12345"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert accepted_step(new_secret(), code, NOW, 0) is None


def test_a_second_factor_starts_with_a_right_code_and_is_not_replaced(session: Session) -> None:
    user, secret = user_of(session), new_secret()

    with pytest.raises(InvalidInput):
        actions.set_second_factor(session, user, secret, "000000x", NOW)
    actions.set_second_factor(session, user, secret, pyotp.TOTP(secret).at(NOW), NOW)
    with pytest.raises(Conflict):
        actions.set_second_factor(session, user, new_secret(), "123456", NOW)

    later = NOW + timedelta(minutes=5)
    assert not actions.check_code(session, user, pyotp.TOTP(secret).at(NOW), NOW)
    assert actions.check_code(session, user, pyotp.TOTP(secret).at(later), later)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.AUDITOR])
def test_a_privileged_role_sleeps_until_a_second_person_confirms(
    session: Session, role: Role
) -> None:
    user = added(session, role)
    auditor = Actor("auditor", "Inspektur", Role.AUDITOR)
    grant = session.exec(select(RoleGrant)).one()

    asleep = user.is_active
    with pytest.raises(Forbidden):
        actions.confirm_grant(session, actor_of(session, "admin"), grant.id, NOW)
    grant.confirmed_by = None
    confirm_as(session, auditor, grant.id)

    assert (asleep, user.is_active) == (False, True)
    with pytest.raises(Conflict):
        actions.confirm_grant(session, auditor, grant.id, NOW)


def confirm_as(session: Session, actor: Actor, grant_id: str) -> None:
    """Confirm as an auditor that the register knows."""
    given = UserInput(username="auditor", name="Inspektur", role=Role.AUDITOR)
    made = actions.add(session, None, given, NOW)
    actions.confirm_grant(session, Actor(made.id, actor.name, actor.role), grant_id, NOW)


def test_an_admin_cannot_wake_a_role_that_waits_for_its_confirmation(session: Session) -> None:
    user = added(session, Role.MODERATOR)

    with pytest.raises(Conflict):
        actions.set_active(session, actor_of(session, "admin"), user, NOW, is_active=True)

    assert not user.is_active


def test_nobody_switches_off_the_own_account(session: Session) -> None:
    with pytest.raises(Conflict):
        actions.set_active(
            session, actor_of(session, "admin"), user_of(session, "admin"), NOW, is_active=False
        )


def test_a_username_is_taken_once(session: Session) -> None:
    with pytest.raises(Conflict):
        added(session, Role.LEADERSHIP, "sari")


def test_an_account_of_an_unknown_opd_is_refused_by_name(session: Session) -> None:
    given = UserInput(username="baru", name="Baru", role=Role.OPERATOR, agency="9.99")

    with pytest.raises(InvalidInput, match=r"OPD dengan kode '9\.99' tidak ada"):
        actions.add(session, None, given, NOW)


def test_the_first_admin_is_made_once_with_the_code_of_the_first_start(
    database: Database,
) -> None:
    given = UserInput(username="pertama", name="Pertama", role=Role.ADMIN, password=PASSWORD)
    with database.session(write=True) as empty:
        code = actions.make_setup_code(empty) or ""
        with pytest.raises(InvalidInput):
            actions.make_first_admin(empty, "0" * 16, given, NOW)
        actions.make_first_admin(empty, code, given, NOW)

        assert actions.make_setup_code(empty) is None
        with pytest.raises(NotFound):
            actions.make_first_admin(empty, code, given, NOW)
