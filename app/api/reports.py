"""JSON: documents, and the public check of authenticity."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.accounts import quotas
from app.accounts.quotas import Use
from app.agencies.queries import by_code
from app.api.links import links
from app.errors import InvalidInput, NotFound
from app.jobs.queries import JobView, seen_by
from app.periods import queries as periods
from app.permissions import Actor, Permission
from app.reports import actions, queries
from app.reports.models import Report
from app.reports.schemas import ReportInput, ReportRow, VerifyView
from app.results.queries import current
from app.submissions import queries as submissions
from app.web.guards import ReadableReport, RoleWith, allow_report
from app.web.quotas import count_check
from app.web.responses import download
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Files, Now

router = APIRouter(tags=["Laporan"], route_class=ApiRoute)
Reader = Annotated[Actor, Depends(RoleWith(Permission.DIRECTORY_READ), scope="function")]
Readable = Annotated[Report, Depends(ReadableReport(), scope="function")]


@router.post("/reports", status_code=202, operation_id="wantReport")
def want(
    given: ReportInput, actor: Reader, request: Request, session: Db, now: Now, response: Response
) -> JobView:
    """Ask for a document; 202 with the job's address. A document made before is not made again."""
    quotas.take(session, Use.PRINT, actor.user_id, now)
    period = periods.by_year(session, given.period)
    if given.kind == "ranking":
        allow_report(request, session, actor, (period, None), now)
        if not period.finalised_at:
            raise NotFound
        report, job = actions.want_ranking(session, period, actor.user_id, now)
        permission = Permission.REPORT_RANKING_PDF_EMBARGOED
    else:
        if given.agency is None:
            raise InvalidInput("Sebutkan kode OPD.")
        submission = submissions.of_agency(session, period.id, by_code(session, given.agency).id)
        if submission is None:
            raise NotFound
        allow_report(request, session, actor, (period, submission), now)
        result = current(session, submission.id)
        if result is None:
            raise NotFound
        report, job = actions.want_evaluation(
            session, period, submission, (result, actor.user_id), now
        )
        permission = Permission.REPORT_OWN_PDF
    actions.journal_wish(session, actor, report, permission, now)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return seen_by(actor, job)


@router.get(
    "/reports/{report_id}",
    operation_id="getReport",
    responses=links(200, verifyReport={"code": "$response.body#/code"}),
)
def report(found: Readable) -> ReportRow:
    """Give a document's standing."""
    return ReportRow.model_validate(found)


@router.get(
    "/reports/{report_id}/content",
    operation_id="getReportContent",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
def content(found: Readable, storage: Files) -> Response:
    """Give the PDF."""
    if found.file_sha256 is None:
        raise NotFound
    return download(storage.read(found.file_sha256), file_name(found), "application/pdf")


def file_name(found: Report) -> str:
    """Give the name a document is saved under."""
    mark = "-SEMENTARA" if found.is_provisional else ""
    return f"{found.number.replace('/', '-')}{mark}.pdf"


@router.get("/public/verify/{code}", operation_id="verifyReport")
def verify(request: Request, code: str, session: Db, now: Now) -> VerifyView:
    """Tell what the code on a published document stands for; no log-in."""
    count_check(request, now)
    return queries.verify(session, code.upper()[:20])
