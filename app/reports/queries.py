"""Reads of documents and of what they are built from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.agencies.models import Agency
from app.assessments.models import Agreement, Assignment
from app.errors import NotFound
from app.objections.models import Objection, ObjectionItem
from app.periods.models import Period
from app.reports.models import Report
from app.reports.schemas import ReportRow, VerifyView
from app.results.models import Result
from app.submissions import queries as submissions
from app.submissions.models import Snapshot, Submission
from app.submissions.states import State

STANDING_NAMES = {"current": "Berlaku", "replaced": "Diganti", "withdrawn": "Dicabut"}
RECEIPT_TITLE = "Tanda Terima Penilaian Mandiri"
RECEIPT_STANDINGS = {
    "current": "Kiriman yang berlaku",
    "replaced": "Diganti kiriman berikutnya",
    "withdrawn": "Ditarik kembali oleh OPD",
}


def get(session: Session, report_id: str) -> Report:
    """Give a document's row; NotFound when there is none."""
    report = session.get(Report, report_id)
    if report is None:
        raise NotFound
    return report


def locked(session: Session, report_id: str) -> Report:
    """Give a document's row as it is now, locked until the transaction ends."""
    query = select(Report).where(Report.id == report_id).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).one()


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
    return list(
        session.exec(
            query.order_by(col(Report.kind).desc(), col(Report.title), col(Report.revision))
        )
    )


def of_submission(session: Session, submission_id: str) -> list[ReportRow]:
    """Give a submission's documents, newest first."""
    query = select(Report).where(Report.submission_id == submission_id)
    return [
        ReportRow.model_validate(row)
        for row in session.exec(query.order_by(col(Report.wanted_at).desc()))
    ]


def of_ranking(session: Session, period_id: str) -> list[ReportRow]:
    """Give a period's ranking documents, newest first."""
    query = select(Report).where(Report.period_id == period_id, Report.kind == "ranking")
    return [
        ReportRow.model_validate(row)
        for row in session.exec(query.order_by(col(Report.wanted_at).desc()))
    ]


def verify(session: Session, code: str) -> VerifyView:
    """Give what the QR code answers; NotFound before publication and for unknown codes."""
    report = session.exec(select(Report).where(Report.code == code)).first()
    if report is None:
        return _receipt(session, code)
    period = session.get_one(Period, report.period_id)
    is_made = report.state == "made" and not report.is_provisional
    if not is_made or period.published_at is None or not is_public(session, report):
        raise NotFound
    agency, result, is_correcting = "", None, False
    if report.submission_id:
        submission = submissions.get(session, report.submission_id)
        result = session.exec(
            select(Result).where(
                Result.submission_id == submission.id, Result.revision == report.revision
            )
        ).one()
        agency = submissions.agency_of(session, submission).name
        is_correcting = State(submission.state) is State.CORRECTION
    return VerifyView(
        **report.model_dump(include={"code", "title", "number", "revision", "made_at", "standing"}),
        agency=agency,
        period=period.year,
        index=result.index if result else None,
        grade=result.grade if result else "",
        place=result.place if result else None,
        sha256=report.file_sha256 or "",
        standing_name=STANDING_NAMES[report.standing]
        + (", sedang dikoreksi" if is_correcting else ""),
    )


def _receipt(session: Session, code: str) -> VerifyView:
    """Give what the code on a receipt answers: that this was sent then, and whether it stands."""
    snapshot = session.exec(select(Snapshot).where(Snapshot.code == code)).first()
    if snapshot is None:
        raise NotFound
    submission = submissions.get(session, snapshot.submission_id)
    agency = submissions.agency_of(session, submission)
    year = submissions.period_of(session, submission).year
    newest = submissions.newest_snapshot(session, submission.id)
    is_newest = newest is not None and newest.number == snapshot.number
    standing = "withdrawn" if snapshot.is_recalled else "current" if is_newest else "replaced"
    return VerifyView(
        code=code,
        title=RECEIPT_TITLE,
        number=receipt_number(agency, year, snapshot),
        agency=agency.name,
        period=year,
        index=None,
        grade="",
        place=None,
        revision=snapshot.number,
        made_at=snapshot.taken_at,
        sha256=snapshot.sha256,
        standing=standing,
        standing_name=RECEIPT_STANDINGS[standing],
        is_receipt=True,
    )


def receipt_number(agency: Agency, year: int, snapshot: Snapshot) -> str:
    """Give the number a receipt carries."""
    return f"TT/{agency.code}/{year}/{snapshot.number}"


def is_public(session: Session, report: Report) -> bool:
    """Tell whether what a document says is public: its result, or every result of its ranking."""
    if report.submission_id:
        stage = select(Result.stage).where(
            Result.submission_id == report.submission_id, Result.revision == report.revision
        )
        return (
            session.exec(stage).first() in {"published", "replaced"} and not report.is_provisional
        )
    waiting = (
        select(Result.id)
        .where(
            Result.period_id == report.period_id,
            Result.stage == "final",
            col(Result.is_current),
        )
        .limit(1)
    )
    newest = select(Report.revision).where(
        Report.period_id == report.period_id, Report.kind == "ranking"
    )
    is_newest = report.revision == max(session.exec(newest))
    return not (is_newest and session.exec(waiting).first())


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One agency's result of a period, as columns."""

    period_id: str
    agency_id: str
    submission_id: str
    code: str
    name: str
    short_name: str
    agency_type: str
    revision: int
    index: str
    exact: str
    grade: str
    groups: dict[str, str]
    levels: dict[str, int]
    place: int | None
    of: int | None
    made_at: datetime


def result_lines(
    session: Session,
    period_ids: Sequence[str],
    *,
    as_of: datetime | None = None,
    own: Result | None = None,
) -> list[ResultLine]:
    """Give every agency's result of these periods: the public ones, or the newest at `as_of`.

    own: of this submission take exactly this revision.
    """
    query = (
        sa.select(
            col(Result.period_id), col(Submission.agency_id), col(Result.submission_id),
            col(Agency.code), col(Agency.name), col(Agency.short_name), col(Submission.agency_type),
            col(Result.revision), col(Result.index), col(Result.exact), col(Result.grade),
            col(Result.groups), col(Result.levels), col(Result.place), col(Result.of),
            col(Result.made_at),
        )
        .join(Submission, col(Submission.id) == col(Result.submission_id))
        .join(Agency, col(Agency.id) == col(Submission.agency_id))
        .where(col(Result.period_id).in_(period_ids))
        .order_by(col(Result.revision))
    )  # fmt: skip
    is_wanted = col(Result.stage) == "published" if as_of is None else col(Result.made_at) <= as_of
    if own is not None:
        is_foreign = col(Result.submission_id) != own.submission_id
        is_wanted = sa.or_(sa.and_(is_wanted, is_foreign), col(Result.id) == own.id)
    newest = {row[2]: ResultLine(*row) for row in session.execute(query.where(is_wanted))}
    return sorted(newest.values(), key=lambda line: line.code)


def published_before(session: Session, period: Period) -> list[Period]:
    """Give the published periods before this one, oldest first."""
    query = select(Period).where(
        col(Period.year) < period.year, col(Period.published_at).is_not(None)
    )
    return list(session.exec(query.order_by(col(Period.year))))


def without_result(session: Session, period_id: str) -> list[tuple[Agency, str]]:
    """Give the agencies of a period that have no result, with their type then, by code."""
    query = (
        select(Agency, Submission.agency_type)
        .join(Submission, col(Submission.agency_id) == col(Agency.id))
        .join(Result, col(Result.submission_id) == col(Submission.id), isouter=True)
        .where(Submission.period_id == period_id, col(Result.id).is_(None))
    )
    return list(session.exec(query.order_by(col(Agency.code))))


def result_of(session: Session, report: Report) -> Result:
    """Give the result revision an evaluation report stands on; NotFound when there is none."""
    query = select(Result).where(
        Result.submission_id == report.submission_id, Result.revision == report.revision
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found


def announced_levels(session: Session, submission_id: str) -> dict[str, int]:
    """Give the levels of the first revision: what objections were filed against."""
    query = select(Result.levels).where(Result.submission_id == submission_id)
    return dict(session.exec(query.order_by(col(Result.revision)).limit(1)).first() or {})


def decided_items(session: Session, submission_id: str, as_of: datetime) -> list[ObjectionItem]:
    """Give the objected indicators that were decided until then, in order of code."""
    query = (
        select(ObjectionItem)
        .join(Objection, col(Objection.id) == col(ObjectionItem.objection_id))
        .where(
            Objection.submission_id == submission_id,
            col(Objection.withdrawn_at).is_(None),
            col(ObjectionItem.decided_at) <= as_of,
        )
    )
    return list(session.exec(query.order_by(col(ObjectionItem.code))))


def data_steward(session: Session) -> Agency | None:
    """Give the walidata of the register, when there is one."""
    query = select(Agency).where(Agency.type == "walidata", col(Agency.is_active))
    return session.exec(query.order_by(col(Agency.code)).limit(1)).first()


def substitute_homes(session: Session, submission_id: str) -> list[str]:
    """Give the home institutions of the substitute assessors; empty text where unknown."""
    query = (
        select(Agency.name)
        .select_from(Assignment)
        .join(User, col(User.id) == col(Assignment.user_id))
        .join(Agency, col(Agency.id) == col(User.agency_id), isouter=True)
        .where(Assignment.submission_id == submission_id, col(Assignment.is_substitute))
    )
    return sorted({name or "" for name in session.exec(query)})


def agreements_until(session: Session, submission_id: str, until: datetime) -> dict[str, Agreement]:
    """Give the agreed levels by code as they stood then, whatever was decided later."""
    query = select(Agreement).where(
        Agreement.submission_id == submission_id, col(Agreement.at) <= until
    )
    rows = session.exec(query.order_by(col(Agreement.number)))
    return {row.code: row for row in rows}
