"""Load and allow, for the steps of the whole round that two people take."""

from collections.abc import Iterable
from enum import StrEnum

from fastapi import Request

from app.assessments.participation import takes_part
from app.errors import Conflict, Forbidden, NotFound
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import COLUMNS, NOT_YOURS, RULES, STATES, Actor, Permission, Role
from app.submissions import queries as submissions
from app.web.guards import Asked, must_be_signed_in, period_of_year

NOT_NOW = (
    "Periode ini belum sampai pada langkah itu atau sudah melewatinya, jadi tidak ada yang "
    "berubah. Muat ulang halaman untuk melihat langkah yang sedang berjalan."
)


def is_due(role: Role, permission: Permission, states: Iterable[str]) -> bool:
    """Tell whether some submission of the round stands where the law lets this step begin."""
    row = RULES[permission][COLUMNS.index(role)]
    return any(row[STATES.index(state)] == "Y" for state in states)


class RoundWith:
    """The period of the path, when the role may do `permission` to some submission of a round.

    For what is done to many submissions at once; which of them it may be done to now, the action
    asks the law for each. Who takes part in the round is forbidden what is not theirs; for others
    the round is the same as one that does not exist.
    """

    def __init__(self, permission: Permission) -> None:
        self.permissions = (permission,)

    def __call__(self, year: int, request: Request, about: Asked) -> Period:
        """Load (locked, for a change) and allow."""
        who = must_be_signed_in(request, about.actor, self.permissions[0])
        period = period_of_year(year, about.session)
        if not is_due(who.role, self.permissions[0], STATES):
            raise Forbidden(NOT_YOURS) if takes_part(about.session, who, period) else NotFound
        return period


class RunningRoundWith(RoundWith):
    """The same for pages: the period that runs, None before the first is opened."""

    def __call__(  # type: ignore[override]  # the address names no year
        self, request: Request, about: Asked
    ) -> Period | None:
        """Load (locked, for a change) and allow."""
        who = must_be_signed_in(request, about.actor, self.permissions[0])
        if not is_due(who.role, self.permissions[0], STATES):
            raise Forbidden(NOT_YOURS)
        period = periods.running(about.session)
        return period_of_year(period.year, about.session) if period else None


class Half(StrEnum):
    """Which half of a two-person step is meant; none: the one that belongs to the role."""

    PROPOSE = "propose"
    CONFIRM = "confirm"


class HalfOnPages(StrEnum):
    """The same, as an address of a page says it."""

    PROPOSE = "usul"
    CONFIRM = "konfirmasi"


class EitherStep:
    """The actor of a step of the whole round: one role proposes, the other confirms.

    Who takes part in the round is forbidden what is not theirs; for an OPD or an assessor outside
    it the round is the same as one that does not exist.
    """

    def __init__(
        self,
        propose: tuple[Role, Permission],
        confirm: tuple[Role, Permission],
        done: str = "",
    ) -> None:
        """Take both halves; `done`: the instant of the period that says the step was taken."""
        self.done = done
        self.proposer, self.confirmer = propose[0], confirm[0]
        self.by_role = dict([propose, confirm])
        self.permissions = (propose[1], confirm[1])

    def __call__(
        self, year: int, request: Request, about: Asked, step: Half | None = None
    ) -> Actor:
        """Allow either role; which half it is, the action reads from the role."""
        return self.allow(year, request, about, step.name if step else "")

    def allow(self, year: int, request: Request, about: Asked, half: str) -> Actor:
        """Allow the role that the half belongs to."""
        permission = self._permission(about.actor, half)
        who = must_be_signed_in(request, about.actor, permission)
        period = period_of_year(year, about.session)
        if self.by_role.get(who.role) is not permission:
            raise Forbidden(NOT_YOURS) if takes_part(about.session, who, period) else NotFound
        rows = submissions.of_period(about.session, period.id)
        is_to_come = bool(self.done) and getattr(period, self.done) is None
        if not is_to_come and not is_due(who.role, permission, (row.state for row in rows)):
            raise Conflict(NOT_NOW)
        return who  # what is still missing for a step to come, the action names

    def _permission(self, actor: Actor | None, half: str) -> Permission:
        if half:
            return self.permissions[half == Half.CONFIRM.name]
        return self.by_role.get(actor.role, self.permissions[0]) if actor else self.permissions[0]

    def on_pages(self) -> "StepOnPages":
        """Give the same guard for a page."""
        propose, confirm = self.permissions
        return StepOnPages((self.proposer, propose), (self.confirmer, confirm), self.done)


class StepOnPages(EitherStep):
    """The same for pages."""

    def __call__(  # type: ignore[override]  # the address is in Indonesian
        self, year: int, request: Request, about: Asked, langkah: HalfOnPages | None = None
    ) -> Actor:
        """Allow either role, or the one that the half belongs to."""
        return self.allow(year, request, about, langkah.name if langkah else "")


_P = Permission
ANNOUNCE = EitherStep(
    (Role.MODERATOR, _P.RESULT_ANNOUNCE), (Role.MODERATOR, _P.RESULT_ANNOUNCE), "announced_at"
)
FINALISE = EitherStep(
    (Role.MODERATOR, _P.RESULT_FINALISE_PROPOSE),
    (Role.ADMIN, _P.RESULT_FINALISE_CONFIRM),
    "finalised_at",
)
PUBLISH = EitherStep(
    (Role.ADMIN, _P.RESULT_PUBLISH_PROPOSE),
    (Role.MODERATOR, _P.RESULT_PUBLISH_CONFIRM),
    "published_at",
)
REOPEN = EitherStep(
    (Role.MODERATOR, _P.RESULT_REOPEN_PROPOSE), (Role.ADMIN, _P.RESULT_REOPEN_CONFIRM)
)
