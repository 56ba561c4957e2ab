"""Shapes of the coordinator's board."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from app.assessments.pace import Standing
from app.assessments.schemas import BoardRow, FilterView, Input, View
from app.texts import Name

WORDS = {
    Standing.IDLE: "Menunggu OPD",
    Standing.DONE: "Selesai",
    Standing.TO_LOCK: "Tinggal dikunci",
    Standing.STARTING: "Belum mulai",
    Standing.ON_TIME: "Sesuai waktu",
    Standing.LATE: "Tertinggal",
}


class WorkloadView(View):
    """How far an assessor is, without any level.

    opds: assigned ones that are not lapsed; waiting: those whose OPD has to send, or to send
    again; judged of total: indicators of the others; a shared OPD counts for all who score it.
    pace: levels a day, to one decimal, over the last seven days; ready_on: the day at this pace,
    in WIB.
    """

    username: str
    name: str
    institution: str
    institution_name: str
    opds: int
    waiting: int
    judged: int
    total: int
    left: int
    unlocked: int
    pace: Decimal
    ready_on: date | None
    standing: Standing
    is_reminded: bool

    @property
    def word(self) -> str:
        """Give what the standing is called."""
        return WORDS[self.standing]

    @property
    def is_late(self) -> bool:
        """Tell whether the work will not be done in time."""
        return self.standing is Standing.LATE


class BoardLine(View):
    """A row of the board as drawn, with what the reader may open and whether to remind."""

    row: BoardRow
    status: str
    word: str
    links: tuple[tuple[str, str], ...]
    is_remindable: bool
    is_reminded: bool


class BoardView(View):
    """A period as the coordinator watches it."""

    title: str
    lines: tuple[BoardLine, ...]
    people: tuple[WorkloadView, ...]
    filters: tuple[FilterView, ...]
    chosen: str
    chosen_person: str
    sent: int
    locked: int
    closed: int
    agencies: int
    closes_at: datetime
    days_left: int

    @property
    def late(self) -> tuple[WorkloadView, ...]:
        """Give the assessors that will not be done in time."""
        return tuple(person for person in self.people if person.is_late)


class ProgressView(View):
    """The board as JSON: every OPD, every assessor."""

    closes_at: datetime
    days_left: int
    submissions: tuple[BoardRow, ...]
    assessors: tuple[WorkloadView, ...]


class ReminderInput(Input):
    """Whom to remind: assessors by username, OPDs by code."""

    assessors: list[Name] = Field(default=[], max_length=200)
    agencies: list[Name] = Field(default=[], max_length=500)


class ReminderView(View):
    """How many people were told now; who was told today already is not told again."""

    told: int
    already: int
