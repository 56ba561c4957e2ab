"""Prove steps of the plan: a file or a link for each.

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


REFERENCES = (
    ("plan_id", "action_plan.id"),
    ("submission_id", "submission.id"),
    ("file_sha256", "stored_file.sha256"),
    ("added_by", "user_account.id"),
)


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString(), sqlmodel.sql.sqltypes.UTCDateTime()
    op.create_table(
        "plan_proof",
        sa.Column("id", text, nullable=False),
        sa.Column("plan_id", text, nullable=False),
        sa.Column("submission_id", text, nullable=False),
        sa.Column("title", text, nullable=False),
        sa.Column("file_sha256", text, nullable=True),
        sa.Column("file_name", text, nullable=False),
        sa.Column("url", text, nullable=False),
        sa.Column("added_by", text, nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("removed_at", moment, nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_plan_proof_{column}"))
            for column, target in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_proof")),
    )
    for column in ("plan_id", "submission_id"):
        op.create_index(op.f(f"ix_plan_proof_{column}"), "plan_proof", [column])


def downgrade() -> None:
    op.drop_table("plan_proof")
