"""Say more of evidence: since when the OPD has it, who opened a link, what looks personal.

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PEOPLE = ("checked_by", "personal_seen_by")
INSTANTS = ("first_uploaded_at", "checked_at", "personal_seen_at")


def upgrade() -> None:
    for name in INSTANTS:
        instant = sqlmodel.sql.sqltypes.UTCDateTime()
        op.add_column("evidence", sa.Column(name, instant, nullable=True))
    op.add_column("evidence", sa.Column("personal", sa.JSON(), nullable=False, server_default="{}"))
    for name in PEOPLE:  # alembic would copy the whole table on SQLite, which its uses forbid
        op.execute(
            f"ALTER TABLE evidence ADD COLUMN {name} VARCHAR "
            f"CONSTRAINT fk_evidence_{name} REFERENCES user_account (id)"
        )


def downgrade() -> None:
    for name in (*PEOPLE, "personal", *INSTANTS):
        op.drop_column("evidence", name)
