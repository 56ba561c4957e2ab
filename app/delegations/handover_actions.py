"""Hand-over of an account (mutasi) with the work that waits under it."""

from datetime import datetime

from sqlmodel import Session

from app.accounts import handover_actions
from app.accounts.models import User
from app.accounts.schemas import SuccessorInput
from app.delegations import queries
from app.delegations.actions import pass_on
from app.journal.record import about_submission, record
from app.permissions import Actor, Permission
from app.submissions.years import held_of_agency


def hand_over_with_work(
    session: Session, actor: Actor, old: User, given: SuccessorInput, now: datetime
) -> tuple[User, str]:
    """Give an OPD account's role and its delegations to a new person; see accounts.

    Locks the OPD's submissions before the account, so that nothing is delegated to it meanwhile.
    """
    handover_actions.ensure_in_reach(actor, old)
    rows = held_of_agency(session, old.agency_id or "")
    new, password = handover_actions.hand_over(session, actor, old, given, now)
    for submission in rows:
        held = queries.held(session, submission.id).values()
        mine = [row for row, user in held if user.id == old.id]
        if mine:
            pass_on(session, mine, new.id)
            codes = ",".join(row.code for row in mine)
            change = (f"{old.username} {codes}", f"{new.username} {codes}")
            entry = about_submission(submission.id, Permission.ROLE_HAND_OVER, *change)
            record(session, actor, entry, now)
    return new, password
