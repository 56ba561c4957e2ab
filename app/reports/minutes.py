"""The Berita Acara of one agency's pleno: who agreed on what, and why where they differed.

For the two institutions and the coordinator; the agency never sees it (reliability.md section 2).
"""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from app.accounts.queries import names
from app.agencies.models import Agency
from app.assessments import queries as assessments
from app.assessments.attendance import attendance
from app.assessments.models import Agreement
from app.assessments.schemas import JudgementView
from app.clock import in_wib
from app.errors import Conflict
from app.letterheads.queries import effective
from app.permissions import Institution
from app.questionnaires.schema import Indicator, Instrument
from app.reports import frame, queries, words
from app.reports.documents import Document
from app.reports.plain_text import Label, Note
from app.reports.sheets import SheetMeta, SheetView, sheet
from app.reports.views import Index, Level, View
from app.scoring import grade, score
from app.settings import Settings
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.templating import angka

NONE_DIFFERED = "tidak ada yang dinilai berbeda"
CLOSING = (
    "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
)


class Party(View):
    """One who took part and signs."""

    role: Label
    name: Label


class Attendee(View):
    """One who was invited to the pleno."""

    name: Label
    institution: Label
    role: Label
    is_present: bool

    @property
    def office(self) -> str:
        """Give what the person signs as: "Penilai, BPS"."""
        return ", ".join(part for part in (self.role, self.institution) if part) or "Peserta"


class MinutesRow(View):
    """One indicator; `reason` is empty where claim and both institutions were the same.

    The institutions' own reasons stand for themselves and are empty where they gave none.
    """

    code: Label
    name: Label
    claim: Level | None
    diskominfo: Level | None
    bps: Level | None
    agreed: Level
    reason: Note
    diskominfo_reason: Note = ""
    bps_reason: Note = ""


class MinutesView(SheetView):
    """The whole record; `index` and `grade` are those of the agreed levels.

    attendees: everyone who was recorded, present or not; empty when nobody was. parties: who signs.
    """

    year: int
    agency_code: Label
    agency_name: Label
    attendees: tuple[Attendee, ...]
    parties: tuple[Party, ...]
    rows: tuple[MinutesRow, ...]
    index: Index
    grade: Label

    @property
    def differences(self) -> tuple[MinutesRow, ...]:
        """Give the indicators on which the institutions differed."""
        return tuple(row for row in self.rows if row.diskominfo != row.bps)

    @property
    def opening(self) -> str:
        """Say when, where and about whom the pleno was."""
        document = self.document
        return (
            f"Pada hari ini {words.date_in_words(document.dated_on)}, bertempat di "
            f"{document.place}, telah dilaksanakan pleno penilaian {self.agency_name} "
            f"(kode {self.agency_code}) dengan instrumen {self.instrument_title} "
            f"({self.instrument_id}), yang diikuti oleh:"
        )

    @property
    def course(self) -> str:
        """Say how it went: scored apart, so many indicators differed."""
        count = len(self.differences)
        differed = f"{count} dinilai berbeda dan dibahas" if count else NONE_DIFFERED
        return (
            "Kedua institusi telah menilai setiap indikator secara terpisah sebelum pleno. Dari "
            f"{len(self.rows)} indikator, {differed}. Tingkat yang disepakati adalah sebagai "
            "berikut."
        )

    @property
    def closing(self) -> str:
        """Give the last sentence."""
        return CLOSING

    @property
    def outcome(self) -> str:
        """Say what the agreed levels come to."""
        return (
            f"Dengan tingkat yang disepakati itu indeksnya {angka(self.index)}, predikat "
            f"{self.grade}, sebelum masa sanggah dan penetapan."
        )


def minutes(session: Session, submission: Submission, settings: Settings) -> Document:
    """Set the record of a closed pleno; Conflict before it is closed."""
    return printed(view_of(session, submission, settings))


def printed(view: MinutesView) -> Document:
    """Set the record for the press."""
    return sheet("reports/minutes.html", view)


def file_name(view: MinutesView) -> str:
    """Give the name of its files, without ending."""
    return f"berita-acara-{view.agency_code}-{view.year}"


def view_of(session: Session, submission: Submission, settings: Settings) -> MinutesView:
    """Read what the record says; Conflict before the pleno is closed."""
    if submission.closed_at is None:
        raise Conflict("Pleno OPD ini belum ditutup, jadi berita acaranya belum ada.")
    agency = submissions.agency_of(session, submission)
    year = submissions.period_of(session, submission).year
    instrument = submissions.instrument_of(session, submission)
    agreed = queries.agreements_until(session, submission.id, submission.closed_at)
    index = _index(instrument, submission, agreed)
    attendees = _attendees(session, submission)
    return MinutesView(
        document=_meta(effective(session, settings), agency, year, submission.closed_at),
        instrument_title=instrument.title,
        instrument_id=instrument.id,
        year=year,
        agency_code=agency.code,
        agency_name=agency.name,
        attendees=attendees,
        parties=_present(attendees) or _parties(session, submission, agreed),
        rows=_rows(session, submission, instrument, agreed),
        index=index,
        grade=grade(index, instrument.grade_bounds()),
    )


def _meta(settings: Settings, agency: Agency, year: int, closed_at: datetime) -> SheetMeta:
    return SheetMeta(
        title="Berita Acara Pleno",
        subject=f"Penilaian Kematangan Pengelolaan Data {agency.name} Tahun {year}",
        number=f"BA/{agency.code}/{year}",
        letterhead=frame.letterhead(settings),
        place=settings.place,
        dated_on=in_wib(closed_at).date(),
        page_size=settings.page_size,
    )


def _index(instrument: Instrument, submission: Submission, agreed: dict[str, Agreement]) -> Decimal:
    levels = {code: row.level for code, row in agreed.items()}
    return score(instrument.tree(submission.agency_type), levels).published


def _attendees(session: Session, submission: Submission) -> tuple[Attendee, ...]:
    people = attendance(session, submission.id).participants
    return tuple(Attendee.model_validate(person.model_dump()) for person in people)


def _present(attendees: tuple[Attendee, ...]) -> tuple[Party, ...]:
    return tuple(Party(role=each.office, name=each.name) for each in attendees if each.is_present)


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
            claims.get(item.code, {}).get("level"),
            (left.get(item.code), right.get(item.code)),
        )
        for item in instrument.applicable(submission.agency_type)
    )


def _row(
    item: Indicator,
    agreed: Agreement,
    claim: int | None,
    judgements: tuple[JudgementView | None, JudgementView | None],
) -> MinutesRow:
    left, right = judgements
    diskominfo, bps = left.level if left else None, right.level if right else None
    is_same = {claim, diskominfo, bps} == {agreed.level}
    return MinutesRow(
        code=item.code,
        name=item.short_name,
        claim=claim,
        diskominfo=diskominfo,
        bps=bps,
        agreed=agreed.level,
        reason="" if is_same else agreed.reason,
        diskominfo_reason=left.reason if left else "",
        bps_reason=right.reason if right else "",
    )
