"""Shapes of delegations: what comes in, what goes out."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from app.submissions.schemas import Input, TaskGroup, View
from app.texts import Day, Name


class ScopeInput(Input):
    """Which indicators: named one by one, or as whole domains."""

    codes: list[Name] = Field(default=[], max_length=500)
    domains: list[Name] = Field(default=[], max_length=50)


class AssigneeInput(Input):
    """Who of the same OPD takes over: a username."""

    assignee: Name


class ShareInput(AssigneeInput):
    """Who takes care of the one indicator of the page, and the last day for it."""

    due_on: Day | None = None


class DelegationInput(ScopeInput, ShareInput):
    """Who takes care of which indicators, and the last day for them."""


class ColleagueView(View):
    """Someone of the OPD who can be chosen."""

    username: str
    name: str
    role_name: str
    is_me: bool


class DelegationView(View):
    """Who takes care of one indicator. `is_gone`: no active account of this OPD any more."""

    code: str
    assignee: str
    assignee_name: str
    due_on: date | None
    given_by: str
    given_at: datetime
    is_mine: bool
    is_from_me: bool
    is_gone: bool
    is_waiting: bool
    is_late: bool


class ShareView(View):
    """One person's share: how many indicators, how many still wait, how many are late."""

    name: str
    total: int
    waiting: int
    late: int
    is_gone: bool = False

    @property
    def words(self) -> str:
        """Say it in short; nothing that is zero."""
        parts = (
            f"{self.total} indikator",
            self.waiting and f"{self.waiting} belum lengkap",
            self.late and f"{self.late} terlambat",
        )
        return ", ".join(part for part in parts if part)


class Part(StrEnum):
    """Which part of the task list is shown, as its address says it."""

    ALL = "semua"
    MINE = "saya"
    LATE = "terlambat"
    FREE = "belum-dibagi"


PART_NAMES = {
    Part.ALL: "Semua",
    Part.MINE: "Bagian saya",
    Part.LATE: "Terlambat",
    Part.FREE: "Belum dibagi",
}


class WorkView(View):
    """Who takes care of what in one submission. `late`: the codes the reader has to know of."""

    by_code: dict[str, DelegationView]
    late: frozenset[str]
    colleagues: tuple[ColleagueView, ...]
    operators: int

    @property
    def mine(self) -> frozenset[str]:
        """Give the indicators the reader takes care of."""
        return frozenset(code for code, row in self.by_code.items() if row.is_mine)

    @property
    def others(self) -> tuple[ColleagueView, ...]:
        """Give everyone but the reader."""
        return tuple(person for person in self.colleagues if not person.is_me)

    @property
    def people(self) -> tuple[ShareView, ...]:
        """Give everyone who has a share, in order of name."""
        return shares(self.by_code.values())

    def shown(self, part: Part, groups: Collection[TaskGroup]) -> tuple[TaskGroup, ...]:
        """Give the groups with the rows of this part only."""
        kept = (_narrowed(group, self.codes_of(part, groups)) for group in groups)
        return tuple(group for group in kept if group.rows)

    def parts(self, groups: Collection[TaskGroup]) -> tuple[tuple[str, str, int], ...]:
        """Give the filters as (value of the address, words, number of indicators)."""
        return tuple(
            (part.value, name, len(self.codes_of(part, groups)))
            for part, name in PART_NAMES.items()
        )

    def codes_of(self, part: Part, groups: Collection[TaskGroup]) -> frozenset[str]:
        """Give the codes of a part."""
        every = frozenset(row.code for group in groups for row in group.rows)
        codes = {
            Part.ALL: every,
            Part.MINE: self.mine,
            Part.LATE: self.late,
            Part.FREE: every - self.by_code.keys(),
        }
        return codes[part]


def _narrowed(group: TaskGroup, codes: frozenset[str]) -> TaskGroup:
    return group.model_copy(update={"rows": tuple(row for row in group.rows if row.code in codes)})


class OverviewView(View):
    """What the home page says: the reader's own share, and who else is late."""

    mine: ShareView | None
    late: tuple[ShareView, ...]


def shares(rows: Collection[DelegationView]) -> tuple[ShareView, ...]:
    """Count what each person has."""
    return tuple(sorted(_counted(rows), key=lambda share: share.name))


def _counted(rows: Collection[DelegationView]) -> Iterator[ShareView]:
    total = Counter(row.assignee for row in rows)
    waiting = Counter(row.assignee for row in rows if row.is_waiting)
    late = Counter(row.assignee for row in rows if row.is_late)
    for row in {row.assignee: row for row in rows}.values():
        who = row.assignee
        yield ShareView(
            name=row.assignee_name,
            total=total[who],
            waiting=waiting[who],
            late=late[who],
            is_gone=row.is_gone,
        )
