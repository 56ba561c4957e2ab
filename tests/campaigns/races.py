"""The races of the roles: each with the ends that its two orders would give, worked out by hand.

`ab`: what may be seen when the journal has A's line first, `ba`: when it has B's first. An end is
both statuses and, in words, what stands afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.assessments import actions as assessments
from app.assessments.models import Assignment
from app.assessments.schemas import AssignmentInput, JudgementInput, UnlockInput
from app.clock import utc_now
from app.permissions import Institution
from app.submissions import actions as submissions
from app.submissions.models import Answer, Evidence, Move, Snapshot, Submission
from tests.campaigns.at_once import Answer as Reply
from tests.campaigns.at_once import Ask, Deed, Wish
from tests.campaigns.savers import multipart, multipart_type, picture
from tests.campaigns.years import Stage, Theatre
from tests.factories import fill
from tests.play import DINKES

End = tuple[int, int, str]
ADMIN, MODERATOR, HEAD, OPERATOR = "admin", "koordinator", "kepala.dinkes", "operator.dinkes"
OLD, NEW = "Penjelasan lama.", "Penjelasan baru."
SOON = timedelta(milliseconds=400)


@dataclass
class Scene:
    """A stage with the two requests about to be sent, and who else plays."""

    stage: Stage
    a: Wish
    b: Wish
    see: Callable[[Session, Submission], str]


@dataclass(frozen=True)
class Race:
    """Two actions that meet: who does what (as the journal calls it), and the ends allowed."""

    name: str
    actions: tuple[str, str]
    set_up: Callable[[Theatre], Scene]
    ab: frozenset[End]
    ba: frozenset[End]


def state(_session: Session, row: Submission) -> str:
    return row.state


def post(username: str, path: str, content: object = None) -> Ask:
    return Ask(username, "POST", path, content)


def first(stage: Stage) -> str:
    return stage.town.codes[0]


def save_of(stage: Stage, username: str, version: int = 1) -> Ask:
    path = f"{stage.path}/answers/{first(stage)}"
    given = {"level": 3, "explanation": NEW}
    return Ask(username, "PUT", path, given, {"If_Match": f'"{version}"'})


def kept(session: Session, row: Submission) -> str:
    query = select(Answer.explanation).where(Answer.submission_id == row.id)
    texts = session.exec(query).all()
    return f"{row.state} kept={'new' if NEW in texts else 'old'}"


# --- one submission -----------------------------------------------------------------------------


def _recall_start(theatre: Theatre) -> Scene:
    stage = theatre.stage("SUBMITTED")
    with stage.change() as (session, row, _):
        _assign(session, stage, row, ["penilai.dk1", "penilai.bps1"])
    a, b = post(HEAD, f"{stage.path}/recall"), post(MODERATOR, f"{stage.path}/start")
    return Scene(stage, a, b, state)


def _assign(session: Session, stage: Stage, row: Submission, names: list[str]) -> None:
    given = AssignmentInput(assessors=names)
    assessments.assign(session, stage.city.actors[MODERATOR], row, given, utc_now())


def _save_submit(theatre: Theatre) -> Scene:
    stage = filled_draft(theatre)
    return Scene(
        stage, save_of(stage, OPERATOR), post(HEAD, f"{stage.path}/submit"), _kept_and_sent
    )


def filled_draft(theatre: Theatre) -> Stage:
    stage = theatre.stage("DRAFT")
    with stage.change() as (session, _, __):
        fill(session, stage.city, stage.storage, DINKES, 2, utc_now())
    return stage


def _kept_and_sent(session: Session, row: Submission) -> str:
    sent = session.exec(select(Snapshot.content).where(Snapshot.submission_id == row.id)).one()
    return f"{kept(session, row)} sent={'new' if NEW in str(sent) else 'old'}"


def _upload_submit(theatre: Theatre) -> Scene:
    stage = filled_draft(theatre)
    content = multipart(picture(b"\x07" * 300))
    upload = Ask(
        OPERATOR, "POST", f"{stage.path}/evidence", content, {"Content_Type": multipart_type()}
    )
    return Scene(stage, upload, post(HEAD, f"{stage.path}/submit"), _library)


def _library(session: Session, row: Submission) -> str:
    query = select(sa.func.count()).where(col(Evidence.submission_id) == row.id)
    return f"{row.state} items={session.exec(query).one()}"


def _unlock_lock(theatre: Theatre) -> Scene:
    stage = _nearly_scored(theatre)
    with stage.change() as (session, row, _):
        assessments.lock(session, stage.city.actors["penilai.dk1"], row, utc_now())
    given = UnlockInput(institution=Institution.DISKOMINFO, reason="Salah ketik.")
    unlock = post(MODERATOR, f"{stage.path}/judgements/unlock", given.model_dump(mode="json"))
    return Scene(stage, unlock, post("penilai.bps1", f"{stage.path}/judgements/lock"), _moved)


def _nearly_scored(theatre: Theatre) -> Stage:
    stage = theatre.stage("UNDER_ASSESSMENT")
    with stage.change() as (session, row, _):
        for username in ("penilai.dk1", "penilai.bps1"):
            actor = stage.city.actors[username]
            for code in stage.town.codes:
                given = JudgementInput(level=3, note="Cocok.", reason="Bukti mendukung.")
                assessments.save_judgement(session, actor, row, code, (given, 0), utc_now())
    return stage


def _moved(session: Session, row: Submission) -> str:
    query = select(Move.transition).where(Move.submission_id == row.id).order_by(col(Move.number))
    moves = [label.split()[0] for label in session.exec(query)]
    return f"{row.state} {' '.join(moves[3:])}".strip()  # the first three: T1, T2, T6


def _return_lock(theatre: Theatre) -> Scene:
    stage = _nearly_scored(theatre)
    with stage.change() as (session, row, _):
        assessments.lock(session, stage.city.actors["penilai.dk1"], row, utc_now())
    until = (utc_now() + timedelta(days=7)).isoformat()
    given = {"codes": [first(stage)], "reason": "Bukti tidak terbaca.", "until": until}
    a, b = post(MODERATOR, f"{stage.path}/return", given), f"{stage.path}/judgements/lock"
    return Scene(stage, a, post("penilai.bps1", b), state)


def _close_unlock(theatre: Theatre) -> Scene:
    stage = theatre.stage("MODERATION")
    given = {"institution": "bps", "reason": "Salah ketik."}
    unlock = post(MODERATOR, f"{stage.path}/judgements/unlock", given)
    return Scene(stage, post(MODERATOR, f"{stage.path}/close"), unlock, _closed)


def _closed(_session: Session, row: Submission) -> str:
    return f"{row.state}{' closed' if row.closed_at else ''}"


def _assign_start(theatre: Theatre) -> Scene:
    stage = theatre.stage("SUBMITTED")
    with stage.change() as (session, row, _):
        _assign(session, stage, row, ["penilai.dk1", "penilai.bps1"])
    given = {"assessors": ["penilai.dk2", "penilai.bps2"]}
    a = Ask(MODERATOR, "PUT", f"{stage.path}/assignments", given)
    return Scene(stage, a, post("penilai.dk1", f"{stage.path}/start"), _seated)


def _seated(session: Session, row: Submission) -> str:
    query = select(User.username).join(Assignment, col(Assignment.user_id) == col(User.id))
    found = session.exec(query.where(Assignment.submission_id == row.id)).all()
    return f"{row.state} {','.join(sorted(found))}"


# --- the clock ----------------------------------------------------------------------------------


def _closing(theatre: Theatre) -> tuple[Stage, datetime]:
    """Give a filled draft whose filling closes in a moment."""
    stage, closes = filled_draft(theatre), utc_now() + SOON
    with stage.change() as (session, row, _):
        row.fill_closes_at = closes
        session.add(row)
        submissions.mark_ready(session, stage.city.actors[OPERATOR], row, utc_now())
    return stage, closes


def _tick(stage: Stage, at: datetime) -> Deed:
    def call() -> Reply:
        with stage.database.transaction() as session:
            submissions.tick(session, max(at, utc_now()))
        return 200, None

    return Deed(call, seconds_until(at))


def seconds_until(at: datetime) -> float:
    return max(0.0, (at - utc_now()).total_seconds())


def _save_lapse(theatre: Theatre) -> Scene:
    stage, closes = _closing(theatre)
    save = save_of(stage, OPERATOR)
    a = Ask(OPERATOR, "PUT", save.path, save.content, save.headers, seconds_until(closes) - 0.02)
    return Scene(stage, a, _tick(stage, closes), kept)


def _extend_lapse(theatre: Theatre) -> Scene:
    stage, closes = _closing(theatre)
    until = (closes + timedelta(days=5)).isoformat()
    given = {"agency": DINKES, "until": until, "reason": "Listrik padam."}
    a = Ask(ADMIN, "POST", f"{stage.round}/extend", given, {}, seconds_until(closes) - 0.02)
    return Scene(stage, a, _tick(stage, closes), _extended)


def _extended(_session: Session, row: Submission) -> str:
    return f"{row.state}{' later' if row.fill_closes_at > utc_now() else ''}"


def ends(*ends: End) -> frozenset[End]:
    return frozenset(ends)


U = "UNDER_ASSESSMENT"
EXTENDED = ends((200, 200, "DRAFT later"))
TOO_LATE = (409, 200, "LAPSED kept=old")
OF_A_SUBMISSION = (
    Race(
        "recall vs start", ("submission.recall", "assessment.start"), _recall_start,
        ends((200, 409, "DRAFT")), ends((409, 200, U)),
    ),
    Race(
        "save vs submit", ("answer.save", "submission.submit"), _save_submit,
        ends((200, 200, "SUBMITTED kept=new sent=new")),
        ends((409, 200, "SUBMITTED kept=old sent=old")),
    ),
    Race(
        "upload vs submit", ("evidence.upload", "submission.submit"), _upload_submit,
        ends((201, 200, "SUBMITTED items=2")), ends((409, 200, "SUBMITTED items=1")),
    ),
    Race(
        "unlock vs lock", ("score.unlock", "score.lock"), _unlock_lock,
        ends((200, 200, U)), ends((200, 200, f"{U} T10 T11")),
    ),
    Race(
        "return vs lock", ("submission.return", "score.lock"), _return_lock,
        ends((200, 409, "RETURNED")), ends((409, 200, "MODERATION")),
    ),
    Race(
        "close vs unlock", ("moderation.close", "score.unlock"), _close_unlock,
        ends((200, 409, "MODERATION closed")), ends((409, 200, U)),
    ),
    Race(
        "assignment vs start", ("assignment.set", "assessment.start"), _assign_start,
        ends((200, 404, "SUBMITTED penilai.bps2,penilai.dk2")),
        ends((200, 200, f"{U} penilai.bps2,penilai.dk2")),
    ),
    Race(
        "save vs lapse", ("answer.save", "submission.lapse"), _save_lapse,
        ends((200, 200, "LAPSED kept=new"), TOO_LATE), ends(TOO_LATE),
    ),
    Race(
        "extend vs lapse", ("deadline.extend", "submission.lapse"), _extend_lapse,
        EXTENDED, EXTENDED,
    ),
)  # fmt: skip
