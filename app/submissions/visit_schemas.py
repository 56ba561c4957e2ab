"""Shapes of interviews and visits: the plan, what was found, what evidence is asked for."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.clock import end_of_day
from app.submissions.schemas import Input, View
from app.texts import Day, Instant, Line, Name, Reason

KIND_NAMES = {"interview": "Interviu", "visit": "Visitasi"}


class VisitInput(Input):
    """A planned interview or visit. `people`: who comes, never shown to the OPD."""

    kind: Annotated[str, Field(pattern="^(interview|visit)$")] = "visit"
    held_on: Day
    place: Name
    people: Line = ""


class VisitForm(VisitInput):
    """The same as the page sends it: with the version seen."""

    version: Annotated[int, Field(ge=0)] = 0


class FindingInput(Input):
    """What was found about one indicator."""

    code: Name
    text: Reason


class WishInput(Input):
    """Which indicators are reopened for evidence, what is wanted, until when."""

    codes: list[Name] = Field(min_length=1, max_length=200)
    text: Reason
    until: Instant


class WishForm(Input):
    """A wish as the page sends it: `until` is the last day."""

    codes: list[Name] = Field(min_length=1, max_length=200)
    text: Reason
    until: Day

    def as_input(self) -> WishInput:
        """Give it with the instant the last day is over in WIB."""
        return WishInput(codes=self.codes, text=self.text, until=end_of_day(self.until))


class FindingView(View):
    """A note of an interview or visit about one indicator."""

    code: str
    text: str
    at: datetime


class VisitView(View):
    """A planned interview or visit. `people` and findings stay empty for the OPD."""

    id: str
    kind: str
    held_on: date
    place: str
    people: str
    institution: str
    version: int
    findings: tuple[FindingView, ...] = ()

    @property
    def kind_name(self) -> str:
        """Name the kind for people."""
        return KIND_NAMES[self.kind]
