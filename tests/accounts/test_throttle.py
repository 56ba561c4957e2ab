"""The limits, each tested from the table; and that nobody locks out a person who is known."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.accounts import actions, link_actions, sessions, throttle
from app.accounts.models import LoginAttempt
from app.accounts.throttle import LIMITS, Kind, key
from app.errors import TooMany
from tests.accounts.conftest import NOW, PASSWORD, actor_of, user_of

LIFETIMES = sessions.Lifetimes(timedelta(minutes=30), timedelta(hours=12))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("kind", Kind)
def test_n_tries_are_free_and_the_next_one_waits(office: Session, kind: Kind) -> None:
    limit, keys = LIMITS[kind], [key(kind, "siapa", "10.0.0.7")]

    for _ in range(limit.tries):
        throttle.ensure_not_too_many(office, keys, NOW)
        throttle.note_failure(office, keys, NOW)
    with pytest.raises(TooMany) as refusal:
        throttle.ensure_not_too_many(office, keys, NOW)

    assert refusal.value.retry_after == limit.wait.total_seconds()
    throttle.ensure_not_too_many(office, keys, NOW + limit.wait)
    with pytest.raises(TooMany):
        throttle.ensure_not_too_many(office, keys, NOW + limit.wait - SECOND)


@pytest.mark.parametrize("kind", Kind)
def test_another_address_has_a_count_of_its_own(office: Session, kind: Kind) -> None:
    for _ in range(LIMITS[kind].tries):
        throttle.note_failure(office, [key(kind, "siapa", "10.0.0.7")], NOW)

    throttle.ensure_not_too_many(office, [key(kind, "siapa", "10.0.0.8")], NOW)


def test_the_pause_doubles_with_each_further_failure_up_to_the_longest() -> None:
    limit = LIMITS[Kind.PASSWORD]

    pauses = [limit.pause(count).total_seconds() / 60 for count in range(9, 16)]

    assert pauses == [0, 1, 2, 4, 5, 5, 5]


def test_the_sentence_names_the_time_and_the_way_out(office: Session) -> None:
    keys = [key(Kind.PASSWORD, "sari", "10.0.0.7")]
    for _ in range(11):
        throttle.note_failure(office, keys, NOW)

    with pytest.raises(TooMany) as refusal:
        throttle.ensure_not_too_many(office, keys, NOW + SECOND)

    assert (refusal.value.message, refusal.value.retry_after) == (
        "Terlalu banyak percobaan. Tunggu 2 menit, lalu coba lagi.",
        119,
    )


def test_what_was_typed_stays_out_of_the_database(office: Session) -> None:
    throttle.note_failure(office, [key(Kind.PASSWORD, "rahasia-terketik", "10.0.0.7")], NOW)

    stored = office.exec(select(LoginAttempt.key)).one()

    assert (stored.split(":")[0], len(stored.split(":")[1])) == ("password", 32)


def test_old_tries_are_forgotten(office: Session) -> None:
    throttle.note_failure(office, ["password:a"], NOW)
    throttle.note_failure(office, ["password:b"], NOW + timedelta(days=1))

    assert office.exec(select(LoginAttempt.key)).all() == ["password:b"]


def sign_in(session: Session, password: str, address: str = "10.0.0.7") -> bool:
    return actions.check_password(session, "sari", password, address, NOW) is not None


def signed_in_before(session: Session, address: str) -> None:
    origin = sessions.Origin(address, "Firefox")
    sessions.open_session(session, user_of(session), LIFETIMES, origin, NOW - timedelta(days=30))


def test_ten_failures_from_one_address_make_it_wait_even_with_the_right_password(
    office: Session,
) -> None:
    found = [sign_in(office, "salah") for _ in range(10)]

    with pytest.raises(TooMany):
        sign_in(office, PASSWORD)

    assert found == [False] * 10


def test_a_success_forgets_the_failures_of_the_pair(office: Session) -> None:
    for _ in range(2):
        for _ in range(9):
            sign_in(office, "salah")
        assert sign_in(office, PASSWORD)


def test_guessing_from_everywhere_slows_strangers_but_not_the_victim(office: Session) -> None:
    signed_in_before(office, "10.0.0.7")

    for number in range(LIMITS[Kind.PASSWORD_STRANGERS].tries):
        sign_in(office, "salah", f"203.0.113.{number}")
    with pytest.raises(TooMany):
        sign_in(office, PASSWORD, "203.0.113.250")

    assert sign_in(office, PASSWORD, "10.0.0.7")


def test_a_noisy_neighbour_does_not_lock_out_who_signed_in_there_before(office: Session) -> None:
    signed_in_before(office, "10.0.0.7")

    for number in range(LIMITS[Kind.PASSWORD_ADDRESS].tries):
        actions.check_password(office, f"tebakan{number}", "salah", "10.0.0.7", NOW)
    with pytest.raises(TooMany):
        actions.check_password(office, "admin", PASSWORD, "10.0.0.7", NOW)

    assert sign_in(office, PASSWORD, "10.0.0.7")


def test_half_a_sign_in_does_not_make_an_address_known(office: Session) -> None:
    """Who has only the password of an account with a second factor stays a stranger there."""
    user = user_of(office)
    user.totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    signed_in_before(office, "203.0.113.9")

    for number in range(LIMITS[Kind.CODE_STRANGERS].tries):
        actions.check_code(office, user, "000000", NOW, f"203.0.113.{number}")
    with pytest.raises(TooMany):
        actions.check_code(office, user, "000000", NOW, "203.0.113.250")


def guess_old_password(session: Session) -> None:
    assert not actions.is_own_password(session, actor_of(session, "sari"), "salah", NOW)


def guess_setup_code(session: Session) -> None:
    assert not actions.is_setup_code(session, "salah", "10.0.0.7", NOW)


def ask_for_reset(session: Session) -> None:
    link_actions.ask_for_reset(session, "sari", "10.0.0.7", NOW)


@pytest.mark.parametrize(
    ("kind", "attempt"),
    [
        (Kind.OLD_PASSWORD, guess_old_password),
        (Kind.SETUP, guess_setup_code),
        (Kind.RESET, ask_for_reset),
    ],
)
def test_the_other_doors_keep_their_limit(
    office: Session, kind: Kind, attempt: Callable[[Session], None]
) -> None:
    for _ in range(LIMITS[kind].tries):
        attempt(office)

    with pytest.raises(TooMany):
        attempt(office)
