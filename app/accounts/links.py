"""Which link still opens? An invitation or reset: 256 bits, 30 minutes, once, for one account.

A link is bound to what the account was when it was made: password, mail, role, place. Any change of
these, by whatever way (also the use of another link), makes it dead without anyone having to
remember it. Source: reliability.md V6.4.1-4.
"""

import hashlib
import json
from datetime import datetime, timedelta
from enum import StrEnum

from app.accounts.models import AccountLink, User

LIFETIME = timedelta(minutes=30)


class Purpose(StrEnum):
    """What a link is for; the value is the first part of its address."""

    INVITATION = "undangan"
    RESET = "atur-ulang"


def purpose_for(user: User) -> Purpose:
    """An account that never had a password is invited, another one reset."""
    return Purpose.RESET if user.password_hash else Purpose.INVITATION


def binding(user: User) -> str:
    """Give the digest of what must not have changed since the link was made."""
    parts = [
        user.id, user.password_hash, user.email, user.role, user.agency_id, user.institution,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def opens(link: AccountLink, user: User, purpose: str, now: datetime) -> bool:
    """Tell whether the link may set this account's password now."""
    return (
        link.used_at is None
        and now < link.expires_at
        and link.purpose == purpose
        and user.is_active
        and link.binding == binding(user)
    )


def address(base_url: str, purpose: Purpose, token: str) -> str:
    """Give the whole address; its host is the configured one, never one that a request named."""
    return f"{base_url.rstrip('/')}/{purpose.value}/{token}"
