"""Windows and phases of a period. Pure; `now` is always handed in. Source: reliability.md 1.1."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.errors import Conflict


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open stretch of time: opens_at <= now < closes_at, UTC; None = never."""

    opens_at: datetime | None
    closes_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether `now` lies inside."""
        if self.opens_at is None or self.closes_at is None:
            return False
        return self.opens_at <= now < self.closes_at

    def is_over(self, now: datetime) -> bool:
        """Tell whether `now` lies behind it; a window that never is, is over."""
        return self.closes_at is None or now >= self.closes_at


class Phase(StrEnum):
    """What the period is in, as people call it."""

    PREPARATION = "preparation"
    SELF_ASSESSMENT = "self_assessment"
    ASSESSMENT = "assessment"
    OBJECTION = "objection"
    RATIFICATION = "ratification"
    FINAL = "final"
    PUBLISHED = "published"


PHASE_NAMES = {
    Phase.PREPARATION: "Persiapan",
    Phase.SELF_ASSESSMENT: "Penilaian mandiri",
    Phase.ASSESSMENT: "Penilaian dokumen dan pleno",
    Phase.OBJECTION: "Hasil sementara, masa sanggah",
    Phase.RATIFICATION: "Menunggu penetapan",
    Phase.FINAL: "Ditetapkan, menunggu publikasi",
    Phase.PUBLISHED: "Dipublikasikan, tindak lanjut",
}


class PeriodTimes(Protocol):
    """The instants of a period that phases are read from."""

    fill_opens_at: datetime
    fill_closes_at: datetime
    objections_enabled: bool
    objection_opens_at: datetime | None
    objection_closes_at: datetime | None
    opened_at: datetime | None
    announced_at: datetime | None
    finalised_at: datetime | None
    published_at: datetime | None


def objection_window(period: PeriodTimes) -> Window:
    """Give the objection window; one that never opens when objections are switched off."""
    if not period.objections_enabled:
        return Window(None, None)
    return Window(period.objection_opens_at, period.objection_closes_at)


def phase(period: PeriodTimes, now: datetime) -> Phase:
    """Give the phase a period is in."""
    if period.published_at:
        return Phase.PUBLISHED
    if period.finalised_at:
        return Phase.FINAL
    if period.announced_at:
        is_open = objection_window(period).is_open(now)
        return Phase.OBJECTION if is_open else Phase.RATIFICATION
    if now < period.fill_opens_at or not period.opened_at:
        return Phase.PREPARATION
    return Phase.SELF_ASSESSMENT if now < period.fill_closes_at else Phase.ASSESSMENT


def phase_ends_at(period: PeriodTimes, now: datetime) -> datetime | None:
    """Give the instant the present phase ends by the clock, when it does."""
    ends = {
        Phase.PREPARATION: period.fill_opens_at,
        Phase.SELF_ASSESSMENT: period.fill_closes_at,
        Phase.OBJECTION: period.objection_closes_at,
    }
    return ends.get(phase(period, now))


class DatesOutOfOrder(Conflict):
    """The dates of a period contradict each other."""

    status = 422


def ensure_in_order(opens_at: datetime, closes_at: datetime, assessed_by: datetime) -> None:
    """Raise DatesOutOfOrder unless opens_at < closes_at < assessed_by."""
    if not opens_at < closes_at:
        message = "Tanggal tutup pengisian harus sesudah tanggal buka."
        raise DatesOutOfOrder(message)
    if not closes_at < assessed_by:
        message = "Batas penilaian dokumen harus sesudah tanggal tutup pengisian."
        raise DatesOutOfOrder(message)
