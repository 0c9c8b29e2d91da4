"""Every change can be taken back and made again: what became of each row is written down, before only of merges."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

HANGING = {"reference": ("article", "work"), "text_origin": ("work",), "answered": ("work",), "audit": ("article",)}
# SQLite's triggers are made by the connection that records (sqlite/journal.py); here the transaction names its change.
POSTGRESQL_JOURNAL = """
CREATE FUNCTION write_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    recording text := current_setting('refdb.change', true);
    earlier jsonb := '{}';
BEGIN
    IF recording IS NULL OR recording = '' THEN RETURN NULL; END IF;
    IF TG_OP = 'DELETE' THEN
        earlier := to_jsonb(OLD);
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(o.key, o.value) INTO earlier FROM jsonb_each(to_jsonb(OLD)) o
        WHERE o.value IS DISTINCT FROM to_jsonb(NEW) -> o.key;
        IF earlier IS NULL THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO journal (change_id, "table", row_id, action, before) VALUES (
        recording::integer, TG_TABLE_NAME, CASE TG_OP WHEN 'INSERT' THEN NEW.id ELSE OLD.id END, lower(TG_OP), earlier
    );
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Make the journal. Merges of before stay in the history, and can no longer be taken back."""
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("journal_change", "journal", ["change_id"])
    op.create_index("journal_row", "journal", ["table", "row_id"])
    op.execute("ALTER TABLE change DROP COLUMN before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_JOURNAL)
        for name in ("work", "article", "reference", "text_origin", "answered", "audit"):
            op.execute(
                f"CREATE TRIGGER journal_{name} AFTER INSERT OR UPDATE OR DELETE ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION write_journal()"
            )
        # What hung on a row is written down after it there, and so comes back before it.
        for child, parents in HANGING.items():
            for parent in parents:
                op.execute(f"ALTER TABLE {child} ALTER CONSTRAINT {child}_{parent}_id_fkey DEFERRABLE")
