"""Which scores of a round may this reader see? All of them as one XLSX.

Every text is written as text: no cell of this file is ever a formula, whatever people typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.agencies.models import Agency
from app.assessments import queries as assessments
from app.assessments.schemas import ComparisonRow
from app.clock import in_wib
from app.files.workbooks import Cell, put_table, written
from app.periods.models import Period
from app.permissions import Actor, Permission, allows
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.results import queries as results
from app.results.compute import published
from app.results.models import Result
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import STATE_NAMES, State

SCORES = (
    ("Kode OPD", 10), ("OPD", 40), ("Keadaan", 18), ("Kode indikator", 14), ("Indikator", 40),
    ("Klaim OPD", 10), ("Diskominfo", 11), ("BPS", 8), ("Disepakati", 11), ("Alasan", 60),
)  # fmt: skip
RESULTS = (
    ("Kode OPD", 10), ("OPD", 40), ("Keadaan", 18), ("Indeks", 9), ("Predikat", 16),
    ("Peringkat", 10), ("Dari", 8),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Seen:
    """One submission with what the reader may know of it."""

    submission: Submission
    agency: Agency
    claims: dict[str, dict[str, Any]]
    compared: dict[str, ComparisonRow]
    result: Result | None

    @property
    def head(self) -> tuple[str, str, str]:
        state = STATE_NAMES[State(self.submission.state)]
        return self.agency.code, self.agency.name, state


def score_book(session: Session, actor: Actor, period: Period, now: datetime) -> bytes:
    """Write the workbook of a period: levels per OPD and indicator, and the results.

    What the reader may not see of an OPD (the law's cells) stays empty in its rows.
    """
    instrument = instruments.get(session, period.instrument_id)
    rows = submissions.of_period(session, period.id)
    found = results.results_of(session, period, only_public=False)
    seen = [_seen(session, actor, row, found.get(row.id), now) for row in rows]
    groups = tuple((f"{domain.code} {domain.name}", 14) for domain in instrument.domains)

    def fill(book: Any) -> None:
        put_table(book, "Nilai", SCORES, _score_rows(seen, instrument))
        put_table(book, "Hasil", RESULTS + groups, _result_rows(seen, instrument))

    return written(f"Nilai {period.title}, {in_wib(now):%d-%m-%Y %H.%M} WIB", now, fill)


def _seen(
    session: Session, actor: Actor, row: Submission, result: Result | None, now: datetime
) -> _Seen:
    subject = assessments.subject_of(session, row, now)
    may_claims = allows(actor, Permission.ANSWER_READ_SNAPSHOT, subject)
    may_scores = allows(actor, Permission.SCORE_READ_BOTH, subject)
    may_result = allows(actor, Permission.RESULT_READ, subject)
    compared = assessments.comparison(session, row) if may_scores else []
    return _Seen(
        row,
        submissions.agency_of(session, row),
        submissions.claims(session, row.id) if may_claims else {},
        {each.code: each for each in compared},
        result if may_result else None,
    )


def _score_rows(seen: Sequence[_Seen], instrument: Instrument) -> Iterator[Sequence[Cell]]:
    for each in seen:
        for item in instrument.applicable(each.submission.agency_type):
            claim = each.claims.get(item.code, {}).get("level")
            yield (*each.head, item.code, item.name, claim, *_levels(each.compared.get(item.code)))


def _levels(row: ComparisonRow | None) -> tuple[Cell, ...]:
    if row is None:
        return None, None, None, None
    return (
        row.diskominfo.level if row.diskominfo else None,
        row.bps.level if row.bps else None,
        row.agreed.level if row.agreed else None,
        row.agreed.reason if row.agreed else None,
    )


def _result_rows(seen: Sequence[_Seen], instrument: Instrument) -> Iterator[Sequence[Cell]]:
    for each in seen:
        if each.result is None:
            yield each.head
            continue
        row = each.result
        groups = (row.groups.get(domain.code) for domain in instrument.domains)
        figures = (published(exact, instrument.top) if exact else None for exact in groups)
        yield (*each.head, Decimal(row.index), row.grade, row.place, row.of, *figures)
