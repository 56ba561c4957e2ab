"""What did a revision change? Every one beside the one before it, level by level."""

from collections.abc import Mapping
from itertools import pairwise

from sqlmodel import Session

from app.questionnaires.schema import Instrument
from app.results import queries
from app.results.models import Result
from app.results.schemas import ChangedLevel, RevisionView
from app.submissions import queries as submissions
from app.submissions.models import Submission


def changes(session: Session, submission: Submission) -> tuple[RevisionView, ...]:
    """Give every later revision beside the earlier, newest first; empty with a single one."""
    rows = queries.revisions(session, submission.id)
    if len(rows) < 2:
        return ()
    instrument = submissions.instrument_of(session, submission)
    pairs = [_beside(instrument, before, after) for before, after in pairwise(rows)]
    return tuple(reversed(pairs))


def _beside(instrument: Instrument, before: Result, after: Result) -> RevisionView:
    reasons: Mapping[str, str] = after.sheet.get("reasons", {})
    return RevisionView(
        revision=after.revision,
        made_at=after.made_at,
        index_before=before.index,
        index=after.index,
        grade_before=before.grade,
        grade=after.grade,
        levels=tuple(
            ChangedLevel(
                code=code,
                name=instrument.indicator(code).short_name,
                before=before.levels[code],
                after=level,
                reason=reasons.get(code, ""),
            )
            for code, level in sorted(after.levels.items())
            if before.levels[code] != level
        ),
    )
