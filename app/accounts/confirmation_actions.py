"""Step-up: before a step that few may take, the person behind the sign-in is asked again."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.accounts import actions, queries
from app.accounts.models import LoginSession
from app.errors import Forbidden
from app.permissions import Actor

LASTS = timedelta(minutes=5)


class ConfirmationNeeded(Forbidden):
    """The sign-in is too old for this step: the password or the code is asked for again."""

    title = "Perlu konfirmasi"

    def __init__(self, *, asks_code: bool, is_wrong: bool = False) -> None:
        what = "kode dua langkah" if asks_code else "kata sandi"
        wrong = "Kode tidak cocok atau sudah dipakai. " if asks_code else "Kata sandi tidak cocok. "
        super().__init__(
            f"{wrong if is_wrong else ''}Langkah ini meminta {what} Anda lagi, "
            f"karena terakhir ditegaskan lebih dari {LASTS.seconds // 60} menit yang lalu. "
            "Belum ada yang berubah."
        )
        self.asks_code, self.is_wrong = asks_code, is_wrong


def is_fresh(row: LoginSession, now: datetime) -> bool:
    """Tell whether the person signed in or confirmed within LASTS."""
    return now < (row.confirmed_at or row.created_at) + LASTS


def needed(session: Session, actor: Actor, *, is_wrong: bool = False) -> ConfirmationNeeded:
    """Give the refusal that asks for what this account confirms with."""
    user = queries.get(session, actor.user_id)
    return ConfirmationNeeded(asks_code=bool(user.totp_secret), is_wrong=is_wrong)


def confirm(session: Session, actor: Actor, typed: str, now: datetime) -> bool:
    """Confirm the sign-in with the password, or with the code where the account has one.

    A wrong try is kept and slows down further ones (TooMany), together with those of signing in.
    """
    user, row = queries.get(session, actor.user_id), _sign_in(session, actor)
    is_right = (
        actions.check_code(session, user, typed, now, actor.address)
        if user.totp_secret
        else actions.check_password(session, user.username, typed, actor.address, now) is not None
    )
    if is_right:
        row.confirmed_at = now
        session.add(row)
    return is_right


def _sign_in(session: Session, actor: Actor) -> LoginSession:
    return session.get_one(LoginSession, actor.session_digest)
