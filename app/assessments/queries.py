"""Reads of the assessment. What one institution may see of the other is decided by permissions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.accounts.queries import names
from app.agencies.models import Agency
from app.assessments.models import (
    Agreement,
    Assignment,
    ConflictOfInterest,
    Judgement,
    ModerationNote,
    ScoreLock,
)
from app.assessments.schemas import (
    AgreementView,
    AssignmentView,
    BoardRow,
    ComparisonRow,
    JudgementView,
    NoteView,
    StandingView,
)
from app.periods.models import Period
from app.permissions import OF_AN_AGENCY, Actor, Institution, Role
from app.questionnaires import queries as instruments
from app.submissions import queries as submissions
from app.submissions.models import Submission
from app.submissions.schemas import ClarificationView, SubmissionView
from app.submissions.states import STATE_NAMES, State

REVEALED = frozenset(
    {
        State.MODERATION,
        State.PROVISIONAL,
        State.OBJECTION,
        State.FINAL,
        State.PUBLISHED,
        State.CORRECTION,
    }
)


@dataclass(frozen=True, slots=True)
class SubmissionSubject:
    """What the permission table needs to know of a submission."""

    agency_id: str
    state: str
    assessor_ids: Collection[str]
    window_open: bool


def subject_of(session: Session, submission: Submission, now: datetime) -> SubmissionSubject:
    """Build the subject the permission table is asked about."""
    window = submissions.window_of(submissions.period_of(session, submission), submission)
    return SubmissionSubject(
        agency_id=submission.agency_id,
        state=submission.state,
        assessor_ids=assessor_ids(session, submission),
        window_open=window.is_open(now),
    )


def assessor_ids(session: Session, submission: Submission) -> frozenset[str]:
    """Give the assigned accounts without conflict with the agency (home OPD or declared)."""
    query = (
        select(Assignment.user_id, User.agency_id)
        .join(User, col(User.id) == col(Assignment.user_id))
        .where(Assignment.submission_id == submission.id)
    )
    declared = conflicted_ids(session, submission.agency_id)
    return frozenset(
        user_id
        for user_id, home in session.exec(query).all()
        if home != submission.agency_id and user_id not in declared
    )


def is_revealed(submission: Submission) -> bool:
    """Tell whether both institutions have locked, so that each may see the other's levels."""
    return State(submission.state) in REVEALED


def conflicted_ids(session: Session, agency_id: str) -> frozenset[str]:
    """Give the accounts that declared a conflict with an agency."""
    query = select(ConflictOfInterest.user_id).where(ConflictOfInterest.agency_id == agency_id)
    return frozenset(session.exec(query))


def assignments(session: Session, submission_id: str) -> list[AssignmentView]:
    """Give who scores a submission."""
    return _assignments(session, [submission_id]).get(submission_id, [])


def _assignments(session: Session, ids: Sequence[str]) -> dict[str, list[AssignmentView]]:
    query = (
        select(Assignment, User)
        .join(User, col(User.id) == col(Assignment.user_id))
        .where(col(Assignment.submission_id).in_(ids))
        .order_by(col(Assignment.institution), col(User.username))
    )
    found: dict[str, list[AssignmentView]] = {}
    for row, user in session.exec(query):
        view = AssignmentView(
            username=user.username,
            name=user.name,
            institution=row.institution,
            is_substitute=row.is_substitute,
        )
        found.setdefault(row.submission_id, []).append(view)
    return found


def loads(session: Session, period_id: str) -> dict[str, int]:
    """Give the number of submissions of a period each assessor has."""
    query = (
        sa.select(col(Assignment.user_id), sa.func.count())
        .join(Submission, col(Submission.id) == col(Assignment.submission_id))
        .where(col(Submission.period_id) == period_id)
        .group_by(col(Assignment.user_id))
    )
    return dict(session.execute(query).all())


def judgement_of(
    session: Session, submission_id: str, institution: Institution, code: str
) -> Judgement | None:
    """Give an institution's judgement of one indicator, when there is one."""
    return session.exec(
        select(Judgement).where(
            Judgement.submission_id == submission_id,
            Judgement.institution == institution,
            Judgement.code == code,
        )
    ).first()


def judgements(
    session: Session, submission_id: str, institution: Institution
) -> dict[str, JudgementView]:
    """Give an institution's judgements by code."""
    query = select(Judgement).where(
        Judgement.submission_id == submission_id, Judgement.institution == institution
    )
    return {
        row.code: JudgementView.model_validate(row)
        for row in session.exec(query.order_by(col(Judgement.code)))
    }


def lock_of(session: Session, submission_id: str, institution: Institution) -> ScoreLock | None:
    """Give the institution's lock that stands, when there is one."""
    return session.exec(
        select(ScoreLock).where(
            ScoreLock.submission_id == submission_id,
            ScoreLock.institution == institution,
            col(ScoreLock.unlocked_at).is_(None),
        )
    ).first()


def standing(session: Session, submission: Submission, institution: Institution) -> StandingView:
    """Give how far an institution is."""
    return StandingView(
        institution=institution,
        judged=len(judgements(session, submission.id, institution)),
        total=len(submissions.codes_of(session, submission)),
        is_locked=lock_of(session, submission.id, institution) is not None,
    )


def agreements(session: Session, submission_id: str) -> dict[str, AgreementView]:
    """Give the agreed levels that stand, by code."""
    query = select(Agreement).where(
        Agreement.submission_id == submission_id, col(Agreement.is_current)
    )
    return {row.code: AgreementView.model_validate(row) for row in session.exec(query)}


def comparison(session: Session, submission: Submission) -> list[ComparisonRow]:
    """Give claim, both institutions and agreement per indicator, in the instrument's order."""
    claims = submissions.claims(session, submission.id)
    left = judgements(session, submission.id, Institution.DISKOMINFO)
    right = judgements(session, submission.id, Institution.BPS)
    agreed = agreements(session, submission.id)
    return [
        ComparisonRow(
            code=code,
            claim=claims.get(code, {}).get("level"),
            diskominfo=left.get(code),
            bps=right.get(code),
            agreed=agreed.get(code),
            is_different=_differ(left.get(code), right.get(code)),
        )
        for code in submissions.codes_of(session, submission)
    ]


def _differ(left: JudgementView | None, right: JudgementView | None) -> bool:
    return left is None or right is None or left.level != right.level


def notes(session: Session, submission_id: str) -> list[NoteView]:
    """Give the remarks of the pleno, oldest first."""
    query = select(ModerationNote).where(ModerationNote.submission_id == submission_id)
    rows = session.exec(query.order_by(col(ModerationNote.at))).all()
    people = names(session, [row.by for row in rows])
    return [NoteView(code=row.code, text=row.text, by=people[row.by], at=row.at) for row in rows]


def scored_by(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    """Give the conditions on Submission for what an assessor may know of."""
    mine = select(Assignment.submission_id).where(Assignment.user_id == actor.user_id)
    foreign = select(ConflictOfInterest.agency_id).where(
        ConflictOfInterest.user_id == actor.user_id
    )
    return (
        col(Submission.id).in_(mine),
        col(Submission.agency_id) != (actor.agency_id or ""),
        col(Submission.agency_id).not_in(foreign),
    )


def judged_codes(
    session: Session, ids: Sequence[str], institution: str
) -> dict[str, frozenset[str]]:
    """Give, by submission, the indicators an institution has a level for."""
    query = sa.select(col(Judgement.submission_id), col(Judgement.code)).where(
        col(Judgement.submission_id).in_(ids), col(Judgement.institution) == institution
    )
    found: dict[str, set[str]] = {}
    for submission_id, code in session.execute(query):
        found.setdefault(submission_id, set()).add(code)
    return {submission_id: frozenset(codes) for submission_id, codes in found.items()}


def locked_ids(session: Session, ids: Sequence[str], institution: str) -> frozenset[str]:
    """Give the submissions an institution has locked."""
    query = sa.select(col(ScoreLock.submission_id)).where(
        col(ScoreLock.submission_id).in_(ids),
        col(ScoreLock.institution) == institution,
        col(ScoreLock.unlocked_at).is_(None),
    )
    return frozenset(session.execute(query).scalars())


def questions(
    session: Session, actor: Actor, submission: Submission, code: str = ""
) -> list[ClarificationView]:
    """Give questions, replies and interview notes that the actor may see.

    The OPD sees no interview notes. Until both have locked, an institution does not see what
    the other one asked or noted.
    """
    if actor.role in OF_AN_AGENCY:
        return submissions.asked(session, submission.id, code)
    found = submissions.clarifications(session, submission.id, code)
    if actor.institution is None or is_revealed(submission):
        return found
    return [row for row in found if row.institution in {actor.institution, ""}]


def progress(session: Session, period: Period) -> list[BoardRow]:
    """Give the coordinator's board: per submission state and both progresses, no levels."""
    instrument = instruments.get(session, period.instrument_id)
    rows = submissions.of_period(session, period.id)
    ids = [row.id for row in rows]
    agencies = {agency.id: agency for agency in session.exec(select(Agency))}
    judged = {institution: judged_codes(session, ids, institution) for institution in Institution}
    locked = {institution: locked_ids(session, ids, institution) for institution in Institution}
    people = _assignments(session, ids)
    return [
        BoardRow(
            submission_id=row.id,
            agency_code=agencies[row.agency_id].code,
            agency_name=agencies[row.agency_id].name,
            state=row.state,
            state_name=STATE_NAMES[State(row.state)],
            is_closed=row.closed_at is not None,
            total=len(instrument.applicable(row.agency_type)),
            judged={key: len(value.get(row.id, ())) for key, value in judged.items()},
            locked={key: row.id in value for key, value in locked.items()},
            assessors=tuple(people.get(row.id, ())),
        )
        for row in rows
    ]


def visible(
    session: Session, actor: Actor, wanted: tuple[int | None, str, str, int], now: datetime
) -> tuple[list[SubmissionView], str | None]:
    """List the submissions an actor may know of, the list twin of the permission table.

    wanted: year (None: every period), state ("" for all), cursor (the last agency code and year
    seen, "" for the start), limit. Gives the page and the next cursor.
    """
    year, state, cursor, limit = wanted
    rows = _known_to(session, actor, year, state)
    if cursor:
        keys = [key for _, _, key in rows]
        rows = rows[keys.index(cursor) + 1 :] if cursor in keys else []
    chosen = rows[:limit]
    periods = {period.id: period for _, period, _ in chosen}
    views = {
        view.id: view
        for period in periods.values()
        for view in submissions.submission_views(
            session, period, now, [row for row, _, _ in chosen if row.period_id == period.id]
        )
    }
    return [views[row.id] for row, _, _ in chosen], chosen[-1][2] if len(rows) > limit else None


def _known_to(
    session: Session, actor: Actor, year: int | None, state: str
) -> list[tuple[Submission, Period, str]]:
    query = (
        select(Submission, Period, Agency.code)
        .join(Period, col(Period.id) == col(Submission.period_id))
        .join(Agency, col(Agency.id) == col(Submission.agency_id))
        .order_by(col(Agency.code), col(Period.year))
    )
    if actor.role in OF_AN_AGENCY:
        query = query.where(Submission.agency_id == (actor.agency_id or ""))
    if actor.role is Role.ASSESSOR:
        query = query.where(*scored_by(actor))
    if year is not None:
        query = query.where(Period.year == year)
    if state:
        query = query.where(Submission.state == state)
    return [(row, period, f"{code}@{period.year}") for row, period, code in session.exec(query)]
