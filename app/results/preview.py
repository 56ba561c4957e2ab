"""What a submission would come to if it were announced now. Nothing of it is kept."""

from collections.abc import Mapping

from sqlmodel import Session

from app.assessments import queries as assessments
from app.assessments.schemas import AgreementView
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
    agreed = assessments.agreements(session, submission.id)
    codes = submissions.codes_of(session, submission)
    left = [code for code in codes if code not in agreed]
    if left:
        raise Conflict(
            f"Pratinjau hasil belum dapat dihitung: {len(left)} indikator belum disepakati. "
            "Sepakati dahulu dalam pleno."
        )
    return _computed(session, submission, {code: agreed[code] for code in codes})


def _computed(
    session: Session, submission: Submission, agreed: Mapping[str, AgreementView]
) -> Result:
    period = submissions.period_of(session, submission)
    levels = {code: view.level for code, view in agreed.items()}
    instrument = catalogue.get(period.instrument_id)
    found = figures(instrument, period.instrument_digest, submission.agency_type, levels)
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
        sheet={"reasons": {code: view.reason for code, view in agreed.items()}},
        instrument_digest=period.instrument_digest,
        engine_version=ENGINE_VERSION,
        sha256=found.sha256,
        made_at=max(view.at for view in agreed.values()),
    )
