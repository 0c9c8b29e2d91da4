"""What a user's bibliography says of a work beside its metadata, and changes that can be taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW = ("aliases", "tags", "collections", "notes", "files", "extra")


def upgrade() -> None:
    """Give works their new columns, empty, and make the history."""
    lists = sa.JSON().with_variant(JSONB(), "postgresql")
    with op.batch_alter_table("work") as work:
        for name in NEW:
            work.add_column(sa.Column(name, lists, nullable=False, server_default="[]"))
    for name in ("pmid", "pmcid", "arxiv"):
        op.create_index(f"work_{name}", "work", [name])
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("undone_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
