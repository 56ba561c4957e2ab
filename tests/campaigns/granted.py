"""Who may read which word: the law's matrix (`decide`) and its rules about fields.

Source: reliability.md section 2, "Rules beside the table": the OPD never sees assessors' names,
individual scores or notes; leadership neither notes nor individual scores; the admin no content.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.assessments.queries import SubmissionSubject
from app.permissions import OF_AN_AGENCY, Actor, Permission, Role, Verdict, decide, holds
from tests.campaigns.sown import Word
from tests.play import Rows

P = Permission
PRINTED_TOO = frozenset({"snapshot.explanation", "snapshot.citation", "evidence.title"})


@dataclass(frozen=True)
class Reader:
    """Someone, and what the matrix needs to know of every submission."""

    actor: Actor | None
    subjects: dict[str, SubmissionSubject]
    people: dict[str, dict[str, str]]

    def may(self, submission_id: str, *permissions: Permission) -> bool:
        """Tell whether any of these cells says yes."""
        actor, subject = self.actor, self.subjects.get(submission_id)
        return bool(actor and subject) and any(
            decide(actor, each, subject) is Verdict.ALLOWED  # type: ignore[arg-type]
            for each in permissions
        )

    def is_any(self, *roles: Role) -> bool:
        """Tell whether the reader has one of these roles."""
        return self.actor is not None and self.actor.role in roles

    @property
    def is_of_an_opd(self) -> bool:
        """Tell whether the reader is an OPD's operator or head."""
        return self.is_any(*OF_AN_AGENCY)

    def is_self(self, word: Word) -> bool:
        """Tell whether the word is the reader's own."""
        return self.actor is not None and self.actor.user_id == word.user_id


def subjects(rows: Rows) -> dict[str, SubmissionSubject]:
    """Read from the rows what the matrix asks of each submission."""
    homes = {row["id"]: row["agency_id"] for row in rows["user_account"]}
    conflicts = {(row["user_id"], row["agency_id"]) for row in rows["conflict_of_interest"]}
    return {
        row["id"]: SubmissionSubject(
            row["agency_id"],
            row["state"],
            frozenset(
                each["user_id"]
                for each in rows["assignment"]
                if each["submission_id"] == row["id"]
                and homes[each["user_id"]] != row["agency_id"]
                and (each["user_id"], row["agency_id"]) not in conflicts
            ),
            window_open=False,
        )
        for row in rows["submission"]
    }


Rule = Callable[[Reader, Word], bool]


def _live(reader: Reader, word: Word) -> bool:
    """The working copy: its OPD; the auditor by the history, once something was sent."""
    return reader.may(word.submission_id, P.ANSWER_READ_LIVE, P.ANSWER_HISTORY)


def _evidence(reader: Reader, word: Word) -> bool:
    if word.is_sent and reader.may(word.submission_id, P.EVIDENCE_READ_SNAPSHOT):
        return True
    if word.is_sent and word.place in PRINTED_TOO and _printed(reader, word):
        return True
    return reader.may(word.submission_id, P.EVIDENCE_READ_LIVE)


def _printed(reader: Reader, word: Word) -> bool:
    """Tell whether the reader may have the report in which claims and reasons are printed."""
    return reader.may(word.submission_id, P.REPORT_OWN_PDF)


def _sent(reader: Reader, word: Word) -> bool:
    return reader.may(word.submission_id, P.ANSWER_READ_SNAPSHOT) or _printed(reader, word)


def _scored(reader: Reader, word: Word) -> bool:
    """Scores of an institution: itself, and everyone concerned once both have locked."""
    own = reader.actor is not None and reader.actor.institution == word.institution
    return reader.may(word.submission_id, P.SCORE_READ_BOTH) or (
        own and reader.may(word.submission_id, P.SCORE_READ_OWN)
    )


def _asked(reader: Reader, word: Word) -> bool:
    """Questions: the OPD, the institution that asks, and who sees both institutions' work."""
    if not reader.may(word.submission_id, P.ANSWER_READ_SNAPSHOT):
        return False
    is_own = reader.actor is not None and reader.actor.institution == word.institution
    return not reader.is_any(Role.ASSESSOR) or is_own or _both(reader, word)


def _both(reader: Reader, word: Word) -> bool:
    return reader.may(word.submission_id, P.SCORE_READ_BOTH)


def _reasoned(reader: Reader, word: Word) -> bool:
    """The reason of an agreed level is addressed to the OPD; others read it beside the result."""
    return _both(reader, word) or reader.may(
        word.submission_id, P.RESULT_READ_OWN, P.RESULT_READ, P.REPORT_OWN_PDF
    )


def _objected(reader: Reader, word: Word) -> bool:
    return reader.may(word.submission_id, P.OBJECTION_READ) or _printed(reader, word)


def _advised(reader: Reader, word: Word) -> bool:
    """What each institution advises is individual: never to the OPD."""
    return not reader.is_of_an_opd and reader.may(word.submission_id, P.OBJECTION_READ)


def _moved(reader: Reader, word: Word) -> bool:
    """Why something moved is part of the standing, but not for those who may know no content."""
    is_outside_content = reader.is_any(Role.LEADERSHIP, Role.ADMIN)
    return not is_outside_content and reader.may(word.submission_id, P.SUBMISSION_STATUS)


def _moved_inside(reader: Reader, word: Word) -> bool:
    """Why the assessment was begun or unlocked is not the OPD's."""
    return not reader.is_of_an_opd and _moved(reader, word)


def _broken(reader: Reader, word: Word) -> bool:
    own = reader.may(word.submission_id, P.ANSWER_READ_LIVE)
    return own or reader.is_any(Role.ADMIN, Role.AUDITOR)


def _named(reader: Reader, word: Word) -> bool:
    """Names: one's own people; assessors' never to an OPD; else those who work with everyone."""
    if reader.actor is None:
        return False
    person = reader.people[word.user_id]
    if reader.is_of_an_opd:
        is_colleague = person["agency_id"] == reader.actor.agency_id
        return (is_colleague and person["role"] in OF_AN_AGENCY) or _signs_openly(person)
    return True


def _signs_openly(person: dict[str, str]) -> bool:
    """The coordinator and admins act on an OPD in their own name."""
    return person["role"] in {Role.MODERATOR, Role.ADMIN}


def _own(reader: Reader, word: Word) -> bool:
    return reader.is_self(word)


def _own_or_admin(reader: Reader, word: Word) -> bool:
    return reader.is_self(word) or reader.is_any(Role.ADMIN)


def _auditor(reader: Reader, _: Word) -> bool:
    return reader.actor is not None and holds(reader.actor, P.AUDIT_READ_ALL)


def _shared(reader: Reader, word: Word) -> bool:
    """Sentences that are kept: within the own institution, never across."""
    own = reader.actor is not None and reader.actor.institution == word.institution
    return own and reader.is_any(Role.ASSESSOR)


def _declared(reader: Reader, word: Word) -> bool:
    return reader.is_self(word) or reader.is_any(Role.MODERATOR, Role.AUDITOR)


def _exercised(reader: Reader, word: Word) -> bool:
    """The sample: who leads; once it is opened all who may read exercises."""
    if reader.actor is None:
        return False
    is_leader = holds(reader.actor, P.EXERCISE_LEAD)
    return is_leader or (word.exercise != "PREPARED" and holds(reader.actor, P.EXERCISE_READ))


def _exercised_blind(reader: Reader, word: Word) -> bool:
    """What someone gave as reason: that person; once it is closed all who may read exercises."""
    if reader.is_self(word):
        return True
    return word.exercise == "CLOSED" and _exercised(reader, word)


RULES: dict[str, Rule] = {
    "answer.explanation": _live,
    "answer_revision.explanation": _live,
    "evidence.title": _evidence,
    "evidence.file_name": _evidence,
    "evidence.url": _evidence,
    "evidence_use.citation": _live,
    "file": _evidence,
    "snapshot.explanation": _sent,
    "snapshot.citation": _sent,
    "move.reason": _moved,
    "move.inside": _moved_inside,
    "open_item.note": _moved,
    "open_item.reply": _live,
    "clarification.text": _asked,
    "clarification.answer": _asked,
    "visit.place": _asked,
    "visit.people": lambda reader, word: not reader.is_of_an_opd and _asked(reader, word),
    "judgement.note": _scored,
    "judgement.reason": _scored,
    "judgement_revision.note": _scored,
    "judgement_revision.reason": _scored,
    "score_lock.unlock_reason": _scored,
    "agreement.reason": _reasoned,
    "moderation_note.text": lambda reader, word: reader.may(word.submission_id, P.NOTE_READ),
    "attendee.name": _both,
    "attendee.institution": _both,
    "attendee.role": _both,
    "objection_item.reason": _objected,
    "objection_item.decision_reason": _objected,
    "recommendation.reason": _advised,
    "break_glass.reason": _broken,
    "notice.text": _own,
    "action_plan.what": lambda reader, word: reader.may(word.submission_id, P.PLAN_READ),
    "action_plan.who": lambda reader, word: reader.may(word.submission_id, P.PLAN_READ),
    "action_plan.progress": lambda reader, word: reader.may(word.submission_id, P.PLAN_READ),
    "plan_proof.title": lambda reader, word: reader.may(word.submission_id, P.PLAN_READ),
    "plan_proof.file_name": lambda reader, word: reader.may(word.submission_id, P.PLAN_READ),
    "plan_proof.url": lambda reader, word: reader.may(word.submission_id, P.PLAN_READ),
    "comment.text": lambda reader, word: reader.may(word.submission_id, P.COMMENT_READ),
    "journal_line.reason": _auditor,
    "journal_line.actor_name": _auditor,
    "journal_line.before": _auditor,
    "journal_line.after": _auditor,
    "user_account.name": _named,
    "user_account.email": _own_or_admin,
    "api_token.label": _own,
    "login_session.browser": _own_or_admin,
    "conflict_of_interest.reason": _declared,
    "job.error": _own_or_admin,
    "exercise.title": _exercised,
    "exercise_item.explanation": _exercised,
    "exercise_item.evidence": _exercised,
    "exercise_score.reason": _exercised_blind,
    "exercise_comment.text": _exercised_blind,
    "snippet.text": _own,
    "snippet.shared": _shared,
    "proposal.reason": lambda reader, _: reader.is_any(Role.MODERATOR, Role.ADMIN, Role.AUDITOR),
}


def may_read(reader: Reader, word: Word) -> bool:
    """Tell whether the law lets the reader have this word."""
    return RULES[word.place](reader, word)
