"""Time-based one-time codes (TOTP, RFC 6238), each accepted once."""

from datetime import datetime

import pyotp

STEP_SECONDS = 30


def new_secret() -> str:
    """Give a fresh base32 secret."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, username: str, issuer: str) -> str:
    """Give the otpauth address for the QR code of an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def accepted_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """Give the time step a code belongs to, one step of clock drift allowed; None when wrong.

    A step not newer than `last_step` was used already and is refused.
    """
    digits = code.replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (present, present - 1, present + 1):
        right = pyotp.utils.strings_equal(totp.at(step * STEP_SECONDS), digits)
        if right and step > last_step:
            return step
    return None
