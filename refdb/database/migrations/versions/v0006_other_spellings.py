"""Names and titles are found under their other spellings too: mueller for Müller, oneill for O'Neill."""

import json

import sqlalchemy as sa
from alembic import op

from refdb.database.rows import words_of
from refdb.model import Person, Work

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the words of those works anew that have other spellings."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":  # no library there is as old as that
        return
    query = sa.text("SELECT id, title, subtitle, authors FROM work")
    change = sa.text(
        "UPDATE passage_fts SET title = :title, authors = :authors "
        "WHERE rowid IN (SELECT id FROM passage WHERE work_id = :id)"
    )
    for id_, title, subtitle, authors in connection.execute(query).all():
        people = [{"family": p.get("family", ""), "literal": p.get("literal", "")} for p in json.loads(authors)]
        words = words_of(Work(title=title, subtitle=subtitle, authors=tuple(Person(**person) for person in people)))
        as_before = " ".join(person["literal"] or person["family"] for person in people)
        if words["authors"] != as_before or not title.isascii():
            connection.execute(change, {"id": id_, "title": words["title"], "authors": words["authors"]})
