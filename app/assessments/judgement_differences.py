"""What does an assessor's workbook change? Where a colleague saved in between is told apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.queries import names
from app.assessments.import_schemas import JudgementChange, JudgementImportView
from app.assessments.judgement_importing import Wanted
from app.assessments.models import Judgement, JudgementRevision
from app.assessments.reasons import lacks_reason
from app.assessments.schemas import JudgementInput
from app.assessments.scorings import Scoring, own_judgements
from app.errors import Fault, InvalidInput
from app.periods.models import Period
from app.permissions import Actor
from app.questionnaires import queries as instruments
from app.submissions.claimed import claimed
from app.submissions.schemas import ClashView

NOT_OPEN = "nilai OPD ini tidak sedang dibuka untuk instansi Anda; kembalikan isi barisnya"
PAGE_CHANGES, PAGE_LETTERS = 300, 600_000
"""What a page can send back (500 fields and 1 MiB, app/web/forms.py) and save in a few seconds."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row beside the judgement that stands now (None: not scored yet)."""

    wanted: Wanted
    scoring: Scoring
    row: Judgement | None
    claim: int | None

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def before(self) -> JudgementInput | None:
        return _input(self.row) if self.row else None

    @property
    def is_clash(self) -> bool:
        return self.wanted.version != self.version

    def faults(self) -> Iterable[Fault]:
        """Say why this difference cannot be saved. What others changed is no fault of the file."""
        if self.is_clash:
            return
        if not self.scoring.is_open:
            yield Fault(self.wanted.place, NOT_OPEN)
        elif lacks_reason(self.claim, self.wanted.judgement):
            level = self.wanted.judgement.level
            message = f"wajib diisi, karena nilai {level} berbeda dari klaim OPD ({self.claim})"
            yield Fault(self.wanted.reason_place, message)


def _input(row: Judgement | JudgementRevision) -> JudgementInput:
    return JudgementInput(level=row.level, note=row.note, reason=row.reason)


def differences(
    session: Session,
    actor: Actor,
    about: tuple[Period, Sequence[Scoring]],
    asked: Iterable[Wanted],
) -> JudgementImportView:
    """Compare with what stands now. Raises InvalidInput for what could not be saved by hand."""
    period, own = about
    pairs = _pairs(session, actor, own, list(asked))
    differing = [pair for pair in pairs if pair.wanted.judgement != pair.before]
    faults = [fault for pair in differing for fault in pair.faults()]
    if faults:
        message = f"{len(faults)} baris tidak dapat disimpan. Tidak ada yang diubah."
        raise InvalidInput(message, faults)
    kept = [pair for pair in differing if pair.scoring.is_open]
    clashes = _clashes(session, [pair for pair in kept if pair.is_clash])
    instrument = instruments.get(session, period.instrument_id)
    views = [_view(pair, instrument, clashes) for pair in kept]
    return JudgementImportView(
        applied=False,
        changes=tuple(view for view in views if view.clash is None),
        clashes=tuple(view for view in views if view.clash),
        unchanged=len(pairs) - len(views),
    )


def _pairs(
    session: Session, actor: Actor, own: Sequence[Scoring], asked: Sequence[Wanted]
) -> list[_Pair]:
    scoring = {each.submission.id: each for each in own}
    ids = {each.submission_id for each in asked} & set(scoring)
    if any(each.submission_id not in scoring for each in asked):
        raise InvalidInput("Ada OPD yang tidak ditugaskan kepada Anda. Tidak ada yang diubah.")
    judged, claims = own_judgements(session, actor, ids), claimed(session, ids)
    return [
        _Pair(
            each,
            scoring[each.submission_id],
            judged.get((each.submission_id, each.code)),
            claims.get(each.submission_id, {}).get(each.code, {}).get("level"),
        )
        for each in asked
    ]


def _clashes(session: Session, pairs: Sequence[_Pair]) -> dict[tuple[str, str], ClashView]:
    rows = [pair.row for pair in pairs if pair.row]
    people = names(session, [row.by for row in rows])
    query = select(JudgementRevision).where(
        col(JudgementRevision.judgement_id).in_([row.id for row in rows])
    )
    earlier = {(row.judgement_id, row.version): _input(row) for row in session.exec(query)}
    return {
        (pair.wanted.submission_id, pair.wanted.code): ClashView(
            seen=pair.wanted.version,
            by=people[pair.row.by] if pair.row else "",
            at=pair.row.at if pair.row else None,
            is_untouched=pair.wanted.judgement
            == (earlier.get((pair.row.id, pair.wanted.version)) if pair.row else None),
        )
        for pair in pairs
    }


def _view(
    pair: _Pair, instrument: Any, clashes: Mapping[tuple[str, str], ClashView]
) -> JudgementChange:
    code, agency = pair.wanted.code, pair.scoring.agency
    return JudgementChange(
        submission_id=pair.wanted.submission_id,
        agency=agency.name,
        key=f"{agency.code}/{code}",
        code=code,
        name=instrument.indicator(code).short_name,
        claim=pair.claim,
        version=pair.version,
        before=pair.before,
        after=pair.wanted.judgement,
        clash=clashes.get((pair.wanted.submission_id, code)),
    )


def fitting(view: JudgementImportView) -> JudgementImportView:
    """Give as many of the changes as one page can send back; the rest is counted as `later`."""
    room, letters, kept = PAGE_CHANGES, PAGE_LETTERS, []
    for change in (*view.clashes, *view.changes):
        room, letters = room - 1, letters - len(change.row.encode())
        if room < 0 or letters < 0:
            break
        kept.append(change)
    return view.model_copy(
        update={
            "changes": tuple(each for each in kept if each.clash is None),
            "clashes": tuple(each for each in kept if each.clash),
            "later": len(view.changes) + len(view.clashes) - len(kept),
        }
    )
