"""Which differences does a person choose, and what exactly was seen? The same for every table.

Works on any view with `changes` and `clashes` whose parts have a `key` and a `version`.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeVar


class Change(Protocol):
    """One thing a table changes, from a version of it."""

    @property
    def key(self) -> str:
        """What names it within the table."""

    @property
    def version(self) -> int:
        """The version it replaces."""


class Differences(Protocol):
    """A view of what a table changes; clashes stay unless someone chooses them."""

    @property
    def changes(self) -> Sequence[Change]:
        """What is saved."""

    @property
    def clashes(self) -> Sequence[Change]:
        """What someone else saved after the table was made."""

    def model_copy(self, *, update: dict[str, Any]) -> Any:
        """Give the same with some parts replaced, as pydantic does."""


V = TypeVar("V", bound=Differences)


def chosen(view: V, overwrite: Collection[str]) -> V:
    """Give the view with the clashes named in `overwrite` among the changes."""
    taken = tuple(each for each in view.clashes if each.key in overwrite)
    left = tuple(each for each in view.clashes if each.key not in overwrite)
    copy: V = view.model_copy(update={"changes": (*view.changes, *taken), "clashes": left})
    return copy


def seen(view: Differences) -> str:
    """Give a short mark of the versions that the changes replace, for ETag and If-Match."""
    versions = " ".join(f"{each.key}={each.version}" for each in (*view.changes, *view.clashes))
    return hashlib.sha256(versions.encode()).hexdigest()[:32]
