"""Alembic's entry: run the migrations on the connection that engine.py hands over."""

from alembic import context

from refdb.database.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter most columns in place
    transactional_ddl=True,  # engine.py begins transactions itself, so that a kill leaves the old version whole
)
with context.begin_transaction():
    context.run_migrations()
