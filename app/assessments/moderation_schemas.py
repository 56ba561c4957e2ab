"""Shapes of the pleno as its page shows it."""

from app.assessments.attendance_schemas import AttendanceView
from app.assessments.schemas import AssignmentView, ComparisonRow, NoteView, View
from app.submissions.schemas import SubmissionView


class ModerationRow(View):
    """One indicator in the pleno, by name, and whether its level may be set now.

    next_code: the next difference without an agreed level, empty when there is no other.
    """

    row: ComparisonRow
    name: str
    is_settable: bool
    next_code: str = ""


class ModerationView(View):
    """The pleno of one OPD: what differs first."""

    standing: SubmissionView
    assessors: tuple[AssignmentView, ...]
    cards: tuple[ModerationRow, ...]
    others: tuple[ModerationRow, ...]
    undecided: tuple[str, ...]
    waiting_equal: int
    agreed: int
    level_names: dict[int, str]
    notes: tuple[NoteView, ...]
    attendance: AttendanceView
    is_closed: bool
