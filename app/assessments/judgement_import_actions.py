"""Saves a whole workbook of levels: all of it or nothing, each as if by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from app.assessments.actions import save_judgement
from app.assessments.import_schemas import JudgementRow
from app.assessments.schemas import JudgementInput
from app.assessments.scorings import Scoring
from app.errors import Fault, InvalidInput
from app.permissions import Actor

NOTHING_CHOSEN = (
    "Tidak ada baris yang dipilih, jadi tidak ada yang diubah. Unggah berkasnya lagi, lalu "
    "centang baris yang hendak dipakai."
)
NOT_YOURS = "OPD ini tidak (lagi) Anda nilai, jadi tidak ada yang diubah. Unduh templat lagi."


def take_in(
    session: Session,
    actor: Actor,
    own: Mapping[str, Scoring],
    rows: Sequence[JudgementRow],
    now: datetime,
) -> int:
    """Save every row; gives how many.

    own: the actor's submissions by id. Raises InvalidInput when there is no row, Stale when a
    colleague saved one of them in between, and as `save_judgement`.
    """
    if not rows:
        raise InvalidInput(NOTHING_CHOSEN)
    strangers = [row for row in rows if row.submission_id not in own]
    if strangers:
        raise InvalidInput(NOT_YOURS, [Fault(row.code, NOT_YOURS) for row in strangers])
    for row in rows:
        submission = own[row.submission_id].submission
        judgement = JudgementInput(level=row.level, note=row.note, reason=row.reason)
        save_judgement(session, actor, submission, row.code, (judgement, row.version), now)
    return len(rows)
