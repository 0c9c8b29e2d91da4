"""Articles have authors and a date, where their format says them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; an article that is read again gets what its file says."""
    lists = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("article", sa.Column("authors", lists, nullable=False, server_default="[]"))
    op.add_column("article", sa.Column("date", sa.String(), nullable=False, server_default=""))
