"""Give receipts a code: what /v/<code> answers for a sending.

Revision: 0016
After: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("snapshot", sa.Column("code", sa.String(), nullable=True))
    op.create_index("ix_snapshot_code", "snapshot", ["code"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_snapshot_code", table_name="snapshot")
    op.drop_column("snapshot", "code")
