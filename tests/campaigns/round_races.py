"""The races about the whole round, and about the people who take its steps."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from app.accounts import actions as accounts
from app.accounts.models import RoleGrant
from app.accounts.queries import by_username
from app.accounts.schemas import UserInput
from app.assessments.models import Agreement
from app.clock import utc_now
from app.journal.record import Entry, record
from app.permissions import Role
from app.results.models import Result
from app.submissions.models import Submission
from tests.campaigns.at_once import Ask
from tests.campaigns.races import (
    ADMIN,
    HEAD,
    MODERATOR,
    SOON,
    Race,
    Scene,
    ends,
    filled_draft,
    first,
    kept,
    post,
    save_of,
    seconds_until,
    state,
)
from tests.campaigns.years import Stage, Theatre
from tests.play import DINKES


def _object_finalise(theatre: Theatre) -> Scene:
    stage = theatre.stage("PROVISIONAL")
    stage.propose("finalise")
    closes = utc_now() + SOON
    with stage.change() as (session, _, period):
        period.objection_closes_at = closes
        session.add(period)
        entry = Entry("cycle.edit_dates_before_open", "period", period.id)
        record(session, stage.city.actors[ADMIN], entry, utc_now())
    items = {"items": [{"code": first(stage), "reason": "Ada SOP yang belum terbaca."}]}
    early = seconds_until(closes) - 0.02
    a = Ask(HEAD, "POST", f"{stage.path}/objections", items, {}, early)
    b = Ask(ADMIN, "POST", f"{stage.round}/finalise", {}, {}, early + 0.015)
    return Scene(stage, a, b, state)


def _disable_publish(theatre: Theatre) -> Scene:
    stage, who = _to_publish(theatre)
    a = post(ADMIN, f"/api/v1/users/{who}/disable")
    return Scene(stage, a, post(who, f"{stage.round}/publish", {}), state)


def _to_publish(theatre: Theatre) -> tuple[Stage, str]:
    stage = theatre.stage("FINAL")
    stage.keep_documents()
    stage.propose("publish")
    return stage, theatre.someone(Role.MODERATOR)


def _remove_role_publish(theatre: Theatre) -> Scene:
    stage, who = _to_publish(theatre)
    given = {"name": "Orang Pindah", "role": "leadership"}
    a = Ask(ADMIN, "PUT", f"/api/v1/users/{who}", given)
    return Scene(stage, a, post(who, f"{stage.round}/publish", {}), state)


def _two_finalise(theatre: Theatre) -> Scene:
    stage = theatre.stage("PROVISIONAL")
    stage.propose("finalise")
    path = f"{stage.round}/finalise"
    return Scene(stage, post(ADMIN, path, {}), post("admin2", path, {}), state)


def _two_grant(theatre: Theatre) -> Scene:
    stage, other = theatre.stage("DRAFT"), theatre.someone(Role.AUDITOR)
    with stage.change() as (session, _, __):
        given = UserInput(username=f"calon{stage.year}", name="Calon Admin", role=Role.ADMIN)
        user = accounts.add(session, stage.city.actors[ADMIN], given, utc_now())
        grant = session.exec(select(RoleGrant).where(RoleGrant.user_id == user.id)).one().id
    path = f"/api/v1/users/grants/{grant}/confirm"

    def granted(session: Session, _row: Submission) -> str:
        return "active" if by_username(session, given.username).is_active else "asleep"

    return Scene(stage, post("auditor", path), post(other, path), granted)


def _disable_each_other(theatre: Theatre) -> Scene:
    stage = theatre.stage("DRAFT")
    one, two = theatre.someone(Role.ADMIN), theatre.someone(Role.ADMIN)

    def left(session: Session, _row: Submission) -> str:
        return ",".join(
            word for word, name in (("A", one), ("B", two)) if by_username(session, name).is_active
        )

    a, b = (post(who, f"/api/v1/users/{other}/disable") for who, other in ((one, two), (two, one)))
    return Scene(stage, a, b, left)


def _revoke_save(theatre: Theatre) -> Scene:
    stage = filled_draft(theatre)
    who = theatre.someone(Role.OPERATOR, DINKES)
    a = Ask(ADMIN, "DELETE", f"/api/v1/users/{who}/sessions")
    return Scene(stage, a, save_of(stage, who), kept)


def _correct_finalise(theatre: Theatre) -> Scene:
    stage = theatre.stage("CORRECTION")
    stage.propose("finalise")
    path = f"{stage.path}/agreements/{first(stage)}"
    a = Ask(MODERATOR, "PUT", path, {"level": 2, "reason": "Lampiran keliru."})
    return Scene(stage, a, post(ADMIN, f"{stage.round}/finalise", {}), _levels)


def _levels(session: Session, row: Submission) -> str:
    code = min(session.exec(select(Agreement.code).where(Agreement.submission_id == row.id)))
    agreed = session.exec(
        select(Agreement.level).where(
            Agreement.submission_id == row.id, Agreement.code == code, col(Agreement.is_current)
        )
    ).one()
    levels: Mapping[str, Any] = session.exec(
        select(Result.levels).where(Result.submission_id == row.id, col(Result.is_current))
    ).one()
    return f"{row.state} agreed={agreed} result={levels[code]}"


AT_CLOSE = ends((201, 409, "OBJECTION"), (409, 200, "FINAL"), (409, 409, "PROVISIONAL"))
OF_A_ROUND = (
    Race(
        "objection vs close of window and finalise",
        ("objection.file", "result.finalise_confirm"), _object_finalise, AT_CLOSE, AT_CLOSE,
    ),
    Race(
        "disable vs publish", ("user.manage", "result.publish_confirm"), _disable_publish,
        ends((200, 401, "FINAL")), ends((200, 200, "PUBLISHED")),
    ),
    Race(
        "role removed vs publish", ("user.manage", "result.publish_confirm"), _remove_role_publish,
        ends((200, 401, "FINAL")), ends((200, 200, "PUBLISHED")),
    ),
    Race(
        "two confirm the finalising", ("result.finalise_confirm",) * 2, _two_finalise,
        ends((200, 409, "FINAL")), ends((409, 200, "FINAL")),
    ),
    Race(
        "two confirm a role", ("role.grant_confirm",) * 2, _two_grant,
        ends((200, 409, "active")), ends((409, 200, "active")),
    ),
    Race(
        "two admins disable each other", ("user.manage",) * 2, _disable_each_other,
        ends((200, 401, "A")), ends((401, 200, "B")),
    ),
    Race(
        "revoke vs save", ("session.revoke_other", "answer.save"), _revoke_save,
        ends((204, 401, "DRAFT kept=old")), ends((204, 200, "DRAFT kept=new")),
    ),
    Race(
        "correct vs finalise", ("moderation.set", "result.finalise_confirm"), _correct_finalise,
        ends((200, 200, "FINAL agreed=2 result=2")), ends((409, 200, "FINAL agreed=3 result=3")),
    ),
)  # fmt: skip
