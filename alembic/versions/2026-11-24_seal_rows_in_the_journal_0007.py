"""Seal rows in the journal: digests of changed rows, anchors of documents, no REPLACE.

Revision: 0007
After: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

MESSAGE = "journal lines are never changed"


def upgrade() -> None:
    text = sa.String()
    op.add_column("journal_line", sa.Column("changes", text, nullable=False, server_default=""))
    op.add_column("report", sa.Column("anchor", text, nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        # REPLACE deletes without the DELETE trigger unless recursive_triggers is on.
        op.execute(
            "CREATE TRIGGER journal_line_no_replace BEFORE INSERT ON journal_line "
            "WHEN EXISTS (SELECT 1 FROM journal_line WHERE seq = NEW.seq) "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_line_no_replace")
    op.drop_column("report", "anchor")
    op.drop_column("journal_line", "changes")
