"""Reads of delegations."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts import queries as accounts
from app.accounts.models import User
from app.accounts.schemas import ROLE_NAMES
from app.clock import in_wib
from app.delegations.lateness import is_late
from app.delegations.models import Delegation
from app.delegations.schemas import (
    ColleagueView,
    DelegationView,
    OverviewView,
    WorkView,
    shares,
)
from app.permissions import OF_AN_AGENCY, Actor, Role
from app.submissions import filling
from app.submissions.evidence_schemas import IndicatorView
from app.submissions.models import Submission
from app.submissions.schemas import TaskListView


def held(session: Session, submission_id: str) -> dict[str, tuple[Delegation, User]]:
    """Give by indicator who takes care of it, in order of code."""
    query = (
        select(Delegation, User)
        .join(User, col(User.id) == col(Delegation.assignee_id))
        .where(Delegation.submission_id == submission_id)
    )
    return {
        row.code: (row, user) for row, user in session.exec(query.order_by(col(Delegation.code)))
    }


def colleagues(session: Session, actor: Actor, submission: Submission) -> tuple[ColleagueView, ...]:
    """Give everyone of the submission's OPD who can be asked, in order of name."""
    return tuple(
        ColleagueView(
            username=user.username,
            name=user.name,
            role_name=ROLE_NAMES[Role(user.role)],
            is_me=user.id == actor.user_id,
        )
        for user in accounts.colleagues(session, submission.agency_id)
    )


def delegations(
    session: Session,
    actor: Actor,
    submission: Submission,
    waiting: Collection[str],
    now: datetime,
) -> dict[str, DelegationView]:
    """Give by indicator who takes care of it; `waiting`: where there is still something to do."""
    giver = aliased(User)
    query = (
        select(Delegation, User, giver.name)
        .join(User, col(User.id) == col(Delegation.assignee_id))
        .join(giver, giver.id == Delegation.given_by)  # type: ignore[arg-type]  # SQLModel's class attributes
        .where(Delegation.submission_id == submission.id)
        .order_by(col(Delegation.code))
    )
    today = in_wib(now).date()
    return {
        row.code: _view(row, (user, given_by), (actor, submission), row.code in waiting, today)
        for row, user, given_by in session.exec(query)
    }


def _view(
    row: Delegation,
    people: tuple[User, str],
    about: tuple[Actor, Submission],
    is_waiting: bool,  # noqa: FBT001  (a fact, no switch)
    today: date,
) -> DelegationView:
    (assignee, given_by), (actor, submission) = people, about
    is_here = assignee.agency_id == submission.agency_id and Role(assignee.role) in OF_AN_AGENCY
    return DelegationView(
        code=row.code,
        assignee=assignee.username,
        assignee_name=assignee.name,
        due_on=row.due_on,
        given_by=given_by,
        given_at=row.given_at,
        is_mine=assignee.id == actor.user_id,
        is_from_me=row.given_by == actor.user_id,
        is_gone=not (assignee.is_active and is_here),
        is_waiting=is_waiting,
        is_late=is_late(row.due_on, today, is_waiting=is_waiting),
    )


def listed(
    session: Session, actor: Actor, submission: Submission, now: datetime
) -> list[DelegationView]:
    """Give every delegation of a submission, in order of code."""
    waiting = filling.waiting(session, submission)
    return list(delegations(session, actor, submission, waiting, now).values())


def of_indicator(
    session: Session, actor: Actor, submission: Submission, shown: IndicatorView, now: datetime
) -> DelegationView | None:
    """Give who takes care of the indicator of a page, when someone does."""
    code = shown.indicator.code
    waiting = {code} if shown.is_waiting else set()
    return delegations(session, actor, submission, waiting, now).get(code)


def work(
    session: Session, actor: Actor, submission: Submission, tasks: TaskListView, now: datetime
) -> WorkView:
    """Give who takes care of what, beside the task list."""
    waiting = {row.code for group in tasks.groups for row in group.rows if row.is_waiting}
    by_code = delegations(session, actor, submission, waiting, now)
    people = colleagues(session, actor, submission)
    return WorkView(
        by_code=by_code,
        late=frozenset(row.code for row in by_code.values() if _concerns(actor, row)),
        colleagues=people,
        operators=sum(person.role_name == ROLE_NAMES[Role.OPERATOR] for person in people),
    )


def _concerns(actor: Actor, row: DelegationView) -> bool:
    """Tell whether the row is late and the actor answers for it: as head, giver or assignee."""
    return row.is_late and (actor.role is Role.HEAD or row.is_from_me or row.is_mine)


def overview(session: Session, actor: Actor, submission: Submission, now: datetime) -> OverviewView:
    """Give the actor's own share, and who else is late with what the actor answers for."""
    if not held(session, submission.id):
        return OverviewView(mine=None, late=())
    rows = listed(session, actor, submission, now)
    mine = shares([row for row in rows if row.is_mine])
    late = shares([row for row in rows if _concerns(actor, row) and not row.is_mine])
    return OverviewView(mine=mine[0] if mine else None, late=late)
