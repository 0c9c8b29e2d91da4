"""The first tables: works, articles with their references, registry answers, passages, vectors, audits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# An ordinary index of PostgreSQL's holds 2,704 bytes; a title or a question can be longer. The totals are kept by
# triggers, because a search that counted all passages would wait for that.
POSTGRESQL_WORDS = (
    "CREATE UNIQUE INDEX source_record_asked ON source_record (registry, md5(question))",
    "CREATE INDEX source_record_question ON source_record USING hash (question)",
    "CREATE TABLE passage_words (passage_id integer PRIMARY KEY REFERENCES passage ON DELETE CASCADE, "
    "words tsvector NOT NULL, length integer NOT NULL)",
    "CREATE INDEX passage_words_words ON passage_words USING gin (words)",
    "CREATE TABLE word_total (passages bigint NOT NULL, tokens bigint NOT NULL)",
    "INSERT INTO word_total VALUES (0, 0)",
    "CREATE FUNCTION count_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE word_total SET passages = passages + (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END) * n, "
    "tokens = tokens + (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END) * total "
    "FROM (SELECT count(*) AS n, coalesce(sum(length), 0) AS total FROM touched) AS sums; RETURN NULL; END $$",
    "CREATE TRIGGER words_in AFTER INSERT ON passage_words REFERENCING NEW TABLE AS touched "
    "FOR EACH STATEMENT EXECUTE FUNCTION count_words()",
    "CREATE TRIGGER words_out AFTER DELETE ON passage_words REFERENCING OLD TABLE AS touched "
    "FOR EACH STATEMENT EXECUTE FUNCTION count_words()",
)
LIST = sa.JSON().with_variant(JSONB(), "postgresql")  # compared with "[]"


def upgrade() -> None:
    """Make all tables and the full-text table beside them."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("blocks", LIST, nullable=False),
        sa.Column("sentences", LIST, nullable=False),
        sa.Column("citations", LIST, nullable=False),
        sa.Column("warnings", LIST, nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_table(
        "source_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registry", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        *([] if on_postgresql else [sa.UniqueConstraint("registry", "question")]),
    )
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("subtitle", sa.String(), nullable=False),
        sa.Column("title_folded", sa.String(), nullable=False),
        sa.Column("other_titles", LIST, nullable=False),
        sa.Column("authors", LIST, nullable=False),
        sa.Column("editors", LIST, nullable=False),
        sa.Column("container_title", sa.String(), nullable=False),
        sa.Column("container_title_short", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("years", LIST, nullable=False),
        sa.Column("date", LIST, nullable=False),
        sa.Column("volume", sa.String(), nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("pages", sa.String(), nullable=False),
        sa.Column("article_number", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("publisher_place", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("doi", sa.String(), nullable=False),
        sa.Column("pmid", sa.String(), nullable=False),
        sa.Column("pmcid", sa.String(), nullable=False),
        sa.Column("arxiv", sa.String(), nullable=False),
        sa.Column("isbn", LIST, nullable=False),
        sa.Column("issn", LIST, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("full_text", sa.String(), nullable=False),
        sa.Column("updates", LIST, nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_work_title_folded"), "work", ["title_folded"], unique=False, postgresql_using="hash")
    op.create_index(
        "work_doi",
        "work",
        ["doi"],
        unique=True,
        sqlite_where=sa.text("doi != ''"),
        postgresql_where=sa.text("doi != ''"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_audit_article_id"), "audit", ["article_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sentences", LIST, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("work_id", "n"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passage_work_id"), "passage", ["work_id"], unique=False)
    op.create_table(
        "reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("parsed", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("verification", sa.JSON(), nullable=False),
        sa.Column("registry", sa.String(), nullable=False),
        sa.Column("verified_at", sa.String(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article_id", "n"),
    )
    op.create_index(op.f("ix_reference_work_id"), "reference", ["work_id"], unique=False)
    op.create_table(
        "vector",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("passage_id", "model"),
    )
    if on_postgresql:
        for statement in POSTGRESQL_WORDS:
            op.execute(statement)
        return
    op.execute(
        "CREATE VIRTUAL TABLE passage_fts USING fts5(title, text, authors, container, "
        "tokenize = 'porter unicode61 remove_diacritics 2')"
    )
