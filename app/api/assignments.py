"""JSON: the assignments of a whole round, by rule and by table."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile
from starlette.responses import Response

from app.assessments import assignment_actions, assignment_table, proposals
from app.assessments.assignment_schemas import Mode, ProposalView, TableView
from app.assessments.rosters import roster
from app.errors import Stale, VersionMissing
from app.files.tables import BYTES_MAX
from app.files.workbooks import MEDIA_TYPE
from app.periods.models import Period
from app.permissions import Permission
from app.web.identity import SignedIn
from app.web.preconditions import IfMatch, seen_mark
from app.web.responses import download
from app.web.round_guards import RoundWith
from app.web.routing import ApiRoute
from app.web.unit_of_work import Db, Now

router = APIRouter(tags=["Penilaian"], route_class=ApiRoute)
Round = Annotated[Period, Depends(RoundWith(Permission.ASSIGNMENT_SET), scope="function")]
HOME = "/periods/{year}/assignments"
UNSEEN = (
    "Lihat dahulu apa yang berubah, lalu ulangi dengan kepala If-Match berisi ETag jawabannya, "
    "supaya yang ditugaskan adalah yang Anda lihat."
)
CHANGED = "Penugasan berubah setelah Anda melihat perbedaannya. Lihat lagi, lalu terapkan."


@router.get(
    HOME + ".xlsx",
    operation_id="getAssignmentTable",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
)
def table(period: Round, session: Db, now: Now) -> Response:
    """Give the present assignments as a table (XLSX); `importAssignments` takes it back."""
    content = assignment_table.assignment_book(roster(session, period), period, now)
    return download(content, f"penugasan-{period.year}.xlsx", MEDIA_TYPE)


@router.get(HOME + "/proposal", operation_id="getAssignmentProposal")
def proposal(
    period: Round, actor: SignedIn, session: Db, response: Response, mode: Mode = Mode.GAPS
) -> ProposalView:
    """Give what the rule would assign; its mark is the ETag that `assignByRule` asks for."""
    view = proposals.proposal(roster(session, period), actor, period, mode)
    response.headers["ETag"] = f'"{view.seen}"'
    return view


@router.post(HOME + "/proposal", operation_id="assignByRule")
def take_over(
    period: Round,
    actor: SignedIn,
    session: Db,
    now: Now,
    mode: Mode = Mode.GAPS,
    if_match: IfMatch = None,
) -> ProposalView:
    """Assign what the rule proposes, if it still is what If-Match saw; gives what then stands."""
    if if_match is None:
        raise VersionMissing(UNSEEN)
    given = (mode, seen_mark(if_match))
    assignment_actions.take_over(session, actor, period, given, now)
    return proposals.proposal(roster(session, period), actor, period, mode)


@router.post(HOME + "/import", operation_id="importAssignments")
def import_assignments(
    period: Round,
    actor: SignedIn,
    session: Db,
    now: Now,
    file: Annotated[UploadFile, File()],
    response: Response,
    apply: bool = False,  # noqa: FBT001, FBT002  (a query parameter)
    if_match: IfMatch = None,
) -> TableView:
    """Say what a table (XLSX or CSV: kode, diskominfo, bps) changes; assign it with `apply`.

    Several usernames in a cell are set apart by commas. Assigning needs the ETag of the
    differences as If-Match; all rows are assigned, or none.
    """
    content = file.file.read(BYTES_MAX + 1)
    view = assignment_table.differences(
        roster(session, period), actor, content, file.filename or ""
    )
    mark = assignment_table.seen(view)
    response.headers["ETag"] = f'"{mark}"'
    if not apply:
        return view
    if if_match is None:
        raise VersionMissing(UNSEEN)
    if seen_mark(if_match) != mark:
        raise Stale(CHANGED, {"seen": mark})
    if view.changes:
        rows = assignment_table.changed_rows(view)
        assignment_actions.take_in(session, actor, period, rows, now)
    return view.model_copy(update={"applied": True})
