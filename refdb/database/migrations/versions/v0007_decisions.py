"""What readers decided on claims and references is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, from which nothing can be taken out and in which nothing can be changed."""
    texts = ("kind", "folded", "text", "machine", "stance", "verdict", "note", "decided_by", "decided_at", "article")
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in (*texts, "sha256", "digest")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("decision_text", "decision", ["folded"], postgresql_using="hash")
        op.execute(
            "CREATE FUNCTION keep_decisions() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a % is never changed or deleted', TG_TABLE_NAME; END $$"
        )
        op.execute(
            "CREATE TRIGGER decision_kept BEFORE UPDATE OR DELETE ON decision "
            "FOR EACH ROW EXECUTE FUNCTION keep_decisions()"
        )
        return
    op.create_index("decision_text", "decision", ["kind", "folded"])
    for name, act in (("changed", "UPDATE"), ("deleted", "DELETE")):
        op.execute(
            f"CREATE TRIGGER decision_{name} BEFORE {act} ON decision "
            f"BEGIN SELECT RAISE(ABORT, 'a decision is never {name}'); END"
        )
