"""Hears the audit trail in order, with every submission's state as of each line.

The order is that of the trail, not of the rows' times: a server's clock may step back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.assessments.models import ConflictOfInterest
from app.errors import AppError
from app.journal.ledger import SEAL, Change
from app.permissions import COLUMNS, CYCLE_RULES, RULES, STATES, Permission, Role
from app.submissions import states
from app.submissions.models import Move, Snapshot, Submission

P = Permission
MOVES, ACTS, HOUSEHOLD = "Langkah dan barisnya", "Tindakan pada tahapnya", "Penilai tanpa benturan"
EXTENSIONS, RECEIPTS = "Perpanjangan tenggat", "Bukti kirim"
NAMES = (MOVES, ACTS, HOUSEHOLD, EXTENSIONS, RECEIPTS)
FAULTS_MAX = 5

BY_THE_CLOCK = {states.LAPSE.label: "submission.lapse", states.EXPIRE.label: "submission.expire"}
MOVED_BY = {
    states.OPEN.label: P.PERIOD_OPEN,
    states.SUBMIT.label: P.SUBMISSION_SUBMIT,
    states.RECALL.label: P.SUBMISSION_RECALL,
    states.EXTEND.label: P.DEADLINE_EXTEND,
    states.START.label: P.ASSESSMENT_START,
    states.RETURN.label: P.SUBMISSION_RETURN,
    states.RESEND.label: P.SUBMISSION_SUBMIT,
    states.MODERATE.label: P.SCORE_LOCK,
    states.UNLOCK.label: P.SCORE_UNLOCK,
    states.ANNOUNCE.label: P.RESULT_ANNOUNCE,
    states.FILE_OBJECTION.label: P.OBJECTION_FILE,
    states.WITHDRAW.label: P.OBJECTION_WITHDRAW,
    states.FINALISE.label: P.RESULT_FINALISE_CONFIRM,
    states.PUBLISH.label: P.RESULT_PUBLISH_CONFIRM,
    states.REOPEN.label: P.RESULT_REOPEN_CONFIRM,
    states.REFINALISE.label: P.RESULT_FINALISE_CONFIRM,
}
OF_NOBODY = {states.OPEN.label, states.MODERATE.label, *BY_THE_CLOCK}

ACTS_ON_ONE = frozenset(
    {
        P.ANSWER_SAVE, P.ANSWER_IMPORT, P.EVIDENCE_UPLOAD, P.EVIDENCE_DELETE,
        P.SUBMISSION_MARK_READY, P.SUBMISSION_SUBMIT, P.SUBMISSION_RECALL, P.CLARIFICATION_ASK,
        P.CLARIFICATION_ANSWER, P.ASSIGNMENT_SET, P.ASSESSMENT_START, P.SCORE_SAVE, P.SCORE_LOCK,
        P.SCORE_UNLOCK, P.NOTE_WRITE, P.SUBMISSION_RETURN, P.MODERATION_SET, P.MODERATION_CLOSE,
        P.OBJECTION_FILE, P.OBJECTION_EDIT, P.OBJECTION_WITHDRAW, P.OBJECTION_RECOMMEND,
        P.OBJECTION_DECIDE, P.PLAN_SAVE,
    }
)  # fmt: skip
SCORES = frozenset({P.SCORE_SAVE, P.SCORE_LOCK, P.OBJECTION_RECOMMEND})

WRITTEN_IN = {  # whatever action claims to have done it
    "answer": {"DRAFT", "RETURNED"},
    "answer_revision": {"DRAFT", "RETURNED"},
    "evidence": {"DRAFT", "RETURNED", "OBJECTION"},
    "evidence_use": {"DRAFT", "RETURNED", "OBJECTION"},
    "snapshot": {"DRAFT", "RETURNED", "SUBMITTED"},
    "judgement": {"UNDER_ASSESSMENT"},
    "judgement_revision": {"UNDER_ASSESSMENT"},
    "agreement": {"UNDER_ASSESSMENT", "MODERATION", "OBJECTION", "CORRECTION"},
    "brought_evidence": {"UNDER_ASSESSMENT"},
    "attendance": {"MODERATION"},
    "attendee": {"MODERATION"},
}
BROUGHT = ("evidence", P.CLARIFICATION_ANSWER, "UNDER_ASSESSMENT")
"""Evidence that answers a wish of the assessors enters the library while they score."""
UNREADABLE = (AppError, ValueError, KeyError, TypeError)
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """The rows the lines are held against, by id; snapshots by submission and number."""

    submissions: dict[str, Any]
    moves: dict[str, Any]
    conflicts: dict[str, tuple[str, str]]
    snapshots: dict[tuple[str, str], str]


def _known(session: Session) -> Known:
    conflicts = session.execute(
        sa.select(
            col(ConflictOfInterest.id),
            col(ConflictOfInterest.user_id),
            col(ConflictOfInterest.agency_id),
        )
    )
    snapshots = session.execute(
        sa.select(col(Snapshot.submission_id), col(Snapshot.number), col(Snapshot.sha256))
    )
    return Known(
        _by_id(session, Submission, "agency_id", "fill_closes_at"),
        _by_id(
            session, Move, "submission_id", "number", "transition", "from_state", "to_state", "by"
        ),
        {id_: (user_id, agency_id) for id_, user_id, agency_id in conflicts},
        {(submission_id, str(number)): digest for submission_id, number, digest in snapshots},
    )


def _by_id(session: Session, model: type[Any], *columns: str) -> dict[str, Any]:
    query = sa.select(*(getattr(model, name) for name in ("id", *columns)))
    return {row.id: row for row in session.execute(query)}


class Walker:
    """Replays the trail over the states of all submissions."""

    def __init__(self, session: Session) -> None:
        """Begin before the first line."""
        self.session = session
        self._broken = ""
        self.faults: dict[str, list[str]] = {name: [] for name in NAMES}
        self._state: dict[str, str] = {}
        self._steps: dict[str, int] = {}
        self._conflicts: set[tuple[str, str]] = set()
        self._extended: dict[str, datetime] = {}
        self._moved: set[str] = set()
        self._sent: set[tuple[str, str]] = set()

    @cached_property
    def known(self) -> Known:
        """Give what the lines are held against."""
        return _known(self.session)

    def hear(self, line: Line, changes: Sequence[Change]) -> None:
        """Hold one line against what was known before it; refused ones claim nothing."""
        if line["outcome"] == "allowed" and not self._broken:
            try:
                self._take(line, [(table, key) for table, key, digest in changes if digest])
            except UNREADABLE as error:
                self._broken = f"tidak dapat diperiksa: {error}"

    def end(self) -> dict[str, list[str]]:
        """Name what no line spoke of too; gives the faults, at most FAULTS_MAX a check."""
        try:
            self._name_the_unspoken()
        except UNREADABLE as error:
            self._broken = f"tidak dapat diperiksa: {error}"
        return {name: [self._broken] for name in NAMES} if self._broken else self.faults

    def _take(self, line: Line, changes: Sequence[tuple[str, str]]) -> None:
        moves = self._moves(changes)
        if line["action"] == SEAL:
            self._adopt(moves)
            return
        self._check_act(line)
        self._check_tables(line, changes)
        self._check_scorer(line, changes)
        if line["action"] == P.DEADLINE_EXTEND and line["submission_id"]:
            self._check_extension(line)
        if line["action"] == P.SUBMISSION_SUBMIT:
            self._check_receipt(line)
        for move in moves:
            self._check_move(line, move)

    def _name_the_unspoken(self) -> None:
        for key in self.known.moves.keys() - self._moved:
            self._blame(MOVES, f"langkah {key} tidak memiliki baris")
        for submission_id, number in self.known.snapshots.keys() - self._sent:
            self._blame(RECEIPTS, f"isian {submission_id}: kiriman {number} tanpa bukti kirim")
        for submission_id, until in self._extended.items():
            row = self.known.submissions.get(submission_id)
            if row is not None and row.fill_closes_at != until:
                self._blame(
                    EXTENSIONS, f"isian {submission_id}: tenggat bukan yang terakhir diberikan"
                )

    def _blame(self, check: str, what: str) -> None:
        if len(self.faults[check]) < FAULTS_MAX:
            self.faults[check].append(what)

    def _moves(self, changes: Iterable[tuple[str, str]]) -> list[Any]:
        known = self.known.moves
        found = [known[key] for table, key in changes if table == "move" and key in known]
        return sorted(found, key=lambda move: move.number)

    def _adopt(self, moves: Iterable[Any]) -> None:
        """Take over what stood before rows were sealed; their own lines did not name them."""
        for move in moves:
            self._state[move.submission_id], self._steps[move.submission_id] = (
                move.to_state,
                move.number,
            )
            self._moved.add(move.id)
        self._sent |= self.known.snapshots.keys()

    def _check_act(self, line: Line) -> None:
        """Each act on a submission is one that its role may do in the state it was in."""
        if line["action"] not in ACTS_ON_ONE:
            return
        state = self._state.get(line["submission_id"], "")
        if not _may(line["role"], line["action"], state):
            self._blame(
                ACTS,
                f"baris {line['seq']}: {line['action']} oleh {line['role'] or 'sistem'}"
                f" pada {state}",
            )

    def _check_tables(self, line: Line, changes: Iterable[tuple[str, str]]) -> None:
        state = self._state.get(line["submission_id"], "")
        for table, key in changes:
            is_brought = (table, line["action"], state) == BROUGHT
            if table in WRITTEN_IN and state not in WRITTEN_IN[table] and not is_brought:
                self._blame(ACTS, f"baris {line['seq']}: {table} {key} berubah pada {state or '-'}")

    def _check_scorer(self, line: Line, changes: Iterable[tuple[str, str]]) -> None:
        if line["action"] == P.CONFLICT_DECLARE:
            self._conflicts |= {
                self.known.conflicts[key] for _, key in changes if key in self.known.conflicts
            }
        row = self.known.submissions.get(line["submission_id"])
        if line["action"] not in SCORES or row is None:
            return
        if (
            line["agency_id"] == row.agency_id
            or (line["actor_id"], row.agency_id) in self._conflicts
        ):
            self._blame(
                HOUSEHOLD, f"baris {line['seq']}: penilai menilai OPD-nya atau yang berbenturan"
            )

    def _check_extension(self, line: Line) -> None:
        before, after = (
            datetime.fromisoformat(line["before"]),
            datetime.fromisoformat(line["after"]),
        )
        self._extended[line["submission_id"]] = after
        state = self._state.get(line["submission_id"])
        if after <= before or state not in {"DRAFT", "LAPSED"}:
            self._blame(EXTENSIONS, f"baris {line['seq']}: tenggat dipendekkan atau sudah dikirim")

    def _check_receipt(self, line: Line) -> None:
        words = dict(
            part.partition(sign)[::2] for part in line["after"].split() if (sign := _sign(part))
        )
        key = line["submission_id"], words.get("snapshot", "")
        self._sent.add(key)
        if self.known.snapshots.get(key) != words.get("sha256"):
            self._blame(RECEIPTS, f"baris {line['seq']}: bukti kirim berbeda dari potret {key[1]}")

    def _check_move(self, line: Line, move: Any) -> None:
        here, steps = (
            self._state.get(move.submission_id, ""),
            self._steps.get(move.submission_id, 0),
        )
        self._state[move.submission_id] = move.to_state
        self._steps[move.submission_id] = move.number
        if move.id in self._moved:
            self._blame(MOVES, f"langkah {move.id} memiliki lebih dari satu baris")
        elif (move.from_state, move.number) != (here, steps + 1):
            self._blame(MOVES, f"langkah {move.id}: tidak menyambung pada {here or 'awal'}")
        elif not _may_move(line, move):
            self._blame(MOVES, f"langkah {move.id}: baris {line['seq']} bukan oleh yang berwenang")
        self._moved.add(move.id)


def _sign(part: str) -> str:
    return next((sign for sign in "=:" if sign in part), "")


def _may(role: str, action: str, state: str) -> bool:
    """Tell whether a role may do this in a state, windows apart: at that time nobody knows them."""
    if role not in COLUMNS or state not in STATES:
        return False
    return RULES[P(action)][COLUMNS.index(Role(role))][STATES.index(state)] in "YW"


def _may_move(line: Line, move: Any) -> bool:
    if move.transition in BY_THE_CLOCK:
        return (
            line["action"] == BY_THE_CLOCK[move.transition] and not line["actor_id"] and not move.by
        )
    permission = MOVED_BY.get(move.transition)
    if line["action"] != permission or (move.by or "") != _doer(line, move):
        return False
    if permission in CYCLE_RULES:
        return line["role"] in CYCLE_RULES[permission] or move.transition == states.OPEN.label
    return _may(line["role"], line["action"], move.from_state)


def _doer(line: Line, move: Any) -> str:
    return "" if move.transition in OF_NOBODY else str(line["actor_id"])
