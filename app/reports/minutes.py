"""The Berita Acara of one agency's pleno: who agreed on what, and why where they differed.

For the two institutions and the coordinator; the agency never sees it (reliability.md section 2).
"""

from decimal import Decimal

from sqlmodel import Session

from app.accounts.queries import names
from app.assessments import queries as assessments
from app.assessments.models import Agreement
from app.clock import in_wib
from app.errors import Conflict
from app.letterheads.queries import effective
from app.permissions import Institution
from app.questionnaires.schema import Indicator, Instrument
from app.reports import frame, queries
from app.reports.documents import Document
from app.reports.plain_text import Label, Note
from app.reports.sheets import SheetMeta, SheetView, sheet
from app.reports.views import Index, Level, View
from app.scoring import grade, score
from app.settings import Settings
from app.submissions import queries as submissions
from app.submissions.models import Submission


class Party(View):
    """One who took part and signs."""

    role: Label
    name: Label


class MinutesRow(View):
    """One indicator; `reason` is empty where claim and both institutions were the same."""

    code: Label
    name: Label
    claim: Level | None
    diskominfo: Level | None
    bps: Level | None
    agreed: Level
    reason: Note


class MinutesView(SheetView):
    """The whole record; `index` and `grade` are those of the agreed levels."""

    year: int
    agency_code: Label
    agency_name: Label
    parties: tuple[Party, ...]
    rows: tuple[MinutesRow, ...]
    index: Index
    grade: Label

    @property
    def differing(self) -> int:
        """Count the indicators on which the institutions differed."""
        return sum(row.diskominfo != row.bps for row in self.rows)


def minutes(session: Session, submission: Submission, settings: Settings) -> Document:
    """Set the record of a closed pleno; Conflict before it is closed."""
    return sheet("reports/minutes.html", view_of(session, submission, settings))


def view_of(session: Session, submission: Submission, settings: Settings) -> MinutesView:
    """Read what the record says; Conflict before the pleno is closed."""
    if submission.closed_at is None:
        raise Conflict("Pleno OPD ini belum ditutup, jadi berita acaranya belum ada.")
    settings = effective(session, settings)
    agency = submissions.agency_of(session, submission)
    year = submissions.period_of(session, submission).year
    instrument = submissions.instrument_of(session, submission)
    agreed = queries.agreements_until(session, submission.id, submission.closed_at)
    index = _index(instrument, submission, agreed)
    return MinutesView(
        document=SheetMeta(
            title="Berita Acara Pleno",
            subject=f"Penilaian Kematangan Pengelolaan Data {agency.name} Tahun {year}",
            number=f"BA/{agency.code}/{year}",
            letterhead=frame.letterhead(settings),
            place=settings.place,
            dated_on=in_wib(submission.closed_at).date(),
            page_size=settings.page_size,
        ),
        instrument_title=instrument.title,
        instrument_id=instrument.id,
        year=year,
        agency_code=agency.code,
        agency_name=agency.name,
        parties=_parties(session, submission, agreed),
        rows=_rows(session, submission, instrument, agreed),
        index=index,
        grade=grade(index, instrument.grade_bounds()),
    )


def _index(instrument: Instrument, submission: Submission, agreed: dict[str, Agreement]) -> Decimal:
    levels = {code: row.level for code, row in agreed.items()}
    return score(instrument.tree(submission.agency_type), levels).published


def _parties(
    session: Session, submission: Submission, agreed: dict[str, Agreement]
) -> tuple[Party, ...]:
    titles = {
        Institution.DISKOMINFO: "Penilai dari Diskominfo selaku walidata",
        Institution.BPS: "Penilai dari BPS selaku pembina data",
    }
    assessors = [
        Party(
            role="Penilai pengganti untuk walidata" if each.is_substitute else titles[institution],
            name=each.name,
        )
        for institution in Institution
        for each in assessments.assignments(session, submission.id)
        if each.institution == institution
    ]
    moderators = names(session, [row.by for row in agreed.values()])
    return (
        *assessors,
        *(Party(role="Koordinator", name=name) for name in sorted(moderators.values())),
    )


def _rows(
    session: Session,
    submission: Submission,
    instrument: Instrument,
    agreed: dict[str, Agreement],
) -> tuple[MinutesRow, ...]:
    claims = submissions.claims(session, submission.id)
    left, right = (
        assessments.judgements(session, submission.id, institution) for institution in Institution
    )
    return tuple(
        _row(
            item,
            agreed[item.code],
            (
                claims.get(item.code, {}).get("level"),
                left[item.code].level if item.code in left else None,
                right[item.code].level if item.code in right else None,
            ),
        )
        for item in instrument.applicable(submission.agency_type)
    )


def _row(
    item: Indicator, agreed: Agreement, levels: tuple[int | None, int | None, int | None]
) -> MinutesRow:
    claim, diskominfo, bps = levels
    is_same = {claim, diskominfo, bps} == {agreed.level}
    return MinutesRow(
        code=item.code,
        name=item.short_name,
        claim=claim,
        diskominfo=diskominfo,
        bps=bps,
        agreed=agreed.level,
        reason="" if is_same else agreed.reason,
    )
