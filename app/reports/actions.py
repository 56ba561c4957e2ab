"""Writes of documents: ask for them, make them, put them into force with the round's steps."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from app.agencies.models import Agency
from app.db import new_code
from app.errors import Conflict
from app.files.actions import store_made
from app.files.storage import Storage
from app.jobs.models import Job
from app.jobs.queue import enqueue
from app.journal.record import Entry, record
from app.periods.models import Period, Proposal
from app.periods.schemas import StepInput
from app.permissions import Actor, Permission
from app.reports import queries
from app.reports.models import Report
from app.results import actions as results
from app.results.models import Result
from app.submissions import queries as submissions
from app.submissions.models import Submission

RENDER = "reports.render"


def want_evaluation(
    session: Session,
    period: Period,
    submission: Submission,
    wanted: tuple[Result, str],
    now: datetime,
) -> tuple[Report, Job]:
    """Ask for an OPD's evaluation report of a result revision; asking again gives the same one."""
    result, by = wanted
    same = _evaluation_of(session, submission, result)
    agency = submissions.agency_of(session, submission)
    report = same or Report(
        kind="evaluation",
        period_id=period.id,
        submission_id=submission.id,
        revision=result.revision,
        number=_number("LHE", agency.code, period.year, result.revision),
        title=f"Laporan Hasil Evaluasi {agency.name} Tahun {period.year}",
        code=new_code(),
        is_provisional=result.stage == "provisional",
        result_sha256=result.sha256,
        wanted_by=by,
        wanted_at=now,
    )
    return _enqueue(session, report, now)


def _evaluation_of(session: Session, submission: Submission, result: Result) -> Report | None:
    query = select(Report).where(
        Report.submission_id == submission.id,
        Report.kind == "evaluation",
        Report.revision == result.revision,
        Report.is_provisional == (result.stage == "provisional"),
    )
    return session.exec(query).first()


def want_ranking(session: Session, period: Period, by: str, now: datetime) -> tuple[Report, Job]:
    """Ask for the ranking report of the newest final revision; asking again gives the same one."""
    earlier = session.exec(
        select(Report)
        .where(Report.period_id == period.id, Report.kind == "ranking")
        .order_by(col(Report.revision).desc())
    ).first()
    digest = ranking_digest(session, period)
    if earlier and earlier.result_sha256 == digest:
        return _enqueue(session, earlier, now)
    revision = (earlier.revision if earlier else 0) + 1
    report = Report(
        kind="ranking",
        period_id=period.id,
        revision=revision,
        number=_number("LP", "00", period.year, revision),
        title=f"Laporan Peringkat {period.title}",
        code=new_code(),
        result_sha256=digest,
        wanted_by=by,
        wanted_at=now,
    )
    return _enqueue(session, report, now)


def _number(kind: str, code: str, year: int, revision: int) -> str:
    return f"{kind}/{code}/{year}" + (f"/R{revision}" if revision > 1 else "")


def ranking_digest(session: Session, period: Period) -> str:
    """Give one hash over every current result of a period: what a ranking report stands on."""
    query = select(Result.sha256, Result.place).where(
        Result.period_id == period.id, col(Result.is_current)
    )
    lines = sorted(f"{digest}:{place}" for digest, place in session.exec(query))
    return sha256("\n".join(lines).encode()).hexdigest()


def _enqueue(session: Session, report: Report, now: datetime) -> tuple[Report, Job]:
    session.add(report)
    session.flush()
    if report.state == "failed" and queries.locked(session, report.id).state == "failed":
        report.state, report.error = "wanted", ""
    return report, enqueue(session, RENDER, report.id, now, report.wanted_by)


def finalise(session: Session, actor: Actor, period: Period, now: datetime) -> None:
    """Confirm the finalising and ask for every document of the round."""
    changed = results.confirm_finalise(session, actor, period, now)
    for result in changed:
        submission = submissions.get(session, result.submission_id)
        want_evaluation(session, period, submission, (result, actor.user_id), now)
    if changed:
        want_ranking(session, period, actor.user_id, now)


def propose_publish(
    session: Session, actor: Actor, period: Period, given: StepInput, now: datetime
) -> Proposal:
    """Put the publication up; Conflict while documents are missing."""
    ensure_made(session, period)
    return results.propose_publish(session, actor, period, given, now)


def publish(session: Session, actor: Actor, period: Period, now: datetime) -> None:
    """Confirm the publication: results and documents come into force at one instant."""
    ensure_made(session, period)
    for result in results.confirm_publish(session, actor, period, now):
        _replace_older(session, period.id, result.submission_id, result.revision)
    newest = max((row.revision for row in _rankings(session, period.id)), default=0)
    _replace_older(session, period.id, None, newest)


def _rankings(session: Session, period_id: str) -> list[Report]:
    return list(
        session.exec(select(Report).where(Report.period_id == period_id, Report.kind == "ranking"))
    )


def _replace_older(
    session: Session, period_id: str, submission_id: str | None, revision: int
) -> None:
    older = select(Report).where(
        Report.period_id == period_id,
        Report.submission_id == submission_id,
        Report.revision < revision,
        Report.standing == "current",
    )
    held = older.with_for_update(key_share=True).execution_options(populate_existing=True)
    for report in session.exec(held):
        report.standing = "replaced"
        session.add(report)


def ensure_made(session: Session, period: Period) -> None:
    """Raise Conflict unless every final document of the period is made and hashed."""
    left = queries.unmade(session, period.id)
    if left:
        failed = [report.title for report in left if report.state == "failed"]
        reason = f" Gagal dibuat: {'; '.join(failed[:3])}." if failed else " Tunggu sampai selesai."
        raise Conflict(f"{len(left)} dokumen belum jadi.{reason}")


def obstacle(session: Session, period: Period, step: str, now: datetime) -> str:
    """Say why a step of the round cannot be taken now; empty when nothing stands in the way."""
    reason = results.obstacle(session, period, step, now)
    if reason or step != "publish":
        return reason
    try:
        ensure_made(session, period)
    except Conflict as refusal:
        return refusal.message
    return ""


def retry_failed(session: Session, actor: Actor, period: Period, now: datetime) -> int:
    """Ask again for every document of a period that could not be made; gives how many."""
    failed = [row for row in queries.unmade(session, period.id) if row.state == "failed"]
    for report in failed:
        _enqueue(session, report, now)
    after = f"{len(failed)} documents"
    record(session, actor, Entry(Permission.JOBS_RETRY, "period", period.id, after=after), now)
    return len(failed)


def keep_pdf(
    session: Session, storage: Storage, report: Report, made: tuple[bytes, int], now: datetime
) -> None:
    """Keep a finished PDF; a document that is already made stays as it is."""
    report = queries.locked(session, report.id)
    if report.state == "made":
        return
    content, pages = made
    file = store_made(session, storage, content, "application/pdf", now)
    report.file_sha256, report.pages, report.state, report.made_at = file.sha256, pages, "made", now
    report.error = ""
    session.add(report)
    after = f"sha256:{file.sha256}"
    entry = Entry("report.make", "report", report.id, report.submission_id or "", after=after)
    record(session, None, entry, now)


def note_failure(session: Session, report: Report, message: str, now: datetime) -> None:
    """Keep why a document could not be made; one that another run has made stays as it is."""
    report = queries.locked(session, report.id)
    if report.state == "made":
        return
    report.state, report.error = "failed", message
    session.add(report)
    entry = Entry("report.fail", "report", report.id, report.submission_id or "", after=message)
    record(session, None, entry, now)


def agency_named(session: Session, report: Report) -> Agency | None:
    """Give the agency a document is about; None for the city's."""
    if report.submission_id is None:
        return None
    return submissions.agency_of(session, submissions.get(session, report.submission_id))


def journal_wish(
    session: Session, actor: Actor, report: Report, permission: Permission, now: datetime
) -> None:
    """Journal that someone asked for a document."""
    entry = Entry(permission, "report", report.id, report.submission_id or "", after=report.number)
    record(session, actor, entry, now)
