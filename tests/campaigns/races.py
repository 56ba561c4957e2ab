"""The races of the roles: each with the ends that its two orders would give, worked out by hand.

`ab`: what may be seen when the journal has A's line first, `ba`: when it has B's first. An end is
both statuses and, in words, what stands afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import actions as accounts
from app.accounts.models import RoleGrant, User
from app.accounts.queries import by_username
from app.accounts.schemas import UserInput
from app.assessments import actions as assessments
from app.assessments.models import Agreement, Assignment
from app.assessments.schemas import AssignmentInput, JudgementInput, UnlockInput
from app.clock import utc_now
from app.journal.record import Entry, record
from app.permissions import Institution, Role
from app.results.models import Result
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


def _state(_session: Session, row: Submission) -> str:
    return row.state


def _post(username: str, path: str, content: object = None) -> Ask:
    return Ask(username, "POST", path, content)


def _first(stage: Stage) -> str:
    return stage.town.codes[0]


def _answer(stage: Stage, username: str, version: int = 1) -> Ask:
    path = f"{stage.path}/answers/{_first(stage)}"
    given = {"level": 3, "explanation": NEW}
    return Ask(username, "PUT", path, given, {"If_Match": f'"{version}"'})


def _kept(session: Session, row: Submission) -> str:
    query = select(Answer.explanation).where(Answer.submission_id == row.id)
    texts = session.exec(query).all()
    return f"{row.state} kept={'new' if NEW in texts else 'old'}"


# --- one submission -----------------------------------------------------------------------------


def _recall_start(theatre: Theatre) -> Scene:
    stage = theatre.stage("SUBMITTED")
    with stage.change() as (session, row, _):
        _assign(session, stage, row, ["penilai.dk1", "penilai.bps1"])
    a, b = _post(HEAD, f"{stage.path}/recall"), _post(MODERATOR, f"{stage.path}/start")
    return Scene(stage, a, b, _state)


def _assign(session: Session, stage: Stage, row: Submission, names: list[str]) -> None:
    given = AssignmentInput(assessors=names)
    assessments.assign(session, stage.city.actors[MODERATOR], row, given, utc_now())


def _save_submit(theatre: Theatre) -> Scene:
    stage = _filled(theatre)
    return Scene(
        stage, _answer(stage, OPERATOR), _post(HEAD, f"{stage.path}/submit"), _kept_and_sent
    )


def _filled(theatre: Theatre) -> Stage:
    stage = theatre.stage("DRAFT")
    with stage.change() as (session, _, __):
        fill(session, stage.city, stage.storage, DINKES, 2, utc_now())
    return stage


def _kept_and_sent(session: Session, row: Submission) -> str:
    sent = session.exec(select(Snapshot.content).where(Snapshot.submission_id == row.id)).one()
    return f"{_kept(session, row)} sent={'new' if NEW in str(sent) else 'old'}"


def _upload_submit(theatre: Theatre) -> Scene:
    stage = _filled(theatre)
    content = multipart(picture(b"\x07" * 300))
    upload = Ask(
        OPERATOR, "POST", f"{stage.path}/evidence", content, {"Content_Type": multipart_type()}
    )
    return Scene(stage, upload, _post(HEAD, f"{stage.path}/submit"), _library)


def _library(session: Session, row: Submission) -> str:
    query = select(sa.func.count()).where(col(Evidence.submission_id) == row.id)
    return f"{row.state} items={session.exec(query).one()}"


def _unlock_lock(theatre: Theatre) -> Scene:
    stage = _nearly_scored(theatre)
    with stage.change() as (session, row, _):
        assessments.lock(session, stage.city.actors["penilai.dk1"], row, utc_now())
    given = UnlockInput(institution=Institution.DISKOMINFO, reason="Salah ketik.")
    unlock = _post(MODERATOR, f"{stage.path}/judgements/unlock", given.model_dump(mode="json"))
    return Scene(stage, unlock, _post("penilai.bps1", f"{stage.path}/judgements/lock"), _moved)


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
    given = {"codes": [_first(stage)], "reason": "Bukti tidak terbaca.", "until": until}
    a, b = _post(MODERATOR, f"{stage.path}/return", given), f"{stage.path}/judgements/lock"
    return Scene(stage, a, _post("penilai.bps1", b), _state)


def _close_unlock(theatre: Theatre) -> Scene:
    stage = theatre.stage("MODERATION")
    given = {"institution": "bps", "reason": "Salah ketik."}
    unlock = _post(MODERATOR, f"{stage.path}/judgements/unlock", given)
    return Scene(stage, _post(MODERATOR, f"{stage.path}/close"), unlock, _closed)


def _closed(_session: Session, row: Submission) -> str:
    return f"{row.state}{' closed' if row.closed_at else ''}"


def _assign_start(theatre: Theatre) -> Scene:
    stage = theatre.stage("SUBMITTED")
    with stage.change() as (session, row, _):
        _assign(session, stage, row, ["penilai.dk1", "penilai.bps1"])
    given = {"assessors": ["penilai.dk2", "penilai.bps2"]}
    a = Ask(MODERATOR, "PUT", f"{stage.path}/assignments", given)
    return Scene(stage, a, _post("penilai.dk1", f"{stage.path}/start"), _seated)


def _seated(session: Session, row: Submission) -> str:
    query = select(User.username).join(Assignment, col(Assignment.user_id) == col(User.id))
    found = session.exec(query.where(Assignment.submission_id == row.id)).all()
    return f"{row.state} {','.join(sorted(found))}"


# --- the clock ----------------------------------------------------------------------------------


def _closing(theatre: Theatre) -> tuple[Stage, datetime]:
    """Give a filled draft whose filling closes in a moment."""
    stage, closes = _filled(theatre), utc_now() + SOON
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

    return Deed(call, _until(at))


def _until(at: datetime) -> float:
    return max(0.0, (at - utc_now()).total_seconds())


def _save_lapse(theatre: Theatre) -> Scene:
    stage, closes = _closing(theatre)
    save = _answer(stage, OPERATOR)
    a = Ask(OPERATOR, "PUT", save.path, save.content, save.headers, _until(closes) - 0.02)
    return Scene(stage, a, _tick(stage, closes), _kept)


def _extend_lapse(theatre: Theatre) -> Scene:
    stage, closes = _closing(theatre)
    until = (closes + timedelta(days=5)).isoformat()
    given = {"agency": DINKES, "until": until, "reason": "Listrik padam."}
    a = Ask(ADMIN, "POST", f"{stage.round}/extend", given, {}, _until(closes) - 0.02)
    return Scene(stage, a, _tick(stage, closes), _extended)


def _extended(_session: Session, row: Submission) -> str:
    return f"{row.state}{' later' if row.fill_closes_at > utc_now() else ''}"


def _object_finalise(theatre: Theatre) -> Scene:
    stage = theatre.stage("PROVISIONAL")
    stage.propose("finalise")
    closes = utc_now() + SOON
    with stage.change() as (session, _, period):
        period.objection_closes_at = closes
        session.add(period)
        entry = Entry("cycle.edit_dates_before_open", "period", period.id)
        record(session, stage.city.actors[ADMIN], entry, utc_now())
    items = {"items": [{"code": _first(stage), "reason": "Ada SOP yang belum terbaca."}]}
    early = _until(closes) - 0.02
    a = Ask(HEAD, "POST", f"{stage.path}/objections", items, {}, early)
    b = Ask(ADMIN, "POST", f"{stage.round}/finalise", {}, {}, early + 0.015)
    return Scene(stage, a, b, _state)


# --- the whole round and its people -------------------------------------------------------------


def _disable_publish(theatre: Theatre) -> Scene:
    stage, who = _to_publish(theatre)
    a = _post(ADMIN, f"/api/v1/users/{who}/disable")
    return Scene(stage, a, _post(who, f"{stage.round}/publish", {}), _state)


def _to_publish(theatre: Theatre) -> tuple[Stage, str]:
    stage = theatre.stage("FINAL")
    stage.keep_documents()
    stage.propose("publish")
    return stage, theatre.someone(Role.MODERATOR)


def _remove_role_publish(theatre: Theatre) -> Scene:
    stage, who = _to_publish(theatre)
    given = {"name": "Orang Pindah", "role": "leadership"}
    a = Ask(ADMIN, "PUT", f"/api/v1/users/{who}", given)
    return Scene(stage, a, _post(who, f"{stage.round}/publish", {}), _state)


def _two_finalise(theatre: Theatre) -> Scene:
    stage = theatre.stage("PROVISIONAL")
    stage.propose("finalise")
    wishes = [_post(who, f"{stage.round}/finalise", {}) for who in (ADMIN, "admin2")]
    return Scene(stage, *wishes, _state)


def _two_grant(theatre: Theatre) -> Scene:
    stage, other = theatre.stage("DRAFT"), theatre.someone(Role.AUDITOR)
    with stage.change() as (session, _, __):
        given = UserInput(username=f"calon{stage.year}", name="Calon Admin", role=Role.ADMIN)
        user = accounts.add(session, stage.city.actors[ADMIN], given, utc_now())
        grant = session.exec(select(RoleGrant).where(RoleGrant.user_id == user.id)).one().id
    path = f"/api/v1/users/grants/{grant}/confirm"

    def granted(session: Session, _row: Submission) -> str:
        return "active" if by_username(session, given.username).is_active else "asleep"

    return Scene(stage, _post("auditor", path), _post(other, path), granted)


def _disable_each_other(theatre: Theatre) -> Scene:
    stage = theatre.stage("DRAFT")
    one, two = theatre.someone(Role.ADMIN), theatre.someone(Role.ADMIN)

    def left(session: Session, _row: Submission) -> str:
        return ",".join(
            word for word, name in (("A", one), ("B", two)) if by_username(session, name).is_active
        )

    a, b = (_post(who, f"/api/v1/users/{other}/disable") for who, other in ((one, two), (two, one)))
    return Scene(stage, a, b, left)


def _revoke_save(theatre: Theatre) -> Scene:
    stage = _filled(theatre)
    who = theatre.someone(Role.OPERATOR, DINKES)
    a = Ask(ADMIN, "DELETE", f"/api/v1/users/{who}/sessions")
    return Scene(stage, a, _answer(stage, who), _kept)


def _correct_finalise(theatre: Theatre) -> Scene:
    stage = theatre.stage("CORRECTION")
    stage.propose("finalise")
    path = f"{stage.path}/agreements/{_first(stage)}"
    a = Ask(MODERATOR, "PUT", path, {"level": 2, "reason": "Lampiran keliru."})
    return Scene(stage, a, _post(ADMIN, f"{stage.round}/finalise", {}), _levels)


def _levels(session: Session, row: Submission) -> str:
    code = min(session.exec(select(Agreement.code).where(Agreement.submission_id == row.id)))
    agreed = session.exec(
        select(Agreement.level).where(
            Agreement.submission_id == row.id, Agreement.code == code, col(Agreement.is_current)
        )
    ).one()
    levels: dict[str, Any] = session.exec(
        select(Result.levels).where(Result.submission_id == row.id, col(Result.is_current))
    ).one()
    return f"{row.state} agreed={agreed} result={levels[code]}"


def _ends(*ends: End) -> frozenset[End]:
    return frozenset(ends)


U = "UNDER_ASSESSMENT"
OBJECTED, FINAL = (201, 409, "OBJECTION"), (409, 200, "FINAL")
NEITHER = (409, 409, "PROVISIONAL")
AT_CLOSE = _ends(OBJECTED, FINAL, NEITHER)
EXTENDED = _ends((200, 200, "DRAFT later"))
TOO_LATE = (409, 200, "LAPSED kept=old")
RACES = (
    Race(
        "recall vs start", ("submission.recall", "assessment.start"), _recall_start,
        _ends((200, 409, "DRAFT")), _ends((409, 200, U)),
    ),
    Race(
        "save vs submit", ("answer.save", "submission.submit"), _save_submit,
        _ends((200, 200, "SUBMITTED kept=new sent=new")),
        _ends((409, 200, "SUBMITTED kept=old sent=old")),
    ),
    Race(
        "upload vs submit", ("evidence.upload", "submission.submit"), _upload_submit,
        _ends((201, 200, "SUBMITTED items=2")), _ends((409, 200, "SUBMITTED items=1")),
    ),
    Race(
        "unlock vs lock", ("score.unlock", "score.lock"), _unlock_lock,
        _ends((200, 200, U)), _ends((200, 200, f"{U} T10 T11")),
    ),
    Race(
        "return vs lock", ("submission.return", "score.lock"), _return_lock,
        _ends((200, 409, "RETURNED")), _ends((409, 200, "MODERATION")),
    ),
    Race(
        "close vs unlock", ("moderation.close", "score.unlock"), _close_unlock,
        _ends((200, 409, "MODERATION closed")), _ends((409, 200, U)),
    ),
    Race(
        "assignment vs start", ("assignment.set", "assessment.start"), _assign_start,
        _ends((200, 404, "SUBMITTED penilai.bps2,penilai.dk2")),
        _ends((200, 200, f"{U} penilai.bps2,penilai.dk2")),
    ),
    Race(
        "save vs lapse", ("answer.save", "submission.lapse"), _save_lapse,
        _ends((200, 200, "LAPSED kept=new"), TOO_LATE), _ends(TOO_LATE),
    ),
    Race(
        "extend vs lapse", ("deadline.extend", "submission.lapse"), _extend_lapse,
        EXTENDED, EXTENDED,
    ),
    Race(
        "objection vs close of window and finalise",
        ("objection.file", "result.finalise_confirm"), _object_finalise, AT_CLOSE, AT_CLOSE,
    ),
    Race(
        "disable vs publish", ("user.manage", "result.publish_confirm"), _disable_publish,
        _ends((200, 401, "FINAL")), _ends((200, 200, "PUBLISHED")),
    ),
    Race(
        "role removed vs publish", ("user.manage", "result.publish_confirm"), _remove_role_publish,
        _ends((200, 401, "FINAL")), _ends((200, 200, "PUBLISHED")),
    ),
    Race(
        "two confirm the finalising", ("result.finalise_confirm",) * 2, _two_finalise,
        _ends((200, 409, "FINAL")), _ends((409, 200, "FINAL")),
    ),
    Race(
        "two confirm a role", ("role.grant_confirm",) * 2, _two_grant,
        _ends((200, 409, "active")), _ends((409, 200, "active")),
    ),
    Race(
        "two admins disable each other", ("user.manage",) * 2, _disable_each_other,
        _ends((200, 401, "A")), _ends((401, 200, "B")),
    ),
    Race(
        "revoke vs save", ("session.revoke_other", "answer.save"), _revoke_save,
        _ends((204, 401, "DRAFT kept=old")), _ends((204, 200, "DRAFT kept=new")),
    ),
    Race(
        "correct vs finalise", ("moderation.set", "result.finalise_confirm"), _correct_finalise,
        _ends((200, 200, "FINAL agreed=2 result=2")), _ends((409, 200, "FINAL agreed=3 result=3")),
    ),
)  # fmt: skip
