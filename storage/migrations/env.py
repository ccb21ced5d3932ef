"""Alembic's entry: migrations run over the connection that `storage.migrate` hands in."""

from alembic import context
from sqlmodel import SQLModel

import storage.queue_tables
import storage.tables  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
)
with context.begin_transaction():
    context.run_migrations()
