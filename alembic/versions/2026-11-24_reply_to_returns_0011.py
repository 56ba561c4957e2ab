"""Reply to returns: what the OPD says to an indicator that was given back.

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    reply = sa.Column("reply", sa.String(), nullable=False, server_default="")
    op.add_column("open_item", reply)


def downgrade() -> None:
    op.drop_column("open_item", "reply")
