"""The table of requests: what each action looks like at the JSON door. See cells.py."""

# ruff: noqa: E501 - a table is read row by row

import hashlib
from typing import Any

from app.permissions import Permission
from app.questionnaires.catalogue import digest_of
from tests.factories import ASSESSORS, INSTRUMENT, YEAR
from tests.permissions.cells import (
    OLD_PASSWORD,
    REASON,
    Cell,
    S,
    a_draft,
    a_failed_job,
    a_grant,
    a_link,
    a_password,
    a_proposed_draft,
    a_question,
    all_advised,
    all_closed,
    all_judged,
    assigned,
    documents_made,
    due_period,
    finalise_proposed,
    next_period,
    of,
    publish_proposed,
    r,
    reopen_proposed,
    report_code,
    the_evidence,
    window_over,
)
from tests.play import DINKES
from tests.questionnaires.broken import SMALL_FILES, zipped

P = Permission
Y = f"/periods/{YEAR}"
OP, HEAD, OTHER = "operator.dinkes", "kepala.dinkes", "operator.inspektorat"
DK, BPS, FREE = "penilai.dk1", "penilai.bps1", "penilai.dk2"
MOD, LEAD, ADMIN, AUDITOR = "koordinator", "walikota", "admin", "auditor"

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
EVALUATION = {"kind": "evaluation", "period": YEAR, "agency": DINKES}
RANKING = {"kind": "ranking", "period": YEAR}
EXTEND = {"agency": DINKES, "until": "2026-08-01T00:00:00+07:00", "reason": REASON}
AGENCY = {"code": "9.99", "name": "Badan Baru", "short_name": "Baru", "type": "badan"}
USER = {"username": "operator.baru", "name": "Operator Baru", "role": "operator", "agency": DINKES}
WORDS = {"old": OLD_PASSWORD, "new": "tujuh ekor kucing hijau"}
SUCCESSOR = {"username": "operator.baru", "name": "Operator Baru"}
CONFLICT = {"username": DK, "agency": DINKES, "reason": "Saudara kandung kepala dinas."}
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
LETTERHEAD = {"city": "Kota Contoh", "page_size": "F4"}
ARCHIVE = {"file": ("small.zip", zipped(SMALL_FILES))}
CONTENT = {"sha256": digest_of(SMALL_FILES)}
TABLE = {"file": ("isian.csv", b"kode;tingkat;penjelasan\n101;2;Sudah berjalan.\n")}
SEEN = {"If-Match": f'"{hashlib.sha256(b"101=0").hexdigest()[:32]}"'}
NONE = of()

# fmt: off
CELLS: dict[Permission, Cell] = {
    P.ANSWER_READ_LIVE: Cell(r("DRAFT", OP, f"GET {S}/answers", 200), NONE, r("UNDER_ASSESSMENT", DK, f"GET {S}/answers", 403)),
    P.ANSWER_READ_SNAPSHOT: Cell(r("SUBMITTED", MOD, f"GET {S}/snapshot", 200), NONE, r("DRAFT", OP, f"GET {S}/snapshot", 404)),
    P.ANSWER_SAVE: Cell(
        r("DRAFT", OP, f"PUT {S}/answers/101", 200, ANSWER, None, FIRST), of("answer", "answer_revision"),
        r("SUBMITTED", OP, f"PUT {S}/answers/101", 409, ANSWER, None, FIRST)),
    P.ANSWER_HISTORY: Cell(r("SUBMITTED", AUDITOR, f"GET {S}/answers/101/history", 200), NONE, r("DRAFT", AUDITOR, f"GET {S}/answers/101/history", 404)),
    P.EVIDENCE_UPLOAD: Cell(r("DRAFT", OP, f"POST {S}/links", 201, LINK), of("evidence"), r("FINAL", OP, f"POST {S}/links", 409, LINK)),
    P.EVIDENCE_DELETE: Cell(
        r("DRAFT", OP, "DELETE /evidence/{x}", 204, None, a_link), of("evidence"), r("SUBMITTED", OP, "DELETE /evidence/{x}", 409, None, the_evidence)),
    P.EVIDENCE_READ_LIVE: Cell(r("DRAFT", HEAD, f"GET {S}/evidence", 200), NONE, r("DRAFT", ADMIN, f"GET {S}/evidence", 403)),
    P.EVIDENCE_READ_SNAPSHOT: Cell(
        r("SUBMITTED", AUDITOR, "GET /evidence/{x}", 200, None, the_evidence), NONE, r("SUBMITTED", LEAD, "GET /evidence/{x}", 403, None, the_evidence)),
    P.SUBMISSION_MARK_READY: Cell(r("DRAFT", OP, f"POST {S}/ready", 200), of("submission", "notice"), r("DRAFT", HEAD, f"POST {S}/ready", 403)),
    P.SUBMISSION_SUBMIT: Cell(r("RETURNED", HEAD, f"POST {S}/resend", 200), of("submission", "snapshot", "move"), r("DRAFT", OP, f"POST {S}/submit", 403)),
    P.SUBMISSION_RECALL: Cell(r("SUBMITTED", HEAD, f"POST {S}/recall", 200), of("submission", "snapshot", "move"), r("UNDER_ASSESSMENT", HEAD, f"POST {S}/recall", 409)),
    P.CLARIFICATION_ASK: Cell(
        r("UNDER_ASSESSMENT", DK, f"POST {S}/clarifications", 201, QUESTION), of("clarification", "notice"), r("MODERATION", DK, f"POST {S}/clarifications", 409, QUESTION)),
    P.CLARIFICATION_ANSWER: Cell(
        r("UNDER_ASSESSMENT", OP, f"POST {S}/clarifications/{{x}}/answer", 200, REPLY, a_question), of("clarification", "notice"),
        r("UNDER_ASSESSMENT", MOD, f"POST {S}/clarifications/{{x}}/answer", 403, REPLY, a_question)),
    P.SUBMISSION_STATUS: Cell(r("DRAFT", LEAD, f"GET {S}", 200), NONE, r("DRAFT", FREE, f"GET {S}", 404)),
    P.ASSIGNMENT_SET: Cell(r("SUBMITTED", MOD, f"PUT {S}/assignments", 200, ASSIGN), of("assignment"), r("RETURNED", MOD, f"PUT {S}/assignments", 409, ASSIGN)),
    P.ASSESSMENT_START: Cell(r("SUBMITTED", MOD, f"POST {S}/start", 200, None, assigned), of("submission", "move"), r("DRAFT", MOD, f"POST {S}/start", 409)),
    P.SCORE_SAVE: Cell(
        r("UNDER_ASSESSMENT", DK, f"PUT {S}/judgements/101", 200, SCORE, None, FIRST), of("judgement", "judgement_revision"),
        r("UNDER_ASSESSMENT", MOD, f"PUT {S}/judgements/101", 403, SCORE, None, FIRST)),
    P.SCORE_LOCK: Cell(r("UNDER_ASSESSMENT", DK, f"POST {S}/judgements/lock", 200, None, all_judged), of("score_lock"), r("MODERATION", DK, f"POST {S}/judgements/lock", 409)),
    P.SCORE_UNLOCK: Cell(
        r("MODERATION", MOD, f"POST {S}/judgements/unlock", 200, UNLOCK), of("score_lock", "submission", "move", "notice"),
        r("PROVISIONAL", MOD, f"POST {S}/judgements/unlock", 409, UNLOCK)),
    P.SCORE_READ_OWN: Cell(r("UNDER_ASSESSMENT", DK, f"GET {S}/judgements", 200), NONE, r("UNDER_ASSESSMENT", FREE, f"GET {S}/judgements", 404)),
    P.SCORE_READ_BOTH: Cell(r("MODERATION", AUDITOR, f"GET {S}/comparison", 200), NONE, r("UNDER_ASSESSMENT", MOD, f"GET {S}/comparison", 404)),
    P.NOTE_READ: Cell(r("MODERATION", AUDITOR, f"GET {S}/notes", 200), NONE, r("UNDER_ASSESSMENT", MOD, f"GET {S}/notes", 404)),
    P.NOTE_WRITE: Cell(r("MODERATION", BPS, f"POST {S}/notes", 201, {"text": REASON}), of("moderation_note"), r("UNDER_ASSESSMENT", BPS, f"POST {S}/notes", 409, {"text": REASON})),
    P.SUBMISSION_RETURN: Cell(
        r("UNDER_ASSESSMENT", MOD, f"POST {S}/return", 200, RETURN), of("submission", "open_item", "move", "notice"), r("MODERATION", MOD, f"POST {S}/return", 409, RETURN)),
    P.MODERATION_SET: Cell(r("MODERATION", MOD, f"PUT {S}/agreements/101", 200, AGREE), of("agreement"), r("PROVISIONAL", MOD, f"PUT {S}/agreements/101", 409, AGREE)),
    P.MODERATION_CLOSE: Cell(r("MODERATION", MOD, f"POST {S}/close", 200), of("agreement", "submission"), r("UNDER_ASSESSMENT", MOD, f"POST {S}/close", 409)),
    P.RESULT_ANNOUNCE: Cell(
        r("MODERATION", MOD, f"POST {Y}/announce", 200, None, all_closed), of("submission", "move", "result", "period", "notice"), r("MODERATION", MOD, f"POST {Y}/announce", 409)),
    P.RESULT_READ_OWN: Cell(r("PROVISIONAL", OP, f"GET {S}/result", 200), NONE, r("MODERATION", OP, f"GET {S}/result", 404)),
    P.RESULT_READ: Cell(r("PROVISIONAL", MOD, f"GET {S}/result", 200), NONE, r("PROVISIONAL", LEAD, f"GET {S}/result", 404)),
    P.RESULT_READ_PUBLISHED: Cell(r("PUBLISHED", OTHER, f"GET {S}/result", 200), NONE, r("FINAL", OTHER, f"GET {S}/result", 404), None, P.RESULT_READ_OWN),
    P.OBJECTION_FILE: Cell(
        r("PROVISIONAL", HEAD, f"POST {S}/objections", 201, OBJECT), of("objection", "objection_item", "open_item", "submission", "move", "notice"),
        r("PROVISIONAL", OP, f"POST {S}/objections", 403, OBJECT)),
    P.OBJECTION_EDIT: Cell(
        r("OBJECTION", OP, f"PUT {S}/objections/101", 200, {"reason": REASON}), of("objection_item"), r("PROVISIONAL", OP, f"PUT {S}/objections/101", 409, {"reason": REASON})),
    P.OBJECTION_WITHDRAW: Cell(
        r("OBJECTION", HEAD, f"POST {S}/objection/withdraw", 200), of("objection", "submission", "move"), r("PROVISIONAL", HEAD, f"POST {S}/objection/withdraw", 409)),
    P.OBJECTION_READ: Cell(r("OBJECTION", BPS, f"GET {S}/objections", 200), NONE, r("PROVISIONAL", BPS, f"GET {S}/objections", 404)),
    P.OBJECTION_RECOMMEND: Cell(
        r("OBJECTION", BPS, f"POST {S}/objections/101/recommend", 200, ADVISE), of("recommendation"), r("PROVISIONAL", BPS, f"POST {S}/objections/101/recommend", 409, ADVISE)),
    P.OBJECTION_DECIDE: Cell(
        r("OBJECTION", MOD, f"POST {S}/objections/101/decide", 200, ADVISE, all_advised), of("objection_item", "agreement", "result", "notice"),
        r("OBJECTION", DK, f"POST {S}/objections/101/decide", 403, ADVISE)),
    P.RESULT_FINALISE_PROPOSE: Cell(r("PROVISIONAL", MOD, f"POST {Y}/finalise", 202, None, window_over), of("proposal"), r("PROVISIONAL", MOD, f"POST {Y}/finalise", 409)),
    P.RESULT_FINALISE_CONFIRM: Cell(
        r("PROVISIONAL", ADMIN, f"POST {Y}/finalise", 200, None, finalise_proposed), of("proposal", "submission", "move", "period", "result", "report", "job"),
        r("PROVISIONAL", ADMIN, f"POST {Y}/finalise", 409, None, window_over)),
    P.RESULT_PUBLISH_PROPOSE: Cell(r("FINAL", ADMIN, f"POST {Y}/publish", 202, None, documents_made), of("proposal"), r("FINAL", ADMIN, f"POST {Y}/publish", 409)),
    P.RESULT_PUBLISH_CONFIRM: Cell(
        r("FINAL", MOD, f"POST {Y}/publish", 200, None, publish_proposed), of("proposal", "submission", "move", "period", "result", "notice"),
        r("FINAL", MOD, f"POST {Y}/publish", 409, None, documents_made)),
    P.RESULT_REOPEN_PROPOSE: Cell(r("PUBLISHED", MOD, f"POST {Y}/reopen", 202, REOPEN), of("proposal"), r("PROVISIONAL", MOD, f"POST {Y}/reopen", 409, REOPEN)),
    P.RESULT_REOPEN_CONFIRM: Cell(
        r("PUBLISHED", ADMIN, f"POST {Y}/reopen", 200, None, reopen_proposed), of("proposal", "open_item", "submission", "move"), r("PUBLISHED", ADMIN, f"POST {Y}/reopen", 409)),
    P.REPORT_OWN_PDF: Cell(r("FINAL", OP, "POST /reports", 202, EVALUATION), NONE, r("MODERATION", OP, "POST /reports", 404, EVALUATION)),
    P.REPORT_VERIFY: Cell(
        r("PUBLISHED", "", "GET /public/verify/{x}", 200, None, report_code), NONE, r("FINAL", "", "GET /public/verify/{x}", 404, None, report_code), None, ""),
    P.EXPORT_EVIDENCE_ZIP: Cell(r("SUBMITTED", DK, f"GET {S}/evidence.zip", 200, None, assigned), NONE, r("SUBMITTED", MOD, f"GET {S}/evidence.zip", 403), 1),
    P.AUDIT_READ_SUBMISSION: Cell(r("DRAFT", AUDITOR, f"GET {S}/journal", 200), NONE, r("DRAFT", ADMIN, f"GET {S}/journal", 403)),
    P.BREAKGLASS_OPEN: Cell(
        r("SUBMITTED", ADMIN, f"POST {S}/breakglass", 201, {"reason": REASON}), of("break_glass", "notice"), r("DRAFT", ADMIN, f"POST {S}/breakglass", 409, {"reason": REASON})),
    P.PLAN_READ: Cell(r("PUBLISHED", MOD, f"GET {S}/action_plan", 200), NONE, r("FINAL", OP, f"GET {S}/action_plan", 404)),
    P.PLAN_SAVE: Cell(r("PUBLISHED", OP, f"POST {S}/action_plan", 201, PLAN), of("action_plan"), r("FINAL", OP, f"POST {S}/action_plan", 409, PLAN)),
    P.CYCLE_CREATE: Cell(r("DRAFT", ADMIN, "POST /periods", 201, PERIOD), of("period", "participant"), r("DRAFT", MOD, "POST /periods", 403, PERIOD)),
    P.CYCLE_EDIT_DATES_BEFORE_OPEN: Cell(
        r("DRAFT", ADMIN, f"PUT /periods/{YEAR + 1}/dates", 200, DATES, next_period), of("period"), r("DRAFT", MOD, f"PUT /periods/{YEAR + 1}/dates", 403, DATES, next_period)),
    P.DEADLINE_EXTEND: Cell(r("DRAFT", ADMIN, f"POST {Y}/extend", 200, EXTEND), of("submission", "notice"), r("DRAFT", MOD, f"POST {Y}/extend", 403, EXTEND)),
    P.INSTRUMENT_READ_PUBLISHED: Cell(r("DRAFT", OP, "GET /instruments", 200), NONE, r("DRAFT", "", "GET /instruments", 401)),
    P.OPD_MANAGE: Cell(r("DRAFT", ADMIN, "POST /agencies", 201, AGENCY), of("agency"), r("DRAFT", AUDITOR, "POST /agencies", 403, AGENCY)),
    P.USER_MANAGE: Cell(r("DRAFT", ADMIN, "POST /users", 201, USER), of("user_account"), r("DRAFT", HEAD, "POST /users", 403, USER)),
    P.ROLE_GRANT_CONFIRM: Cell(
        r("DRAFT", AUDITOR, "POST /users/grants/{x}/confirm", 200, None, a_grant), of("role_grant", "user_account"),
        r("DRAFT", ADMIN, "POST /users/grants/{x}/confirm", 403, None, a_grant)),
    P.OWN_SESSIONS: Cell(r("DRAFT", OP, "POST /me/tokens", 201, {"label": "skrip"}), of("api_token"), r("DRAFT", "", "POST /me/tokens", 401, {"label": "skrip"})),
    P.OWN_PASSWORD_CHANGE: Cell(
        r("DRAFT", OP, "POST /me/password", 204, WORDS, a_password), of("user_account", "api_token"), r("DRAFT", OP, "POST /me/password", 422, WORDS)),
    P.OWN_NOTICES: Cell(r("DRAFT", OP, "GET /me/notices", 200), NONE, r("DRAFT", "", "GET /me/notices", 401)),
    P.SESSION_REVOKE_OTHER: Cell(
        r("DRAFT", ADMIN, f"DELETE /users/{OP}/sessions", 204), of("api_token"), r("DRAFT", AUDITOR, f"DELETE /users/{OP}/sessions", 403)),
    P.ROLE_HAND_OVER: Cell(
        r("DRAFT", HEAD, f"POST /users/{OP}/hand_over", 201, SUCCESSOR), of("user_account", "api_token", "notice"),
        r("DRAFT", AUDITOR, f"POST /users/{OP}/hand_over", 403, SUCCESSOR)),
    P.RANKING_READ_EMBARGOED: Cell(r("FINAL", LEAD, f"GET {Y}/ranking", 200), NONE, r("FINAL", OP, f"GET {Y}/ranking", 403), 1),
    P.RANKING_READ_PUBLISHED: Cell(r("PUBLISHED", OTHER, f"GET {Y}/ranking", 200), NONE, r("PUBLISHED", "", f"GET {Y}/ranking", 401), None, P.RANKING_READ_EMBARGOED),
    P.REPORT_RANKING_PDF_EMBARGOED: Cell(r("FINAL", MOD, "POST /reports", 202, RANKING), NONE, r("FINAL", OP, "POST /reports", 403, RANKING)),
    P.DASHBOARD_PROGRESS: Cell(r("DRAFT", MOD, f"GET {S}/assignments", 200), NONE, r("DRAFT", OP, f"GET {S}/assignments", 403)),
    P.AUDIT_READ_ALL: Cell(r("DRAFT", AUDITOR, "GET /journal", 200), NONE, r("DRAFT", ADMIN, "GET /journal", 403)),
    P.AUDIT_VERIFY: Cell(r("DRAFT", ADMIN, "GET /journal/verify", 200), NONE, r("DRAFT", OP, "GET /journal/verify", 403)),
    P.AUDIT_EXPORT: Cell(r("DRAFT", AUDITOR, "GET /journal/export", 200), NONE, r("DRAFT", ADMIN, "GET /journal/export", 403), 1),
    P.BACKUP_RUN: Cell(r("DRAFT", ADMIN, "POST /backups", 202), of("job"), r("DRAFT", MOD, "POST /backups", 403)),
    P.JOBS_RETRY: Cell(r("DRAFT", ADMIN, "POST /jobs/{x}/retry", 200, None, a_failed_job), of("job"), r("DRAFT", MOD, "POST /jobs/{x}/retry", 403, None, a_failed_job)),
    P.JOBS_VIEW: Cell(r("DRAFT", ADMIN, "GET /jobs", 200), NONE, r("DRAFT", MOD, "GET /jobs", 403)),
    P.PERIOD_OPEN: Cell(
        r("DRAFT", ADMIN, f"POST /periods/{YEAR + 1}/open", 200, None, due_period), of("period", "submission", "move", "notice"),
        r("DRAFT", MOD, f"POST /periods/{YEAR + 1}/open", 403, None, due_period)),
    P.ANSWER_IMPORT: Cell(
        r("DRAFT", OP, f"POST {S}/answers/import?apply=true", 200, None, None, SEEN, TABLE), of("answer", "answer_revision"),
        r("SUBMITTED", OP, f"POST {S}/answers/import?apply=true", 409, None, None, SEEN, TABLE)),
    P.INSTRUMENT_IMPORT: Cell(
        r("DRAFT", ADMIN, "POST /instruments", 201, None, None, None, ARCHIVE), of("imported_instrument"),
        r("DRAFT", MOD, "POST /instruments", 403, None, None, None, ARCHIVE)),
    P.INSTRUMENT_PUBLISH_PROPOSE: Cell(
        r("DRAFT", ADMIN, "POST /instruments/small/propose", 202, None, a_draft), of("imported_instrument"),
        r("DRAFT", MOD, "POST /instruments/small/propose", 403, None, a_draft)),
    P.INSTRUMENT_PUBLISH_CONFIRM: Cell(
        r("DRAFT", MOD, "POST /instruments/small/confirm", 200, CONTENT, a_proposed_draft), of("imported_instrument"),
        r("DRAFT", MOD, "POST /instruments/small/confirm", 409, CONTENT, a_draft)),
    P.SETTINGS_EDIT: Cell(r("DRAFT", ADMIN, "PUT /settings", 200, LETTERHEAD, None, FIRST), of("letterhead"), r("DRAFT", MOD, "PUT /settings", 403, LETTERHEAD, None, FIRST)),
    P.EXPORT_SCORES_XLSX: Cell(r("MODERATION", AUDITOR, f"GET {Y}/scores.xlsx", 200), NONE, r("MODERATION", ADMIN, f"GET {Y}/scores.xlsx", 403), 1),
    P.DIRECTORY_READ: Cell(r("DRAFT", OP, "GET /agencies", 200), NONE, r("DRAFT", "", "GET /agencies", 401)),
    P.CONFLICT_DECLARE: Cell(r("DRAFT", DK, "POST /conflicts", 201, CONFLICT), of("conflict_of_interest"), r("DRAFT", OP, "POST /conflicts", 403, CONFLICT)),
}
# fmt: on

NOT_AT_THE_JSON_DOOR: frozenset[Permission] = frozenset()
