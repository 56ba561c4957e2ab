"""JSON: results, ranking, open data."""

import csv
import io
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from app.accounts.quotas import Use
from app.errors import NotFound
from app.files.workbooks import MEDIA_TYPE
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import Actor, Permission
from app.reports.score_book import score_book
from app.results import claim, queries
from app.results.changes import changes
from app.results.schemas import RankingView, ResultView, RevisionView, WhatIfView
from app.submissions.models import Submission
from app.texts import harmless_cell
from app.web.guards import (
    SEES_SCORES,
    PeriodOfYear,
    ReadableRanking,
    ReadableResult,
    RoleWith,
    SubmissionWith,
)
from app.web.identity import SignedIn
from app.web.quotas import count_of_account
from app.web.reading import journal_read
from app.web.responses import download
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Hasil"], route_class=ApiRoute)
Ranked = Annotated[Period, Depends(ReadableRanking(), scope="function")]
Exporter = Annotated[Actor, Depends(RoleWith(Permission.EXPORT_SCORES_XLSX), scope="function")]


class Csv(Response):
    """For the description only: what kind of answer a table is."""

    media_type = "text/csv"


@router.get("/submissions/{submission_id}/result", operation_id="getResult")
def result(
    request: Request,
    submission: Annotated[Submission, Depends(ReadableResult(), scope="function")],
    actor: SignedIn,
    session: Db,
) -> ResultView:
    """Give a submission's result as far as the reader may see it."""
    only_public = request.state.only_public
    with_scores = actor.role in SEES_SCORES and not only_public
    return queries.result_view(
        session, submission, only_public=only_public, with_scores=with_scores
    )


@router.get("/submissions/{submission_id}/result/changes", operation_id="listResultChanges")
def result_changes(
    submission: Annotated[
        Submission, Depends(SubmissionWith(Permission.OBJECTION_READ), scope="function")
    ],
    session: Db,
) -> tuple[RevisionView, ...]:
    """Give every later revision beside the one before it, newest first."""
    return changes(session, submission)


@router.get("/submissions/{submission_id}/simulation", operation_id="getSimulation")
def simulation(
    submission: Annotated[
        Submission, Depends(SubmissionWith(Permission.ANSWER_READ_LIVE), scope="function")
    ],
    session: Db,
    raised: Annotated[tuple[str, ...], Query(max_length=200)] = (),
) -> WhatIfView:
    """Give what the OPD's own levels amount to, and with one more level for the `raised` codes."""
    return claim.what_if(session, submission, raised)


@router.get("/periods/{year}/ranking", operation_id="getRanking")
def ranking(
    request: Request, period: Ranked, actor: SignedIn, session: Db, now: Now
) -> RankingView:
    """Give a period's ranking; before publication each read is journalled."""
    return _seen(request, period, actor, session, now)


@router.get("/periods/{year}/ranking.csv", operation_id="getRankingCsv", response_class=Csv)
def ranking_csv(
    request: Request, period: Ranked, actor: SignedIn, session: Db, now: Now
) -> Response:
    """Give the ranking as CSV with `;` and BOM."""
    return csv_response(_seen(request, period, actor, session, now))


@router.get(
    "/periods/{year}/scores.xlsx",
    operation_id="getScores",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
)
def scores_xlsx(
    request: Request, actor: Exporter, period: PeriodOfYear, session: Db, now: Now
) -> Response:
    """Give every level and result of a round that the reader may see; journalled."""
    count_of_account(request, actor, Use.EXPORT, now)
    journal_read(request, actor, Permission.EXPORT_SCORES_XLSX, period.id, now)
    content = score_book(session, actor, period, now)
    return download(content, f"nilai-{period.year}.xlsx", MEDIA_TYPE)


def _seen(request: Request, period: Period, actor: Actor, session: Db, now: Now) -> RankingView:
    if not period.published_at:
        journal_read(request, actor, Permission.RANKING_READ_EMBARGOED, period.id, now)
    return queries.ranking(session, period, only_public=request.state.only_public)


@router.get("/public/results/{year}.json", operation_id="publicResults")
def public_json(year: int, session: Db) -> dict[str, Any]:
    """Give published results as open data; no log-in."""
    return public_view(queries.ranking(session, _published(session, year), only_public=True))


@router.get("/public/results/{year}.csv", operation_id="publicResultsCsv", response_class=Csv)
def public_csv(year: int, session: Db) -> Response:
    """Give published results as CSV; no log-in."""
    return csv_response(queries.ranking(session, _published(session, year), only_public=True))


def _published(session: Db, year: int) -> Period:
    if not 2000 <= year <= 2999:
        raise NotFound
    period = periods.by_year(session, year)
    if period.published_at is None:
        raise NotFound
    return period


def public_view(view: RankingView) -> dict[str, Any]:
    """Give what is open data of a ranking: no internal ids."""
    return {
        "period": view.period,
        "title": view.title,
        "instrument": view.instrument,
        "city_index": view.city_index,
        "city_grade": view.city_grade,
        "results": [
            row.model_dump(
                include={"place", "agency_code", "agency_name", "index", "grade", "groups"}
            )
            for row in view.rows
        ],
    }


def csv_response(view: RankingView) -> Response:
    """Write a ranking as CSV; texts that a spreadsheet would run as formula are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    codes = list(view.city_groups)
    writer.writerow(["peringkat", "kode", "opd", "indeks", "predikat", *codes])
    for row in view.rows:
        figures = [row.groups.get(code, "") for code in codes]
        cells = [
            row.place or "",
            row.agency_code,
            row.agency_name,
            row.index or "",
            row.grade or "Tidak menyampaikan",
        ]
        writer.writerow([harmless_cell(str(cell)) for cell in [*cells, *figures]])
    content = ("\ufeff" + out.getvalue()).encode()
    headers = {"Content-Disposition": f'attachment; filename="peringkat-{view.period}.csv"'}
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")
