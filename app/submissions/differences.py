"""What does a table change? What stays, and where someone else wrote in between, is told apart."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.accounts.queries import names
from app.errors import Fault, InvalidInput, NotFound
from app.submissions import queries
from app.submissions.importing import Wanted
from app.submissions.models import Answer, AnswerRevision, Submission
from app.submissions.schemas import AnswerInput, AnswerRow, ChangeView, ClashView, ImportView

NOT_OPEN = "indikator ini tidak termasuk yang dibuka kembali; hapus barisnya"
NOTHING_THERE = AnswerInput()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row beside the answer that stands now (None: nothing was saved yet)."""

    wanted: Wanted
    row: Answer | None

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def before(self) -> AnswerInput:
        return _input(self.row) if self.row else NOTHING_THERE

    @property
    def is_clash(self) -> bool:
        return self.wanted.version not in {None, self.version}


def _input(row: Answer | AnswerRevision) -> AnswerInput:
    return AnswerInput(level=row.level, explanation=row.explanation)


def differences(session: Session, submission: Submission, asked: Iterable[Wanted]) -> ImportView:
    """Compare with what stands now. Raises InvalidInput for a change of what is not open."""
    asked = list(asked)
    if {each.code for each in asked} - set(queries.codes_of(session, submission)):
        raise NotFound
    query = select(Answer).where(Answer.submission_id == submission.id)
    rows = {row.code: row for row in session.exec(query)}
    pairs = [_Pair(each, rows.get(each.code)) for each in asked]
    differing = _open_ones(
        [pair for pair in pairs if pair.wanted.answer != pair.before],
        queries.open_codes(session, submission),
    )
    clashing = [pair for pair in differing if pair.is_clash]
    views = _views(session, submission, differing, _clashes(session, clashing))
    return ImportView(
        applied=False,
        changes=tuple(view for view in views if view.clash is None),
        clashes=tuple(view for view in views if view.clash),
        unchanged=len(pairs) - len(views),
    )


def _open_ones(differing: Sequence[_Pair], opened: Collection[str] | None) -> list[_Pair]:
    """Leave out what is closed and changed here, not in the file; refuse what the file changes."""
    if opened is None:
        return list(differing)
    closed = [pair for pair in differing if pair.wanted.code not in opened]
    faults = [Fault(pair.wanted.place, NOT_OPEN) for pair in closed if not pair.is_clash]
    if faults:
        raise InvalidInput(f"{len(faults)} baris mengubah yang tidak dibuka.", faults)
    return [pair for pair in differing if pair.wanted.code in opened]


def _clashes(session: Session, pairs: Sequence[_Pair]) -> dict[str, ClashView]:
    """Say of each answer that changed in between who changed it, and whether the file did too."""
    rows = [pair.row for pair in pairs if pair.row]
    people = names(session, [row.updated_by for row in rows])
    ids = [row.id for row in rows]
    query = select(AnswerRevision).where(col(AnswerRevision.answer_id).in_(ids))
    earlier = {(row.answer_id, row.version): _input(row) for row in session.exec(query)}
    found = {}
    for pair in pairs:
        seen, row = pair.wanted.version or 0, pair.row
        then = earlier.get((row.id, seen), NOTHING_THERE) if row else NOTHING_THERE
        found[pair.wanted.code] = ClashView(
            seen=seen,
            by=people[row.updated_by] if row else "",
            at=row.updated_at if row else None,
            is_untouched=pair.wanted.answer == then,
        )
    return found


def _views(
    session: Session,
    submission: Submission,
    pairs: Iterable[_Pair],
    clashes: Mapping[str, ClashView],
) -> list[ChangeView]:
    instrument = queries.instrument_of(session, submission)
    return [
        ChangeView(
            code=pair.wanted.code,
            name=instrument.indicator(pair.wanted.code).short_name,
            version=pair.version,
            before=pair.before,
            after=pair.wanted.answer,
            clash=clashes.get(pair.wanted.code),
        )
        for pair in pairs
    ]


def changed_rows(view: ImportView) -> list[AnswerRow]:
    """Give the changes as the action takes them."""
    return [
        AnswerRow(code=each.code, version=each.version, **each.after.model_dump())
        for each in view.changes
    ]
