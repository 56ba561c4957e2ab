"""Recovery codes, and a fresh start of the second factor by an admin."""

import pyotp
import pytest
from sqlmodel import Session, select

from app.accounts import actions, queries, recovery_actions
from app.accounts.models import RecoveryCode, RoleGrant
from app.accounts.schemas import UserInput
from app.accounts.second_factor import new_secret
from app.errors import Conflict
from app.permissions import Role
from tests.accounts.conftest import NOW, actor_of, user_of


def set_up(session: Session, username: str = "sari") -> list[str]:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW)
    return actions.set_second_factor(session, user_of(session, username), secret, code, NOW)


def enter(session: Session, code: str) -> bool:
    return actions.check_code(session, user_of(session), code, NOW, "10.0.0.7")


def test_setting_up_gives_ten_codes_that_are_stored_hashed(office: Session) -> None:
    codes = set_up(office)

    stored = [row.code_hash for row in office.exec(select(RecoveryCode))]

    assert (len(set(codes)), len(stored), {len(each) for each in codes}) == (10, 10, {19})
    assert [each for each in stored if each in codes or len(each) != 64] == []


def test_each_code_opens_once(office: Session) -> None:
    codes = set_up(office)

    opened = [enter(office, code) for code in (codes[0], codes[0], codes[1])]

    assert opened == [True, False, True]
    assert queries.recovery_codes_left(office, user_of(office).id) == 8


def test_a_code_may_be_typed_with_blanks_capitals_or_without_strokes(office: Session) -> None:
    first, second, *_ = set_up(office)

    assert enter(office, f" {first.upper().replace('-', ' ')} ")
    assert enter(office, second.replace("-", ""))
    assert not enter(office, first)


def test_anothers_code_opens_nothing(office: Session) -> None:
    set_up(office)
    others = set_up(office, "admin")

    assert not enter(office, others[0])


def test_new_codes_end_the_earlier_ones(office: Session) -> None:
    old = set_up(office)

    fresh = recovery_actions.reissue(office, actor_of(office, "sari"), NOW)

    assert [enter(office, code) for code in (old[0], fresh[0])] == [False, True]


def test_without_a_second_factor_there_are_no_codes(office: Session) -> None:
    with pytest.raises(Conflict):
        recovery_actions.reissue(office, actor_of(office, "sari"), NOW)


def test_an_admin_restarts_the_second_factor_of_an_operator(office: Session) -> None:
    codes = set_up(office)

    recovery_actions.restart(office, actor_of(office, "admin"), user_of(office), NOW)

    assert (user_of(office).totp_secret, user_of(office).is_active) == ("", True)
    assert not enter(office, codes[0])


def test_a_privileged_account_waits_for_the_auditor_after_its_restart(office: Session) -> None:
    """An admin alone could otherwise take over a coordinator: new link, new second factor."""
    given = UserInput(username="koordinator", name="K", role=Role.MODERATOR)
    actions.add(office, None, given, NOW)
    set_up(office, "koordinator")

    recovery_actions.restart(office, actor_of(office, "admin"), user_of(office, "koordinator"), NOW)
    asleep = user_of(office, "koordinator").is_active
    grant = office.exec(select(RoleGrant)).one()
    actions.confirm_grant(office, actor_of(office, "auditor"), grant.id, NOW)

    assert (asleep, user_of(office, "koordinator").is_active) == (False, True)


def test_the_only_auditor_is_restarted_on_the_command_line_alone(office: Session) -> None:
    set_up(office, "auditor")

    with pytest.raises(Conflict, match="restart-second-factor"):
        recovery_actions.restart(office, actor_of(office, "admin"), user_of(office, "auditor"), NOW)
    recovery_actions.restart(office, None, user_of(office, "auditor"), NOW)

    assert (user_of(office, "auditor").totp_secret, user_of(office, "auditor").is_active) == (
        "",
        True,
    )


def test_nobody_restarts_the_own_or_what_is_not_there(office: Session) -> None:
    set_up(office, "admin")

    for username in ("admin", "sari"):
        with pytest.raises(Conflict):
            recovery_actions.restart(
                office, actor_of(office, "admin"), user_of(office, username), NOW
            )
