"""Who was reminded today? What does a reminder of the coordinator say? Once a day for a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import User
from app.agencies.models import Agency
from app.assessments.board_schemas import WorkloadView
from app.clock import in_wib, last_minute
from app.notices.queries import holders
from app.periods.models import Period
from app.permissions import OF_AN_AGENCY
from app.submissions.models import Submission
from app.submissions.queries import window_of
from app.submissions.states import State
from app.templating import tanggal, waktu

REMINDABLE = frozenset({State.DRAFT, State.RETURNED})
"""The states in which an OPD's answers are awaited."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who was reminded today: accounts by name, and the OPDs of operators and heads by code."""

    usernames: frozenset[str]
    agencies: frozenset[str]


def key_of(now: datetime) -> str:
    """Give the key that lets one person be reminded once on a day in WIB."""
    return f"coordinator {in_wib(now).date().isoformat()}"


def reminded_today(session: Session, now: datetime) -> Reminded:
    """Give whom a coordinator has reminded today."""
    query = (
        select(User.username, User.role, Agency.code)
        .join(Agency, col(Agency.id) == col(User.agency_id), isouter=True)
        .where(col(User.id).in_(holders(key_of(now))))
    )
    rows = session.exec(query).all()
    return Reminded(
        frozenset(username for username, _, _ in rows),
        frozenset(code for _, role, code in rows if role in OF_AN_AGENCY),
    )


def to_assessor(person: WorkloadView, period: Period) -> tuple[str, str]:
    """Give the words and the address of a reminder to an assessor with work left."""
    until = waktu(last_minute(period.assessment_closes_at))
    if person.left:
        what = f"{person.left} indikator pada OPD Anda belum dinilai"
    else:
        what = f"nilai {person.unlocked} OPD sudah lengkap dan tinggal dikunci"
    return f"Koordinator mengingatkan: {what}. Penilaian ditutup {until}.", "/penilaian"


def to_agency(submission: Submission, period: Period) -> tuple[str, str]:
    """Give the words and the address of a reminder to an OPD whose answers are awaited."""
    closes_at = window_of(period, submission).closes_at
    until = waktu(last_minute(closes_at)) if closes_at else tanggal(period.fill_closes_at)
    what = (
        "perbaikan isian yang dikembalikan belum dikirim ulang"
        if State(submission.state) is State.RETURNED
        else "isian OPD Anda belum dikirim"
    )
    link = f"/penilaian-mandiri/{submission.id}"
    return f"Koordinator mengingatkan: {what}. Ditunggu sampai {until}.", link
