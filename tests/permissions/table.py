"""The table of requests: what each action looks like at the JSON door. See cells.py."""

# ruff: noqa: E501 - a table is read row by row

import hashlib
from typing import Any

from app.permissions import Permission, Role
from app.questionnaires.catalogue import digest_of
from tests.factories import ASSESSORS, INSTRUMENT, YEAR
from tests.permissions.cells import (
    PASSWORD,
    REASON,
    Row,
    S,
    a_closed_exercise,
    a_draft,
    a_failed_job,
    a_grant,
    a_proposed_draft,
    all_advised,
    all_agreed,
    all_closed,
    an_exercise,
    documents_made,
    due_period,
    filled_in,
    finalising_proposed,
    judged_by_asker,
    knows_the_password,
    locked_by_bps,
    next_period,
    of,
    publish_proposed,
    ready_to_finalise,
    reopen_proposed,
)
from tests.play import DINKES
from tests.questionnaires.broken import SMALL_FILES, zipped

P = Permission
Y = "/periods/{y}"
DK = "penilai.dk1"

FIRST = {"If-Match": '"0"'}
ANSWER = {"level": 2, "explanation": "Sudah berjalan sejak Januari."}
QUESTION = {"code": "101", "text": "Di mana pasalnya?"}
REPLY = {"answer": "Pada Pasal 5."}
ASSIGN = {"assessors": list(ASSESSORS[DINKES])}
SCORE = {"level": 3, "note": "Diperiksa."}
UNLOCK = {"institution": "bps", "reason": REASON}
RETURN = {"codes": ["101"], "reason": REASON, "until": "2026-06-20T00:00:00+07:00"}
AGREE = {"level": 3}
OBJECT = {"items": [{"code": "101", "reason": REASON}]}
ADVISE = {"level": 4, "reason": REASON}
REOPEN = {"reason": REASON, "items": {DINKES: ["101"]}}
LINK = {"title": "Perwali", "url": "https://contoh.go.id/perwali"}
PLAN = {"code": "101", "what": "Menyusun SOP.", "who": "Sekretaris", "due_on": "2027-03-01"}
DELEGATION = {"assignee": "{u}", "codes": ["101"]}
SNIPPET = {"text": "Bukti sesuai kriteria."}
COMMENT = {"text": "Siapa yang memegang berkasnya?"}
EVALUATION = {"kind": "evaluation", "period": YEAR, "agency": "{a}"}
RANKING = {"kind": "ranking", "period": YEAR}
EXERCISE = {"title": "Latihan", "codes": ["101"]}
EXTEND = {"agency": DINKES, "until": "2026-08-01T00:00:00+07:00", "reason": REASON}
AGENCY = {"code": "9.99", "name": "Badan Baru", "short_name": "Baru", "type": "badan"}
USER = {"username": "operator.baru", "name": "Operator Baru", "role": "operator", "agency": DINKES}
CONFLICT = {"username": "{u}", "agency": DINKES, "reason": "Saudara kandung kepala dinas."}
DATES = {
    "fill_opens_at": "2027-05-01T00:00:00+07:00",
    "fill_closes_at": "2027-06-01T00:00:00+07:00",
    "assessment_closes_at": "2027-07-01T00:00:00+07:00",
}
PERIOD: dict[str, Any] = {
    "year": YEAR + 1,
    "title": "Tahun depan",
    "instrument": INSTRUMENT,
} | DATES
NEW_PASSWORD = {"old": PASSWORD, "new": f"{PASSWORD}-baru"}
SUCCESSOR = {"username": "operator.pengganti", "name": "Pengganti"}
LETTERHEAD = {"city": "Kota Contoh", "page_size": "F4"}
ARCHIVE = ("small.zip", zipped(SMALL_FILES))
CONTENT = {"sha256": digest_of(SMALL_FILES)}
TABLE = ("isian.csv", b"kode;tingkat;penjelasan\n101;2;Sudah berjalan.\n")
COUNTED = of("login_attempt")  # the use itself: app/accounts/quotas.py


def the_link(moment: Any) -> dict[str, str]:
    """Name the item that stands in the library in every scene."""
    return {"x": moment.link}


def the_question(moment: Any) -> dict[str, str]:
    """Name the question, or where none was asked one that nobody asked."""
    return {"x": moment.first("clarification", "id")}


def the_code(moment: Any) -> dict[str, str]:
    """Name the code on Dinkes' document, or one that no document carries."""
    return {"x": moment.first("report", "code", kind="evaluation")}


def the_version(moment: Any) -> dict[str, str]:
    """Name the version of the answer to 101 that stands."""
    return {"v": str(moment.version_of_answer("101"))}


def the_assessor(moment: Any) -> dict[str, str]:
    """Name the asker, who speaks for himself, or where he is no assessor someone who is."""
    own = (name for name, actor in moment.city.actors.items() if actor is moment.asker)
    is_assessor = moment.asker is not None and moment.asker.role is Role.ASSESSOR
    return {"u": next(own) if is_assessor else DK}


def the_colleague(moment: Any) -> dict[str, str]:
    """Name someone of Dinkes who is not the asker: he is told."""
    is_head = moment.asker is moment.city.actors["kepala.dinkes"]
    return {"u": "operator.dinkes" if is_head else "kepala.dinkes"}


def the_mark(moment: Any) -> dict[str, str]:
    """Name the mark of what the table of answers would replace."""
    seen = f"101={moment.version_of_answer('101')}"
    return {"v": hashlib.sha256(seen.encode()).hexdigest()[:32]}


AGREED = AGREE | {"reason": REASON}
ASKED_FOR = {"": COUNTED} | dict.fromkeys(
    ("PROVISIONAL", "OBJECTION"), COUNTED | of("job", "report")
)
FINALISED = {
    "": of("proposal", "submission", "move", "period", "result", "report", "job"),
    "CORRECTION": of("proposal", "submission", "move", "result", "report", "job"),
}
SEEN = {"If-Match": '"{v}"'}

# fmt: off
JSON: dict[Permission, Row] = {
    P.ANSWER_READ_LIVE: Row(f"GET {S}/answers"),
    P.ANSWER_READ_SNAPSHOT: Row(f"GET {S}/snapshot"),
    P.ANSWER_SAVE: Row(f"PUT {S}/answers/101", ANSWER, of("answer", "answer_revision"), values=the_version, headers=SEEN),
    P.ANSWER_HISTORY: Row(f"GET {S}/answers/101/history"),
    P.ANSWER_IMPORT: Row(f"POST {S}/answers/import?apply=true", None, of("answer", "answer_revision"), values=the_mark, headers=SEEN, file=TABLE),
    P.EVIDENCE_UPLOAD: Row(f"POST {S}/links", LINK, of("evidence"), 201),
    P.EVIDENCE_DELETE: Row("DELETE /evidence/{x}", None, of("evidence"), 204, values=the_link),
    P.EVIDENCE_READ_LIVE: Row(f"GET {S}/evidence"),
    P.EVIDENCE_READ_SNAPSHOT: Row(f"GET {S}/snapshot/evidence"),
    P.SUBMISSION_MARK_READY: Row(f"POST {S}/ready", None, of("submission", "notice")),
    P.SUBMISSION_SUBMIT: Row(f"POST {S}/submit", None, of("submission", "snapshot", "move"), prepare=filled_in),
    P.SUBMISSION_RECALL: Row(f"POST {S}/recall", None, of("submission", "snapshot", "move")),
    P.CLARIFICATION_ASK: Row(f"POST {S}/clarifications", QUESTION, of("clarification", "notice"), 201),
    P.CLARIFICATION_ANSWER: Row(f"POST {S}/clarifications/{{x}}/answer", REPLY, of("clarification", "notice"), values=the_question),
    P.SUBMISSION_STATUS: Row(f"GET {S}"),
    P.ASSIGNMENT_SET: Row(f"PUT {S}/assignments", ASSIGN, of("assignment")),
    P.ASSESSMENT_START: Row(f"POST {S}/start", None, of("submission", "move")),
    P.SCORE_SAVE: Row(f"PUT {S}/judgements/101", SCORE, of("judgement", "judgement_revision"), headers=FIRST),
    P.SCORE_LOCK: Row(f"POST {S}/judgements/lock", None, of("score_lock"), prepare=judged_by_asker),
    P.SCORE_UNLOCK: Row(
        f"POST {S}/judgements/unlock", UNLOCK,
        {"UNDER_ASSESSMENT": of("score_lock", "notice"), "MODERATION": of("score_lock", "submission", "move", "notice")}, prepare=locked_by_bps),
    P.SCORE_READ_OWN: Row(f"GET {S}/judgements/101"),
    P.SCORE_READ_BOTH: Row(f"GET {S}/comparison"),
    P.NOTE_READ: Row(f"GET {S}/notes"),
    P.NOTE_WRITE: Row(f"POST {S}/notes", {"text": REASON}, of("moderation_note"), 201),
    P.SUBMISSION_RETURN: Row(f"POST {S}/return", RETURN, of("submission", "open_item", "move", "notice")),
    P.MODERATION_SET: Row(f"PUT {S}/agreements/101", AGREED, of("agreement")),
    P.MODERATION_CLOSE: Row(f"POST {S}/close", None, of("agreement", "submission")),
    P.RESULT_ANNOUNCE: Row(f"POST {Y}/announce", None, of("submission", "move", "result", "period", "notice"), prepare=all_closed, is_round=True),
    P.RESULT_READ_OWN: Row(f"GET {S}/result?view=own"),
    P.RESULT_READ: Row(f"GET {S}/result?view=full", prepare=all_agreed),
    P.RESULT_READ_PUBLISHED: Row(f"GET {S}/result?view=published"),
    P.OBJECTION_FILE: Row(f"POST {S}/objections", OBJECT, of("objection", "objection_item", "open_item", "submission", "move", "notice"), 201),
    P.OBJECTION_EDIT: Row(f"PUT {S}/objections/101", {"reason": REASON}, of("objection_item")),
    P.OBJECTION_WITHDRAW: Row(f"POST {S}/objection/withdraw", None, of("objection", "submission", "move")),
    P.OBJECTION_READ: Row(f"GET {S}/objections"),
    P.OBJECTION_RECOMMEND: Row(f"POST {S}/objections/101/recommend", ADVISE, of("recommendation")),
    P.OBJECTION_DECIDE: Row(f"POST {S}/objections/101/decide", ADVISE, of("objection_item", "agreement", "result", "notice"), prepare=all_advised),
    P.RESULT_FINALISE_PROPOSE: Row(f"POST {Y}/finalise?step=propose", None, of("proposal"), 202, prepare=ready_to_finalise, is_round=True),
    P.RESULT_FINALISE_CONFIRM: Row(
        f"POST {Y}/finalise?step=confirm", None, FINALISED, prepare=finalising_proposed, is_round=True),
    P.RESULT_PUBLISH_PROPOSE: Row(f"POST {Y}/publish?step=propose", None, of("proposal"), 202, prepare=documents_made, is_round=True),
    P.RESULT_PUBLISH_CONFIRM: Row(
        f"POST {Y}/publish?step=confirm", None, of("proposal", "submission", "move", "period", "result", "notice"), prepare=publish_proposed, is_round=True),
    P.RESULT_REOPEN_PROPOSE: Row(f"POST {Y}/reopen?step=propose", REOPEN, of("proposal"), 202, is_round=True),
    P.RESULT_REOPEN_CONFIRM: Row(f"POST {Y}/reopen?step=confirm", None, of("proposal", "open_item", "submission", "move"), prepare=reopen_proposed, is_round=True),
    P.REPORT_OWN_PDF: Row(
        "POST /reports", EVALUATION, ASKED_FOR, 202, logged_as=of(P.DIRECTORY_READ), about="{s}", is_role_level=True),
    P.REPORT_VERIFY: Row("GET /public/verify/{x}", changes=COUNTED, values=the_code),
    P.EXPORT_EVIDENCE_ZIP: Row(f"GET {S}/evidence.zip", changes=COUNTED, lines=1),
    P.AUDIT_READ_SUBMISSION: Row(f"GET {S}/journal"),
    P.BREAKGLASS_OPEN: Row(f"POST {S}/breakglass", {"reason": REASON}, of("break_glass", "notice"), 201),
    P.PLAN_READ: Row(f"GET {S}/action_plan"),
    P.PLAN_SAVE: Row(f"POST {S}/action_plan", PLAN, of("action_plan"), 201),
    P.WORK_DELEGATE: Row(f"POST {S}/delegations", DELEGATION, of("delegation", "notice"), values=the_colleague),
    P.COMMENT_READ: Row(f"GET {S}/comments"),
    P.COMMENT_WRITE: Row(f"POST {S}/comments", COMMENT | {"code": "101"}, of("comment"), 201),
    P.CYCLE_CREATE: Row("POST /periods", PERIOD, of("period", "participant"), 201),
    P.CYCLE_EDIT_DATES_BEFORE_OPEN: Row(f"PUT /periods/{YEAR + 1}/dates", DATES, of("period"), prepare=next_period),
    P.DEADLINE_EXTEND: Row(f"POST {Y}/extend", EXTEND, of("submission", "notice")),
    P.INSTRUMENT_IMPORT: Row("POST /instruments", None, of("imported_instrument"), 201, file=ARCHIVE),
    P.INSTRUMENT_PUBLISH_PROPOSE: Row("POST /instruments/small/propose", None, of("imported_instrument"), 202, prepare=a_draft),
    P.INSTRUMENT_PUBLISH_CONFIRM: Row("POST /instruments/small/confirm", CONTENT, of("imported_instrument"), prepare=a_proposed_draft),
    P.INSTRUMENT_READ_PUBLISHED: Row("GET /instruments"),
    P.OPD_MANAGE: Row("POST /agencies", AGENCY, of("agency"), 201),
    P.USER_MANAGE: Row("POST /users", USER, of("user_account"), 201),
    P.ROLE_GRANT_CONFIRM: Row("POST /users/grants/{x}/confirm", None, of("role_grant", "user_account"), prepare=a_grant, is_role_level=True),
    P.SNIPPET_KEEP: Row("POST /snippets", SNIPPET, of("snippet"), 201),
    P.ROLE_HAND_OVER: Row("POST /users/operator.dinkes/hand_over", SUCCESSOR, of("user_account", "api_token", "login_session", "notice"), 201),
    P.SESSION_REVOKE_OTHER: Row("DELETE /users/operator.inspektorat/sessions", None, of("api_token", "login_session"), 204),
    P.OWN_PASSWORD_CHANGE: Row("POST /me/password", NEW_PASSWORD, of("user_account", "api_token", "login_session"), 204, prepare=knows_the_password),
    P.OWN_SESSIONS: Row("POST /me/tokens", {"label": "skrip"}, of("api_token"), 201),
    P.RANKING_READ_EMBARGOED: Row(f"GET {Y}/ranking", lines=1, scene="FINAL"),
    P.RANKING_READ_PUBLISHED: Row(f"GET {Y}/ranking", scene="PUBLISHED", logged_as=of(P.RANKING_READ_EMBARGOED)),
    P.REPORT_RANKING_PDF_EMBARGOED: Row("POST /reports", RANKING, COUNTED, 202, scene="FINAL", logged_as=of(P.DIRECTORY_READ)),
    P.DASHBOARD_PROGRESS: Row(f"GET {S}/assignments", is_role_level=True),
    P.AUDIT_READ_ALL: Row("GET /journal"),
    P.AUDIT_VERIFY: Row("GET /journal/verify"),
    P.AUDIT_EXPORT: Row("GET /journal/export", changes=COUNTED, lines=1),
    P.BACKUP_RUN: Row("POST /backups", None, of("job"), 202),
    P.SETTINGS_EDIT: Row("PUT /settings", LETTERHEAD, of("letterhead"), headers=FIRST),
    P.JOBS_VIEW: Row("GET /jobs"),
    P.JOBS_RETRY: Row("POST /jobs/{x}/retry", None, of("job"), prepare=a_failed_job, is_role_level=True),
    P.EXPORT_SCORES_XLSX: Row(f"GET {Y}/scores.xlsx", changes=COUNTED, lines=1, scene="MODERATION"),
    P.PERIOD_OPEN: Row(f"POST /periods/{YEAR + 1}/open", None, of("period", "submission", "move", "notice"), prepare=due_period),
    P.DIRECTORY_READ: Row("GET /agencies"),
    P.OWN_NOTICES: Row("GET /me/notices"),
    P.EXERCISE_READ: Row("GET /exercises"),
    P.EXERCISE_LEAD: Row("POST /exercises", EXERCISE, of("exercise", "exercise_item"), 201),
    P.EXERCISE_SCORE: Row("PUT /exercises/{x}/scores/101", {"level": 3}, of("exercise_score"), headers=FIRST, prepare=an_exercise),
    P.EXERCISE_DISCUSS: Row("POST /exercises/{x}/comments", {"code": "101", "text": REASON}, of("exercise_comment"), 201, prepare=a_closed_exercise),
    P.CONFLICT_DECLARE: Row("POST /conflicts", CONFLICT, of("conflict_of_interest"), 201, values=the_assessor),
}
# fmt: on
