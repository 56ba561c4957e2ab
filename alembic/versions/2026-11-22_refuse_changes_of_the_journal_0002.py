"""Refuse changes of the journal: triggers on both databases.

Revision: 0002
After: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MESSAGE = "journal lines are never changed"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_line_no_{verb.lower()} BEFORE {verb} ON journal_line "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_line_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_line "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_line_no_update")
        op.execute("DROP TRIGGER journal_line_no_delete")
        return
    op.execute("DROP TRIGGER journal_line_no_change ON journal_line")
    op.execute("DROP FUNCTION refuse_journal_change")
