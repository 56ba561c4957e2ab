"""An admin changes role, place and mail of an account; what that ends."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlmodel import Session, col, select

from app.accounts import actions, change_actions, sessions
from app.accounts.models import RoleGrant
from app.accounts.schemas import AccountInput
from app.errors import Conflict, InvalidInput
from app.journal.models import JournalLine
from app.journal.record import settle
from app.permissions import Role
from tests.accounts.conftest import NOW, actor_of, user_of

LIFETIMES = sessions.Lifetimes(timedelta(minutes=30), timedelta(hours=12))
AS_IS = {"name": "Sari", "role": "operator", "agency": "1.01", "email": "sari@kediri.example"}


def change(session: Session, username: str = "sari", **changes: object) -> None:
    given = AccountInput.model_validate(AS_IS | changes)
    change_actions.change(
        session, actor_of(session, "admin"), user_of(session, username), given, NOW
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "head"},
        {"role": "assessor", "institution": "bps", "agency": ""},
        {"role": "leadership"},
        {"email": "lain@kediri.example"},
    ],
)
def test_a_change_ends_signins_and_tokens_at_once(
    office: Session, changes: dict[str, object]
) -> None:
    user = user_of(office)
    _, cookie = sessions.open_session(office, user, LIFETIMES, sessions.Origin(), NOW)
    token = sessions.make_token(office, user, "skrip", 90, NOW)

    change(office, "sari", **changes)

    assert sessions.find_session(office, cookie, LIFETIMES, NOW) is None
    assert sessions.find_token(office, token, NOW) is None


def test_what_does_not_belong_to_the_role_is_dropped(office: Session) -> None:
    change(office, role="leadership", institution="bps")

    assert (user_of(office).agency_id, user_of(office).institution) == (None, None)


def test_an_assessor_keeps_the_home_opd(office: Session) -> None:
    home = user_of(office).agency_id

    change(office, role="assessor", institution="diskominfo")

    assert (user_of(office).agency_id, user_of(office).institution) == (home, "diskominfo")


def test_a_privileged_role_sleeps_until_the_auditor_confirms(office: Session) -> None:
    change(office, role="moderator", agency="")
    asleep = user_of(office).is_active
    grant = office.exec(select(RoleGrant)).one()

    actions.confirm_grant(office, actor_of(office, "auditor"), grant.id, NOW)

    assert (asleep, user_of(office).is_active, user_of(office).role) == (False, True, "moderator")


def test_changing_back_takes_the_question_to_the_auditor_away(office: Session) -> None:
    change(office, role="admin", agency="")
    change(office)

    actions.set_active(office, actor_of(office, "admin"), user_of(office), NOW, is_active=True)

    assert office.exec(select(RoleGrant)).all() == []
    assert (user_of(office).role, user_of(office).is_active) == ("operator", True)


def test_confirming_ends_the_signins_of_the_role_before(office: Session) -> None:
    change(office, role="moderator", agency="")
    user = user_of(office)
    token = sessions.make_token(office, user, "skrip", 90, NOW)
    grant = office.exec(select(RoleGrant)).one()

    actions.confirm_grant(office, actor_of(office, "auditor"), grant.id, NOW)

    assert sessions.find_token(office, token, NOW) is None


def test_nobody_changes_the_own_account(office: Session) -> None:
    with pytest.raises(Conflict):
        change(office, "admin", role="auditor")


def test_an_unknown_opd_is_refused_by_name(office: Session) -> None:
    with pytest.raises(InvalidInput, match=r"OPD dengan kode '9\.99' tidak ada"):
        change(office, agency="9.99")


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": ""},
        {"role": "assessor"},
        {"email": "bukan surel"},
        {"email": "a@b.id\nBcc: c@d.id"},
        {"username": "lain"},
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AccountInput.model_validate(AS_IS | changes)


def test_the_journal_says_what_it_was_and_what_it_is(office: Session) -> None:
    change(office, role="head")
    settle(office)

    line = office.exec(select(JournalLine).order_by(col(JournalLine.seq).desc())).first()

    assert line is not None
    agency = user_of(office).agency_id
    assert (line.action, line.before, line.after) == (
        "user.manage",
        f"operator {agency} mail Sari",
        f"head {agency} mail Sari",
    )
    assert Role(user_of(office).role) is Role.HEAD
