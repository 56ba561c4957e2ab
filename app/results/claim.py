"""What do an OPD's own levels amount to, and what would raise them? A preview, never a result."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from app.errors import NotFound
from app.questionnaires.schema import Instrument
from app.results.schemas import ClaimGroup, ClaimView, StepView, WayView, WhatIfView
from app.results.simulate import simulate
from app.scoring import gains, shortest_way, two_places
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import AnswerView


def claimed(session: Session, submission: Submission) -> ClaimView:
    """Give what the OPD's own levels amount to now; a missing answer counts as level 1."""
    answers = submissions.answer_views(session, submission)
    instrument = submissions.instrument_of(session, submission)
    return _claim(instrument, submission.agency_type, _levels(answers), answers)


def what_if(session: Session, submission: Submission, wishes: Collection[str]) -> WhatIfView:
    """Give the claim with one more level for each wished indicator, and every possible step.

    wishes: codes; one that is at its top already stays there. Raises NotFound for what is not
    asked.
    """
    instrument, kind = submissions.instrument_of(session, submission), submission.agency_type
    answers = submissions.answer_views(session, submission)
    levels = _levels(answers)
    if set(wishes) - levels.keys():
        raise NotFound
    raised = {
        code: min(level + (code in wishes), instrument.indicator(code).top)
        for code, level in levels.items()
    }
    claim = _claim(instrument, kind, levels, answers)
    return WhatIfView(
        claim=claim,
        wished=_claim(instrument, kind, raised, answers) if wishes else None,
        steps=_steps(instrument, kind, answers, wishes),
        way=_way(instrument, kind, levels, claim),
    )


def _levels(answers: Sequence[AnswerView]) -> dict[str, int]:
    return {view.code: view.level or 1 for view in answers}


def _claim(
    instrument: Instrument, kind: str, levels: Mapping[str, int], answers: Sequence[AnswerView]
) -> ClaimView:
    sheet = simulate(instrument, levels, kind)
    return ClaimView(
        index=sheet.index,
        grade=sheet.grade,
        domains=tuple(
            ClaimGroup(code=domain.code, name=domain.name, score=sheet.domains[domain.code])
            for domain in instrument.domains
            if domain.code in sheet.domains
        ),
        unanswered=sum(view.level is None for view in answers),
    )


def _steps(
    instrument: Instrument, kind: str, answers: Sequence[AnswerView], wishes: Collection[str]
) -> tuple[StepView, ...]:
    levels, answered = _levels(answers), {view.code for view in answers if view.level}
    tree = instrument.tree(kind)
    total = Fraction(simulate(instrument, levels, kind).exact)
    steps = []
    for gain in gains(tree, levels):
        item, level = instrument.indicator(gain.code), levels[gain.code]
        asked = item.level(level + 1)
        steps.append(
            StepView(
                code=item.code,
                name=item.short_name,
                level=level,
                is_answered=item.code in answered,
                index=str(two_places(total + gain.gain, instrument.top)),
                criterion=asked.criterion,
                evidence=asked.evidence,
                is_wished=item.code in wishes,
            )
        )
    return tuple(steps)


def _way(
    instrument: Instrument, kind: str, levels: Mapping[str, int], claim: ClaimView
) -> WayView | None:
    """Give the fewest steps to the next grade; None in the highest."""
    above = [bound for bound in instrument.grade_bounds() if bound[1] > Decimal(claim.index)]
    if not above:
        return None
    name, lowest = above[-1]
    way = shortest_way(instrument.tree(kind), levels, lowest)
    steps = tuple(
        (code, instrument.indicator(code).short_name, level) for code, level in way.items()
    )
    return WayView(grade=name, lowest=str(lowest), steps=steps)
