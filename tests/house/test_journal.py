"""Every table is sealed by the journal or operational with a reason; nothing writes around it."""

from sqlmodel import SQLModel

from app.db import all_models
from app.journal.digests import OPERATIONAL, UNSEALED_COLUMNS, is_sealed
from tests.house.source import calls, dotted, modules, short, tree

SEALED = {
    "action_plan", "agency", "agreement", "answer", "answer_revision", "api_token", "assignment",
    "attendance", "attendee", "break_glass", "brought_evidence", "clarification", "comment",
    "conflict_of_interest", "delegation", "evidence", "evidence_look", "evidence_use", "exercise",
    "exercise_comment", "exercise_item", "exercise_score", "imported_instrument",
    "judgement", "judgement_revision", "letterhead", "moderation_note", "move", "objection",
    "objection_item", "open_item", "participant", "period", "plan_proof", "proposal",
    "recommendation", "report", "result", "role_grant", "score_lock", "snapshot", "snippet",
    "stored_file", "submission", "user_account", "visit",
}  # fmt: skip
WRITES_ROWS = {
    "app/journal/record.py": "the lines themselves",
    "app/backups/restoring.py": "a restore: rows come with their lines",
}
STATEMENTS = {
    f"{prefix}{verb}" for prefix in ("sa.", "") for verb in ("insert", "update", "delete")
}


def test_every_table_is_sealed_or_operational() -> None:
    """A new table goes into one of the two; for OPERATIONAL it needs a reason."""
    every = set(all_models().tables)

    assert SEALED | set(OPERATIONAL) == every
    assert {table for table in every if is_sealed(table)} == SEALED


def test_every_exception_has_its_reason_and_is_there() -> None:
    tables = all_models().tables
    missing = [pair for pair in UNSEALED_COLUMNS if pair[1] not in tables[pair[0]].columns]

    assert missing == []
    assert all([*OPERATIONAL.values(), *UNSEALED_COLUMNS.values()])


def test_sealed_rows_are_written_through_the_session_only() -> None:
    """A statement that writes rows by itself is not seen by the journal."""
    models = {
        mapper.class_.__name__: str(mapper.local_table) for mapper in SQLModel._sa_registry.mappers
    }

    around = [
        f"{short(path)}:{call.lineno}"
        for path in modules()
        for name, call in calls(tree(path))
        if name in STATEMENTS
        and short(path) not in WRITES_ROWS
        and is_sealed(models.get(dotted(call.args[0]), ""))
    ]

    assert around == []


def test_only_the_journal_reaches_below_the_session() -> None:
    below = {
        short(path)
        for path in modules()
        for name, _ in calls(tree(path))
        if name.endswith(".connection")
    }

    assert {path for path in below if not path.startswith("app/journal/")} == {"app/db.py"}
