"""Mail notices: which were mailed, which remind of what, who wants them by mail.

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("key", sa.String(), nullable=True))
    op.add_column(
        "notice", sa.Column("mailed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    )
    op.create_index("ix_notice_user_id_key", "notice", ["user_id", "key"], unique=True)
    wish = sa.Column("by_mail", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("user_account", wish)


def downgrade() -> None:
    op.drop_column("user_account", "by_mail")
    op.drop_index("ix_notice_user_id_key", "notice")
    op.drop_column("notice", "mailed_at")
    op.drop_column("notice", "key")
