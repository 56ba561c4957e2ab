"""Writes of break-glass. Source: reliability.md section 2, rules beside the table."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.accounts.queries import ids_of_agency, ids_with_role
from app.breakglass import queries
from app.breakglass.models import BreakGlass
from app.breakglass.schemas import BreakGlassInput
from app.clock import in_wib
from app.errors import Conflict
from app.journal.record import about_submission, record
from app.notices.actions import tell
from app.permissions import Actor, Permission, Role
from app.submissions import queries as submissions
from app.submissions.models import Submission

LASTS = timedelta(minutes=60)


def open_glass(
    session: Session, actor: Actor, submission: Submission, given: BreakGlassInput, now: datetime
) -> BreakGlass:
    """Open one submission's content to one admin; the OPD and every auditor are told at once.

    Conflict while an opening of the same admin lasts.
    """
    submissions.get(session, submission.id, lock=True)
    if queries.open_one(session, actor.user_id, submission.id, now):
        message = (
            "Akses darurat Anda untuk OPD ini masih terbuka. Tutup dahulu bila ingin mengulang."
        )
        raise Conflict(message)
    row = BreakGlass(
        submission_id=submission.id,
        user_id=actor.user_id,
        reason=given.reason,
        opened_at=now,
        closes_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    _tell(session, actor, submission, row)
    after = f"{row.id} until {row.closes_at.isoformat()}"
    entry = about_submission(
        submission.id, Permission.BREAKGLASS_OPEN, after=after, reason=given.reason
    )
    record(session, actor, entry, now)
    return row


def _tell(session: Session, actor: Actor, submission: Submission, row: BreakGlass) -> None:
    agency = submissions.agency_of(session, submission)
    text = (
        f"Admin {actor.name} membuka isian dan bukti {agency.name} melalui akses darurat, "
        f"sampai pukul {in_wib(row.closes_at):%H.%M} WIB. Alasan: {row.reason}"
    )
    own, auditors = ids_of_agency(session, agency.id), ids_with_role(session, Role.AUDITOR)
    tell(session, own, text, f"/penilaian-mandiri/{submission.id}", row.opened_at)
    tell(session, auditors, text, f"/jejak-audit?isian={submission.id}", row.opened_at)


def close_glass(session: Session, actor: Actor, submission: Submission, now: datetime) -> None:
    """End one's own opening before its time; Conflict when none lasts."""
    row = queries.open_one(session, actor.user_id, submission.id, now)
    if row is None:
        message = "Tidak ada akses darurat Anda yang masih terbuka untuk OPD ini."
        raise Conflict(message)
    row.closed_at = now
    session.add(row)
    entry = about_submission(
        submission.id, Permission.BREAKGLASS_OPEN, before=row.id, after="closed"
    )
    record(session, actor, entry, now)
