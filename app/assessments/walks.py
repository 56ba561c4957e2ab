"""Which indicator comes next on the desk? Within one OPD, or the same one across the own OPDs.

Pure: both ways are a row of steps, each an address that is scored or not.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.assessments.desk_schemas import WalkView
from app.assessments.schemas import QueueRow
from app.submissions.states import State

HOME = "/penilaian"
ACROSS = "indikator"
"""How an address says that the walk goes across the OPDs: `?urut=indikator`."""


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the desk: what it is called, where it is, whether it has a level."""

    name: str
    address: str
    is_scored: bool


def address(submission_id: str, code: str, order: str = "") -> str:
    """Give the address of a page of the desk."""
    asked = f"?urut={order}" if order else ""
    return f"{HOME}/{submission_id}/indikator/{code}{asked}"


def can_score(row: QueueRow) -> bool:
    """Tell whether levels may be given to an OPD now."""
    return State(row.state) is State.UNDER_ASSESSMENT and not row.is_locked


def within(
    submission_id: str, name: str, codes: Sequence[str], done: Collection[str], code: str
) -> WalkView:
    """Give the walk through one OPD's indicators, in the instrument's order."""
    steps = [Step(each, address(submission_id, each), each in done) for each in codes]
    place = codes.index(code)
    following = _address(steps, place + 1)
    return _walk(steps, place, ("", following, f"{HOME}/{submission_id}", name, "indikator"))


def across(rows: Sequence[QueueRow], submission_id: str, code: str) -> WalkView:
    """Give the walk through one indicator of the own OPDs, by OPD code; scored ones are passed by.

    An OPD that cannot be scored now is no step, unless its page is the one that is open.
    """
    asked = [
        row
        for row in rows
        if code in row.codes and (can_score(row) or row.submission_id == submission_id)
    ]
    steps = [
        Step(row.agency_name, address(row.submission_id, code, ACROSS), code in row.done)
        for row in asked
    ]
    place = [row.submission_id for row in asked].index(submission_id)
    unscored = _unscored(steps, place)
    onward = unscored.address if unscored else ""
    return _walk(steps, place, (ACROSS, onward, f"{HOME}/indikator/{code}", code, "OPD"))


def _walk(steps: Sequence[Step], place: int, words: tuple[str, str, str, str, str]) -> WalkView:
    order, onward, home, home_name, noun = words
    unscored = _unscored(steps, place)
    return WalkView(
        order=order,
        previous=_address(steps, place - 1),
        next=_address(steps, place + 1),
        onward=onward,
        unscored=unscored.address if unscored else "",
        unscored_name=unscored.name if unscored else "",
        home=home,
        home_name=home_name,
        position=place + 1,
        judged=sum(step.is_scored for step in steps),
        total=len(steps),
        noun=noun,
    )


def _address(steps: Sequence[Step], place: int) -> str:
    return steps[place].address if 0 <= place < len(steps) else ""


def _unscored(steps: Sequence[Step], place: int) -> Step | None:
    """Give the first step without a level after this one, from the start again at the end."""
    around = [*steps[place + 1 :], *steps[:place]]
    return next((step for step in around if not step.is_scored), None)
