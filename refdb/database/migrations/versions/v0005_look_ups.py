"""What is looked up by key has an index: DOIs, names of works, notices about a DOI, articles by name."""

import json
from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes, and the two tables from what the works say."""
    op.create_index("work_by_doi", "work", ["doi"])
    op.create_index("passage_origin", "passage", ["origin", "work_id"])
    op.create_index(op.f("ix_article_name"), "article", ["name"])
    op.create_index(op.f("ix_article_title"), "article", ["title"], postgresql_using="hash")
    for table, column, rows in (("name", "name", _names()), ("notice", "doi", _notices())):
        made = op.create_table(
            table,
            sa.Column(column, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
            sa.Column("work_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["work_id"], ["work.id"], ondelete="CASCADE"),
            sa.PrimaryKeyConstraint(column, "work_id"),
        )
        op.create_index(op.f(f"ix_{table}_work_id"), table, ["work_id"])
        while some := list(islice(rows, 1000)):
            op.bulk_insert(made, [{column: value, "work_id": id_} for value, id_ in some])


def _names() -> Iterator[tuple[str, int]]:
    for id_, key, aliases in op.get_bind().execute(sa.text("SELECT id, key, aliases FROM work")):
        yield from ((name, id_) for name in {one.lower() for one in (key, *json.loads(aliases))})


def _notices() -> Iterator[tuple[str, int]]:
    for id_, updates in op.get_bind().execute(sa.text("SELECT id, updates FROM work WHERE updates != '[]'")):
        about = [update for update in json.loads(updates) if update["type"].endswith(" of")]
        yield from ((doi, id_) for doi in {update["doi"] for update in about} if doi)
