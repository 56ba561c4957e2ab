"""What every document shows whatever it reports: letterhead, number, signatories, phases."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.clock import in_wib
from app.periods.models import Period
from app.questionnaires.schema import Instrument
from app.reports import queries
from app.reports.models import Report
from app.reports.views import (
    Authenticity,
    DocumentMeta,
    GradeBound,
    InstrumentView,
    Letterhead,
    LevelName,
    PhaseView,
    Signatory,
)
from app.settings import Settings

MOMENT = timedelta(microseconds=1)


def document(
    session: Session, report: Report, settings: Settings, title: str, as_of: datetime
) -> DocumentMeta:
    """Give the frame of a report that says what stood at `as_of`."""
    return DocumentMeta(
        title=title,
        number=report.number,
        letterhead=letterhead(settings),
        city=settings.city,
        place=settings.place,
        dated_on=in_wib(as_of).date(),
        page_size=settings.page_size,
        provisional=report.is_provisional,
        revision=report.revision,
        authenticity=Authenticity(
            code=report.code,
            url=f"{settings.base_url.rstrip('/')}/v/{report.code}",
            result_sha256=report.result_sha256,
            anchor=report.anchor,
        ),
        signatories=signatories(session, settings),
    )


def letterhead(settings: Settings) -> Letterhead:
    """Give the kop surat of the unit that runs the evaluation."""
    return Letterhead(
        government=f"Pemerintah {settings.city}", unit=settings.unit, address=settings.unit_address
    )


def signatories(session: Session, settings: Settings) -> tuple[Signatory, Signatory]:
    """Give the two who sign: pembina data and walidata; an unknown name stays a dotted line."""
    steward = queries.data_steward(session)
    office = (
        steward and steward.head_title
    ) or f"Kepala {steward.name if steward else settings.unit}"
    return (
        Signatory(
            lead="Selaku Pembina Data,",
            office=f"Kepala Badan Pusat Statistik {settings.city}",
            name="",
        ),
        Signatory(
            lead="Selaku Walidata,",
            office=office if settings.city in office else f"{office} {settings.city}",
            name=steward.head_name if steward else "",
        ),
    )


def settled_at(period: Period, made_at: datetime, *, is_provisional: bool) -> datetime:
    """Give the instant a result counts from: its making, or the finalising when that was later."""
    if is_provisional or period.finalised_at is None:
        return made_at
    return max(made_at, period.finalised_at)


def phases(period: Period, *, is_provisional: bool) -> tuple[PhaseView, ...]:
    """Give the year's phases from the period's instants, last day included."""
    assessed_until = period.announced_at or period.assessment_closes_at
    spans = [
        ("Penilaian mandiri", period.fill_opens_at, period.fill_closes_at, "Perangkat daerah"),
        (
            "Penilaian dokumen dan pleno", period.fill_closes_at, assessed_until,
            "Penilai dari Diskominfo dan BPS bersama koordinator",
        ),
    ]  # fmt: skip
    if period.objections_enabled and period.objection_opens_at and period.objection_closes_at:
        window = (period.objection_opens_at, period.objection_closes_at)
        spans.append(("Hasil sementara dan masa sanggah", *window, "Kepala perangkat daerah"))
    if period.finalised_at and not is_provisional:
        done = period.finalised_at
        spans.append(("Penetapan", done, done + MOMENT, "Koordinator dan administrator"))
    return tuple(_phase(name, opens, closes, actor) for name, opens, closes, actor in spans)


def _phase(name: str, opens: datetime, closes: datetime, actor: str) -> PhaseView:
    first = in_wib(opens).date()
    return PhaseView(name=name, starts_on=first, ends_on=max(first, _last_day(closes)), actor=actor)


def _last_day(closes: datetime) -> date:
    return in_wib(closes - MOMENT).date()


def instrument_view(instrument: Instrument) -> InstrumentView:
    """Give the questionnaire as a report describes it."""
    return InstrumentView(
        id=instrument.id,
        version=instrument.version,
        title=instrument.title,
        legal_basis=instrument.legal_basis,
        group_names=instrument.group_names,
        levels=tuple(
            LevelName(level=each.level, name=each.name, meaning=each.meaning)
            for each in instrument.levels
        ),
        grades=tuple(GradeBound(name=each.name, lowest=each.lower) for each in instrument.grades),
    )
