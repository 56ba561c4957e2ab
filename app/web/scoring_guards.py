"""Load and allow, for what an assessor does to all own submissions of the running round at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from app.assessments.scorings import Scoring, scorings
from app.db import is_for_writing
from app.errors import Forbidden, NotFound
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import NOT_YOURS, Permission, Role
from app.web.guards import Asked, must_be_signed_in


@dataclass(frozen=True, slots=True)
class OwnScorings:
    """The running round with the actor's own submissions in it."""

    period: Period
    all: Sequence[Scoring]

    @property
    def open(self) -> list[Scoring]:
        """Give those that can be scored now."""
        return [each for each in self.all if each.is_open]

    @property
    def by_id(self) -> dict[str, Scoring]:
        """Give all of them by the id of the submission."""
        return {each.submission.id: each for each in self.all}


class OwnScoringsWith:
    """An assessor's own submissions of the running round, locked for a change.

    Which of them may be scored now the law's cell says for each (`scorings`); who is no assessor
    is refused.
    """

    permissions = (Permission.SCORE_SAVE,)

    def __call__(self, request: Request, about: Asked) -> OwnScorings:
        """Load and allow."""
        who = must_be_signed_in(request, about.actor, self.permissions[0])
        if who.role is not Role.ASSESSOR:
            raise Forbidden(NOT_YOURS)
        period = periods.running(about.session)
        if period is None:
            raise NotFound
        found = scorings(about.session, who, period, lock=is_for_writing(about.session))
        return OwnScorings(period, found)
