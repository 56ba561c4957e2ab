"""Who scores what in a round, and who may? Eight statements, whatever the number of OPDs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.accounts.queries import assessors
from app.accounts.schemas import INSTITUTION_NAMES
from app.agencies.models import Agency
from app.assessments import queries
from app.assessments.assignment_schemas import AssignmentPage, Candidate
from app.assessments.eligibility import (
    Assessed,
    Assessor,
    Obstacle,
    is_substitute,
    obstacle,
    stands_by,
    stewards,
)
from app.assessments.models import Assignment, ConflictOfInterest, Judgement
from app.periods.models import Period
from app.permissions import Institution, Role
from app.submissions import queries as submissions
from app.submissions.models import Submission

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Roster:
    """A round as far as assignments go.

    people: active assessors by id; assigned: (submission, institution) -> accounts in order of
    name; declared: (account, agency); begun: (submission, institution) with at least one level;
    last_year: (agency, institution) -> usernames.
    """

    rows: tuple[Submission, ...]
    agencies: dict[str, Agency]
    people: dict[str, Assessor]
    assigned: dict[Pair, tuple[Assessor, ...]]
    declared: frozenset[Pair]
    begun: frozenset[Pair]
    last_year: dict[Pair, frozenset[str]]

    def assessed(self, row: Submission) -> Assessed:
        """Give the OPD of a submission, as the rules know it."""
        return Assessed(row.agency_id, self.agencies[row.agency_id].type)

    def obstacle(self, person: Assessor, row: Submission) -> Obstacle | None:
        """Give what stands between a person and the OPD of a submission."""
        has_declared = (person.id, row.agency_id) in self.declared
        return obstacle(person, self.assessed(row), has_declared=has_declared)

    def pool(self, row: Submission, institution: Institution) -> list[Assessor]:
        """Give whom the rule may choose from for an OPD: who stands by, only for Diskominfo."""
        walidata = stewards(map(self.assessed, self.rows))
        is_for_stand_in = is_substitute(institution, self.assessed(row))
        return [
            person
            for person in self.people.values()
            if person.institution == institution
            and (is_for_stand_in or not stands_by(person, walidata))
        ]

    def of(self, row: Submission, institution: Institution) -> tuple[Assessor, ...]:
        """Give who scores a submission for an institution."""
        return self.assigned.get((row.id, institution), ())


def roster(session: Session, period: Period, *, lock: bool = False) -> Roster:
    """Read the roster of a round; `lock`: its submissions are held until the transaction ends."""
    rows = submissions.of_period(session, period.id, lock=lock)
    ids = [row.id for row in rows]
    return Roster(
        rows=tuple(rows),
        agencies={agency.id: agency for agency in session.exec(select(Agency))},
        people=_people(session),
        assigned=_assigned(session, ids),
        declared=_declared(session),
        begun=_begun(session, ids),
        last_year=_last_year(session, period),
    )


def _people(session: Session) -> dict[str, Assessor]:
    query = select(User).where(User.role == Role.ASSESSOR, col(User.is_active))
    found = session.exec(query.order_by(col(User.institution), col(User.username)))
    return {user.id: assessor_of(user) for user in found}


def _assigned(session: Session, ids: Iterable[str]) -> dict[Pair, tuple[Assessor, ...]]:
    query = (
        select(Assignment, User)
        .join(User, col(User.id) == col(Assignment.user_id))
        .where(col(Assignment.submission_id).in_(ids))
        .order_by(col(User.username))
    )
    found: dict[Pair, tuple[Assessor, ...]] = {}
    for row, user in session.exec(query):
        key = row.submission_id, row.institution
        found[key] = (*found.get(key, ()), assessor_of(user))
    return found


def _declared(session: Session) -> frozenset[Pair]:
    query = sa.select(col(ConflictOfInterest.user_id), col(ConflictOfInterest.agency_id))
    return frozenset((user_id, agency_id) for user_id, agency_id in session.execute(query))


def _begun(session: Session, ids: Iterable[str]) -> frozenset[Pair]:
    query = sa.select(col(Judgement.submission_id), col(Judgement.institution)).distinct()
    found = session.execute(query.where(col(Judgement.submission_id).in_(ids)))
    return frozenset((submission_id, institution) for submission_id, institution in found)


def _last_year(session: Session, period: Period) -> dict[Pair, frozenset[str]]:
    year = sa.select(sa.func.max(col(Period.year))).where(
        col(Period.year) < period.year, col(Period.opened_at).is_not(None)
    )
    query = (
        sa.select(col(Submission.agency_id), col(Assignment.institution), col(User.username))
        .select_from(Assignment)
        .join(User, col(User.id) == col(Assignment.user_id))
        .join(Submission, col(Submission.id) == col(Assignment.submission_id))
        .join(Period, col(Period.id) == col(Submission.period_id))
        .where(col(Period.year) == year.scalar_subquery())
    )
    found: dict[Pair, frozenset[str]] = {}
    for agency_id, institution, username in session.execute(query):
        key = agency_id, institution
        found[key] = found.get(key, frozenset()) | {username}
    return found


def assessor_of(user: User) -> Assessor:
    """Give an account as the rules know it."""
    return Assessor(user.id, user.username, user.name, user.institution or "", user.agency_id)


def assessed(session: Session, submission: Submission) -> Assessed:
    """Give the OPD of a submission as the rules know it."""
    return Assessed(submission.agency_id, submissions.agency_of(session, submission).type)


def present_institutions(session: Session, submission: Submission) -> set[str]:
    """Give the institutions that have an active assessor on a submission whom nothing hinders."""
    agency = assessed(session, submission)
    declared = queries.conflicted_ids(session, submission.agency_id)
    query = (
        select(User, Assignment)
        .join(Assignment, col(Assignment.user_id) == col(User.id))
        .where(Assignment.submission_id == submission.id, col(User.is_active))
    )
    return {
        row.institution
        for user, row in session.exec(query)
        if not obstacle(assessor_of(user), agency, has_declared=user.id in declared)
    }


def assignment_page(session: Session, submission: Submission, now: datetime) -> AssignmentPage:
    """Give every assessor of both institutions with load and, in conflict, why not."""
    loads = queries.loads(session, submission.period_id)
    assigned = {row.username for row in queries.assignments(session, submission.id)}
    declared = queries.conflicted_ids(session, submission.agency_id)
    agency = assessed(session, submission)

    def candidate(user: User) -> Candidate:
        found = obstacle(assessor_of(user), agency, has_declared=user.id in declared)
        return Candidate(
            username=user.username,
            name=user.name,
            institution=user.institution or "",
            load=loads.get(user.id, 0),
            is_assigned=user.username in assigned,
            obstacle=found[0].upper() + found[1:] if found else "",
        )

    return AssignmentPage(
        standing=submissions.submission_view(session, submission, now),
        groups=tuple(
            (INSTITUTION_NAMES[each], tuple(map(candidate, assessors(session, each))))
            for each in Institution
        ),
    )
