"""Whom does a text call by @username? Pure."""

import re
from collections.abc import Iterable, Iterator

CALL = re.compile(r"(?<![\w.@-])@([\w.@-]+)")


def mentioned(text: str, usernames: Iterable[str]) -> frozenset[str]:
    """Give the usernames that stand in `text` after an @, in any case of letters.

    What ends a sentence ends a name: "@ani." calls `ani`. "@ani.dinkes" and "budi@ani" do not.
    """
    return frozenset(usernames) & frozenset(_called(text))


def _called(text: str) -> Iterator[str]:
    for name in CALL.findall(text.lower()):
        yield from (name, name.rstrip(".-_@"))
