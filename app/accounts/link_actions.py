"""Invitations and resets: ask for one, make the link, set the password by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.accounts import links, queries, sessions, throttle
from app.accounts.models import AccountLink, User
from app.accounts.passwords import hash_password, new_token, token_hash
from app.accounts.throttle import Kind, key
from app.db import new_id
from app.errors import Conflict, NotFound
from app.jobs.queue import enqueue
from app.journal.record import Entry, record
from app.mail import Letter
from app.permissions import Actor, Permission
from app.templating import render_text

MAIL_LINK = "mail_link"
MAIL_ATTEMPTS = 8  # with the queue's pauses: more than an hour without a mail server
DEAD = "Tautan ini sudah dipakai, sudah lewat waktunya, atau tidak ada. Minta tautan yang baru."
ASLEEP = "Akun ini tidak aktif, jadi belum dapat diberi tautan. Aktifkan dahulu."
SUBJECTS = {
    links.Purpose.INVITATION: "Undangan akun Matang",
    links.Purpose.RESET: "Atur ulang kata sandi Matang",
}


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes, and where the links lead."""

    base_url: str
    city: str


def ask_for_reset(session: Session, typed: str, address: str, now: datetime) -> None:
    """Take a person's wish for a new password; the same work whether the account exists or not.

    Raises TooMany for a name or an address that asks too often. An account that was sent enough
    letters gets no more for a while; the answer does not say so.
    """
    name = typed.strip().lower()
    keys = [key(Kind.RESET, name, address), key(Kind.RESET_ADDRESS, address)]
    throttle.count(session, keys, now)
    record(session, None, Entry("password.reset_request", "user"), now)
    for user_id in queries.ids_named(session, name) or [new_id()]:  # nobody's id: nobody's letter
        letters = [key(Kind.LETTER, user_id)]
        if throttle.remaining(session, letters, now) <= timedelta():
            throttle.note_failure(session, letters, now)
            enqueue(session, MAIL_LINK, user_id, now, max_attempts=MAIL_ATTEMPTS)


@dataclass(frozen=True, slots=True)
class Offer:
    """A link for an account: `token` to be shown once, "" when a job mails it; `trace` names it."""

    purpose: links.Purpose
    token: str
    trace: str


def offer(session: Session, actor: Actor, user: User, now: datetime, *, has_mail: bool) -> Offer:
    """Let a job mail a link to the account; without mail give its token.

    Raises Conflict for an account that is switched off or waits for the auditor.
    """
    made = prepare(session, actor, user, now, has_mail=has_mail)
    entry = Entry(Permission.USER_MANAGE, "user", user.id, after=made.trace)
    record(session, actor, entry, now)
    return made


def prepare(session: Session, actor: Actor, user: User, now: datetime, *, has_mail: bool) -> Offer:
    """Do as `offer`, without the line: the caller's line says `trace`."""
    ensure_awake(user)
    if has_mail and user.email:
        enqueue(session, MAIL_LINK, user.id, now, actor.user_id, max_attempts=MAIL_ATTEMPTS)
        return Offer(links.purpose_for(user), "", "link mailed")
    link, token = _make(session, user, now)
    return Offer(links.Purpose(link.purpose), token, f"link {link.id} shown")


def ensure_awake(user: User) -> None:
    """Raise Conflict for an account that is switched off or waits for the auditor."""
    if not user.is_active:
        raise Conflict(ASLEEP)


def _make(session: Session, user: User, now: datetime) -> tuple[AccountLink, str]:
    token = new_token()
    link = AccountLink(
        user_id=user.id,
        purpose=links.purpose_for(user),
        token_hash=token_hash(token),
        binding=links.binding(user),
        created_at=now,
        expires_at=now + links.LIFETIME,
    )
    session.add(link)
    session.flush()
    return link, token


def write_letter(session: Session, user_id: str, office: Office, now: datetime) -> Letter | None:
    """Make a fresh link and the letter with it; None when there is nobody to write to.

    The job that sends it does this, so the token is never stored, not even while the letter waits.
    """
    user = session.get(User, user_id)
    if user is None or not user.is_active or not user.email:
        return None
    link, token = _make(session, user, now)
    purpose = links.Purpose(link.purpose)
    record(session, None, Entry("link.issue", "user", user.id, after=link.id), now)
    words = {
        "person": user.name,
        "username": user.username,
        "city": office.city,
        "link": links.address(office.base_url, purpose, token),
        "expires_at": link.expires_at,
    }
    return Letter(user.email, SUBJECTS[purpose], render_text(f"mails/{purpose.value}.txt", **words))


def whose(session: Session, purpose: str, token: str, now: datetime) -> User:
    """Give the account whose password a link may set; NotFound for any dead or unknown link."""
    return _open(session, purpose, token, now, lock=False)[1]


def _open(
    session: Session, purpose: str, token: str, now: datetime, *, lock: bool
) -> tuple[AccountLink, User]:
    link = session.exec(
        select(AccountLink).where(AccountLink.token_hash == token_hash(token))
    ).first()
    if link is None:
        raise NotFound(DEAD)
    user = queries.locked(session, link.user_id) if lock else queries.get(session, link.user_id)
    if lock:
        session.refresh(link)
    if not links.opens(link, user, purpose, now):
        raise NotFound(DEAD)
    return link, user


def set_password(session: Session, purpose: str, token: str, password: str, now: datetime) -> User:
    """Set the password by a link. Every sign-in, token and other link of the account ends.

    The second factor stays: signing in afterwards asks for it as always.
    """
    link, user = _open(session, purpose, token, now, lock=True)
    user.password_hash, user.changed_at = hash_password(password), now
    link.used_at = now
    session.add_all([user, link])
    sessions.revoke_all(session, user.id, now)
    entry = Entry(Permission.OWN_PASSWORD_CHANGE, "user", user.id, after=f"link {link.id}")
    record(session, queries.actor_of(user), entry, now)
    return user
