"""Reads of documents."""

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.periods.models import Period
from app.reports.models import Report
from app.reports.schemas import ReportRow, VerifyView
from app.results.models import Result
from app.submissions import queries as submissions
from app.submissions.states import State

STANDING_NAMES = {"current": "Berlaku", "replaced": "Diganti", "withdrawn": "Dicabut"}


def get(session: Session, report_id: str) -> Report:
    """Give a document's row; NotFound when there is none."""
    report = session.get(Report, report_id)
    if report is None:
        raise NotFound
    return report


def unmade(session: Session, period_id: str) -> list[Report]:
    """Give the final documents of a period that are not made yet."""
    query = select(Report).where(
        Report.period_id == period_id,
        col(Report.is_provisional).is_(False),
        Report.standing == "current",
        Report.state != "made",
    )
    return list(session.exec(query))


def of_period(session: Session, period_id: str) -> list[Report]:
    """Give a period's documents that stand, ranking first, then by title."""
    query = select(Report).where(Report.period_id == period_id, Report.standing == "current")
    return list(session.exec(query.order_by(col(Report.kind).desc(), col(Report.title), col(Report.revision))))


def of_submission(session: Session, submission_id: str) -> list[ReportRow]:
    """Give a submission's documents, newest first."""
    query = select(Report).where(Report.submission_id == submission_id)
    return [ReportRow.model_validate(row) for row in session.exec(query.order_by(col(Report.wanted_at).desc()))]


def of_ranking(session: Session, period_id: str) -> list[ReportRow]:
    """Give a period's ranking documents, newest first."""
    query = select(Report).where(Report.period_id == period_id, Report.kind == "ranking")
    return [ReportRow.model_validate(row) for row in session.exec(query.order_by(col(Report.wanted_at).desc()))]


def verify(session: Session, code: str) -> VerifyView:
    """Give what the QR code answers; NotFound before publication and for unknown codes."""
    report = session.exec(select(Report).where(Report.code == code)).first()
    if report is None or report.is_provisional or report.state != "made":
        raise NotFound
    period = session.get_one(Period, report.period_id)
    if period.published_at is None:
        raise NotFound
    agency, result = "", None
    if report.submission_id:
        submission = submissions.get(session, report.submission_id)
        result = session.exec(
            select(Result).where(Result.submission_id == submission.id, Result.revision == report.revision)
        ).one()
        if result.stage not in {"published", "replaced"}:
            raise NotFound
        agency = submissions.agency_of(session, submission).name
    elif not is_public(session, report):
        raise NotFound
    is_correcting = bool(report.submission_id) and State(submission.state) is State.CORRECTION
    return VerifyView(
        **report.model_dump(include={"code", "title", "number", "revision", "made_at", "standing"}),
        agency=agency,
        period=period.year,
        index=result.index if result else None,
        grade=result.grade if result else "",
        place=result.place if result else None,
        sha256=report.file_sha256 or "",
        standing_name=STANDING_NAMES[report.standing] + (", sedang dikoreksi" if is_correcting else ""),
    )


def is_public(session: Session, report: Report) -> bool:
    """Tell whether what a document says is public: its result, or every result of its ranking."""
    if report.submission_id:
        stage = select(Result.stage).where(
            Result.submission_id == report.submission_id, Result.revision == report.revision
        )
        return session.exec(stage).first() in {"published", "replaced"} and not report.is_provisional
    waiting = select(Result.id).where(Result.period_id == report.period_id, Result.stage == "final").limit(1)
    newest = select(Report.revision).where(Report.period_id == report.period_id, Report.kind == "ranking")
    is_newest = report.revision == max(session.exec(newest))
    return not (is_newest and session.exec(waiting).first())
