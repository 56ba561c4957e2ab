"""Shapes of who took part in a pleno."""

from typing import Annotated

from pydantic import Field

from app.assessments.schemas import Input, View
from app.submissions.schemas import SubmissionView
from app.texts import Line, Name

PEOPLE_MAX = 40


class ParticipantInput(Input):
    """One person who was invited."""

    name: Name
    institution: Line = ""
    role: Line = ""
    is_present: bool = True


class AttendanceInput(Input):
    """Everyone who was invited, in the order of the minutes; replaces the earlier record."""

    participants: list[ParticipantInput] = Field(min_length=1, max_length=PEOPLE_MAX)


class AttendanceForm(AttendanceInput):
    """The same as the page sends it: with the version seen."""

    version: Annotated[int, Field(ge=0)] = 0


class ParticipantView(View):
    """One person of the record."""

    name: str
    institution: str
    role: str
    is_present: bool


class AttendanceView(View):
    """Who took part; `version` 0 and nobody while it is not recorded."""

    version: int
    participants: tuple[ParticipantView, ...]

    @property
    def present(self) -> int:
        """Count who was there."""
        return sum(person.is_present for person in self.participants)


class AttendancePage(View):
    """The form: what is recorded, or who is expected, and empty lines after them."""

    standing: SubmissionView
    version: int
    lines: tuple[ParticipantView, ...]
    is_closed: bool
