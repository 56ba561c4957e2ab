"""Versions in headers: ETag out, If-Match in."""

from typing import Annotated

from fastapi import Header

from app.errors import InvalidInput, VersionMissing

IfMatch = Annotated[str | None, Header(alias="If-Match")]
MISSING = (
    'Sebutkan versi yang Anda lihat dalam kepala If-Match (misalnya "3"; "0" bila belum ada isian).'
)


def etag(version: int) -> str:
    """Write a version as ETag."""
    return f'"{version}"'


def seen_mark(if_match: str) -> str:
    """Read the mark of an If-Match header, without quotes; at most as long as marks are."""
    return if_match.strip().removeprefix("W/").strip('"')[:64]


def seen_version(if_match: str | None) -> int:
    """Read the version of an If-Match header; VersionMissing without one."""
    if if_match is None:
        raise VersionMissing(MISSING)
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise InvalidInput(MISSING)
    return int(digits)
