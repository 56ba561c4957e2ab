"""Writes the assignments of a whole round: what the rule proposes, what a table says."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.assessments import proposals
from app.assessments.actions import assign
from app.assessments.assignment_schemas import Mode, TableRow
from app.assessments.assignment_table import present
from app.assessments.rosters import Roster, roster
from app.assessments.schemas import AssignmentInput
from app.errors import Conflict, InvalidInput, NotFound, Stale
from app.periods.models import Period
from app.permissions import Actor
from app.submissions.models import Submission

CHANGED = (
    "Penugasan, akun, atau benturan kepentingan berubah setelah Anda melihat usulan ini, jadi "
    "belum ada yang ditugaskan. Periksa usulan yang baru di bawah, lalu terapkan."
)
NOTHING = "Usulan ini tidak mengubah apa pun, jadi tidak ada yang ditugaskan."
CHANGED_TABLE = (
    "Penugasan berubah setelah Anda melihat perbedaannya, jadi belum ada yang diterapkan. "
    "Unggah tabelnya lagi."
)
NO_ROWS = "Tidak ada baris yang berubah, jadi tidak ada yang ditugaskan."
CLOSED = "Tahap {} tidak lagi mengizinkan perubahan penugasan. Muat ulang halaman."


def take_over(
    session: Session, actor: Actor, period: Period, given: tuple[Mode, str], now: datetime
) -> int:
    """Assign what the rule proposes, as it was shown; gives for how many OPDs.

    given: what the rule may touch, and the mark of the proposal that was seen. Raises Stale when
    it would now propose something else, InvalidInput when it changes nothing.
    """
    mode, seen = given
    found = roster(session, period, lock=True)
    view = proposals.proposal(found, actor, period, mode)
    if view.seen != seen:
        raise Stale(CHANGED, {"seen": view.seen})
    by_id = {row.id: row for row in found.rows}
    changed = [row for row in view.rows if row.is_changed]
    if not changed:
        raise InvalidInput(NOTHING)
    for row in changed:
        chosen = AssignmentInput(assessors=proposals.usernames(row))
        assign(session, actor, by_id[row.submission_id], chosen, now)
    return len(changed)


def take_in(
    session: Session, actor: Actor, period: Period, rows: Sequence[TableRow], now: datetime
) -> int:
    """Assign every row of a table, or none; gives for how many OPDs.

    Raises Stale when one of them was assigned otherwise in between, and as `assign`.
    """
    if not rows:
        raise InvalidInput(NO_ROWS)
    found = roster(session, period, lock=True)
    by_code = {found.agencies[row.agency_id].code: row for row in found.rows}
    for given in rows:
        row = by_code.get(given.code)
        if row is None:
            raise NotFound
        _ensure_open(found, actor, row)
        if present(found, row) != sorted(given.seen):
            raise Stale(CHANGED_TABLE, {"code": given.code})
        assign(session, actor, row, AssignmentInput(assessors=given.assessors), now)
    return len(rows)


def _ensure_open(found: Roster, actor: Actor, row: Submission) -> None:
    if not proposals.may_be_assigned(actor, row):
        raise Conflict(CLOSED.format(found.agencies[row.agency_id].short_name))
