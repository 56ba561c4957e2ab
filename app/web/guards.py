"""Load and allow: a route asks for the thing *with* a permission, or is refused before it runs."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.assessments import visiting
from app.assessments.queries import subject_of
from app.breakglass import queries as breakglass
from app.db import is_for_writing
from app.errors import NotFound, Unauthenticated
from app.periods import queries as periods
from app.periods.models import Period
from app.permissions import (
    CYCLE_RULES,
    OF_AN_AGENCY,
    RULES,
    SIGN_IN,
    Actor,
    Permission,
    Role,
    Subject,
    allows,
    require,
    require_role,
)
from app.reports import queries as reports
from app.reports.models import Report
from app.submissions import queries as submissions
from app.submissions.models import Evidence, Submission
from app.submissions.states import State
from app.web.identity import MaybeActor
from app.web.unit_of_work import Db, Now

ID = re.compile(r"[0-9a-f]{16}")


def known_id(given: str) -> str:
    """Give a well-formed id back; anything else is simply not found."""
    if not ID.fullmatch(given):
        raise NotFound
    return given


def note_asked(request: Request, permission: Permission, submission_id: str = "") -> None:
    """Remember what was asked for, so that a refusal can be journalled."""
    request.state.asked = (permission, submission_id)


def must_be_signed_in(
    request: Request, actor: Actor | None, permission: Permission, object_id: str = ""
) -> Actor:
    """Note what is asked for; Unauthenticated for nobody."""
    note_asked(request, permission, object_id)
    if actor is None:
        raise Unauthenticated(SIGN_IN)
    return actor


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, and in which transaction."""

    session: Session
    actor: Actor | None
    now: datetime


def asking(session: Db, actor: MaybeActor, now: Now) -> Asking:
    """Bring together what a guard needs."""
    return Asking(session, actor, now)


Asked = Annotated[Asking, Depends(asking, scope="function")]


class SubmissionWith:
    """The submission of the path, when the actor may do `permission` to it now."""

    permissions: tuple[Permission, ...]

    def __init__(self, permission: Permission) -> None:
        self.permissions = (permission,)

    def __call__(
        self, submission_id: str, request: Request, session: Db, actor: MaybeActor, now: Now
    ) -> Submission:
        """Load (locked, for a change) and allow."""
        permission = self.permissions[0]
        who = must_be_signed_in(request, actor, permission, submission_id)
        lock = is_for_writing(session)
        submission = submissions.get(session, known_id(submission_id), lock=lock)
        require(who, permission, subject_of(session, submission, now))
        return submission


class SentContent(SubmissionWith):
    """What was sent of a submission: first the matrix, then an open break-glass of this admin."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permissions = (permission, Permission.BREAKGLASS_OPEN)

    def __call__(
        self, submission_id: str, request: Request, session: Db, actor: MaybeActor, now: Now
    ) -> Submission:
        """Load and allow."""
        who = must_be_signed_in(request, actor, self.permissions[0], submission_id)
        submission = submissions.get(session, known_id(submission_id))
        subject = subject_of(session, submission, now)
        if not is_behind_glass(request, session, who, (submission, subject), now):
            require(who, self.permissions[0], subject)
        return submission


def is_behind_glass(
    request: Request, session: Session, actor: Actor, about: tuple[Submission, Subject], now: Now
) -> bool:
    """Tell whether the actor looks through an opening of his own that still lasts.

    `request.state.glass` keeps it: the reading is journalled and the page marked.
    """
    submission, subject = about
    if actor.role is not Role.ADMIN or not allows(actor, Permission.BREAKGLASS_OPEN, subject):
        return False
    request.state.glass = breakglass.open_one(session, actor.user_id, submission.id, now)
    return request.state.glass is not None


class SubmissionOfEvidence:
    """The submission an evidence item belongs to, when the actor may do `permission` to it now."""

    def __init__(self, permission: Permission) -> None:
        self.permissions = (permission,)

    def __call__(
        self, evidence_id: str, request: Request, session: Db, actor: MaybeActor, now: Now
    ) -> Submission:
        """Load (locked, for a change) and allow."""
        permission = self.permissions[0]
        who = must_be_signed_in(request, actor, permission, evidence_id)
        evidence = submissions.evidence_of(session, known_id(evidence_id))
        lock = is_for_writing(session)
        submission = submissions.get(session, evidence.submission_id, lock=lock)
        require(who, permission, subject_of(session, submission, now))
        return submission


class JudgementsReadable:
    """A submission whose judgements the actor may see: the own institution's, or both."""

    permissions = (Permission.SCORE_READ_OWN, Permission.SCORE_READ_BOTH)

    def __call__(
        self, submission_id: str, request: Request, session: Db, actor: MaybeActor, now: Now
    ) -> Submission:
        """Load and allow."""
        own, both = self.permissions
        permission = own if actor is not None and actor.role is Role.ASSESSOR else both
        who = must_be_signed_in(request, actor, permission, submission_id)
        submission = submissions.get(session, known_id(submission_id))
        require(who, permission, subject_of(session, submission, now))
        return submission


SEES_SCORES = frozenset({Role.ASSESSOR, Role.MODERATOR, Role.AUDITOR})
"""Who sees the institutions' own levels beside a result, unless it is shown as the public does."""


class ResultView(StrEnum):
    """Which of the three views of a result is asked for; none: the best the actor may have."""

    OWN = "own"
    FULL = "full"
    PUBLISHED = "published"


class ResultViewOnPages(StrEnum):
    """The same, as an address of a page says it."""

    OWN = "sendiri"
    FULL = "lengkap"
    PUBLISHED = "terbit"


VIEWS = {
    "OWN": Permission.RESULT_READ_OWN,
    "FULL": Permission.RESULT_READ,
    "PUBLISHED": Permission.RESULT_READ_PUBLISHED,
}


class ReadableResult:
    """The submission of the path, when the actor may see its result: own, any, or published."""

    permissions = tuple(VIEWS.values())

    def __call__(
        self,
        submission_id: str,
        request: Request,
        about: Asked,
        view: ResultView | None = None,
    ) -> Submission:
        """Load and allow; `request.state.only_public` says which revision may be shown."""
        return self.load(submission_id, request, about, view.name if view else "")

    def load(self, submission_id: str, request: Request, about: Asked, view: str) -> Submission:
        """Load and allow; with `view` that very view, without it the best there is."""
        main = VIEWS[view] if view else _main_result_permission(about.actor)
        who = must_be_signed_in(request, about.actor, main, submission_id)
        submission = submissions.get(about.session, known_id(submission_id))
        subject = subject_of(about.session, submission, about.now)
        published = Permission.RESULT_READ_PUBLISHED
        is_enough = not view and allows(who, published, subject)
        if not (is_enough and not allows(who, main, subject)):
            require(who, main, subject)
        request.state.only_public = main is published or not allows(who, main, subject)
        return submission


class ReadableResultOnPages(ReadableResult):
    """The same for pages."""

    def __call__(  # type: ignore[override]  # the address is in Indonesian
        self,
        submission_id: str,
        request: Request,
        about: Asked,
        tampilan: ResultViewOnPages | None = None,
    ) -> Submission:
        """Load and allow."""
        return self.load(submission_id, request, about, tampilan.name if tampilan else "")


def _main_result_permission(actor: Actor | None) -> Permission:
    is_own = actor is not None and actor.role in OF_AN_AGENCY
    return Permission.RESULT_READ_OWN if is_own else Permission.RESULT_READ


class ReadableEvidence:
    """An evidence item: the OPD sees its library, others what was sent or objected with."""

    permissions = (
        Permission.EVIDENCE_READ_LIVE,
        Permission.EVIDENCE_READ_SNAPSHOT,
        Permission.BREAKGLASS_OPEN,
    )

    def __call__(
        self, evidence_id: str, request: Request, session: Db, actor: MaybeActor, now: Now
    ) -> Evidence:
        """Load and allow."""
        live, frozen, _ = self.permissions
        permission = live if actor is not None and actor.role in OF_AN_AGENCY else frozen
        who = must_be_signed_in(request, actor, permission, evidence_id)
        evidence = submissions.evidence_of(session, known_id(evidence_id))
        submission = submissions.get(session, evidence.submission_id)
        subject = subject_of(session, submission, now)
        is_glass = is_behind_glass(request, session, who, (submission, subject), now)
        if not is_glass:
            require(who, permission, subject)
        if permission is frozen and not (
            submissions.is_in_snapshot(session, evidence)
            or (not is_glass and submissions.is_for_objection(session, evidence))
            or (not is_glass and visiting.is_brought_for(session, who, submission, evidence))
        ):
            raise NotFound
        return evidence


class RoleWith:
    """The actor, when the role holds a permission of the period level."""

    def __init__(self, permission: Permission) -> None:
        assert permission in CYCLE_RULES  # noqa: S101  (a wiring fault of ours, found at import)
        self.permissions = (permission,)

    def __call__(self, request: Request, actor: MaybeActor) -> Actor:
        """Allow or refuse."""
        note_asked(request, self.permissions[0])
        return require_role(actor, self.permissions[0])


def period_of_year(year: int, session: Db) -> Period:
    """Give the period of the path, locked for a change; NotFound outside 2000..2999."""
    if not 2000 <= year <= 2999:
        raise NotFound
    return periods.by_year(session, year, lock=is_for_writing(session))


class ReadableRanking:
    """A period whose ranking the actor may see: once published anyone signed in, before it few."""

    permissions = (Permission.RANKING_READ_EMBARGOED, Permission.RANKING_READ_PUBLISHED)

    def __call__(self, year: int, request: Request, session: Db, actor: MaybeActor) -> Period:
        """Load and allow; `request.state.only_public` says which revision may be shown."""
        period = period_of_year(year, session) if actor else None
        is_public = period is not None and period.published_at is not None
        permission = self.permissions[1] if is_public else self.permissions[0]
        note_asked(request, permission)
        who = require_role(actor, permission)
        assert period is not None  # noqa: S101  (there is an actor, so the period was loaded)
        if not is_public and who.role is Role.LEADERSHIP and not period.finalised_at:
            raise NotFound
        request.state.only_public = is_public and who.role not in CYCLE_RULES[self.permissions[0]]
        if is_public and who.role is Role.LEADERSHIP:
            request.state.only_public = True
        return period


def allow_report(
    request: Request,
    session: Session,
    actor: Actor,
    about: tuple[Period, Submission | None],
    now: datetime,
) -> None:
    """Raise unless the actor may have the document about a submission, or (None) the round."""
    period, submission = about
    if submission is not None:
        note_asked(request, Permission.REPORT_OWN_PDF, submission.id)
        require(actor, Permission.REPORT_OWN_PDF, subject_of(session, submission, now))
        return
    is_public = period.published_at is not None
    permission = (
        Permission.RANKING_READ_PUBLISHED if is_public else Permission.REPORT_RANKING_PDF_EMBARGOED
    )
    note_asked(request, permission)
    require_role(actor, permission)


class ReadableReport:
    """A document the actor may have."""

    permissions = (
        Permission.REPORT_OWN_PDF,
        Permission.REPORT_RANKING_PDF_EMBARGOED,
        Permission.RANKING_READ_PUBLISHED,
    )

    def __call__(
        self, report_id: str, request: Request, session: Db, actor: MaybeActor, now: Now
    ) -> Report:
        """Load and allow; a newer revision of a published ranking stays hidden for now."""
        who = must_be_signed_in(request, actor, self.permissions[0], report_id)
        report = reports.get(session, known_id(report_id))
        submission = (
            submissions.get(session, report.submission_id) if report.submission_id else None
        )
        period = session.get_one(Period, report.period_id)
        allow_report(request, session, who, (period, submission), now)
        if period.published_at and not reports.is_public(session, report):
            require_role(who, Permission.REPORT_RANKING_PDF_EMBARGOED)
        return report


def can(session: Session, actor: Actor, submission: Submission, now: datetime) -> dict[str, bool]:
    """Give, for templates, what the actor may do to a submission now: permission name -> yes."""
    subject = subject_of(session, submission, now)
    return {permission.value: allows(actor, permission, subject) for permission in RULES}


def is_own(actor: Actor, submission: Submission) -> bool:
    """Tell whether the submission is of the actor's own OPD."""
    return actor.role in OF_AN_AGENCY and actor.agency_id == submission.agency_id


def is_sent(submission: Submission) -> bool:
    """Tell whether the OPD has sent it."""
    return State(submission.state) not in {State.DRAFT, State.LAPSED}


PeriodOfYear = Annotated[Period, Depends(period_of_year, scope="function")]
