"""Pages: one agency's result, its documents, and the documents themselves."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.accounts import quotas
from app.accounts.quotas import Use
from app.errors import NotFound
from app.pages.rounds import may_see_ranking
from app.permissions import Actor, Permission, holds
from app.questionnaires import queries as instruments
from app.questionnaires.schema import Instrument
from app.reports import actions as report_actions
from app.reports import charts
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.schemas import ReportRow
from app.results import queries
from app.results.schemas import GroupView, IndicatorResultView, ResultView
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.web.guards import (
    SEES_SCORES,
    ReadableReport,
    ReadableResultOnPages,
    SubmissionWith,
    can,
)
from app.web.responses import download, page, see_other
from app.web.unit_of_work import Files
from app.web.visit import Here, Visit

router = APIRouter(include_in_schema=False)
P = Permission
Readable = Annotated[Submission, Depends(ReadableResultOnPages(), scope="function")]
Printable = Annotated[Submission, Depends(SubmissionWith(P.REPORT_OWN_PDF), scope="function")]
Document = Annotated[Report, Depends(ReadableReport(), scope="function")]


@dataclass(frozen=True, slots=True)
class DomainView:
    """A domain with what hangs under it, and the city's mean where the reader may know it."""

    domain: GroupView
    city: Decimal | None
    aspects: tuple[GroupView, ...]
    indicators: tuple[IndicatorResultView, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One agency's result as the reader may see it."""

    result: ResultView
    title: str
    radar: Markup
    domains: tuple[DomainView, ...]
    level_names: dict[int, str]
    with_scores: bool
    documents: tuple[ReportRow, ...]
    not_applicable: tuple[tuple[str, str], ...]

    @property
    def has_current_document(self) -> bool:
        """Tell whether the document of this very revision was asked for already."""
        revision, is_provisional = self.result.revision, self.result.stage == "provisional"
        wanted = [
            (row.revision, row.is_provisional, row.state != "failed") for row in self.documents
        ]
        return (revision, is_provisional, True) in wanted


@router.get("/hasil/{submission_id}")
def result(request: Request, submission: Readable, here: Here) -> Response:
    """Show a submission's result as far as the reader may see it."""
    view = result_page(here, submission, only_public=request.state.only_public)
    allowed = can(here.session, here.actor, submission, here.now)
    return page(request, "results/detail.html", view=view, can=allowed)


@router.post("/hasil/{submission_id}/pdf")
def want_pdf(submission: Printable, here: Here) -> Response:
    """Ask for the document of the result; one made before is not made again."""
    found = queries.current(here.session, submission.id)
    if found is None:
        raise NotFound
    period = submissions.period_of(here.session, submission)
    wish = (found, here.actor.user_id)
    quotas.take(here.session, Use.PRINT, here.actor.user_id, here.now)
    report, _ = report_actions.want_evaluation(here.session, period, submission, wish, here.now)
    report_actions.journal_wish(here.session, here.actor, report, P.REPORT_OWN_PDF, here.now)
    return see_other(f"/hasil/{submission.id}", "diminta")


@router.get("/laporan/{report_id}")
def document(report: Document, storage: Files) -> Response:
    """Give the PDF."""
    if report.file_sha256 is None:
        raise NotFound
    mark = "-SEMENTARA" if report.is_provisional else ""
    name = f"{report.number.replace('/', '-')}{mark}.pdf"
    return download(storage.read(report.file_sha256), name, "application/pdf")


def result_page(here: Visit, submission: Submission, *, only_public: bool) -> ResultPage:
    """Build the page of a result."""
    with_scores = here.actor.role in SEES_SCORES and not only_public
    view = queries.result_view(
        here.session, submission, only_public=only_public, with_scores=with_scores
    )
    instrument = instruments.get(here.session, view.instrument)
    city = _city_groups(here, submission)
    axes = [_axis(group, city) for group in view.domains]
    names = {item.code: item.name for item in instrument.not_applicable(submission.agency_type)}
    return ResultPage(
        result=view,
        title=submissions.period_of(here.session, submission).title,
        radar=_radar(axes, view.agency_name, instrument.top),
        domains=tuple(_domain(group, view, city, instrument) for group in view.domains),
        level_names={level.level: level.name for level in instrument.levels},
        with_scores=with_scores,
        documents=_documents(here.session, here.actor, submission),
        not_applicable=tuple(names.items()),
    )


def _city_groups(here: Visit, submission: Submission) -> dict[str, str]:
    """Give the city's means once the ranking is public for everyone, earlier for nobody here."""
    period = submissions.period_of(here.session, submission)
    if not (period.published_at and may_see_ranking(here.actor, period)):
        return {}
    return queries.ranking(here.session, period, only_public=True).city_groups


def _axis(group: GroupView, city: dict[str, str]) -> charts.Axis:
    mean = city.get(group.code)
    return charts.Axis(group.name, Decimal(group.score), Decimal(mean) if mean else None)


def _radar(axes: list[charts.Axis], name: str, top: int) -> Markup:
    draw = charts.radar if len(axes) > 2 else charts.bars
    return draw(axes, title=f"Nilai domain {name}", highest=top)


def _domain(
    group: GroupView, view: ResultView, city: dict[str, str], instrument: Instrument
) -> DomainView:
    domain = next(each for each in instrument.domains if each.code == group.code)
    aspects = {aspect.code for aspect in domain.aspects}
    codes = {item.code for item in domain.all_indicators()}
    mean = city.get(group.code)
    return DomainView(
        domain=group,
        city=Decimal(mean) if mean else None,
        aspects=tuple(each for each in view.aspects if each.code in aspects),
        indicators=tuple(item for item in view.indicators if item.code in codes),
    )


def _documents(session: Session, actor: Actor, submission: Submission) -> tuple[ReportRow, ...]:
    """Give the documents that web.guards.ReadableReport would hand out."""
    period = submissions.period_of(session, submission)
    sees_all = not period.published_at or holds(actor, P.REPORT_RANKING_PDF_EMBARGOED)
    return tuple(
        row
        for row in reports.of_submission(session, submission.id)
        if sees_all or reports.is_public(session, reports.get(session, row.id))
    )
