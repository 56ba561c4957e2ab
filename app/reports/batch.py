"""Many documents of a period at once, written to a folder: one failure does not stop the rest."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from sqlmodel import Session

from app.agencies.queries import by_code
from app.db import Database
from app.errors import AppError, NotFound
from app.files.storage import Storage
from app.periods import queries as periods
from app.periods.models import Period
from app.reports import minutes, worksheet
from app.reports import queries as reports
from app.reports.documents import Document
from app.reports.models import Report
from app.reports.press import Limits, Press
from app.settings import Settings
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import State

KINDS = ("evaluation", "ranking", "minutes", "worksheet")
CLOSED = frozenset(
    {
        State.MODERATION,
        State.PROVISIONAL,
        State.OBJECTION,
        State.FINAL,
        State.PUBLISHED,
        State.CORRECTION,
    }
)


class Around(Protocol):
    """What a batch needs around it."""

    @property
    def settings(self) -> Settings:
        """Settings."""

    @property
    def database(self) -> Database:
        """Database."""

    @property
    def storage(self) -> Storage:
        """Evidence folder."""


def write_all(around: Around, wish: tuple[str, int, str], out: Path) -> Iterator[tuple[Path, str]]:
    """Write the wished documents into `out`; gives each path with "" or why it failed.

    wish: kind (or "all"), year, agency code ("" for every agency). Made documents are copied byte
    for byte from the store; worksheets and minutes are printed now.
    """
    kind, year, code = wish
    out.mkdir(parents=True, exist_ok=True)
    chosen = KINDS if kind == "all" else (kind,)
    with around.database.reading() as session:
        period = periods.by_year(session, year)
        rows = _rows(session, period, code)
        if {"evaluation", "ranking"} & set(chosen):
            yield from _stored(session, around, (period, rows, chosen), out)
        with Press(
            Limits(around.settings.render_seconds, around.settings.render_memory_mib)
        ) as press:
            for each in chosen:
                if each in PRINTED:
                    yield from _printed(session, around, (each, rows, press), out)


def _rows(session: Session, period: Period, code: str) -> list[Submission]:
    if not code:
        return submissions.of_period(session, period.id)
    row = submissions.of_agency(session, period.id, by_code(session, code).id)
    if row is None:
        raise NotFound
    return [row]


def _stored(
    session: Session,
    around: Around,
    wish: tuple[Period, list[Submission], tuple[str, ...]],
    out: Path,
) -> Iterator[tuple[Path, str]]:
    period, rows, chosen = wish
    ids = {row.id for row in rows}
    for report in reports.of_period(session, period.id):
        if report.kind not in chosen or (report.submission_id and report.submission_id not in ids):
            continue
        path = out / stored_name(session, report)
        if report.file_sha256 is None:
            yield path, report.error or "belum dibuat"
            continue
        path.write_bytes(around.storage.read(report.file_sha256))
        yield path, ""


def stored_name(session: Session, report: Report) -> str:
    """Give the file name of a stored document: kind, year, agency."""
    mark = "-SEMENTARA" if report.is_provisional else ""
    period = session.get_one(Period, report.period_id)
    if report.submission_id is None:
        return f"laporan-peringkat-{period.year}{mark}.pdf"
    agency = submissions.agency_of(session, submissions.get(session, report.submission_id))
    return f"laporan-evaluasi-{period.year}-{agency.code}-{_slug(agency.short_name)}{mark}.pdf"


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name).split()).lower()


PRINTED: dict[str, tuple[Callable[[Session, Submission, Settings], Document], str]] = {
    "minutes": (minutes.minutes, "berita-acara"),
    "worksheet": (worksheet.worksheet, "lke"),
}


def _printed(
    session: Session, around: Around, wish: tuple[str, list[Submission], Press], out: Path
) -> Iterator[tuple[Path, str]]:
    kind, rows, press = wish
    make, name = PRINTED[kind]
    for row in rows:
        if State(row.state) is State.LAPSED or (
            kind == "minutes" and State(row.state) not in CLOSED
        ):
            continue
        agency = submissions.agency_of(session, row)
        path = out / f"{name}-{agency.code}-{_slug(agency.short_name)}.pdf"
        try:
            document = make(session, row, around.settings)
            path.write_bytes(press.print(document.html, document.attachments).pdf)
        except AppError as refused:
            yield path, refused.message
        else:
            yield path, ""


__all__ = ["KINDS", "stored_name", "write_all"]
