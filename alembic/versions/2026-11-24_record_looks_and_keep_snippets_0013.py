"""Record looks and keep snippets: which evidence an assessor opened, what is said often.

Revision: 0013
After: 0015
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXED = (("evidence_look", "submission_id"), ("snippet", "institution"), ("snippet", "user_id"))


def upgrade() -> None:
    op.create_table(
        "evidence_look",
        text_column("id"),
        text_column("submission_id"),
        text_column("user_id"),
        text_column("institution"),
        text_column("code"),
        text_column("evidence_id"),
        text_column("sha256"),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        foreign_key("evidence_look", "submission_id", "submission"),
        foreign_key("evidence_look", "user_id", "user_account"),
        foreign_key("evidence_look", "evidence_id", "evidence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_look")),
        sa.UniqueConstraint(
            "submission_id",
            "user_id",
            "code",
            "evidence_id",
            name=op.f("uq_evidence_look_submission_id_user_id_code_evidence_id"),
        ),
    )
    op.create_table(
        "snippet",
        text_column("id"),
        text_column("user_id"),
        text_column("institution"),
        text_column("text"),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        foreign_key("snippet", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snippet")),
    )
    for table, column in INDEXED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def text_column(name: str) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False)


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    op.drop_table("snippet")
    op.drop_table("evidence_look")
