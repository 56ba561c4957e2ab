"""Recovery codes, and a fresh start of a person's second factor by an admin.

A code has 80 random bits, so its SHA-256 is stored like that of a token.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import queries, sessions
from app.accounts.models import RecoveryCode, RoleGrant, User
from app.accounts.passwords import token_hash
from app.errors import Conflict
from app.journal.record import Entry, record
from app.permissions import GRANTED_BY_TWO, Actor, Permission, Role

CODES = 10
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 letters that are hard to confuse on paper
GROUPS, GROUP = 4, 4


def issue(session: Session, user: User, now: datetime) -> list[str]:
    """Give ten fresh codes, to be shown once; the earlier ones are dead."""
    _drop(session, user)
    codes = [_new_code() for _ in range(CODES)]
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=token_hash(_plain(code)), created_at=now)
        for code in codes
    )
    return codes


def _new_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def _drop(session: Session, user: User) -> None:
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user.id))


def spend(session: Session, user: User, code: str, now: datetime) -> bool:
    """Use up a code; of simultaneous tries with the same one only one finds it."""
    fitting = sa.and_(
        col(RecoveryCode.user_id) == user.id,
        col(RecoveryCode.code_hash) == token_hash(_plain(code)),
        col(RecoveryCode.used_at).is_(None),
    )
    found = session.execute(
        sa.update(RecoveryCode).where(fitting).values(used_at=now).returning(col(RecoveryCode.id))
    ).all()
    if not found:
        return False
    record(session, None, Entry("login.recovery_code", "user", user.id, after="used"), now)
    return True


def reissue(session: Session, actor: Actor, now: datetime) -> list[str]:
    """Give the person ten fresh codes; the page has asked for the password just before."""
    user = queries.get(session, actor.user_id)
    if not user.totp_secret:
        raise Conflict("Pasang kode dua langkah lebih dahulu, lalu buat kode cadangan.")
    entry = Entry(Permission.OWN_SESSIONS, "user", user.id, after="recovery codes")
    record(session, actor, entry, now)
    return issue(session, user, now)


def restart(session: Session, actor: Actor | None, user: User, now: datetime) -> None:
    """Take the second factor off an account whose phone is lost; its sign-ins end.

    A role of GRANTED_BY_TWO sleeps until the auditor confirms, so that an admin alone, who can also
    hand out a link for the password, does not become someone else. Raises Conflict where nothing
    is to restart, for the own account, and for the only auditor (the command line is left).
    """
    user = queries.locked(session, user.id)
    if not user.totp_secret:
        raise Conflict("Akun ini belum memasang kode dua langkah.")
    if actor and actor.user_id == user.id:
        raise Conflict("Kode dua langkah sendiri dimulai ulang oleh admin lain.")
    if actor and user.role in GRANTED_BY_TWO:
        _ask_auditor(session, actor, user, now)
    user.totp_secret, user.totp_last_step, user.changed_at = "", 0, now
    session.add(user)
    _drop(session, user)
    sessions.revoke_all(session, user.id, now)
    entry = Entry(Permission.USER_MANAGE, "user", user.id, after="second factor restarted")
    record(session, actor, entry, now)


def _ask_auditor(session: Session, actor: Actor, user: User, now: datetime) -> None:
    if set(queries.ids_with_role(session, Role.AUDITOR)) <= {user.id}:
        raise Conflict(
            "Tidak ada auditor lain yang dapat mengonfirmasi. Jalankan di server: "
            "python3 -m app user restart-second-factor --username ..."
        )
    user.is_active = False
    grant = RoleGrant(user_id=user.id, role=user.role, proposed_by=actor.user_id, proposed_at=now)
    session.add(grant)
