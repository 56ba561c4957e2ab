"""Who may do what, whole: the law's two matrices as tables (Source: reliability.md section 2).

Letters: Y allowed, W allowed while the window of that state is open, c wrong state (409),
f forbidden (403), n existence hidden (404). Columns follow STATES: D S U R M P O F B X L.
*Possible* (completeness, two persons, items) is not here but in the rooms' actions.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.errors import AppError, Conflict, Forbidden, NotFound, Unauthenticated

STATES = (
    "DRAFT", "SUBMITTED", "UNDER_ASSESSMENT", "RETURNED", "MODERATION", "PROVISIONAL",
    "OBJECTION", "FINAL", "PUBLISHED", "CORRECTION", "LAPSED",
)  # fmt: skip


class Role(StrEnum):
    """What an account is for; one account has one role."""

    OPERATOR = "operator"
    HEAD = "head"
    ASSESSOR = "assessor"
    MODERATOR = "moderator"
    LEADERSHIP = "leadership"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Institution(StrEnum):
    """The two that score, blind to each other."""

    DISKOMINFO = "diskominfo"
    BPS = "bps"


PRIVILEGED = frozenset({Role.ASSESSOR, Role.MODERATOR, Role.LEADERSHIP, Role.ADMIN, Role.AUDITOR})
GRANTED_BY_TWO = frozenset({Role.ADMIN, Role.MODERATOR, Role.AUDITOR})
OF_AN_AGENCY = frozenset({Role.OPERATOR, Role.HEAD})
EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `agency_id` is the own OPD (operator, head) or the home OPD (assessor)."""

    user_id: str
    name: str
    role: Role
    agency_id: str | None = None
    institution: Institution | None = None
    address: str = ""
    session_digest: str = ""
    request_id: str = ""


class Permission(StrEnum):
    """The vocabulary: every route maps to one of these or to the short public list."""

    ANSWER_READ_LIVE = "answer.read_live"
    ANSWER_READ_SNAPSHOT = "answer.read_snapshot"
    ANSWER_SAVE = "answer.save"
    ANSWER_HISTORY = "answer.history"
    ANSWER_IMPORT = "answer.import"
    EVIDENCE_UPLOAD = "evidence.upload"
    EVIDENCE_DELETE = "evidence.delete"
    EVIDENCE_READ_LIVE = "evidence.read_live"
    EVIDENCE_READ_SNAPSHOT = "evidence.read_snapshot"
    SUBMISSION_MARK_READY = "submission.mark_ready"
    SUBMISSION_SUBMIT = "submission.submit"
    SUBMISSION_RECALL = "submission.recall"
    CLARIFICATION_ANSWER = "clarification.answer"
    SUBMISSION_STATUS = "submission.status"
    ASSIGNMENT_SET = "assignment.set"
    ASSESSMENT_START = "assessment.start"
    CLARIFICATION_ASK = "clarification.ask"
    SCORE_SAVE = "score.save"
    SCORE_LOCK = "score.lock"
    SCORE_UNLOCK = "score.unlock"
    SCORE_READ_OWN = "score.read_own"
    SCORE_READ_BOTH = "score.read_both"
    NOTE_READ = "note.read"
    NOTE_WRITE = "note.write"
    SUBMISSION_RETURN = "submission.return"
    MODERATION_SET = "moderation.set"
    MODERATION_CLOSE = "moderation.close"
    RESULT_ANNOUNCE = "result.announce"
    RESULT_READ_OWN = "result.read_own"
    RESULT_READ = "result.read"
    RESULT_READ_PUBLISHED = "result.read_published"
    OBJECTION_FILE = "objection.file"
    OBJECTION_EDIT = "objection.edit"
    OBJECTION_WITHDRAW = "objection.withdraw"
    OBJECTION_READ = "objection.read"
    OBJECTION_RECOMMEND = "objection.recommend"
    OBJECTION_DECIDE = "objection.decide"
    RESULT_FINALISE_PROPOSE = "result.finalise_propose"
    RESULT_FINALISE_CONFIRM = "result.finalise_confirm"
    RESULT_PUBLISH_PROPOSE = "result.publish_propose"
    RESULT_PUBLISH_CONFIRM = "result.publish_confirm"
    RESULT_REOPEN_PROPOSE = "result.reopen_propose"
    RESULT_REOPEN_CONFIRM = "result.reopen_confirm"
    REPORT_OWN_PDF = "report.own_pdf"
    REPORT_VERIFY = "report.verify"
    EXPORT_EVIDENCE_ZIP = "export.evidence_zip"
    AUDIT_READ_SUBMISSION = "audit.read_submission"
    BREAKGLASS_OPEN = "breakglass.open"
    CYCLE_CREATE = "cycle.create"
    CYCLE_EDIT_DATES_BEFORE_OPEN = "cycle.edit_dates_before_open"
    DEADLINE_EXTEND = "deadline.extend"
    INSTRUMENT_IMPORT = "instrument.import"
    INSTRUMENT_PUBLISH_PROPOSE = "instrument.publish_propose"
    INSTRUMENT_PUBLISH_CONFIRM = "instrument.publish_confirm"
    INSTRUMENT_READ_PUBLISHED = "instrument.read_published"
    OPD_MANAGE = "opd.manage"
    USER_MANAGE = "user.manage"
    ROLE_GRANT_CONFIRM = "role.grant_confirm"
    SESSION_REVOKE_OTHER = "session.revoke_other"
    OWN_PASSWORD_CHANGE = "own.password_change"
    OWN_SESSIONS = "own.sessions"
    RANKING_READ_EMBARGOED = "ranking.read_embargoed"
    RANKING_READ_PUBLISHED = "ranking.read_published"
    REPORT_RANKING_PDF_EMBARGOED = "report.ranking_pdf_embargoed"
    DASHBOARD_PROGRESS = "dashboard.progress"
    AUDIT_READ_ALL = "audit.read_all"
    AUDIT_VERIFY = "audit.verify"
    AUDIT_EXPORT = "audit.export"
    BACKUP_RUN = "backup.run"
    SETTINGS_EDIT = "settings.edit"
    JOBS_VIEW = "jobs.view"
    JOBS_RETRY = "jobs.retry"
    EXPORT_SCORES_XLSX = "export.scores_xlsx"
    # Added to the law's list: what product.md (sections 1 and 4) and the API need.
    PLAN_READ = "plan.read"
    PLAN_SAVE = "plan.save"
    WORK_DELEGATE = "work.delegate"
    COMMENT_READ = "comment.read"
    COMMENT_WRITE = "comment.write"
    PERIOD_OPEN = "period.open"
    DIRECTORY_READ = "directory.read"
    OWN_NOTICES = "own.notices"
    CONFLICT_DECLARE = "conflict.declare"
    ROLE_HAND_OVER = "role.hand_over"
    EXERCISE_READ = "exercise.read"
    EXERCISE_LEAD = "exercise.lead"
    EXERCISE_SCORE = "exercise.score"
    EXERCISE_DISCUSS = "exercise.discuss"
    SNIPPET_KEEP = "snippet.keep"


P = Permission
F = "f" * 11

# fmt: off
RULES: dict[Permission, tuple[str, str, str, str, str, str, str]] = {
    # columns: operator, head, assessor, moderator, leadership, admin, auditor; states DSURMPOFBXL
    P.ANSWER_READ_LIVE: ("YYYYYYYYYYY", "YYYYYYYYYYY", F, F, F, F, F),
    P.ANSWER_READ_SNAPSHOT: ("nYYYYYYYYYn", "nYYYYYYYYYn", "nYYYYYYYYYn", "nYYYYYYYYYn", F, F, "nYYYYYYYYYn"),
    P.ANSWER_SAVE: ("WccWccccccc", "WccWccccccc", F, F, F, F, F),
    P.ANSWER_HISTORY: ("YYYYYYYYYYY", "YYYYYYYYYYY", F, F, F, F, "nYYYYYYYYYn"),
    P.ANSWER_IMPORT: ("WccWccccccc", F, F, F, F, F, F),
    P.EVIDENCE_UPLOAD: ("WccWccWcccc", "WccWccWcccc", F, F, F, F, F),
    P.EVIDENCE_DELETE: ("WccWccccccc", "WccWccccccc", F, F, F, F, F),
    P.EVIDENCE_READ_LIVE: ("YYYYYYYYYYY", "YYYYYYYYYYY", F, F, F, F, F),
    P.EVIDENCE_READ_SNAPSHOT: ("nYYYYYYYYYn", "nYYYYYYYYYn", "nYYYYYYYYYn", "nYYYYYYYYYn", F, F, "nYYYYYYYYYn"),
    P.SUBMISSION_MARK_READY: ("WccWccccccc", F, F, F, F, F, F),
    P.SUBMISSION_SUBMIT: (F, "WccWccccccc", F, F, F, F, F),
    P.SUBMISSION_RECALL: (F, "cWccccccccc", F, F, F, F, F),
    P.CLARIFICATION_ANSWER: ("ccYcccccccc", "ccYcccccccc", F, F, F, F, F),
    P.SUBMISSION_STATUS: ("YYYYYYYYYYY", "YYYYYYYYYYY", "YYYYYYYYYYY", "YYYYYYYYYYY", "YYYYYYYYYYY", "YYYYYYYYYYY", "YYYYYYYYYYY"),
    P.ASSIGNMENT_SET: (F, F, F, "YYYcccccccc", F, F, F),
    P.ASSESSMENT_START: (F, F, "cYccccccccc", "cYccccccccc", F, F, F),
    P.CLARIFICATION_ASK: (F, F, "ccYcccccccc", "ccYcccccccc", F, F, F),
    P.SCORE_SAVE: (F, F, "ccYcccccccc", F, F, F, F),
    P.SCORE_LOCK: (F, F, "ccYcccccccc", F, F, F, F),
    P.SCORE_UNLOCK: (F, F, F, "ccYcYcccccc", F, F, F),
    P.SCORE_READ_OWN: (F, F, "nnYYYYYYYYn", F, F, F, F),
    P.SCORE_READ_BOTH: (F, F, "nnnnYYYYYYn", "nnnnYYYYYYn", F, F, "nnnnYYYYYYn"),
    P.NOTE_READ: (F, F, "nnnnYYYYYYn", "nnnnYYYYYYn", F, F, "nnnnYYYYYYn"),
    P.NOTE_WRITE: (F, F, "ccccYcYcccc", "ccccYcYccYc", F, F, F),
    P.SUBMISSION_RETURN: (F, F, F, "ccYcccccccc", F, F, F),
    P.MODERATION_SET: (F, F, F, "ccccYccccYc", F, F, F),
    P.MODERATION_CLOSE: (F, F, F, "ccccYcccccc", F, F, F),
    P.RESULT_ANNOUNCE: (F, F, F, "ccccYcccccc", F, F, F),
    P.RESULT_READ_OWN: ("nnnnnYYYYYn", "nnnnnYYYYYn", F, F, F, F, F),
    P.RESULT_READ: (F, F, "nnnnnYYYYYn", "nnnnYYYYYYn", "nnnnnnnYYYn", "nnnnnnnYYYn", "nnnnYYYYYYn"),
    P.RESULT_READ_PUBLISHED: ("nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn"),
    P.OBJECTION_FILE: (F, "cccccWccccc", F, F, F, F, F),
    P.OBJECTION_EDIT: ("ccccccWcccc", "ccccccWcccc", F, F, F, F, F),
    P.OBJECTION_WITHDRAW: (F, "ccccccWcccc", F, F, F, F, F),
    P.OBJECTION_READ: ("nnnnnnYYYYn", "nnnnnnYYYYn", "nnnnnnYYYYn", "nnnnnnYYYYn", F, F, "nnnnnnYYYYn"),
    P.OBJECTION_RECOMMEND: (F, F, "ccccccYcccc", F, F, F, F),
    P.OBJECTION_DECIDE: (F, F, F, "ccccccYcccc", F, F, F),
    P.RESULT_FINALISE_PROPOSE: (F, F, F, "cccccYYccYc", F, F, F),
    P.RESULT_FINALISE_CONFIRM: (F, F, F, F, F, "cccccYYccYc", F),
    P.RESULT_PUBLISH_PROPOSE: (F, F, F, F, F, "cccccccYccc", F),
    P.RESULT_PUBLISH_CONFIRM: (F, F, F, "cccccccYccc", F, F, F),
    P.RESULT_REOPEN_PROPOSE: (F, F, F, "cccccccYYcc", F, F, F),
    P.RESULT_REOPEN_CONFIRM: (F, F, F, F, F, "cccccccYYcc", F),
    P.REPORT_OWN_PDF: ("nnnnnYYYYYn", "nnnnnYYYYYn", "nnnnnYYYYYn", "nnnnnYYYYYn", "nnnnnnnYYYn", "nnnnnnnYYYn", "nnnnnYYYYYn"),
    P.REPORT_VERIFY: ("nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn", "nnnnnnnnYYn"),
    P.EXPORT_EVIDENCE_ZIP: ("nYYYYYYYYYn", "nYYYYYYYYYn", "nYYYYYYYYYn", F, F, F, "nYYYYYYYYYn"),
    P.AUDIT_READ_SUBMISSION: (F, F, F, F, "nnnnnnnnnnn", F, "YYYYYYYYYYY"),
    P.BREAKGLASS_OPEN: (F, F, F, F, F, "cYYYYYYYYYc", F),
    P.PLAN_READ: ("nnnnnnnnYYn", "nnnnnnnnYYn", F, "nnnnnnnnYYn", "nnnnnnnnYYn", F, "nnnnnnnnYYn"),
    P.PLAN_SAVE: ("ccccccccYYc", "ccccccccYYc", F, F, F, F, F),
    P.WORK_DELEGATE: ("YYYYYYYcccc", "YYYYYYYcccc", F, F, F, F, F),
    P.COMMENT_READ: ("YYYYYYYYYYY", "YYYYYYYYYYY", F, F, F, F, F),
    P.COMMENT_WRITE: ("YYYYYYYYYYY", "YYYYYYYYYYY", F, F, F, F, F),
}

COLUMNS = (Role.OPERATOR, Role.HEAD, Role.ASSESSOR, Role.MODERATOR, Role.LEADERSHIP, Role.ADMIN, Role.AUDITOR)

CYCLE_RULES: dict[Permission, frozenset[Role]] = {
    P.CYCLE_CREATE: frozenset({Role.ADMIN}),
    P.CYCLE_EDIT_DATES_BEFORE_OPEN: frozenset({Role.ADMIN}),
    P.DEADLINE_EXTEND: frozenset({Role.ADMIN}),
    P.INSTRUMENT_IMPORT: frozenset({Role.ADMIN}),
    P.INSTRUMENT_PUBLISH_PROPOSE: frozenset({Role.ADMIN}),
    P.INSTRUMENT_PUBLISH_CONFIRM: frozenset({Role.MODERATOR}),
    P.INSTRUMENT_READ_PUBLISHED: EVERYONE,
    P.OPD_MANAGE: frozenset({Role.ADMIN}),
    P.USER_MANAGE: frozenset({Role.ADMIN}),
    P.ROLE_GRANT_CONFIRM: frozenset({Role.AUDITOR}),
    P.SESSION_REVOKE_OTHER: frozenset({Role.ADMIN}),
    P.OWN_PASSWORD_CHANGE: EVERYONE,
    P.OWN_SESSIONS: EVERYONE,
    P.RANKING_READ_EMBARGOED: frozenset({Role.MODERATOR, Role.LEADERSHIP, Role.AUDITOR}),
    P.RANKING_READ_PUBLISHED: EVERYONE,
    P.REPORT_RANKING_PDF_EMBARGOED: frozenset({Role.MODERATOR, Role.LEADERSHIP, Role.AUDITOR}),
    P.DASHBOARD_PROGRESS: frozenset({Role.MODERATOR, Role.LEADERSHIP, Role.ADMIN, Role.AUDITOR}),
    P.AUDIT_READ_ALL: frozenset({Role.AUDITOR}),
    P.AUDIT_VERIFY: frozenset({Role.ADMIN, Role.AUDITOR}),
    P.AUDIT_EXPORT: frozenset({Role.AUDITOR}),
    P.BACKUP_RUN: frozenset({Role.ADMIN}),
    P.SETTINGS_EDIT: frozenset({Role.ADMIN}),
    P.JOBS_VIEW: frozenset({Role.ADMIN}),
    P.JOBS_RETRY: frozenset({Role.ADMIN}),
    P.EXPORT_SCORES_XLSX: frozenset({Role.MODERATOR, Role.AUDITOR}),
    P.PERIOD_OPEN: frozenset({Role.ADMIN}),
    P.DIRECTORY_READ: EVERYONE,
    P.OWN_NOTICES: EVERYONE,
    P.CONFLICT_DECLARE: frozenset({Role.ASSESSOR, Role.MODERATOR}),
    P.ROLE_HAND_OVER: frozenset({Role.HEAD, Role.ADMIN}),
    P.EXERCISE_READ: frozenset({Role.ASSESSOR, Role.MODERATOR, Role.AUDITOR}),
    P.EXERCISE_LEAD: frozenset({Role.MODERATOR}),
    P.EXERCISE_SCORE: frozenset({Role.ASSESSOR}),
    P.EXERCISE_DISCUSS: frozenset({Role.ASSESSOR, Role.MODERATOR}),
    P.SNIPPET_KEEP: frozenset({Role.ASSESSOR}),
}
# fmt: on

OPEN_TO_OUTSIDERS = frozenset({P.RESULT_READ_PUBLISHED, P.REPORT_VERIFY})


class Subject(Protocol):
    """What the rules need to know of a submission."""

    @property
    def agency_id(self) -> str:
        """The OPD it belongs to."""

    @property
    def state(self) -> str:
        """One of STATES."""

    @property
    def assessor_ids(self) -> Collection[str]:
        """Accounts assigned to it and not in conflict."""

    @property
    def window_open(self) -> bool:
        """Whether the window that governs the present state is open now."""


class Verdict(StrEnum):
    """The answer to 'may this actor do this now?'."""

    ALLOWED = "allow"
    WRONG_STATE = "409"
    WINDOW_CLOSED = "409w"
    FORBIDDEN = "403"
    HIDDEN = "404"


_LETTERS = {
    "Y": Verdict.ALLOWED,
    "c": Verdict.WRONG_STATE,
    "f": Verdict.FORBIDDEN,
    "n": Verdict.HIDDEN,
}


def decide(actor: Actor, permission: Permission, subject: Subject) -> Verdict:
    """Read the law's cell for this actor, action and submission.

    OPD accounts of another OPD and assessors who are not assigned (or in conflict) see nothing
    but published results.
    """
    if _is_outsider(actor, subject) and permission not in OPEN_TO_OUTSIDERS:
        return Verdict.HIDDEN
    row = RULES[permission][COLUMNS.index(actor.role)]
    letter = row[STATES.index(subject.state)]
    if letter == "W":
        return Verdict.ALLOWED if subject.window_open else Verdict.WINDOW_CLOSED
    return _LETTERS[letter]


def _is_outsider(actor: Actor, subject: Subject) -> bool:
    if actor.role in OF_AN_AGENCY:
        return actor.agency_id != subject.agency_id
    return actor.role is Role.ASSESSOR and actor.user_id not in subject.assessor_ids


def allows(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Tell whether the cell says yes; templates ask this through `can`."""
    return decide(actor, permission, subject) is Verdict.ALLOWED


def require(actor: Actor, permission: Permission, subject: Subject) -> None:
    """Raise NotFound, Forbidden or Conflict unless the cell says yes."""
    verdict = decide(actor, permission, subject)
    if verdict is not Verdict.ALLOWED:
        raise _REFUSALS[verdict]()  # noqa: RSE102  (a function or a class)


def holds(actor: Actor, permission: Permission) -> bool:
    """Tell whether the role holds a permission of the period level."""
    return actor.role in CYCLE_RULES[permission]


def require_role(actor: Actor | None, permission: Permission) -> Actor:
    """Give the actor; raise Unauthenticated or Forbidden unless the role holds `permission`."""
    if actor is None:
        raise Unauthenticated(SIGN_IN)
    if not holds(actor, permission):
        raise _forbidden()
    return actor


SIGN_IN = "Silakan masuk terlebih dahulu."
NOT_YOURS = (
    "Peran Anda tidak berwenang melakukan ini. Hubungi admin bila menurut Anda seharusnya bisa."
)


def _forbidden() -> AppError:
    return Forbidden(NOT_YOURS)


def _wrong_state() -> AppError:
    return Conflict(
        "Tahap penilaian OPD ini belum atau tidak lagi mengizinkannya. Muat ulang halaman."
    )


def _window_closed() -> AppError:
    return Conflict(
        "Jangka waktunya sedang tidak dibuka, jadi perubahan tidak disimpan. Hubungi admin bila perlu."
    )


_REFUSALS = {
    Verdict.HIDDEN: NotFound,
    Verdict.FORBIDDEN: _forbidden,
    Verdict.WRONG_STATE: _wrong_state,
    Verdict.WINDOW_CLOSED: _window_closed,
}
