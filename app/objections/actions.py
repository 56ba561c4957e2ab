"""Writes of objections: file, edit, withdraw, recommend."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.queries import ids_with_role
from app.assessments.actions import own_institution
from app.assessments.queries import assessor_ids
from app.errors import Conflict, InvalidInput
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.objections import queries
from app.objections.models import Objection, ObjectionItem, Recommendation
from app.objections.schemas import EditInput, ObjectionInput, RecommendInput
from app.permissions import Actor, Permission, Role
from app.submissions import queries as submissions
from app.submissions.actions import ensure_window, move, reopen_items
from app.submissions.models import Submission
from app.submissions.states import FILE_OBJECTION, WITHDRAW, State, advance


def file(
    session: Session, actor: Actor, submission: Submission, given: ObjectionInput, now: datetime
) -> Objection:
    """File an objection to named indicators (T14)."""
    advance(State(submission.state), FILE_OBJECTION)
    ensure_window(session, submission, now)
    notes = {item.code: item.reason for item in given.items}
    if len(notes) != len(given.items):
        raise InvalidInput("Satu indikator hanya dapat disanggah satu kali dalam satu pengajuan.")
    number = _filings(session, submission) + 1
    reopen_items(session, submission, "objection", number, notes)
    objection = Objection(submission_id=submission.id, filed_by=actor.user_id, filed_at=now)
    session.add(objection)
    session.flush()
    session.add_all(
        ObjectionItem(objection_id=objection.id, **item.model_dump()) for item in given.items
    )
    move(session, submission, FILE_OBJECTION, actor, now)
    link = f"/penilaian/{submission.id}/sanggahan"
    tell(session, assessor_ids(session, submission), "Ada sanggahan.", link, now)
    coordinators = ids_with_role(session, Role.MODERATOR)
    tell(session, coordinators, "Ada sanggahan.", f"/pleno/{submission.id}/sanggahan", now)
    before, after = State.PROVISIONAL, f"{State.OBJECTION} {','.join(notes)}"
    entry = Entry(
        Permission.OBJECTION_FILE, "objection", objection.id, submission.id, before, after
    )
    record(session, actor, entry, now)
    return objection


def _filings(session: Session, submission: Submission) -> int:
    query = select(sa.func.count()).where(col(Objection.submission_id) == submission.id)
    return session.exec(query).one()


def edit(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: EditInput,
    now: datetime,
) -> None:
    """Better the reason of an undecided item, within the window."""
    ensure_window(session, submission, now)
    row = queries.item(session, submission.id, code)
    _ensure_undecided(row)
    before, row.reason = digest(row.reason), given.reason
    session.add(row)
    entry = Entry(
        Permission.OBJECTION_EDIT,
        "objection_item",
        code,
        submission.id,
        before,
        digest(given.reason),
    )
    record(session, actor, entry, now)


def withdraw(session: Session, actor: Actor, submission: Submission, now: datetime) -> None:
    """Withdraw the whole filing while nothing is decided (T15)."""
    advance(State(submission.state), WITHDRAW)
    ensure_window(session, submission, now)
    objection = queries.live(session, submission.id)
    if objection is None or any(row.decided_at for row in queries.items(session, objection.id)):
        raise Conflict("Sanggahan yang sudah diputus tidak dapat ditarik.")
    objection.withdrawn_at = now
    session.add(objection)
    move(session, submission, WITHDRAW, actor, now)
    after = State.PROVISIONAL.value
    entry = Entry(
        Permission.OBJECTION_WITHDRAW,
        "objection",
        objection.id,
        submission.id,
        State.OBJECTION,
        after,
    )
    record(session, actor, entry, now)


def recommend(
    session: Session,
    actor: Actor,
    submission: Submission,
    code: str,
    given: RecommendInput,
    now: datetime,
) -> Recommendation:
    """Advise on an item for the own institution; saving again replaces the advice."""
    institution = own_institution(actor)
    item = queries.item(session, submission.id, code)
    _ensure_undecided(item)
    if given.level > submissions.instrument_of(session, submission).top:
        raise InvalidInput("Tingkat kematangan di luar rentang instrumen.")
    given_before = {row.institution: row for row in queries.recommendations(session, item.id)}
    row = given_before.get(institution) or Recommendation(
        item_id=item.id, institution=institution, level=1, reason="", by="", at=now
    )
    row.sqlmodel_update(given.model_dump() | {"by": actor.user_id, "at": now})
    session.add(row)
    session.flush()
    after, action = f"level={given.level} {digest(given.reason)}", Permission.OBJECTION_RECOMMEND
    record(session, actor, Entry(action, "objection_item", code, submission.id, after=after), now)
    return row


def _ensure_undecided(item: ObjectionItem) -> None:
    if item.decided_at:
        raise Conflict("Butir sanggahan ini sudah diputus.")
