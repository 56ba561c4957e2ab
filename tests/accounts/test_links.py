"""Invitations and resets: one use, thirty minutes, one account, dead after any change."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.accounts import actions, change_actions, link_actions, links, sessions
from app.accounts.models import AccountLink, LoginAttempt
from app.accounts.passwords import is_right
from app.accounts.schemas import AccountInput, UserInput
from app.errors import Conflict, InvalidInput, NotFound
from app.jobs.models import Job
from app.journal.models import JournalLine
from app.journal.record import settle
from app.permissions import Role
from tests.accounts.conftest import NOW, PASSWORD, actor_of, user_of

NEW = "tujuh lembar tikar pandan"
LIFETIMES = sessions.Lifetimes(timedelta(minutes=30), timedelta(hours=12))
OFFICE = link_actions.Office("https://matang.example", "Kota Kediri")
RESET, INVITATION = links.Purpose.RESET, links.Purpose.INVITATION


def offered(session: Session, username: str = "sari") -> str:
    admin = actor_of(session, "admin")
    return link_actions.offer(session, admin, user_of(session, username), NOW, has_mail=False).token


def take(
    session: Session, token: str, after: timedelta = timedelta(), purpose: str = RESET
) -> None:
    link_actions.set_password(session, purpose, token, NEW, NOW + after)


def test_a_link_sets_the_password_once(office: Session) -> None:
    token = offered(office)

    take(office, token)

    assert is_right(NEW, user_of(office).password_hash)
    with pytest.raises(NotFound):
        take(office, token)
    with pytest.raises(NotFound):
        link_actions.whose(office, RESET, token, NOW)


def test_a_link_has_256_bits_and_is_stored_hashed(office: Session) -> None:
    token = offered(office)

    link = office.exec(select(AccountLink)).one()

    assert (len(token), len(link.token_hash)) == (43, 64)
    assert [value for value in link.model_dump().values() if token in str(value)] == []


@pytest.mark.parametrize(
    ("after", "is_open"),
    [(timedelta(minutes=30) - timedelta(seconds=1), True), (timedelta(minutes=30), False)],
)
def test_a_link_ends_after_thirty_minutes(
    office: Session,
    after: timedelta,
    is_open: bool,  # noqa: FBT001
) -> None:
    token = offered(office)

    if is_open:
        take(office, token, after)
    else:
        with pytest.raises(NotFound):
            take(office, token, after)

    assert is_right(NEW, user_of(office).password_hash) == is_open


def use_another(session: Session) -> None:
    take(session, offered(session))


def change_mail(session: Session) -> None:
    _change(session, email="lain@kediri.example")


def change_role(session: Session) -> None:
    _change(session, role=Role.HEAD)


def _change(session: Session, **changes: object) -> None:
    fields = {
        "name": "Sari",
        "role": Role.OPERATOR,
        "agency": "1.01",
        "email": "sari@kediri.example",
    }
    given = AccountInput.model_validate(fields | changes)
    change_actions.change(session, actor_of(session, "admin"), user_of(session), given, NOW)


def change_password(session: Session) -> None:
    actions.change_password(session, actor_of(session, "sari"), PASSWORD, PASSWORD + " x", NOW)


def switch_off(session: Session) -> None:
    actions.set_active(session, None, user_of(session), NOW, is_active=False)


@pytest.mark.parametrize(
    "change", [use_another, change_mail, change_role, change_password, switch_off]
)
def test_a_link_is_dead_after(office: Session, change: Callable[[Session], None]) -> None:
    token = offered(office)

    change(office)

    with pytest.raises(NotFound):
        take(office, token)


def test_asking_twice_leaves_both_links_open_until_one_is_used(office: Session) -> None:
    first, second = offered(office), offered(office)

    take(office, first)

    with pytest.raises(NotFound):
        take(office, second)


def test_a_link_opens_only_the_form_it_was_made_for(office: Session) -> None:
    token = offered(office)

    with pytest.raises(NotFound):
        take(office, token, purpose=INVITATION)


def test_a_password_by_link_ends_signins_and_tokens_and_leaves_the_second_factor(
    office: Session,
) -> None:
    user = user_of(office)
    user.totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    _, cookie = sessions.open_session(office, user, LIFETIMES, sessions.Origin(), NOW)
    api_token = sessions.make_token(office, user, "skrip", 90, NOW)

    take(office, offered(office))

    assert sessions.find_session(office, cookie, LIFETIMES, NOW) is None
    assert sessions.find_token(office, api_token, NOW) is None
    assert user.totp_secret == "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_weak_password_uses_no_link_up(office: Session) -> None:
    token = offered(office)

    with pytest.raises(InvalidInput):
        link_actions.set_password(office, RESET, token, "Kediri2026!!", NOW)

    take(office, token)


def test_an_account_without_a_password_is_invited(office: Session) -> None:
    given = UserInput(username="baru", name="Baru", role=Role.OPERATOR, agency="1.01")
    user = actions.add(office, actor_of(office, "admin"), given, NOW)

    made = link_actions.offer(
        office, actor_of(office, "admin"), user, NOW, has_mail=True
    )  # it has no address to write to
    take(office, made.token, purpose=made.purpose)

    assert (made.purpose, is_right(NEW, user.password_hash)) == (INVITATION, True)


def test_a_sleeping_account_gets_no_link(office: Session) -> None:
    switch_off(office)

    with pytest.raises(Conflict):
        offered(office)


def test_the_letter_holds_the_only_copy_of_the_link(office: Session) -> None:
    letter = link_actions.write_letter(office, user_of(office).id, OFFICE, NOW)

    assert letter is not None
    token = letter.text.split("https://matang.example/atur-ulang/")[1].split()[0]
    assert (letter.to, letter.subject) == ("sari@kediri.example", "Atur ulang kata sandi Matang")
    assert "sampai 1 Mei 2026 pukul 09.30 WIB" in letter.text
    take(office, token)


def test_a_letter_spells_names_as_they_are(office: Session) -> None:
    user_of(office).name = "Sari & <Rini> O'Neil"

    letter = link_actions.write_letter(office, user_of(office).id, OFFICE, NOW)

    assert letter is not None
    assert letter.text.startswith("Yth. Sari & <Rini> O'Neil,\n")


@pytest.mark.parametrize("typed", ["sari", " SARI ", "Sari@Kediri.example", "tidak-ada", "x@y.id"])
def test_a_request_asks_the_queue_the_same_whatever_the_name(office: Session, typed: str) -> None:
    link_actions.ask_for_reset(office, typed, "10.0.0.7", NOW)
    settle(office)

    jobs = office.exec(select(Job)).all()
    lines = office.exec(select(JournalLine).order_by(col(JournalLine.seq).desc())).first()
    counted = len(office.exec(select(LoginAttempt)).all())
    is_known = jobs[0].subject == user_of(office).id
    assert ([job.name for job in jobs], counted) == (["mail_link"], 3)
    assert is_known == ("sari" in typed.lower())
    assert lines is not None
    assert (lines.action, lines.object_id) == ("password.reset_request", "")


def test_nobody_floods_a_mailbox(office: Session) -> None:
    for number in range(9):
        link_actions.ask_for_reset(office, "sari", f"203.0.113.{number}", NOW)
        for job in office.exec(select(Job).where(Job.state == "queued")):
            job.state = "done"

    assert len(office.exec(select(Job)).all()) == 5


def test_no_token_is_ever_journalled(office: Session) -> None:
    token = offered(office)
    take(office, token)

    lines = [line.model_dump() for line in office.exec(select(JournalLine))]

    assert [line for line in lines if token in str(line)] == []
