"""In PostgreSQL each word has a list of the passages that have it, from which BM25 is counted; SQLite has its own."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# An entry is what database.postgresql.postings.ENTRY says. What is there already becomes the first segment.
_OFTEN = " || ".join(
    f"substring(int4send(least(255, cardinality(array_positions(t.weights, '{letter}')))) FROM 4)" for letter in "ABCD"
)
_STATEMENTS = (
    "ALTER TABLE word_total ADD documents integer NOT NULL DEFAULT 0, ADD segments integer NOT NULL DEFAULT 0",
    "ALTER TABLE passage_words ADD document integer",
    "UPDATE passage_words SET document = n FROM (SELECT passage_id AS id, row_number() OVER (ORDER BY passage_id) AS n "
    "FROM passage_words) AS numbered WHERE id = passage_id",
    "ALTER TABLE passage_words ALTER document SET NOT NULL",
    'CREATE TABLE posting (word text COLLATE "C", segment integer, n integer NOT NULL, entries bytea NOT NULL, '
    "PRIMARY KEY (word, segment))",
    "ALTER TABLE posting ALTER entries SET STORAGE EXTERNAL",  # to unpack them would take longer than to read them
    "CREATE INDEX posting_segment ON posting (segment)",
    "CREATE TABLE word_segment (id integer PRIMARY KEY, passages integer NOT NULL)",
    "CREATE TABLE word_gone (document integer PRIMARY KEY)",
    "INSERT INTO posting SELECT t.lexeme, 1, count(*), string_agg(int4send(w.passage_id) || int4send(w.document) || "
    f"int2send(CAST(least(w.length, 32767) AS smallint)) || {_OFTEN}, CAST('' AS bytea)) "
    "FROM passage_words w, unnest(w.words) t GROUP BY t.lexeme",
    "INSERT INTO word_segment SELECT 1, passages FROM word_total WHERE passages > 0",
    "UPDATE word_total SET segments = 1, documents = (SELECT count(*) FROM passage_words)",
    "CREATE OR REPLACE FUNCTION count_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE word_total SET passages = passages + (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END) * n, "
    "tokens = tokens + (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END) * total "
    "FROM (SELECT count(*) AS n, coalesce(sum(length), 0) AS total FROM touched) AS sums; "
    "IF TG_OP = 'DELETE' THEN INSERT INTO word_gone SELECT document FROM touched; END IF; RETURN NULL; END $$",
)


def upgrade() -> None:
    """Make the lists of what is there."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in _STATEMENTS:
            op.execute(statement.replace(":", r"\:"))
