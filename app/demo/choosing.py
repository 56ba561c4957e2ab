"""Choices that depend on names only, so that a document says the same wherever it is cited."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

Option = TypeVar("Option")


def _number(*keys: object) -> int:
    return zlib.crc32("|".join(map(str, keys)).encode())


def share(*keys: object) -> float:
    """Give a number from 0 up to, not including, 1 that is always the same for these keys."""
    return _number(*keys, "share") % 10007 / 10007


def chosen(options: Sequence[Option], *keys: object) -> Option:
    """Give the option that always belongs to these keys."""
    return options[_number(*keys) % len(options)]


def whole(low: int, high: int, *keys: object) -> int:
    """Give a whole number low..high that always belongs to these keys."""
    return low + _number(*keys, "whole") % (high - low + 1)
