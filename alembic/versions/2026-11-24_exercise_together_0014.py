"""Exercise together: a sample all assessors score, and the talk about it.

Revision: 0014
After: 0017
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0017"
branch_labels = None
depends_on = None

Text, Instant = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
BELOW = ("exercise_item", "exercise_score", "exercise_comment")


def upgrade() -> None:
    op.create_table(
        "exercise",
        *texts("id", "title", "instrument_id", "state", "made_by"),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        foreign_key("exercise", "made_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise")),
    )
    op.create_table(
        "exercise_item",
        *texts("id", "exercise_id", "code", "explanation", "evidence"),
        sa.Column("claim", sa.Integer(), nullable=True),
        sa.Column("reference", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *below("exercise_item"),
        unique("exercise_item", "exercise_id", "code"),
    )
    op.create_table(
        "exercise_score",
        *texts("id", "exercise_id", "code", "user_id", "institution", "reason"),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        *below("exercise_score"),
        foreign_key("exercise_score", "user_id", "user_account"),
        unique("exercise_score", "exercise_id", "code", "user_id"),
    )
    op.create_table(
        "exercise_comment",
        *texts("id", "exercise_id", "code", "text", "by"),
        sa.Column("at", Instant(), nullable=False),
        *below("exercise_comment"),
        foreign_key("exercise_comment", "by", "user_account"),
    )
    for table in BELOW:
        op.create_index(op.f(f"ix_{table}_exercise_id"), table, ["exercise_id"])


def texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, Text(), nullable=False) for name in names]


def below(table: str) -> tuple[sa.ForeignKeyConstraint, sa.PrimaryKeyConstraint]:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    return foreign_key(table, "exercise_id", "exercise"), key


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in reversed(BELOW):
        op.drop_table(table)
    op.drop_table("exercise")
