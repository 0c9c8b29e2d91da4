"""Titles folded as they are now: ø is o and α is alpha, markup and entities are no letters."""

import sqlalchemy as sa
from alembic import op

from refdb.model import Work
from refdb.text.folding import squashed

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Fold the titles of all works again; one that is plain letters stays as it is."""
    work = sa.table("work", *(sa.column(name, sa.String()) for name in ("key", "title", "subtitle", "title_folded")))
    connection = op.get_bind()
    for key, title, subtitle, before in connection.execute(sa.select(work)).all():
        after = squashed(Work(title=title, subtitle=subtitle).full_title)
        if after != before:
            connection.execute(sa.update(work).where(work.c.key == key).values(title_folded=after))
