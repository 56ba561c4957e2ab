"""Looks at steps that need two people, and at sign-ins that should be dead."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import ApiToken, LoginSession, RoleGrant, User
from app.journal.models import LINES
from app.periods.models import Period, Proposal
from app.permissions import GRANTED_BY_TWO, Permission
from app.questionnaires.models import ImportedInstrument
from app.submissions.models import Move, Submission
from app.submissions.states import REOPEN


def two_people(session: Session) -> Iterator[str]:
    """Proposer and confirmer differ, for every step and every privileged role."""
    steps = select(Proposal).where(Proposal.confirmed_by == Proposal.proposed_by)
    roles = select(RoleGrant).where(RoleGrant.confirmed_by == RoleGrant.proposed_by)
    alone = select(ImportedInstrument).where(
        sa.or_(
            col(ImportedInstrument.published_by) == col(ImportedInstrument.proposed_by),
            sa.and_(
                col(ImportedInstrument.published_at).is_not(None),
                sa.or_(
                    col(ImportedInstrument.proposed_by).is_(None),
                    col(ImportedInstrument.published_by).is_(None),
                ),
            ),
        )
    )
    for step in session.exec(steps):
        yield f"usulan {step.id} dikonfirmasi pengusulnya sendiri"
    for grant in session.exec(roles):
        yield f"peran {grant.id} dikonfirmasi pengusulnya sendiri"
    for instrument in session.exec(alone):
        yield f"instrumen {instrument.id} terbit oleh satu orang"


def confirmed_steps(session: Session) -> Iterator[str]:
    """What needs two people was confirmed: finalising, publication, corrections, roles in use."""
    steps = select(Proposal.period_id, Proposal.kind)
    confirmed = set(session.exec(steps.where(col(Proposal.confirmed_by).is_not(None))))
    reopened = (
        sa.select(col(Submission.period_id))
        .join(Move, col(Move.submission_id) == col(Submission.id))
        .where(col(Move.transition) == REOPEN.label)
    )
    corrected = set(session.execute(reopened).scalars())
    for period in session.exec(select(Period).order_by(col(Period.year))):
        taken = {
            "finalise": period.finalised_at is not None,
            "publish": period.published_at is not None,
            "reopen": period.id in corrected,
        }
        for kind, is_taken in taken.items():
            if is_taken and (period.id, kind) not in confirmed:
                yield f"periode {period.year}: langkah {kind} tanpa konfirmasi"
    yield from _unconfirmed_roles(session)


def _unconfirmed_roles(session: Session) -> Iterator[str]:
    query = (
        select(User.username)
        .join(RoleGrant, col(RoleGrant.user_id) == col(User.id))
        .where(
            col(User.is_active),
            col(User.role).in_(GRANTED_BY_TWO),
            User.role == RoleGrant.role,
            col(RoleGrant.confirmed_by).is_(None),
        )
    )
    for username in session.exec(query):
        yield f"akun {username} memakai peran yang belum dikonfirmasi"


def sign_ins(session: Session, now: datetime) -> Iterator[str]:
    """Nobody is signed in to a disabled account, or from before it was changed by someone else."""
    changed = _changed(session)
    disabled = set(session.exec(select(User.id).where(sa.not_(col(User.is_active)))))
    for table in (LoginSession, ApiToken):
        for row in _live(session, table, now):
            if row.user_id in disabled or row.created_at < changed.get(row.user_id, row.created_at):
                yield f"{table.__tablename__} {row.id} masih hidup setelah akunnya diubah"


def _live(session: Session, table: Any, now: datetime) -> Iterable[Any]:
    is_live = sa.and_(col(table.revoked_at).is_(None), col(table.expires_at) > now)
    return session.exec(select(table).where(is_live).order_by(col(table.id)))


def _changed(session: Session) -> dict[str, datetime]:
    """Give when an account's sign-ins were last ended: changed, disabled, reset, given a role."""
    is_change = sa.or_(
        LINES.c.before != "",
        LINES.c.after.in_(["disabled", "password reset"]),
        LINES.c.action == Permission.ROLE_GRANT_CONFIRM,
    )
    actions = [Permission.USER_MANAGE, Permission.ROLE_GRANT_CONFIRM]
    query = sa.select(LINES.c.object_id, sa.func.max(LINES.c.at)).where(
        LINES.c.action.in_(actions), LINES.c.outcome == "allowed", is_change
    )
    rows = session.execute(query.group_by(LINES.c.object_id))
    return {user_id: at for user_id, at in rows if user_id}
