"""Hashes and checks passwords and random tokens. Source: ASVS V6.2, V11 (reliability.md 8)."""

import hashlib
import secrets

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts.common_passwords import is_common
from app.errors import InvalidInput

MIN_LETTERS = 12
MAX_LETTERS = 128
_hasher = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
_nobody = _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Give the Argon2id hash; InvalidInput outside 12..128 letters or for a common one."""
    if not MIN_LETTERS <= len(password) <= MAX_LETTERS:
        message = f"Kata sandi harus {MIN_LETTERS} sampai {MAX_LETTERS} huruf."
        raise InvalidInput(message)
    if is_common(password):
        message = "Kata sandi ini mudah ditebak. Pakailah beberapa kata yang tidak berhubungan."
        raise InvalidInput(message)
    return _hasher.hash(password)


def random_password() -> str:
    """Give a first password to be told once and changed: 72 random bits, easy to type."""
    return "-".join(secrets.token_hex(3) for _ in range(3))


def is_right(password: str, stored: str) -> bool:
    """Check a password; takes the same time when there is no such account (`stored` empty)."""
    found = _hasher.verify(password, stored or _nobody)
    return found and bool(stored)


def new_token(prefix: str = "") -> str:
    """Give a random 256-bit token."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
