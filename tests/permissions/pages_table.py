"""The table of requests: what each action looks like at the HTML door. See cells.py."""

# ruff: noqa: E501 - a table is read row by row

from app.permissions import Permission
from tests.factories import ASSESSORS, INSTRUMENT, YEAR
from tests.permissions.cells import (
    PASSWORD,
    REASON,
    Row,
    a_grant,
    all_advised,
    all_agreed,
    all_closed,
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
    the_ranking_document,
)
from tests.permissions.table import (
    ADVISE,
    AGENCY,
    AGREED,
    ANSWER,
    ASKED_FOR,
    CONFLICT,
    FINALISED,
    LINK,
    NONE,
    PLAN,
    QUESTION,
    REPLY,
    SCORE,
    UNLOCK,
    the_code,
    the_link,
    the_question,
    the_version,
)
from tests.play import DINKES

P = Permission
OWN = "/penilaian-mandiri/{s}"
DESK = "/penilaian/{s}"
PLENO = "/pleno/{s}"
YEARLY = "/periode/{y}"
RETURN = {"codes[]": ["101"], "reason": REASON, "until": "2026-06-20"}
REOPEN = {"lines": f"{DINKES}: 101", "reason": REASON}
EXTEND = {"agency": DINKES, "until": "2026-08-01", "reason": REASON}
DATES = {
    "fill_opens_on": "2027-05-01",
    "fill_closes_on": "2027-06-01",
    "assessment_closes_on": "2027-07-01",
}
PERIOD = {"year": YEAR + 1, "title": "Tahun depan", "instrument": INSTRUMENT} | DATES
NEW_PASSWORD = {"current_password": PASSWORD, "new_password": f"{PASSWORD}-baru"}

# fmt: off
PAGES: dict[Permission, Row] = {
    P.ANSWER_READ_LIVE: Row(f"GET {OWN}"),
    P.ANSWER_READ_SNAPSHOT: Row(f"GET {OWN}/tanda-terima"),
    P.ANSWER_SAVE: Row(f"POST {OWN}/indikator/101", ANSWER | {"version": "{v}"}, of("answer", "answer_revision"), values=the_version),
    P.ANSWER_HISTORY: Row(f"GET {OWN}/indikator/101/riwayat"),
    P.EVIDENCE_UPLOAD: Row(f"POST {OWN}/tautan", LINK, of("evidence")),
    P.EVIDENCE_DELETE: Row(f"POST {OWN}/bukti/{{x}}/hapus", None, of("evidence"), values=the_link),
    P.EVIDENCE_READ_LIVE: Row(f"GET {OWN}/bukti"),
    P.EVIDENCE_READ_SNAPSHOT: Row(f"GET {DESK}/bukti"),
    P.SUBMISSION_MARK_READY: Row(f"POST {OWN}/siap", None, of("submission", "notice")),
    P.SUBMISSION_SUBMIT: Row(f"POST {OWN}/pengiriman", {"declared": "true"}, of("submission", "snapshot", "move"), prepare=filled_in),
    P.SUBMISSION_RECALL: Row(f"POST {OWN}/penarikan", None, of("submission", "snapshot", "move")),
    P.CLARIFICATION_ASK: Row(f"POST {DESK}/pertanyaan", QUESTION, of("clarification", "notice")),
    P.CLARIFICATION_ANSWER: Row(f"POST {OWN}/pertanyaan/{{x}}/jawaban", REPLY, of("clarification", "notice"), values=the_question),
    P.SUBMISSION_STATUS: Row(f"GET {OWN}/status"),
    P.ASSIGNMENT_SET: Row(f"POST {PLENO}/penugasan", {"assessors[]": list(ASSESSORS[DINKES])}, of("assignment")),
    P.ASSESSMENT_START: Row(f"POST {DESK}/mulai", None, of("submission", "move")),
    P.SCORE_SAVE: Row(f"POST {DESK}/indikator/101", SCORE | {"version": "0"}, of("judgement", "judgement_revision")),
    P.SCORE_LOCK: Row(f"POST {DESK}/kunci", None, of("score_lock"), prepare=judged_by_asker),
    P.SCORE_UNLOCK: Row(
        f"POST {PLENO}/buka-kunci", UNLOCK,
        {"UNDER_ASSESSMENT": of("score_lock", "notice"), "MODERATION": of("score_lock", "submission", "move", "notice")}, prepare=locked_by_bps),
    P.SCORE_READ_OWN: Row(f"GET {DESK}/nilai"),
    P.SCORE_READ_BOTH: Row(f"GET {PLENO}"),
    P.NOTE_READ: Row(f"GET {PLENO}/catatan"),
    P.NOTE_WRITE: Row(f"POST {PLENO}/catatan", {"text": REASON}, of("moderation_note")),
    P.SUBMISSION_RETURN: Row(f"POST {PLENO}/pengembalian", RETURN, of("submission", "open_item", "move", "notice")),
    P.MODERATION_SET: Row(f"POST {PLENO}/kesepakatan/101", AGREED, of("agreement")),
    P.MODERATION_CLOSE: Row(f"POST {PLENO}/penutupan", None, of("agreement", "submission")),
    P.RESULT_ANNOUNCE: Row(f"POST {YEARLY}/pengumuman", None, of("submission", "move", "result", "period", "notice"), prepare=all_closed, is_round=True),
    P.RESULT_READ_OWN: Row("GET /hasil/{s}?tampilan=sendiri"),
    P.RESULT_READ: Row("GET /hasil/{s}?tampilan=lengkap", prepare=all_agreed),
    P.RESULT_READ_PUBLISHED: Row("GET /hasil/{s}?tampilan=terbit"),
    P.OBJECTION_FILE: Row(f"POST {OWN}/sanggahan", {"reason-101": REASON}, of("objection", "objection_item", "open_item", "submission", "move", "notice")),
    P.OBJECTION_EDIT: Row(f"POST {OWN}/sanggahan/101", {"reason": REASON}, of("objection_item")),
    P.OBJECTION_WITHDRAW: Row(f"POST {OWN}/penarikan-sanggahan", None, of("objection", "submission", "move")),
    P.OBJECTION_READ: Row("GET /hasil/{s}/sanggahan"),
    P.OBJECTION_RECOMMEND: Row(f"POST {DESK}/sanggahan/101/rekomendasi", ADVISE, of("recommendation")),
    P.OBJECTION_DECIDE: Row(f"POST {PLENO}/sanggahan/101/putusan", ADVISE, of("objection_item", "agreement", "result", "notice"), prepare=all_advised),
    P.RESULT_FINALISE_PROPOSE: Row(f"POST {YEARLY}/penetapan?langkah=usul", None, of("proposal"), prepare=ready_to_finalise, is_round=True),
    P.RESULT_FINALISE_CONFIRM: Row(f"POST {YEARLY}/penetapan?langkah=konfirmasi", None, FINALISED, prepare=finalising_proposed, is_round=True),
    P.RESULT_PUBLISH_PROPOSE: Row(f"POST {YEARLY}/publikasi?langkah=usul", None, of("proposal"), prepare=documents_made, is_round=True),
    P.RESULT_PUBLISH_CONFIRM: Row(f"POST {YEARLY}/publikasi?langkah=konfirmasi", None, of("proposal", "submission", "move", "period", "result", "notice"), prepare=publish_proposed, is_round=True),
    P.RESULT_REOPEN_PROPOSE: Row(f"POST {YEARLY}/koreksi?langkah=usul", REOPEN, of("proposal"), is_round=True),
    P.RESULT_REOPEN_CONFIRM: Row(f"POST {YEARLY}/koreksi?langkah=konfirmasi", None, of("proposal", "open_item", "submission", "move"), prepare=reopen_proposed, is_round=True),
    P.REPORT_OWN_PDF: Row("POST /hasil/{s}/pdf", None, ASKED_FOR),
    P.REPORT_VERIFY: Row("GET /v/{x}", values=the_code),
    P.AUDIT_READ_SUBMISSION: Row("GET /jejak-audit/isian/{s}"),
    P.PLAN_READ: Row(f"GET {OWN}/rencana-aksi"),
    P.PLAN_SAVE: Row(f"POST {OWN}/rencana-aksi", PLAN, of("action_plan")),
    P.CYCLE_CREATE: Row("POST /periode/baru", PERIOD, of("period", "participant")),
    P.CYCLE_EDIT_DATES_BEFORE_OPEN: Row(f"POST /periode/{YEAR + 1}/tanggal", DATES, of("period"), prepare=next_period),
    P.DEADLINE_EXTEND: Row(f"POST {YEARLY}/perpanjangan", EXTEND, of("submission", "notice")),
    P.INSTRUMENT_READ_PUBLISHED: Row("GET /instrumen"),
    P.OPD_MANAGE: Row("POST /opd", AGENCY, of("agency")),
    P.USER_MANAGE: Row("POST /pengguna/operator.inspektorat/nonaktif", None, of("user_account", "api_token", "login_session")),
    P.ROLE_GRANT_CONFIRM: Row("POST /pengguna/peran/{x}", None, of("role_grant", "user_account"), prepare=a_grant, is_role_level=True),
    P.OWN_PASSWORD_CHANGE: Row("POST /akun/kata-sandi", NEW_PASSWORD, of("user_account", "api_token"), prepare=knows_the_password),
    P.OWN_SESSIONS: Row("POST /akun/token", {"label": "skrip"}, of("api_token"), 201),
    P.RANKING_READ_EMBARGOED: Row("GET /peringkat/{y}", lines=1, scene="FINAL"),
    P.RANKING_READ_PUBLISHED: Row("GET /peringkat/{y}", scene="PUBLISHED", logged_as=of(P.RANKING_READ_EMBARGOED)),
    P.REPORT_RANKING_PDF_EMBARGOED: Row("GET /laporan/{x}", prepare=the_ranking_document, scene="FINAL", logged_as=of(P.REPORT_OWN_PDF), is_role_level=True),
    P.DASHBOARD_PROGRESS: Row("GET /pleno"),
    P.AUDIT_READ_ALL: Row("GET /jejak-audit"),
    P.AUDIT_VERIFY: Row("GET /jejak-audit/pemeriksaan"),
    P.JOBS_RETRY: Row(f"POST {YEARLY}/dokumen", None, NONE),
    P.PERIOD_OPEN: Row(f"POST /periode/{YEAR + 1}/pembukaan", None, of("period", "submission", "move", "notice"), prepare=due_period),
    P.DIRECTORY_READ: Row("GET /periode"),
    P.OWN_NOTICES: Row("GET /kotak-masuk"),
    P.CONFLICT_DECLARE: Row("POST /penilaian/benturan", CONFLICT, of("conflict_of_interest")),
}
# fmt: on

NOT_AT_THE_HTML_DOOR = {
    P.ANSWER_IMPORT: "imports",
    P.EXPORT_EVIDENCE_ZIP: "evidence",
    P.BREAKGLASS_OPEN: "powers",
    P.INSTRUMENT_IMPORT: "imports",
    P.INSTRUMENT_PUBLISH_PROPOSE: "imports",
    P.INSTRUMENT_PUBLISH_CONFIRM: "imports",
    P.SESSION_REVOKE_OTHER: "powers",
    P.AUDIT_EXPORT: "powers",
    P.BACKUP_RUN: "powers",
    P.SETTINGS_EDIT: "imports",
    P.JOBS_VIEW: "powers",
    P.EXPORT_SCORES_XLSX: "imports",
}
"""Of the vocabulary, what has no page yet, and which piece of work brings it."""
