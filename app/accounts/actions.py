"""Writes of accounts: add, change, sign in, passwords, roles by two."""

import secrets
from datetime import datetime

from sqlmodel import Session, select

from app.accounts import queries, recovery_actions, second_factor, sessions, throttle
from app.accounts.link_actions import MAIL_ATTEMPTS, MAIL_LINK, Offer, prepare
from app.accounts.models import LoginSession, RoleGrant, SetupCode, User
from app.accounts.passwords import hash_password, is_right, random_password, token_hash
from app.accounts.schemas import UserInput
from app.accounts.throttle import Kind, key
from app.agencies.queries import by_code
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotFound
from app.jobs.queue import enqueue
from app.journal.record import Entry, record
from app.permissions import GRANTED_BY_TWO, Actor, Permission, Role

WRONG = "Nama pengguna atau kata sandi tidak cocok."
WRONG_SETUP_CODE = "Kode tidak cocok. Kode sekali pakai tampil di layar tempat program dijalankan."
SETUP_ID = 1


def add(session: Session, actor: Actor | None, given: UserInput, now: datetime) -> User:
    """Add an account; Conflict when the username is taken.

    A role of GRANTED_BY_TWO given by an admin stays inactive until the auditor confirms.
    """
    user = _put_in(session, actor, given, now)
    entry = Entry(Permission.USER_MANAGE, "user", user.id, after=_summary(given))
    record(session, actor, entry, now)
    return user


def add_and_invite(
    session: Session, actor: Actor, given: UserInput, now: datetime, *, has_mail: bool
) -> tuple[User, Offer | None]:
    """Add an account and offer its owner a link: one write, so one line says both.

    An account that waits for the auditor gets no link yet.
    """
    user = _put_in(session, actor, given, now)
    made = prepare(session, actor, user, now, has_mail=has_mail) if user.is_active else None
    after = f"{_summary(given)}, {made.trace}" if made else _summary(given)
    record(session, actor, Entry(Permission.USER_MANAGE, "user", user.id, after=after), now)
    return user, made


def _summary(given: UserInput) -> str:
    return f"{given.username} {given.role.value} {given.agency} {given.institution or ''}".strip()


def _put_in(session: Session, actor: Actor | None, given: UserInput, now: datetime) -> User:
    if session.exec(select(User).where(User.username == given.username)).first():
        message = f"Nama pengguna '{given.username}' sudah dipakai."
        raise Conflict(message)
    needs_second = actor is not None and given.role in GRANTED_BY_TWO
    user = User(
        **given.model_dump(
            include={"username", "name", "email", "role", "institution"}, mode="json"
        ),
        agency_id=_agency_id(session, given.agency) if given.agency else None,
        password_hash=hash_password(given.password.get_secret_value()) if given.password else "",
        is_active=not needs_second,
        created_at=now,
        changed_at=now,
    )
    session.add(user)
    session.flush()
    if needs_second and actor:
        session.add(
            RoleGrant(user_id=user.id, role=given.role, proposed_by=actor.user_id, proposed_at=now)
        )
    return user


def _agency_id(session: Session, code: str) -> str:
    try:
        return by_code(session, code).id
    except NotFound as error:
        raise InvalidInput(f"OPD dengan kode '{code}' tidak ada.") from error


def confirm_grant(session: Session, actor: Actor, grant_id: str, now: datetime) -> User:
    """Confirm a privileged role; Forbidden for its proposer. Earlier sign-ins end."""
    grant = session.get(RoleGrant, grant_id, with_for_update=True)
    if grant is None:
        raise NotFound
    if grant.confirmed_at:
        message = "Peran ini sudah dikonfirmasi."
        raise Conflict(message)
    if grant.proposed_by == actor.user_id:
        message = "Peran istimewa harus dikonfirmasi oleh orang lain."
        raise Forbidden(message)
    user = queries.locked(session, grant.user_id)
    grant.confirmed_by, grant.confirmed_at = actor.user_id, now
    user.role, user.is_active, user.changed_at = grant.role, True, now
    session.add_all([grant, user])
    sessions.revoke_all(session, user.id, now)
    if user.email and not user.password_hash:
        enqueue(session, MAIL_LINK, user.id, now, actor.user_id, max_attempts=MAIL_ATTEMPTS)
    record(
        session, actor, Entry(Permission.ROLE_GRANT_CONFIRM, "user", user.id, after=grant.role), now
    )
    return user


def set_active(
    session: Session, actor: Actor | None, user: User, now: datetime, *, is_active: bool
) -> None:
    """Switch an account off (its sign-ins die at once) or on again."""
    if actor and actor.user_id == user.id:
        message = "Akun sendiri tidak dapat dinonaktifkan."
        raise Conflict(message)
    user = queries.locked(session, user.id)
    if is_active and queries.waits_for_grant(session, user.id):
        message = "Peran akun ini masih menunggu konfirmasi auditor."
        raise Conflict(message)
    user.is_active, user.changed_at = is_active, now
    session.add(user)
    if not is_active:
        sessions.revoke_all(session, user.id, now)
    after = "active" if is_active else "disabled"
    record(session, actor, Entry(Permission.USER_MANAGE, "user", user.id, after=after), now)


def reset_password(session: Session, actor: Actor | None, user: User, now: datetime) -> str:
    """Give the account a new random password, shown once; its sign-ins end."""
    password, user = random_password(), queries.locked(session, user.id)
    user.password_hash, user.changed_at = hash_password(password), now
    session.add(user)
    sessions.revoke_all(session, user.id, now)
    record(
        session, actor, Entry(Permission.USER_MANAGE, "user", user.id, after="password reset"), now
    )
    return password


def is_own_password(session: Session, actor: Actor, password: str, now: datetime) -> bool:
    """Tell whether the signed-in person knows the password, with a failure noted.

    Raises TooMany after repeated failures.
    """
    keys = [key(Kind.OLD_PASSWORD, actor.user_id)]
    throttle.ensure_not_too_many(session, keys, now)
    fits = is_right(password, queries.get(session, actor.user_id).password_hash)
    if not fits:
        throttle.note_failure(session, keys, now)
        entry = Entry(Permission.OWN_PASSWORD_CHANGE, "user", actor.user_id, outcome="refused")
        record(session, actor, entry, now)
    return fits


def change_password(session: Session, actor: Actor, old: str, new: str, now: datetime) -> None:
    """Change one's own password; other sign-ins and all tokens end."""
    user = queries.get(session, actor.user_id)
    if not is_right(old, user.password_hash):
        message = "Kata sandi lama tidak cocok."
        raise InvalidInput(message)
    user.password_hash, user.changed_at = hash_password(new), now
    session.add(user)
    sessions.revoke_all(session, user.id, now, but=actor.session_digest)
    record(session, actor, Entry(Permission.OWN_PASSWORD_CHANGE, "user", user.id), now)


def check_password(
    session: Session, username: str, password: str, address: str, now: datetime
) -> User | None:
    """Give the account when name and password fit, else None with the failure noted.

    The work is the same for an unknown, a switched-off and a mistyped account. Raises TooMany as
    the limits of throttle.py say.
    """
    keys = [key(Kind.PASSWORD, username, address)]
    if not queries.has_signed_in_from(session, username, address, now):
        keys += [key(Kind.PASSWORD_STRANGERS, username), key(Kind.PASSWORD_ADDRESS, address)]
    throttle.ensure_not_too_many(session, keys, now)
    user = session.exec(select(User).where(User.username == username)).first()
    usable = user is not None and user.is_active
    if not is_right(password, user.password_hash if user and usable else ""):
        throttle.note_failure(session, keys, now)
        record(session, None, Entry("login", "user", username[:64], outcome="refused"), now)
        return None
    throttle.forget(session, keys[:1])
    return user


def check_code(session: Session, user: User, code: str, now: datetime, address: str = "") -> bool:
    """Tell whether a one-time or recovery code of the account fits; each fits once.

    A failure is noted. Raises TooMany as the limits of throttle.py say.
    """
    keys = [key(Kind.CODE, user.id, address)]
    if not queries.has_signed_in_from(session, user.username, address, now):
        keys.append(key(Kind.CODE_STRANGERS, user.id))
    throttle.ensure_not_too_many(session, keys, now)
    user = queries.locked(session, user.id)  # of simultaneous tries with one code, one wins
    step = second_factor.accepted_step(user.totp_secret, code, now, user.totp_last_step)
    if step is not None:
        user.totp_last_step = step
        session.add(user)
        record(session, None, Entry("login.code", "user", user.id), now)
    elif not recovery_actions.spend(session, user, code, now):
        throttle.note_failure(session, keys, now)
        record(session, None, Entry("login.code", "user", user.id, outcome="refused"), now)
        return False
    throttle.forget(session, keys[:1])
    return True


def set_second_factor(
    session: Session, user: User, secret: str, code: str, now: datetime
) -> list[str]:
    """Start using a second factor, proven by a first code; Conflict when one is in use.

    Gives the recovery codes, to be shown once.
    """
    if user.totp_secret:
        raise Conflict(
            "Kode dua langkah sudah terpasang. Admin dapat memulai ulang bila ponsel berganti."
        )
    step = second_factor.accepted_step(secret, code, now, 0) if secret else None
    if step is None:
        message = "Kode tidak cocok. Pindai ulang QR lalu masukkan kode yang sedang tampil."
        raise InvalidInput(message, [Fault("code", message)])
    user.totp_secret, user.totp_last_step, user.changed_at = secret, step, now
    session.add(user)
    record(
        session, None, Entry(Permission.OWN_SESSIONS, "user", user.id, after="second factor"), now
    )
    return recovery_actions.issue(session, user, now)


def sign_in(
    session: Session,
    user: User,
    lifetimes: sessions.Lifetimes,
    origin: sessions.Origin,
    now: datetime,
) -> tuple[LoginSession, str]:
    """Open a sign-in after the right password; gives its row and the token for the cookie."""
    row, token = sessions.open_session(session, user, lifetimes, origin, now)
    actor = queries.actor_of(user, origin.address)
    record(session, actor, Entry("login", "user", user.id, after=user.username), now)
    return row, token


def renew(
    session: Session, row: LoginSession, user: User, lifetimes: sessions.Lifetimes, now: datetime
) -> tuple[LoginSession, str]:
    """Give a sign-in a new token once its second factor is proven; the old token is dead."""
    row.revoked_at = now
    session.add(row)
    origin = sessions.Origin(row.address, row.browser)
    fresh, token = sessions.open_session(session, user, lifetimes, origin, now)
    fresh.second_factor_at = now
    session.add(fresh)
    return fresh, token


def make_setup_code(session: Session) -> str | None:
    """Give a one-time code for making the first admin; None when an admin exists."""
    if queries.any_admin(session):
        return None
    code = secrets.token_hex(8)
    row = session.get(SetupCode, SETUP_ID) or SetupCode(id=SETUP_ID, code_hash="")
    row.code_hash, row.used_at = token_hash(code), None
    session.add(row)
    return code


def is_setup_code(session: Session, code: str, address: str, now: datetime) -> bool:
    """Tell whether this is the code for the first admin, with a failure noted.

    Raises TooMany after repeated failures from the address.
    """
    keys = [key(Kind.SETUP, address)]
    throttle.ensure_not_too_many(session, keys, now)
    row = session.get(SetupCode, SETUP_ID)
    fits = row is not None and secrets.compare_digest(row.code_hash, token_hash(code.strip()))
    if not fits:
        throttle.note_failure(session, keys, now)
        record(session, None, Entry("login.setup_code", outcome="refused"), now)
    return fits


def make_first_admin(session: Session, code: str, given: UserInput, now: datetime) -> User:
    """Make the first admin with the code shown at the first start."""
    row = session.get(SetupCode, SETUP_ID, with_for_update=True)
    if row is None or row.used_at or queries.any_admin(session):
        raise NotFound
    if row.code_hash != token_hash(code.strip()):
        raise InvalidInput(WRONG_SETUP_CODE, [Fault("code", WRONG_SETUP_CODE)])
    if given.role is not Role.ADMIN:
        raise NotFound
    row.used_at = now
    session.add(row)
    return add(session, None, given, now)
