"""Writes of comments: say, take back."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.accounts import queries as accounts
from app.accounts.models import User
from app.comments import queries
from app.comments.mentions import mentioned
from app.comments.models import Comment
from app.comments.schemas import CommentInput
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotFound
from app.journal.chain import digest
from app.journal.record import Entry, record
from app.notices.actions import tell
from app.permissions import Actor, Permission
from app.submissions.models import Submission
from app.submissions.queries import codes_of


def write(
    session: Session, actor: Actor, submission: Submission, given: CommentInput, now: datetime
) -> Comment:
    """Say something about an indicator; whom it calls and who spoke there before is told."""
    if given.code not in codes_of(session, submission):
        raise NotFound
    people = accounts.colleagues(session, submission.agency_id)
    chosen = _chosen(people, given.mention)
    earlier = queries.writers(session, submission.id, given.code)
    row = Comment(
        submission_id=submission.id,
        code=given.code,
        text=given.text,
        mention_id=chosen.id if chosen else None,
        by=actor.user_id,
        at=now,
    )
    session.add(row)
    session.flush()
    called = mentioned(given.text, [user.username for user in people]) | {given.mention}
    others = [user for user in people if user.id != actor.user_id]
    to_call = [user.id for user in others if user.username in called]
    to_tell = [user.id for user in others if user.id in earlier and user.id not in to_call]
    link = f"/penilaian-mandiri/{submission.id}/indikator/{given.code}#talk"
    where = f"pembicaraan indikator {given.code}"
    tell(session, to_call, f"{actor.name} menyebut Anda dalam {where}.", link, now)
    tell(session, to_tell, f"{actor.name} menulis dalam {where}.", link, now)
    _record(session, actor, row, ("", digest(given.text)), now)
    return row


def remove(
    session: Session, actor: Actor, submission: Submission, comment_id: str, now: datetime
) -> None:
    """Take one's own comment back: the text goes, a mark stays where it was."""
    row = queries.get(session, submission.id, comment_id)
    if row.by != actor.user_id:
        raise Forbidden("Hanya penulisnya yang dapat menghapus komentar ini.")
    if row.removed_at:
        raise Conflict("Komentar ini sudah dihapus.")
    before, row.text, row.mention_id, row.removed_at = digest(row.text), "", None, now
    session.add(row)
    _record(session, actor, row, (before, ""), now)


def _chosen(people: Sequence[User], username: str) -> User | None:
    """Give the colleague chosen from the list; InvalidInput when it is nobody of this OPD."""
    if not username:
        return None
    found = next((user for user in people if user.username == username), None)
    if found is None:
        message = f"'{username}' bukan akun aktif OPD ini. Pilih nama dari daftar."
        raise InvalidInput(message, [Fault("mention", message)])
    return found


def _record(
    session: Session, actor: Actor, row: Comment, change: tuple[str, str], now: datetime
) -> None:
    action, whose = Permission.COMMENT_WRITE, row.submission_id
    record(session, actor, Entry(action, "comment", row.id, whose, *change), now)
