"""What a submission would come to if it were announced now. Nothing of it is kept."""

from sqlmodel import Session

from app.assessments import queries as assessments
from app.errors import Conflict
from app.questionnaires import catalogue
from app.results.compute import ENGINE_VERSION, figures
from app.results.models import Result
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import State

PREVIEW = "preview"


def preview(session: Session, submission: Submission) -> Result | None:
    """Compute the result of a pleno that is not announced; None outside the pleno.

    Raises Conflict while indicators lack their agreed level.
    """
    if State(submission.state) is not State.MODERATION:
        return None
    period = submissions.period_of(session, submission)
    agreed = assessments.agreements(session, submission.id)
    codes = submissions.codes_of(session, submission)
    left = [code for code in codes if code not in agreed]
    if left:
        raise Conflict(
            f"Pratinjau hasil belum dapat dihitung: {len(left)} indikator belum disepakati. "
            "Sepakati dahulu dalam pleno."
        )
    levels = {code: agreed[code].level for code in codes}
    found = figures(
        catalogue.get(period.instrument_id),
        period.instrument_digest,
        submission.agency_type,
        levels,
    )
    return Result(
        submission_id=submission.id,
        period_id=period.id,
        revision=0,
        stage=PREVIEW,
        levels=levels,
        index=found.index,
        exact=found.exact,
        grade=found.grade,
        groups=found.groups,
        sheet={"reasons": {code: agreed[code].reason for code in codes}},
        instrument_digest=period.instrument_digest,
        engine_version=ENGINE_VERSION,
        sha256=found.sha256,
        made_at=max(row.at for row in agreed.values()),
    )
