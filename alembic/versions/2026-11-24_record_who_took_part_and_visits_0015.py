"""Record who took part in a pleno; plan visits and what the OPD brings to them.

Revision: 0015
After: 0014
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("submission_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        foreign_key("attendance", "submission_id", "submission"),
        foreign_key("attendance", "by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_attendance_submission_id")),
    )
    op.create_table(
        "attendee",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("attendance_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("institution", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        foreign_key("attendee", "attendance_id", "attendance"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint(
            "attendance_id", "position", name=op.f("uq_attendee_attendance_id_position")
        ),
    )
    op.create_index(op.f("ix_attendee_attendance_id"), "attendee", ["attendance_id"])
    visits()


def visits() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("submission_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("people", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("institution", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        foreign_key("visit", "submission_id", "submission"),
        foreign_key("visit", "by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_submission_id"), "visit", ["submission_id"])
    until = sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    op.add_column("clarification", until)
    op.execute(  # alembic would copy the whole table on SQLite, which its uses forbid
        "ALTER TABLE clarification ADD COLUMN visit_id VARCHAR "
        "CONSTRAINT fk_clarification_visit_id REFERENCES visit (id)"
    )
    op.create_table(
        "brought_evidence",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("clarification_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("evidence_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        foreign_key("brought_evidence", "clarification_id", "clarification"),
        foreign_key("brought_evidence", "evidence_id", "evidence"),
        foreign_key("brought_evidence", "by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_evidence")),
        sa.UniqueConstraint(
            "clarification_id",
            "evidence_id",
            name=op.f("uq_brought_evidence_clarification_id_evidence_id"),
        ),
    )
    for column in ("clarification_id", "evidence_id"):
        op.create_index(op.f(f"ix_brought_evidence_{column}"), "brought_evidence", [column])


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    op.drop_table("brought_evidence")
    for name in ("visit_id", "until"):
        op.drop_column("clarification", name)
    op.drop_table("visit")
    op.drop_table("attendee")
    op.drop_table("attendance")
