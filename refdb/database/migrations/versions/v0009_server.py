"""What `refdb serve` needs: accounts, jobs, remarks of readers, and audits that can be shown again as they were."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables; the report itself is not known of audits that were made before."""
    op.add_column("audit", sa.Column("report", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("kind", "folded", "text", "action", "value", "made_by", "made_at", "article", "sha256", "digest"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("remark_text", "remark", ["folded"], postgresql_using="hash")
        op.execute(
            "CREATE TRIGGER remark_kept BEFORE UPDATE OR DELETE ON remark "
            "FOR EACH ROW EXECUTE FUNCTION keep_decisions()"
        )
    else:
        op.create_index("remark_text", "remark", ["kind", "folded"])
        for name, act in (("changed", "UPDATE"), ("deleted", "DELETE")):
            op.execute(
                f"CREATE TRIGGER remark_{name} BEFORE {act} ON remark "
                f"BEGIN SELECT RAISE(ABORT, 'a remark is never {name}'); END"
            )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("name", "password", "created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        *_texts("kind", "label", "digest", "created_at", "expires_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_access_account_id", "access", ["account_id"])
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("kind"),
        sa.Column("given", sa.JSON(), nullable=False),
        *_texts("owner", "state", "worker"),
        sa.Column("cancelling", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_texts("step"),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        *_texts("error", "created_at", "started_at"),
        sa.Column("beaten_at", sa.Double(), nullable=False),
        *_texts("ended_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("job_state", "job", ["state", "id"])
