"""What an account may do; those that were there before could do all but take in others, and still can."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("account", sa.Column("role", sa.String(), nullable=False, server_default="editor"))
