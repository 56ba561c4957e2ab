"""When a level needs its reason in words: it differs from the claim, or the institutions differ."""

from sqlmodel import Session

from app.assessments import queries
from app.assessments.schemas import AgreementInput, JudgementInput
from app.errors import Fault, InvalidInput
from app.permissions import Institution
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.states import State


def ensure_judgement_reason(
    session: Session, submission: Submission, code: str, given: JudgementInput
) -> None:
    """Raise InvalidInput for a level outside the instrument, or off the claim without reason."""
    top = submissions.instrument_of(session, submission).top
    if given.level > top:
        raise InvalidInput(f"Tingkat kematangan harus 1 sampai {top}.")
    claim = submissions.claims(session, submission.id).get(code, {}).get("level")
    if lacks_reason(claim, given):
        message = (
            f"Nilai {given.level} berbeda dari klaim OPD ({claim}), jadi alasannya wajib diisi."
        )
        raise InvalidInput(
            message, [Fault("reason", "Alasan wajib diisi karena nilai berbeda dari klaim.")]
        )


def lacks_reason(claim: int | None, given: JudgementInput) -> bool:
    """Tell whether a level differs from the claim and does not say why."""
    return claim != given.level and not given.reason


def ensure_agreement_reason(
    session: Session, submission: Submission, code: str, given: AgreementInput
) -> None:
    """Raise InvalidInput without a reason, unless both institutions gave this very level."""
    levels = [
        row.level
        for institution in Institution
        if (row := queries.judgement_of(session, submission.id, institution, code))
    ]
    is_plain = len(levels) == len(Institution) and set(levels) == {given.level}
    if not given.reason and (not is_plain or State(submission.state) is State.CORRECTION):
        message = f"Alasan wajib diisi untuk {code}: nilai kedua instansi tidak sama dengan ini."
        raise InvalidInput(message, [Fault("reason", "Alasan wajib diisi.")])
